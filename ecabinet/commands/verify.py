"""`python -m ecabinet.commands.verify FILE`: is this export of an audit trail whole? It needs nothing but the file.

No database is opened and no configuration read, so that it runs on a machine that has never seen the installation.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from ecabinet.audit.checkpoints import kept_in_file
from ecabinet.audit.exports import read_chains, verify_file
from ecabinet.audit.proof import Break, Witness
from ecabinet.core.signing import read_keys

WHOLE, BROKEN = "The trail is whole.", "The trail is broken."
OWN_KEYS = (
    "Checked with the public keys that stand in the export itself. Whoever made another export could have put in keys "
    "of their own: give the installation's key with --key to be sure who signed."
)

a_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("verify")
@click.argument("export", type=a_file)
@click.option("--key", type=a_file, help="Believe only the public keys in this file (PEM).")
@click.option("--checkpoints", type=a_file, help="Compare with checkpoints kept elsewhere.")
def verify_export(export: Path, key: Path | None, checkpoints: Path | None) -> None:
    """Walk an EXPORT of an audit trail; name each break; exit 1 if there is one."""
    sys.exit(check_export(export, key, checkpoints))


def check_export(export: Path, key: Path | None, checkpoints: Path | None) -> int:
    """Say what is broken in an export; return the exit code."""
    breaks = list(verify_file(export, read_key_file(key), read_checkpoint_file(checkpoints)))
    code = say_breaks(breaks)
    click.echo(f"Looked at: {', '.join(read_chains(export)) or 'no chain at all'}.")
    if key is None:
        click.echo(OWN_KEYS)
    return code


def say_breaks(breaks: list[Break]) -> int:
    for each in breaks:
        click.echo(f"chain {each.chain}, position {each.position}: {each.sentence}")
    click.echo(BROKEN if breaks else WHOLE)
    return 1 if breaks else 0


def read_key_file(path: Path | None) -> Mapping[str, bytes] | None:
    try:
        return read_keys(path.read_text()) if path else None
    except ValueError as error:
        raise click.ClickException(f"{path} holds no public key: {error}.") from error


def read_checkpoint_file(path: Path | None) -> list[Witness]:
    """Return the checkpoints in a file. The line that somebody spoilt is named: it would else hide a rollback."""
    try:
        return list(kept_in_file(path)) if path else []
    except ValueError as error:
        raise click.ClickException(
            f"{path} holds a line that is no checkpoint: {error}."
        ) from error


if __name__ == "__main__":
    verify_export()
