"""What a ballot leaves behind, so that anybody can check it later without having to trust whoever keeps it.

A voter holds a signed statement of their own vote. A counted ballot holds a record: what was asked, by which rules,
the whole roll and what it came to, in one canonical spelling (keys in order, UTF-8, NFC), hashed and signed. The hash
stands in the audit trail too, in the entry that tells of the closing.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from ecabinet.ballots.counting import come_to
from ecabinet.ballots.models import Ballot, Kind, Voter
from ecabinet.core import signing

VOTE, RECORD = "e-cabinet vote", "e-cabinet ballot record"  # what a signature is for
BASIS = ("members", "needed", "present", "quorum")
MOMENTS = ("prepared_at", "opened_at", "closed_at")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is signed of one vote: whose it is, on which ballot, what it says, and which of theirs it is."""

    ballot_id: str
    account_id: str
    choice: str
    text: str
    seq: int
    receipt: str
    at: datetime

    @property
    def words(self) -> dict[str, Any]:
        return {
            "what": "e-cabinet vote 1",
            "ballot": self.ballot_id,
            "voter": self.account_id,
            "choice": self.choice,
            "text_sha256": text_hash(self.text),
            "seq": self.seq,
            "receipt": self.receipt,
            "at": spelled(self.at),
        }

    @property
    def message(self) -> bytes:
        return canonical(self.words)

    def sign(self) -> bytes:
        return signing.sign(self.message, VOTE)

    def signer(self, signature: bytes | None, keys: Mapping[str, bytes]) -> str | None:
        """Return the id of the key among `keys` that signed this, None where none of them did."""
        return signer(self.message, VOTE, signature, keys)


def canonical(words: Mapping[str, Any]) -> bytes:
    """Return the one spelling in which something is hashed and signed."""
    said = _composed(words)
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _composed(said: Any) -> Any:
    """Compose each text by itself: across the signs of the spelling an accent would join the `n` of a line's end."""
    if isinstance(said, str):
        return unicodedata.normalize("NFC", said)
    if isinstance(said, Mapping):
        return {name: _composed(each) for name, each in said.items()}
    return [_composed(each) for each in said] if isinstance(said, list | tuple) else said


def spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def text_hash(text: str) -> str:
    """Return the hash of an opinion: it holds the opinion fast without repeating it. Empty for none."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest() if text else ""


def signer(
    message: bytes, purpose: str, signature: bytes | None, keys: Mapping[str, bytes]
) -> str | None:
    """Return the id of the key that signed `message`, None where none of `keys` did. The newest are tried first."""
    for name, key in reversed(list(keys.items())):
        if signature and signing.is_signed(message, purpose, signature, key):
            return name
    return None


def keep_record(ballot: Ballot) -> None:
    """Write down what was counted, and sign it. To be done when its result stands and its roll is open."""
    ballot.record = record_of(ballot)
    message = canonical(ballot.record)
    ballot.record_hash = hashlib.sha256(message).hexdigest()
    ballot.record_signature = signing.sign(message, RECORD)


def record_of(ballot: Ballot) -> dict[str, Any]:
    """Return the record of a counted ballot: what it was about, which may change its name, and what was counted."""
    return {
        "what": "e-cabinet ballot record 1",
        "about": _about(ballot),
        **counted(ballot),
        "key": signing.key_id(signing.public_key()),
    }


def counted(ballot: Ballot) -> dict[str, Any]:
    """Return the part of the record that follows from the ballot and its roll alone, and never changes again."""
    return {
        "ballot": _question(ballot),
        "rules": ballot.rules.model_dump(mode="json"),
        "basis": {name: getattr(ballot, name) for name in BASIS},
        "moments": {name: _moment(getattr(ballot, name)) for name in MOMENTS},
        "limit_s": ballot.limit_s,
        "by_order": ballot.by_order,
        "by_hand": ballot.by_hand,
        "roll": [_place(each) for each in ballot.roll],
        "result": dict(ballot.result or {}),
    }


def statement_of(place: Voter) -> Statement | None:
    """Return what is signed of a vote that was opened; None for a place that no vote of its own was sent from."""
    if place.cast_at is None or place.choice is None:
        return None
    return Statement(
        ballot_id=place.ballot_id,
        account_id=place.account_id,
        choice=place.choice,
        text=place.text,
        seq=place.seq,
        receipt=place.receipt,
        at=place.cast_at,
    )


def _about(ballot: Ballot) -> dict[str, Any]:
    meeting, item = ballot.meeting, ballot.item
    away = {each.account_id for each in item.recusals} if item else set()
    return {
        "body": {"id": meeting.body_id, "name": meeting.body.name},
        "session": {"id": meeting.id, "title": meeting.title},
        "item": {"id": item.id, "label": item.label, "title": item.title} if item else None,
        "recused": [
            {"account": each.account_id, "name": each.account.name}
            for each in meeting.invitations
            if each.votes and each.account_id in away
        ],
    }


def _question(ballot: Ballot) -> dict[str, Any]:
    names = ("id", "meeting_id", "item_id", "bloc", "repeats_id", "question")
    return {name: getattr(ballot, name) for name in names} | {
        "kind": ballot.kind.value,
        "options": list(ballot.options),
        "labels": list(ballot.labels or ()),
    }


def _place(place: Voter) -> dict[str, Any]:
    return {
        "account": place.account_id,
        "name": place.name,
        "title": place.title,
        "rank": place.rank,
        "head": place.is_head,
        "remote": place.remote,
        "choice": place.choice,
        "text_sha256": text_hash(place.text),
        "seq": place.seq,
        "receipt": place.receipt,
        "at": _moment(place.cast_at),
        "signature": place.signature.hex() if place.signature else "",
    }


def _moment(at: datetime | None) -> str | None:
    return spelled(at) if at else None


@dataclass
class Told:
    """What the audit trail tells of one ballot: how it stands, its count, and the last vote of each member."""

    state: str = ""
    reason: str = ""  # why it was annulled
    announced: datetime | None = None
    closed: Mapping[str, Any] | None = None
    cast: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # seq and receipt by account


def doubts(ballot: Ballot, told: Told, keys: Mapping[str, bytes]) -> list[str]:
    """Return what is wrong with a ballot, each in a sentence; nothing where all of it agrees."""
    try:
        found = [*_doubts_of_life(ballot, told)]
        if is_counted(ballot, told):
            found += _doubts_of_votes(ballot, keys)
            found += _doubts_of_record(ballot, keys)
            found += _doubts_of_trail(ballot, told)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return [f"it cannot be read as what was written ({type(error).__name__})"]
    return found


def is_counted(ballot: Ballot, told: Told) -> bool:
    """Whether a ballot was counted, by its row or by the trail."""
    return bool(ballot.is_counted or ballot.record or ballot.result or told.closed)


def _doubts_of_life(ballot: Ballot, told: Told) -> Iterator[str]:
    if told.state != ballot.state:
        yield f"the trail tells that it is {told.state or 'nowhere'}, the row that it is {ballot.state}"
    if told.reason != ballot.annulled_reason:
        yield "the trail tells of another reason why it was annulled"
    if told.announced != ballot.announced_at:
        yield "the trail tells of another moment at which it was announced"


def _doubts_of_votes(ballot: Ballot, keys: Mapping[str, bytes]) -> Iterator[str]:
    for place in ballot.roll:
        said = statement_of(place)
        if place.seq and (said is None or said.signer(place.signature, keys) is None):
            yield f"the signature does not hold for the vote of {place.name}"
        if place.sealed is not None:
            yield f"something is sealed over the vote of {place.name}"
        yield from _doubts_of_no_vote(place, ballot)
    if recounted(ballot) != ballot.result:
        yield "the roll does not come to the result by the rules of its day"


def _doubts_of_no_vote(place: Voter, ballot: Ballot) -> Iterator[str]:
    if not place.seq and (place.signature or place.receipt):
        yield f"{place.name} has a receipt and no vote"
    if not place.seq and place.choice and not ballot.by_hand:
        yield f"{place.name} has a choice and no vote"


def recounted(ballot: Ballot) -> dict[str, Any] | None:
    """Return what the roll comes to, counted anew; None where what was counted by number cannot be right."""
    result = ballot.result or {}
    if result.get("by_number"):
        of_list = ballot.kind is Kind.LIST
        counts = [(result["chosen"] if of_list else result)[each] for each in ballot.options]
        if min(counts) < 0 or sum(counts) > len(ballot.roll):
            return None
    return asdict(come_to(ballot))


def _doubts_of_record(ballot: Ballot, keys: Mapping[str, bytes]) -> Iterator[str]:
    if ballot.record is None:
        yield "there is no record"
        return
    for name, value in counted(ballot).items():
        if ballot.record.get(name) != value:
            yield f"the record says otherwise than the rows ({name})"
    message = canonical(ballot.record)
    if hashlib.sha256(message).hexdigest() != ballot.record_hash:
        yield "the hash is not that of the record"
    if signer(message, RECORD, ballot.record_signature, keys) is None:
        yield "the signature does not hold for the record"


def _doubts_of_trail(ballot: Ballot, told: Told) -> Iterator[str]:
    if told.closed is None:
        yield "the trail tells of no closing"
    elif told.closed.get("record_hash") != ballot.record_hash:
        yield "the trail tells of another record"
    elif any(
        told.closed.get(name, value) != value for name, value in (ballot.result or {}).items()
    ):
        yield "the trail tells of another count"
    yield from _unlike(ballot, told)


def _unlike(ballot: Ballot, told: Told) -> Iterator[str]:
    """Every vote that was acknowledged has its place, with its last number and receipt, and no other has one."""
    kept = {each.account_id: (each.seq, each.receipt) for each in ballot.roll if each.seq}
    for account_id in sorted(told.cast.keys() | kept.keys()):
        if told.cast.get(account_id) != kept.get(account_id):
            yield f"the trail and the roll tell of different votes of {account_id}"
