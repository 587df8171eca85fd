"""`make run`: brings the database up to date, fills the demonstration once, and becomes the server."""

import os
import sys

from flask import Flask
from flask.cli import ScriptInfo

from config import Config, ConfigurationError
from ecabinet.app import create_app
from ecabinet.web import catalogue

SERVER = ("-m", "gunicorn", "--config", "python:ecabinet.web.gunicorn_conf", "wsgi:application")


def prepare(config: Config) -> None:
    catalogue.build()
    app = create_app(config)
    with app.app_context():
        _command(app, "migrate")
        if config.demo:
            _command(app, "demo", "seed")


def _command(app: Flask, *words: str) -> None:
    app.cli.main(list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def main() -> None:
    try:
        config = Config.from_environment()
    except ConfigurationError as error:
        sys.exit(str(error))
    prepare(config)
    # It becomes the server, so that signals reach that.
    os.execv(sys.executable, (sys.executable, *SERVER))  # noqa: S606


if __name__ == "__main__":
    main()
