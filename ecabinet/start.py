"""`make run`: brings the database up to date, fills the demonstration once, and becomes the server."""

import logging
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from config import Config, ConfigurationError

SERVER = ("-m", "gunicorn", "--config", "python:ecabinet.web.gunicorn_conf", "wsgi:application")
ADMINISTERED = "SELECT EXISTS (SELECT 1 FROM post WHERE role = 'administrator')"
MIGRATIONS = Path(__file__).parents[1] / "migrations" / "versions"


def prepare(config: Config) -> None:
    """Bring the database to the newest revision and, on an empty one, tell the demonstration."""
    from flask.cli import ScriptInfo  # noqa: PLC0415 -- a second start needs none of this, and is quick

    from ecabinet.app import create_app  # noqa: PLC0415
    from ecabinet.web import catalogue, logs  # noqa: PLC0415

    logs.speak_json(logging.WARNING)  # whoever waits reads how far it has come
    catalogue.build()
    refuse_what_is_not_ours(config)
    forget_half_told(config)
    if config.demo and not own_database(config).exists():
        telling_mark(config).touch(mode=0o600)
    app = create_app(config)
    steps = [("migrate",), *([("demo", "seed")] if config.demo else [])]
    with app.app_context():
        for words in steps:
            info = ScriptInfo(create_app=lambda: app)
            app.cli.main(list(words), obj=info, standalone_mode=False)
        if not config.demo:
            welcome(config)
    if config.demo:
        told_mark(config).touch()
        telling_mark(config).unlink(missing_ok=True)


def refuse_what_is_not_ours(config: Config) -> None:
    """Before anything is touched: a demonstration begun on somebody's real database would clear their files."""
    from ecabinet.app import refuse_the_other_kind  # noqa: PLC0415
    from ecabinet.core.transaction import close_database, open_database  # noqa: PLC0415

    path = Path(config.database_url.removeprefix("sqlite:///"))
    if config.database_url.startswith("sqlite:///") and not path.exists():
        return  # looking would make it
    open_database(config.database_url)
    try:
        refuse_the_other_kind(config)
    finally:
        close_database()


def welcome(config: Config) -> None:
    """Where nobody administers yet, print the one address at which somebody can begin to."""
    from ecabinet.bodies.founding import awaits_administrator, issue_link  # noqa: PLC0415
    from ecabinet.core.database import reading  # noqa: PLC0415
    from ecabinet.core.transaction import run  # noqa: PLC0415
    from ecabinet.core.words import N_  # noqa: PLC0415
    from ecabinet.web.language import say  # noqa: PLC0415

    with reading():
        if not awaits_administrator():
            return
    address = f"{config.base_url}/first-start/{run(issue_link)}"
    sentence = N_(
        "e-Cabinet has no administrator yet. Please open this address within one hour; it works once:"
    )
    words = [*(say(language, sentence, {}) for language in ("vi", "en")), f"\n    {address}\n"]
    # Flushed, because what is still held back is lost when this process becomes the server.
    sys.stdout.write("\n" + "\n".join(words) + "\n")
    sys.stdout.flush()


def is_prepared(config: Config) -> bool:
    """Whether the database of our own is at the newest revision, of the kind asked for, and somebody can sign in."""
    path = Path(config.database_url.removeprefix("sqlite:///"))
    if not config.database_url.startswith("sqlite:///") or not path.exists():
        return False
    newest = max(each.stem.partition("_")[0] for each in MIGRATIONS.glob("[0-9]*.py"))
    try:
        with sqlite3.connect(path) as connection:
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            kind = connection.execute("SELECT kind FROM installation").fetchone()
            administered = connection.execute(ADMINISTERED).fetchone()
    except sqlite3.OperationalError:
        return False
    wanted = ("demo",) if config.demo else ("real",)
    ready = told_mark(config).exists() if config.demo else administered == (1,)
    return revision == (newest,) and kind == wanted and ready


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
        for folder in ("files", "outbox", "checkpoints"):
            shutil.rmtree(config.data / folder, ignore_errors=True)
        telling_mark(config).unlink()


def main() -> None:
    try:
        config = Config.from_environment()
        if not is_prepared(config):
            prepare(config)
    except ConfigurationError as error:
        sys.exit(str(error))
    # It becomes the server, so that signals reach that.
    os.execv(sys.executable, (sys.executable, *SERVER))  # noqa: S606


if __name__ == "__main__":
    main()
