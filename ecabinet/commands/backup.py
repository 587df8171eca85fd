"""`flask --app wsgi backup DIR`: everything but the secrets, while people go on working.

The database is copied first, the files afterwards: a file is never changed and never taken away, so every one that
the copied database names is there.
"""

import os
import shutil
from base64 import b64encode
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from ecabinet.commands.contents import facts, stored_files
from ecabinet.commands.databases import database_behind
from ecabinet.commands.keys import write_keys
from ecabinet.commands.manifest import Kept, Manifest, kept, write_manifest
from ecabinet.commands.words import NotDone, in_words
from ecabinet.core import files, keepsakes
from ecabinet.core.clock import now
from ecabinet.core.database import engine_in_use
from ecabinet.core.signing import known_keys

FILES = "files"
ADDRESS_LENGTH = 64
AFTERWARDS = "No backup was made: what stands in {folder} must not be kept for one."
KEEP_APART = (
    "The keys are in {keys}. Keep that file elsewhere than the backups, under lock: with both, every paper "
    "can be read; without it, none can be read again."
)
NO_KEYS = "The keys are not in it. Without them no paper can be read again: write them once with --keys FILE."


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Write the secrets into this file.")
@with_appcontext
def backup(folder: Path, keys: Path | None) -> None:
    """Copy the database and all files into the empty directory FOLDER, for `restore`."""
    folder = folder.resolve()
    _refuse_unfit(folder, keys)
    with in_words(lambda: AFTERWARDS.format(folder=folder)):
        manifest = make_backup(folder)
        if keys:
            write_keys(keys)
    _note(manifest)
    rows, papers = sum(manifest.facts.rows.values()), len(manifest.files) - 1
    click.echo(f"Backed up to {folder}: {rows} rows, {papers} stored files.")
    click.echo(KEEP_APART.format(keys=keys) if keys else NO_KEYS)


def _note(manifest: Manifest) -> None:
    """Leave word in the data directory, for the page that says how the house is."""
    size = sum(each.size for each in manifest.files.values())
    folder = Path(current_app.config["DATA"])
    keepsakes.write_note(folder, keepsakes.LAST_BACKUP, manifest.made_at, size=size, verified=True)


def make_backup(folder: Path) -> Manifest:
    """Copy what there is into the empty `folder`, and say there what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made_at = now()
    database = database_behind(engine_in_use())
    with database.copy(folder / database.file) as connection:
        found = facts(connection)
        named = {each.address for each in stored_files(connection)}
    copied = _copy_files(folder)
    _refuse_where_missing(named - {Path(name).name for name in copied})
    manifest = Manifest(
        made_at=made_at,
        database=database.file,
        facts=found,
        files={database.file: kept(folder / database.file), **copied},
        signing_keys={name: b64encode(key).decode() for name, key in known_keys().items()},
    )
    os.sync()  # it says that all is there only once all is
    write_manifest(folder, manifest)
    return manifest


def _refuse_unfit(folder: Path, keys: Path | None) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotDone(f"{folder} is not an empty directory. A backup is never laid over another.")
    if keys is None:
        return
    if keys.exists():
        raise NotDone(f"{keys} is there already. Keys are never written over others.")
    if keys.resolve().is_relative_to(folder):
        raise NotDone("The keys do not belong beside the backup: name a file elsewhere.")


def _copy_files(folder: Path) -> dict[str, Kept]:
    """Copy every stored file, and see that the copy is still what its address says."""
    copied = {}
    for source in sorted(files.folder().glob("??/*")):
        if len(source.name) != ADDRESS_LENGTH:
            continue
        name = f"{FILES}/{source.parent.name}/{source.name}"
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        copied[name] = kept(target)
        if copied[name].sha256 != source.name:
            raise NotDone(
                f"The stored file {source} is damaged. Take it from an earlier backup, "
                "where it has the same name, then back up again."
            )
    return copied


def _refuse_where_missing(addresses: set[str]) -> None:
    if addresses:
        raise NotDone(
            f"The database names stored files that are not there: {', '.join(sorted(addresses))}. Take them "
            "from an earlier backup, where they have the same names, then back up again."
        )
