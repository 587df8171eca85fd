import click
from flask import current_app

from ecabinet.web import migration


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest revision."""
    migration.upgrade(current_app.config["DATABASE_URL"])
