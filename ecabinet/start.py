"""`make run`: brings the database up to date, fills the demonstration once, and becomes the server."""

import os
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo

from config import Config, ConfigurationError
from ecabinet.app import create_app
from ecabinet.web import catalogue

SERVER = ("-m", "gunicorn", "--config", "python:ecabinet.web.gunicorn_conf", "wsgi:application")


def prepare(config: Config) -> None:
    catalogue.build()
    app = create_app(config)
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
    click.echo(f"e-Cabinet: {config.base_url}")
    sys.stdout.flush()
    os.execv(sys.executable, (sys.executable, *SERVER))  # noqa: S606 -- it becomes the server, so signals reach that


if __name__ == "__main__":
    main()
