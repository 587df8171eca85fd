"""What was signed and kept elsewhere finds what the chain alone cannot: cut, taken back, written anew."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import delete, select, update

from ecabinet.audit import checkpoints
from ecabinet.audit.jobs import seal_now_and_then
from ecabinet.audit.models import INSTALLATION, Checkpoint, Entry, Head
from ecabinet.audit.proof import GENESIS, digest
from ecabinet.audit.trail import lines, verify
from ecabinet.bodies.events import AgencyAdded
from ecabinet.core import signing
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.events import Event, record
from ecabinet.core.transaction import engines, run


@dataclass(frozen=True, kw_only=True)
class Ended(Event):
    """Something like the closing of a ballot."""

    name: ClassVar[str] = "test.ended"
    seals: ClassVar[bool] = True


def breaks(kept=()):
    with reading():
        return {(each.chain, each.reason) for each in verify(kept)}


def tamper(*statements):
    with engines()[-1].begin() as connection:
        for statement in statements:
            connection.execute(statement)


def act(cabinet, count=1):
    for number in range(count):
        run(
            lambda number=number: record(
                AgencyAdded(actor_id="test", body_id=cabinet.body, agency_id="x", title=f"{number}")
            )
        )


def kept():
    return list(checkpoints.kept_in_file(checkpoints.file()))


def cut(chain, at):
    """Take a chain back, as somebody does who may write to the database: its head and its checkpoints too."""
    with reading():
        hash_ = session().scalars(select(Entry.hash).filter_by(chain=chain, position=at)).one()
    tamper(
        delete(Entry).where(Entry.chain == chain, Entry.position > at),
        update(Head).where(Head.chain == chain).values(position=at, hash=hash_),
        delete(Checkpoint).where(Checkpoint.chain == chain, Checkpoint.position > at),
    )


def write_anew(chain):
    """Change an entry and all hashes after it, so that the chain holds together again."""
    with reading():
        entries = list(lines(chain))
    previous, changes = GENESIS, []
    for each in entries:
        told = vars(each) | {"actor_id": "nobody" if each.position == 2 else each.actor_id}
        previous = digest(previous, type(each)(**told))
        where = (Entry.chain == chain) & (Entry.position == each.position)
        changes.append(update(Entry).where(where).values(hash=previous, actor_id=told["actor_id"]))
    tamper(*changes, update(Head).where(Head.chain == chain).values(hash=previous))


def test_a_checkpoint_is_kept_twice_and_signed(cabinet):
    checkpoints.seal()
    with reading():
        rows = {checkpoints.witness(each) for each in session().scalars(select(Checkpoint))}
    assert rows == set(kept())
    assert {each.chain for each in rows} == {INSTALLATION, cabinet.body, cabinet.other_body}
    assert breaks() == set()


def test_only_what_moved_is_signed_again_and_not_too_often(cabinet):
    checkpoints.seal()
    before = len(kept())
    act(cabinet)
    seal_now_and_then()
    assert len(kept()) == before
    with set_to(now() + timedelta(minutes=6)):
        seal_now_and_then()
        seal_now_and_then()
    assert [each.chain for each in kept()[before:]] == [cabinet.body]


def test_where_something_is_closed_the_chain_is_signed_at_once(cabinet, drain):
    run(lambda: record(Ended(actor_id="test", body_id=cabinet.body)))
    drain()
    assert [each.chain for each in kept()] == [cabinet.body]


def test_a_chain_taken_back_with_everything_in_the_database_is_found(cabinet):
    act(cabinet, 3)
    checkpoints.seal()
    cut(cabinet.body, 3)
    assert breaks() == {(cabinet.body, "rolled back")}


def test_a_database_from_before_is_found_by_checkpoints_kept_elsewhere(cabinet, tmp_path):
    act(cabinet, 3)
    checkpoints.seal()
    elsewhere = kept()
    checkpoints.file().unlink()
    cut(cabinet.body, 3)
    assert breaks() == set()
    assert breaks(elsewhere) == {(cabinet.body, "rolled back")}


def test_a_chain_written_anew_is_found(cabinet):
    checkpoints.seal()
    write_anew(cabinet.body)
    assert breaks() == {(cabinet.body, "rewritten")}


def test_without_checkpoints_a_chain_written_anew_looks_whole(cabinet):
    """The canary: it is the signature that finds it."""
    write_anew(cabinet.body)
    assert breaks() == set()


def test_a_forged_checkpoint_is_found(cabinet):
    checkpoints.seal()
    chain = Checkpoint.chain == cabinet.body
    tamper(update(Checkpoint).where(chain).values(hash="f" * 64))
    assert breaks() == {(cabinet.body, "forged")}
    tamper(update(Checkpoint).where(chain).values(key_id="0" * 16))
    assert breaks() == {(cabinet.body, "unknown key")}


def test_a_deleted_chain_is_found(cabinet):
    checkpoints.seal()
    tamper(
        *(
            delete(each).where(each.chain == cabinet.other_body)
            for each in (Entry, Head, Checkpoint)
        )
    )
    assert (cabinet.other_body, "rolled back") in breaks()


def test_what_an_earlier_key_signed_still_holds(cabinet, app):
    checkpoints.seal()
    at_home, memory = signing.signing_key(), app.config["DATA"] / "signing-keys"
    signing.use_signing_key(b"n" * 32, memory)
    act(cabinet)
    checkpoints.seal()
    assert len({each.key_id for each in kept()}) == 2
    assert breaks() == set()
    signing.use_signing_key(at_home, memory)


@pytest.mark.parametrize("line", ["{}", "[]", '{"chain": 1}'])
def test_a_line_that_is_no_checkpoint_is_refused(line):
    with pytest.raises(ValueError, match="no checkpoint"):
        checkpoints.read_witness(json.loads(line))
