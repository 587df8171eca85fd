import click
from flask import current_app

from ecabinet.bodies.founding import declare_installation
from ecabinet.bodies.models import InstallationKind
from ecabinet.core.transaction import run
from ecabinet.web import migration


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the newest revision, and say for good what it is for."""
    config = current_app.config
    migration.upgrade(config["DATABASE_URL"])
    kind = InstallationKind.DEMO if config["DEMO"] else InstallationKind.REAL
    run(lambda: declare_installation(kind))
