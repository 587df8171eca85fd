"""A copy of the trail is checked on a machine that has only the copy; whatever is done to it is found."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import datetime

import pytest

from ecabinet.audit import checkpoints
from ecabinet.audit.answers import write_export
from ecabinet.audit.exports import verify_file
from ecabinet.audit.proof import GENESIS, Line, Witness, digest, spell
from ecabinet.audit.trail import lines
from ecabinet.core import signing
from ecabinet.core.clock import now
from ecabinet.core.database import reading
from tests.audit.chains import write
from tests.servers import OURS, ROOT

pytestmark = pytest.mark.once


@pytest.fixture
def copy(cabinet, tmp_path):
    """An export of two chains, as a list of lines that a test may change and `check`."""
    write(cabinet.body, 60)
    with reading(), write_export((cabinet.body, "installation")) as taken:
        return taken.read().decode().splitlines()


@pytest.fixture
def check(tmp_path):
    def check(copy, keys=None, kept=()):
        path = tmp_path / "copy.jsonl"
        path.write_text("".join(f"{line}\n" for line in copy))
        return {each.reason for each in verify_file(path, keys, kept)}

    return check


def place(copy, kind, number=0):
    return [at for at, line in enumerate(copy) if json.loads(line)["kind"] == kind][number]


def change(copy, at, **fields):
    copy[at] = json.dumps(json.loads(copy[at]) | fields)


def test_what_was_taken_out_is_whole(copy, check):
    assert check(copy) == set()
    assert check(copy, signing.known_keys()) == set()
    kinds = [json.loads(line)["kind"] for line in copy]
    assert kinds.count("entry") == json.loads(copy[-1])["entries"] > 60
    assert kinds[0] == "trail"


HARMS = [
    (lambda copy: change(copy, place(copy, "entry", 4), actor_id="nobody"), "changed"),
    (lambda copy: copy.pop(place(copy, "entry", 4)), "missing"),
    (lambda copy: copy.pop(), "cut short"),
    (lambda copy: copy.__delitem__(slice(-4, None)), "cut short"),
    (lambda copy: change(copy, place(copy, "checkpoint"), hash="0" * 64), "forged"),
    (lambda copy: change(copy, place(copy, "checkpoint"), signature="what"), "forged"),
    (lambda copy: copy.pop(place(copy, "key")), "unknown key"),
    (lambda copy: change(copy, 0, chains=[]), "head changed"),
    (lambda copy: copy.__setitem__(place(copy, "entry", 4), "{"), "unreadable"),
    (lambda copy: change(copy, place(copy, "entry", 4), position="five"), "unreadable"),
    (lambda copy: change(copy, place(copy, "entry", 4), details=[]), "unreadable"),
    (lambda copy: copy.append("[]"), "unreadable"),
    (lambda copy: copy.insert(9, copy[place(copy, "entry", 4)]), "missing"),
]


@pytest.mark.parametrize(("harm", "reason"), HARMS, ids=range(len(HARMS)))
def test_whatever_is_done_to_it_is_found(copy, check, harm, reason):
    harm(copy)
    assert reason in check(copy)


def test_two_entries_swapped_are_found(copy, check):
    one, other = place(copy, "entry", 4), place(copy, "entry", 9)
    copy[one], copy[other] = copy[other], copy[one]
    assert {"missing", "changed"} <= check(copy)


def rewritten(copy, chain):
    """Change an entry of a chain, and every hash after it, the end's too."""
    previous, ends = GENESIS, json.loads(copy[0])["chains"]
    for at, line in enumerate(copy):
        fields = json.loads(line)
        if fields["kind"] == "entry" and fields["chain"] == chain:
            fields["actor_id"] = "nobody" if fields["position"] == 2 else fields["actor_id"]
            told = {name: fields[name] for name in Line.__dataclass_fields__}
            previous = digest(previous, Line(**told | {"at": _moment(fields["at"])}))
            change(copy, at, actor_id=fields["actor_id"], hash=previous)
    change(
        copy,
        0,
        chains=[each | {"hash": previous} if each["chain"] == chain else each for each in ends],
    )


def _moment(spelled):
    return datetime.fromisoformat(spelled)


def test_a_copy_written_anew_does_not_agree_with_what_was_signed(copy, check, cabinet):
    rewritten(copy, cabinet.body)
    assert check(copy) == {"rewritten"}


def test_a_copy_written_anew_and_signed_with_another_key_needs_the_right_key_to_be_found(
    copy, check, cabinet, app
):
    rewritten(copy, cabinet.body)
    ends = {each["chain"]: each for each in json.loads(copy[0])["chains"]}
    copy[:] = [line for line in copy if json.loads(line)["kind"] not in {"checkpoint", "key"}]
    at_home, memory = signing.signing_key(), app.config["DATA"] / "signing-keys"
    right = signing.known_keys()
    signing.use_signing_key(b"f" * 32, memory.with_name("forger"))
    end = ends[cabinet.body]
    bare = Witness(
        end["chain"], end["position"], end["hash"], now(), signing.key_id(signing.public_key()), ""
    )
    forged = replace(bare, signature=signing.sign(bare.message, checkpoints.PURPOSE).hex())
    copy.insert(1, json.dumps({"kind": "checkpoint", **vars(forged), "at": spell(forged.at)}))
    copy.insert(
        1,
        json.dumps(
            {"kind": "key", "key_id": forged.key_id, "public_key": _base64(signing.public_key())}
        ),
    )
    signing.use_signing_key(at_home, memory)
    assert check(copy) == set()  # it carries its own key: that is why the real one is given out
    assert "unknown key" in check(copy, right)


def _base64(key):
    return b64encode(key).decode()


def test_a_copy_older_than_checkpoints_kept_elsewhere_is_found(copy, check, cabinet):
    write(cabinet.body, 20)
    kept = list(checkpoints.kept_in_file(checkpoints.file()))
    assert check(copy, signing.known_keys(), kept) == {"rolled back"}


def program(*words):
    """Run the program as on another machine: no variable of ours, nothing to read but the file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-m", "ecabinet.commands.verify", *map(str, words)],
        cwd=ROOT,
        env=environment | {"ECABINET_DATA": "/dev/null"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_needs_only_the_file(copy, tmp_path):
    path, key = tmp_path / "copy.jsonl", tmp_path / "key.pem"
    path.write_text("\n".join(copy) + "\n")
    key.write_text("".join(signing.spell(each) for each in signing.known_keys().values()))
    done = program(path, "--key", key)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The trail is whole.\nLooked at: ")
    assert "chain installation up to position" in done.stdout
    change(copy, place(copy, "entry", 4), event="post.taken")
    path.write_text("\n".join(copy) + "\n")
    done = program(path)
    assert done.returncode == 1
    assert "position 5: the entry was changed" in done.stdout
    assert "--key" in done.stdout
    key.write_text("no key")
    assert program(path, "--key", key).returncode == 1


@pytest.mark.usefixtures("copy")
def test_the_command_says_what_is_broken_and_what_was_signed(app, cabinet, tmp_path):
    flask = app.test_cli_runner()
    assert flask.invoke(args=["audit", "verify"]).output.strip() == "The trail is whole."
    assert signing.key_id(signing.public_key()) in flask.invoke(args=["audit", "keys"]).output
    sealed = flask.invoke(args=["audit", "seal"]).output
    assert cabinet.body in sealed
    ahead = json.loads(sealed.splitlines()[-1]) | {"position": 10_000}
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_text(json.dumps(ahead) + "\n")
    done = flask.invoke(args=["audit", "verify", "--checkpoints", str(elsewhere)])
    assert done.exit_code == 1
    assert "a checkpoint carries a signature" in done.output
    elsewhere.write_text("[]\n")
    done = flask.invoke(args=["audit", "verify", "--checkpoints", str(elsewhere)])
    assert "is no checkpoint" in done.output
    with reading():
        assert list(lines(cabinet.body))
