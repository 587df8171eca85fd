import click
from flask import current_app
from flask.cli import AppGroup

from ecabinet.demo.seed import seed

group = AppGroup("demo", help="The demonstration.")


@group.command("seed")
def seed_demo() -> None:
    """Fill an empty database with a believable Government; later, give today its session."""
    config = current_app.config
    if not config["DEMO"]:
        raise click.ClickException("This installation is not a demonstration (DEMO=0).")
    say = lambda words: click.echo(f"  demonstration: {words}")  # noqa: E731 -- handed on as it is
    seed(config["DATA"], config["DEMO_PASSWORD"], config["TIMEZONE"], say)
