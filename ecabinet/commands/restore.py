"""`flask --app wsgi restore DIR`: a backup into an empty installation, whole or not at all.

While it runs a mark stands in the data directory, with which nothing starts. What fails is undone; what is broken off
leaves the mark.
"""

import os
import shutil
from base64 import b64decode
from contextlib import ExitStack
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine

from config import RESTORING
from ecabinet.audit import checkpoints
from ecabinet.audit.trail import verify
from ecabinet.commands.backup import FILES
from ecabinet.commands.contents import facts, stored_files
from ecabinet.commands.databases import database_behind, is_empty
from ecabinet.commands.keys import Placing, keys_in_use, read_keys
from ecabinet.commands.manifest import Manifest, check_files, read_manifest
from ecabinet.commands.words import NotDone, in_words
from ecabinet.core import files, keepsakes, sealing, signing
from ecabinet.core.clock import now
from ecabinet.core.database import engine_in_use, reading
from ecabinet.web import migration

NOTHING_DONE = "Nothing was restored: the installation is as empty as before."
HALF_DONE = (
    "What was begun could not be undone: empty the database and the data directory before anything else. "
    "Until then this installation does not start."
)
NEW_SIGNING_KEY = (
    "The file of keys holds no signing key: it was written before there was one. Checkpoints of the audit trail "
    "are signed with a new key from here on; write the keys down anew with `backup --keys`."
)


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The file of keys that `backup --keys` wrote.")  # fmt: skip
@with_appcontext
def restore(folder: Path, keys: Path | None) -> None:
    """Put the backup in FOLDER into this installation, which must be empty."""
    _refuse_unless_empty()
    with in_words(_how_it_stands), ExitStack() as undo:
        placing = _place_for(keys)
        manifest = read_manifest(folder)
        check_files(folder, manifest)
        _begin(undo)
        _set_checkpoints_aside(undo)
        _know_keys(manifest)
        undo.callback(placing.undo)
        placing.place()
        _put_back(folder, manifest, undo)
        opened = _check(manifest)
        os.sync()
        undo.pop_all()
    _leave_word()
    click.echo(f"Restored what was backed up at {manifest.made_at.isoformat(timespec='seconds')}.")
    click.echo(f"The audit trail is whole; all {opened} stored files that are named open.")
    if keys and not placing.signs:
        click.echo(NEW_SIGNING_KEY)


def _data() -> Path:
    return Path(current_app.config["DATA"])


def _mark() -> Path:
    return _data() / RESTORING


def _how_it_stands() -> str:
    return HALF_DONE if _mark().exists() else NOTHING_DONE


def _place_for(keys: Path | None) -> Placing:
    """Use the keys in the file from here on, if one is given, and return where they will stand."""
    wanted = read_keys(keys) if keys else keys_in_use()
    placing = Placing(current_app.config["DATA"], wanted)
    sealing.use_master_key(wanted.master_key)
    if wanted.signing_key:
        signing.use_signing_key(wanted.signing_key, _data() / "signing-keys")
    return placing


def _refuse_unless_empty() -> None:
    if not is_empty(engine_in_use()):
        raise NotDone(
            "The database of this installation is not empty. A restore overwrites nothing."
        )
    if _has_files():
        raise NotDone(f"There are files in {files.folder()}. A restore overwrites nothing.")


def _has_files() -> bool:
    return any(path.is_file() for path in files.folder().rglob("*"))


def _begin(undo: ExitStack) -> None:
    _mark().write_text("A restore is at work here; until it is done, nothing here is whole.\n")
    undo.callback(_unmark)


def _set_checkpoints_aside(undo: ExitStack) -> None:
    """Those kept here speak of the database that was here before. They stay beside, for whoever asks about it."""
    kept = checkpoints.file()
    if kept.exists():
        aside = kept.with_suffix(".before-restore")
        kept.rename(aside)
        undo.callback(aside.rename, kept)


def _know_keys(manifest: Manifest) -> None:
    """Nobody without the master key could have put a key into the manifest."""
    for key in manifest.signing_keys.values():
        signing.remember_key(b64decode(key))


def _leave_word() -> None:
    """Whole again: the mark goes, and the page that says how the house is learns of it."""
    _mark().unlink()
    keepsakes.write_note(_mark().parent, keepsakes.LAST_RESTORE, now(), verified=True)


def _unmark() -> None:
    if is_empty(engine_in_use()) and not _has_files():
        _mark().unlink()


def _put_back(folder: Path, manifest: Manifest, undo: ExitStack) -> None:
    engine = engine_in_use()
    database = database_behind(engine)
    if manifest.database != database.file:
        raise NotDone(f"The backup holds a {manifest.database}, and this installation works on "
                      f"{engine.dialect.name}. Restore it into one of its own kind.")  # fmt: skip
    _refuse_newer(manifest.facts.revision, engine)
    undo.callback(_empty_files)
    _copy_files(folder, manifest)
    undo.callback(database.empty)
    database.put_back(folder / manifest.database)


def _refuse_newer(revision: str | None, engine: Engine) -> None:
    script = ScriptDirectory.from_config(migration.alembic_config(str(engine.url)))
    try:
        script.get_revision(revision or "base")
    except CommandError as error:
        raise NotDone(
            "The backup was made by a newer version of e-Cabinet than this one."
        ) from error


def _copy_files(folder: Path, manifest: Manifest) -> None:
    for name in manifest.files:
        if name != manifest.database:
            target = files.folder() / Path(name).relative_to(FILES)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            shutil.copyfile(folder / name, target)


def _empty_files() -> None:
    for each in files.folder().iterdir():
        shutil.rmtree(each)


def _check(manifest: Manifest) -> int:
    """See that what stands here now is what was backed up, bring it to the newest revision, count its files."""
    engine = engine_in_use()
    with engine.connect() as connection:
        if facts(connection) != manifest.facts:
            raise NotDone("What came back from the database is not what was backed up.")
    migration.upgrade(engine.url.render_as_string(hide_password=False))
    with reading() as current:
        if broken := list(verify()):
            first = broken[0]
            raise NotDone(
                f"The audit trail is broken in {len(broken)} places, first in the chain {first.chain} at position "
                f"{first.position}: {first.reason}."
            )
        named = list(stored_files(current.connection()))
    for each in named:
        next(files.read(each, 0, 1), b"")  # ValueError where the master key does not open it
    return len(named)
