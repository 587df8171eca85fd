import click
from flask import current_app
from flask.cli import AppGroup

from ecabinet.core.jobs import send
from ecabinet.demo.jobs import make_todays_session
from ecabinet.demo.seed import is_told, seed

group = AppGroup("demo", help="The demonstration.")


@group.command("seed")
def seed_demo() -> None:
    """Fill an empty database with a believable Government; later, give today its session."""
    config = current_app.config
    if not config["DEMO"]:
        raise click.ClickException("This installation is not a demonstration (DEMO=0).")
    if is_told():
        send(make_todays_session, config["TIMEZONE"])
        return
    say = lambda words: click.echo(f"  demonstration: {words}")  # noqa: E731 -- handed on as it is
    seed(config["DATA"], config["DEMO_PASSWORD"], config["TIMEZONE"], say)
