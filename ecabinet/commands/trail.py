import sys

import click
from flask.cli import AppGroup

from ecabinet.audit.trail import verify
from ecabinet.core.database import reading

group = AppGroup("audit", help="The audit trail.")


@group.command("verify")
def verify_trail() -> None:
    """Walk every chain; name each break; exit 1 if there is one."""
    with reading():
        breaks = list(verify())
    for each in breaks:
        click.echo(f"chain {each.chain}, position {each.position}: {each.reason}")
    click.echo("The trail is broken." if breaks else "The trail is whole.")
    sys.exit(1 if breaks else 0)
