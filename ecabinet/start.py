"""`make run`: brings the database up to date, fills the demonstration once, and becomes the server."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

from config import Config, ConfigurationError

SERVER = ("-m", "gunicorn", "--config", "python:ecabinet.web.gunicorn_conf", "wsgi:application")
MIGRATIONS = Path(__file__).parents[1] / "migrations" / "versions"


def prepare(config: Config) -> None:
    """Bring the database to the newest revision and, on an empty one, tell the demonstration."""
    from flask.cli import ScriptInfo  # noqa: PLC0415 -- a second start needs none of this, and is quick

    from ecabinet.app import create_app  # noqa: PLC0415
    from ecabinet.web import catalogue  # noqa: PLC0415

    catalogue.build()
    forget_half_told(config)
    if config.demo and not own_database(config).exists():
        telling_mark(config).touch(mode=0o600)
    app = create_app(config)
    steps = [("migrate",), *([("demo", "seed")] if config.demo else [])]
    with app.app_context():
        for words in steps:
            info = ScriptInfo(create_app=lambda: app)
            app.cli.main(list(words), obj=info, standalone_mode=False)
    if config.demo:
        told_mark(config).touch()
        telling_mark(config).unlink(missing_ok=True)


def is_prepared(config: Config) -> bool:
    """Whether the database of our own was brought to the newest revision, and the demonstration told to its end."""
    path = Path(config.database_url.removeprefix("sqlite:///"))
    if not config.database_url.startswith("sqlite:///") or not path.exists():
        return False
    newest = max(each.stem.partition("_")[0] for each in MIGRATIONS.glob("[0-9]*.py"))
    try:
        with sqlite3.connect(path) as connection:
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return False
    return revision == (newest,) and (told_mark(config).exists() or not config.demo)


def told_mark(config: Config) -> Path:
    """Return the file that says the demonstration was told to its end."""
    return config.data / "demo-told"


def telling_mark(config: Config) -> Path:
    """Return the file that stands from before a demonstration's database is made until it is told to its end."""
    return config.data / "demo-telling"


def own_database(config: Config) -> Path:
    return config.data / "ecabinet.db"


def forget_half_told(config: Config) -> None:
    """A demonstration that was interrupted while it was told is begun anew: nobody can have used it.

    A database without the mark is somebody's: begun without a demonstration, or restored from a backup.
    """
    if config.demo and telling_mark(config).exists():
        for each in config.data.glob("ecabinet.db*"):
            each.unlink()
        for folder in ("files", "outbox"):
            shutil.rmtree(config.data / folder, ignore_errors=True)
        telling_mark(config).unlink()


def main() -> None:
    try:
        config = Config.from_environment()
    except ConfigurationError as error:
        sys.exit(str(error))
    if not is_prepared(config):
        prepare(config)
    # It becomes the server, so that signals reach that.
    os.execv(sys.executable, (sys.executable, *SERVER))  # noqa: S606


if __name__ == "__main__":
    main()
