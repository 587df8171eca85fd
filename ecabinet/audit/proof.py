"""What holds a chain together, and how it is checked. It needs no database and no configuration.

Each entry's hash follows from the one before it, so a changed, missing or moved entry shows. Whoever rewrote a whole
chain with new hashes would still have to sign the checkpoints anew, for which they lack the key.
"""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ecabinet.core.signing import is_signed
from ecabinet.core.words import N_

GENESIS = "0" * 64
PURPOSE = "e-cabinet audit checkpoint"
SENTENCES = {  # for a person on a page or a command; the ids of messages
    "missing": N_("an entry is missing, or does not stand in its place"),
    "changed": N_(
        "the entry was changed after it was written, or does not follow the one before it"
    ),
    "cut short": N_("entries are missing at the end"),
    "head changed": N_("the chain does not end where its head says"),
    "forged": N_("a checkpoint carries a signature that its key never made"),
    "unknown key": N_("a checkpoint is signed with a key that is not known here"),
    "rolled back": N_("the chain is shorter than a signed checkpoint says it was"),
    "rewritten": N_("the chain is another than the one a signed checkpoint was taken of"),
    "unreadable": N_("this cannot be read as what was written"),
}


@dataclass(frozen=True)
class Line:
    """An entry of a chain, as it is checked."""

    chain: str
    position: int
    at: datetime
    event: str
    actor_id: str
    details: Mapping[str, Any]
    hash: str = ""


@dataclass(frozen=True)
class Witness:
    """A checkpoint: that a chain had this hash at this position, signed."""

    chain: str
    position: int
    hash: str
    at: datetime
    key_id: str
    signature: str

    @property
    def message(self) -> bytes:
        """What is signed."""
        return "\n".join(
            ["e-cabinet checkpoint 1", self.chain, str(self.position), self.hash, spell(self.at)]
        ).encode()


@dataclass(frozen=True)
class Break:
    """Where a chain is broken, and how."""

    chain: str
    position: int
    reason: str

    @property
    def sentence(self) -> str:
        return SENTENCES[self.reason]


@dataclass(frozen=True)
class End:
    """Where a chain says it ends."""

    position: int
    hash: str


def spell(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(previous: str, line: Line) -> str:
    """Return the hash that follows `previous` when `line` is written after it."""
    record = {
        "chain": line.chain,
        "position": line.position,
        "at": spell(line.at),
        "event": line.event,
        "actor": line.actor_id,
        "details": line.details,
    }
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + unicodedata.normalize("NFC", canonical)).encode()).hexdigest()


def is_genuine(witness: Witness, keys: Mapping[str, bytes]) -> bool:
    """Whether one of `keys` signed it."""
    key = keys.get(witness.key_id)
    return key is not None and is_signed(witness.message, PURPOSE, _signature(witness), key)


def doubts(witnesses: Iterable[Witness], keys: Mapping[str, bytes]) -> Iterator[Break]:
    """Yield a break for each checkpoint that cannot be relied on."""
    for each in witnesses:
        if not is_genuine(each, keys):
            reason = "forged" if each.key_id in keys else "unknown key"
            yield Break(each.chain, each.position, reason)


class Walk:
    """One chain, walked from its first entry to its last. `witnesses` are genuine."""

    def __init__(self, chain: str, end: End | None, witnesses: Iterable[Witness]) -> None:
        self.chain, self.end = chain, end
        self.position, self.hash = 0, GENESIS
        self._witnesses: dict[int, set[str]] = defaultdict(set)
        for each in witnesses:
            self._witnesses[each.position].add(each.hash)

    def over(self, lines: Iterable[Line]) -> Iterator[Break]:
        """Yield every break, the end of the chain included."""
        for line in lines:
            yield from self._step(line)
        yield from self._stop()

    def _step(self, line: Line) -> Iterator[Break]:
        if line.position != self.position + 1:
            yield Break(self.chain, self.position + 1, "missing")
        if digest(self.hash, line) != line.hash:
            yield Break(self.chain, line.position, "changed")
        if self._witnesses.pop(line.position, {line.hash}) != {line.hash}:
            yield Break(self.chain, line.position, "rewritten")
        self.position, self.hash = line.position, line.hash

    def _stop(self) -> Iterator[Break]:
        beyond = [each for each in self._witnesses if each > self.position]
        if beyond:
            yield Break(self.chain, max(beyond), "rolled back")
        if self.end is None or self.end != End(self.position, self.hash):
            short = self.end and self.end.position > self.position
            yield Break(self.chain, self.position + 1, "cut short" if short else "head changed")


def by_chain(witnesses: Iterable[Witness]) -> dict[str, list[Witness]]:
    sorted_: dict[str, list[Witness]] = defaultdict(list)
    for each in witnesses:
        sorted_[each.chain].append(each)
    return sorted_


def _signature(witness: Witness) -> bytes:
    try:
        return bytes.fromhex(witness.signature)
    except ValueError:
        return b""
