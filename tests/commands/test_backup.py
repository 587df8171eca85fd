"""A backup is made while people work, is refused where it could not be whole, and holds no secret."""

import base64
import json
import stat
from datetime import datetime
from pathlib import Path

import pytest

from ecabinet.core import files, keepsakes, sealing
from tests.commands.places import content


def test_what_is_backed_up_while_people_write_is_whole_elsewhere(house, elsewhere, tmp_path):
    with house.people_working():
        before = house.handed_in
        reply = house.back_up(tmp_path / "backup", "--keys", str(tmp_path / "keys"))
    assert reply.exit_code == 0, reply.output
    restored = elsewhere.flask(
        "restore", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys")
    )
    assert restored.returncode == 0, restored.stderr
    assert elsewhere.flask("audit", "verify").returncode == 0
    papers = elsewhere.papers()
    assert before <= len(papers) <= house.handed_in
    for title, found in papers.items():
        assert found == content(title.rpartition(" ")[2])


def test_a_backup_says_what_it_is(backup):
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["facts"]["rows"]["paper"] == 3
    assert manifest["facts"]["trail"]["installation"]["position"] > 0
    assert {name.partition("/")[0] for name in manifest["files"]} == {manifest["database"], "files"}
    on_disk = {str(path.relative_to(backup)) for path in backup.rglob("*") if path.is_file()}
    assert on_disk == {*manifest["files"], "manifest.json", "manifest.seal"}


def test_a_backup_leaves_word_for_the_page_that_says_how_the_house_is(app, backup):
    note = keepsakes.read_note(app.config["DATA"], keepsakes.LAST_BACKUP)
    manifest = json.loads((backup / "manifest.json").read_text())
    assert note["at"] == datetime.fromisoformat(manifest["made_at"])
    assert note["size"] == sum(each["size"] for each in manifest["files"].values())


def test_no_secret_is_in_a_backup(app, backup):
    master = sealing.master_key()
    secrets = [master, base64.urlsafe_b64encode(master), app.config["SECRET_KEY"].encode()]
    for path in backup.rglob("*"):
        if path.is_file():
            assert not [each for each in secrets if each in path.read_bytes()], path
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700


def test_the_keys_are_their_owners_alone(backup, tmp_path):
    keys = tmp_path / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    assert base64.urlsafe_b64encode(sealing.master_key()).decode() in keys.read_text()


def test_who_writes_the_keys_is_told_to_keep_them_apart(house, tmp_path):
    told = house.back_up(tmp_path / "one", "--keys", str(tmp_path / "keys")).output
    assert "elsewhere than the backups" in told
    assert "not in it" in house.back_up(tmp_path / "two").output


def test_nothing_is_laid_over_what_is_there(house, backup, tmp_path):
    before = (backup / "manifest.json").read_bytes()
    assert "not an empty directory" in refused(house.back_up(backup))
    assert (backup / "manifest.json").read_bytes() == before
    keys = (tmp_path / "keys").read_bytes()
    reply = house.back_up(tmp_path / "another", "--keys", str(tmp_path / "keys"))
    assert "is there already" in refused(reply)
    assert (tmp_path / "keys").read_bytes() == keys


def test_keys_do_not_go_into_the_backup(house, tmp_path):
    reply = house.back_up(tmp_path / "backup", "--keys", str(tmp_path / "backup" / "keys"))
    assert "do not belong beside" in refused(reply)
    assert not (tmp_path / "backup").exists()


def damage(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [Path.unlink, damage])
def test_a_stored_file_that_is_lost_or_damaged_is_named(house, harm, elsewhere, tmp_path):
    house.hand_in(1)
    [path] = [path for path in files.folder().rglob("*") if path.is_file()]
    harm(path)
    told = refused(house.back_up(tmp_path / "backup"))
    assert path.name in told
    assert "No backup was made" in told
    assert "no backup" in elsewhere.restore(tmp_path / "backup", None).output


def refused(reply):
    assert reply.exit_code == 1, reply.output
    return reply.output
