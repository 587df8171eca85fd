"""A restore is whole or nothing: what was changed, or does not fit, leaves the installation as empty as it was."""

import base64
import json

import pytest
from sqlalchemy import delete

from config import ConfigurationError
from ecabinet.audit import checkpoints
from ecabinet.audit.models import Entry
from ecabinet.commands.manifest import read_manifest, write_manifest
from ecabinet.core import sealing, signing
from ecabinet.core.transaction import engines
from tests.commands.places import content


def change_first_stored_file(backup):
    path = next(path for path in (backup / "files").rglob("*") if path.is_file())
    *kept, last = path.read_bytes()
    path.write_bytes(bytes([*kept, last ^ 1]))


def lose_first_stored_file(backup):
    next(path for path in (backup / "files").rglob("*") if path.is_file()).unlink()


def change_database(backup):
    [path] = backup.glob("database.*")
    path.write_bytes(path.read_bytes() + b"\0")


def change_manifest(backup):
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["facts"]["rows"]["paper"] = 4
    (backup / "manifest.json").write_text(json.dumps(manifest))


def lose_manifest(backup):
    (backup / "manifest.json").unlink()


def change_seal(backup):
    (backup / "manifest.seal").write_bytes(bytes(60))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (change_first_stored_file, "was changed after the backup"),
        (lose_first_stored_file, "is missing from the backup"),
        (change_database, "was changed after the backup"),
        (change_manifest, "manifest.json was changed"),
        (lose_manifest, "it is no backup"),
        (change_seal, "does not open"),
    ],
)
def test_a_backup_that_was_changed_is_refused(backup, elsewhere, tmp_path, harm, sentence):
    harm(backup)
    assert sentence in refused(elsewhere, backup, tmp_path / "keys")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"database": "database.other"}, "of its own kind"),
        ({"facts": {"rows": {}}}, "is not what was backed up"),
        ({"facts": {"revision": "ffffffffffff"}}, "newer version"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(backup, elsewhere, tmp_path, changes, sentence):
    manifest = read_manifest(backup)
    if "facts" in changes:
        changes = {"facts": manifest.facts.model_copy(update=changes["facts"])}
    write_manifest(backup, manifest.model_copy(update=changes))
    assert sentence in refused(elsewhere, backup, tmp_path / "keys")


def test_other_keys_are_refused(backup, elsewhere, tmp_path):
    other = base64.urlsafe_b64encode(b"o" * 32).decode()
    keys = tmp_path / "other-keys"
    keys.write_text(f"ECABINET_SECRET_KEY={'s' * 43}\nECABINET_MASTER_KEY={other}\n")
    assert "does not open" in refused(elsewhere, backup, keys)
    assert "does not open" in refused(elsewhere, backup, None)
    keys.write_text("ECABINET_SECRET_KEY=only\n")
    assert "no file of keys" in refused(elsewhere, backup, keys)


def test_keys_given_from_outside_must_be_those_of_the_backup(backup, elsewhere, tmp_path):
    other = base64.urlsafe_b64encode(b"o" * 32).decode()
    told = refused(elsewhere, backup, tmp_path / "keys", ECABINET_MASTER_KEY=other)
    assert "ECABINET_MASTER_KEY is given to this installation from outside" in told
    own = base64.urlsafe_b64encode(b"m" * 32).decode()
    reply = elsewhere.restore(backup, None, ECABINET_MASTER_KEY=own)
    assert reply.exit_code == 0, reply.output


def test_a_file_of_keys_from_before_checkpoints_were_signed_restores(house, elsewhere, tmp_path):
    house.hand_in(1)
    checkpoints.seal()
    keys, signed = tmp_path / "keys", set(signing.known_keys())
    assert house.back_up(tmp_path / "backup", "--keys", str(keys)).exit_code == 0
    assert "ECABINET_SIGNING_KEY=" in keys.read_text()
    old = [line for line in keys.read_text().splitlines() if "SIGNING_KEY" not in line]
    keys.write_text("\n".join(old) + "\n")
    reply = elsewhere.restore(tmp_path / "backup", keys)
    assert reply.exit_code == 0, reply.output
    assert "signed with a new key" in reply.output
    known = (elsewhere.data / "signing-keys").read_text().split()
    assert signed < {signing.key_id(base64.b64decode(each)) for each in known}
    assert len(known) == len(signed) + 1


def test_checkpoints_of_another_database_are_set_aside(backup, elsewhere, tmp_path):
    elsewhere.config()
    kept = elsewhere.data / "checkpoints" / "checkpoints.jsonl"
    kept.parent.mkdir()
    kept.write_text("of another database\n")
    reply = elsewhere.restore(backup, tmp_path / "keys")
    assert reply.exit_code == 0, reply.output
    assert kept.with_suffix(".before-restore").read_text() == "of another database\n"


def test_a_broken_trail_is_not_restored(house, elsewhere, tmp_path):
    house.hand_in(1)
    with engines()[-1].begin() as connection:
        connection.execute(delete(Entry).where(Entry.position == 2))
    keys = tmp_path / "keys"
    assert house.back_up(tmp_path / "backup", "--keys", str(keys)).exit_code == 0
    assert "The audit trail is broken" in refused(elsewhere, tmp_path / "backup", keys)


def test_after_a_refusal_the_right_backup_is_taken_and_nothing_is_laid_over_it(
    backup, elsewhere, tmp_path
):
    manifest = read_manifest(backup)
    write_manifest(
        backup,
        manifest.model_copy(update={"facts": manifest.facts.model_copy(update={"rows": {}})}),
    )
    refused(elsewhere, backup, tmp_path / "keys")
    write_manifest(backup, manifest)
    reply = elsewhere.restore(backup, tmp_path / "keys")
    assert reply.exit_code == 0, reply.output
    again = elsewhere.restore(backup, tmp_path / "keys")
    assert again.exit_code == 1
    assert "is not empty" in again.output
    assert elsewhere.papers() == {f"Báo cáo {number}": content(number) for number in range(3)}
    assert elsewhere.config().master_key == sealing.master_key()


def test_files_that_are_there_are_not_mixed_with_restored_ones(backup, elsewhere, tmp_path):
    own = elsewhere.data / "files" / "ab" / "own"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"own")
    reply = elsewhere.restore(backup, tmp_path / "keys")
    assert reply.exit_code == 1
    assert "There are files" in reply.output
    assert own.read_bytes() == b"own"


def test_nothing_starts_on_what_is_half_restored(elsewhere):
    elsewhere.data.mkdir()
    (elsewhere.data / "restoring").touch()
    with pytest.raises(ConfigurationError, match="was broken off"):
        elsewhere.config()


def refused(elsewhere, backup, keys, **environment):
    """See that a restore is refused and leaves nothing; return what is said."""
    reply = elsewhere.restore(backup, keys, **environment)
    assert reply.exit_code == 1, reply.output
    assert "Nothing was restored" in reply.output
    assert elsewhere.is_empty()
    return reply.output
