import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from ecabinet.audit import checkpoints as kept
from ecabinet.audit.trail import verify
from ecabinet.commands.verify import a_file, check_export, read_checkpoint_file, say_breaks
from ecabinet.core import signing
from ecabinet.core.database import reading

group = AppGroup("audit", help="The audit trail.")


@group.command("verify")
@click.option("--export", type=a_file, help="Check this export, not the database.")
@click.option("--key", type=a_file, help="With --export: believe only these public keys (PEM).")
@click.option("--checkpoints", type=a_file, help="Compare with checkpoints kept elsewhere.")
def verify_trail(export: Path | None, key: Path | None, checkpoints: Path | None) -> None:
    """Walk every chain; name each break; exit 1 if there is one."""
    if export:
        sys.exit(check_export(export, key, checkpoints))
    elsewhere = read_checkpoint_file(checkpoints)
    read_checkpoint_file(kept.file())
    with reading():
        breaks = list(verify(elsewhere))
    sys.exit(say_breaks(breaks))


@group.command("seal")
def seal() -> None:
    """Sign now where each chain ends, and print what was signed last of each."""
    kept.seal()
    with reading():
        latest = {each.chain: each for each in kept.kept_in_database()}
    for each in latest.values():
        click.echo(kept.write_witness(each))


@group.command("keys")
def keys() -> None:
    """Print the public keys that ever signed here, the one in use last; they may be given to anybody."""
    in_use = signing.key_id(signing.public_key())
    for name, key in sorted(signing.known_keys().items(), key=lambda each: each[0] == in_use):
        click.echo(f"{name}{' (in use)' if name == in_use else ''}\n{signing.spell(key)}")
