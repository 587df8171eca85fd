import click
from flask import current_app
from flask.cli import AppGroup

group = AppGroup("demo", help="The demonstration.")


@group.command("seed")
def seed_demo() -> None:
    """Fill an empty database with a believable Government. Where people are already, it changes nothing."""
    from ecabinet.demo.seed import is_told, seed  # noqa: PLC0415 -- dear to import, and wanted once

    config = current_app.config
    if not config["DEMO"]:
        raise click.ClickException("This installation is not a demonstration (DEMO=0).")
    say = lambda words: click.echo(f"  demonstration: {words}")  # noqa: E731 -- handed on as it is
    if not is_told():
        seed(config["DATA"], config["DEMO_PASSWORD"], config["TIMEZONE"], say)
