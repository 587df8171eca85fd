"""The trail as a file: JSON lines that can be checked anywhere, with no database and no configuration.

The first line says what the file is and where each chain ends; then come the keys, the checkpoints, and the entries
chain by chain; the last line says how many there were.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ecabinet.audit.checkpoints import read_witness
from ecabinet.audit.proof import (
    Break,
    End,
    Line,
    Walk,
    Witness,
    by_chain,
    doubts,
    is_genuine,
    spell,
)
from ecabinet.core.signing import key_id

FORMAT = 1
NOWHERE = "the file"  # where a line that nobody can read stands: no chain


@dataclass
class Export:
    """What a file says before its first entry."""

    ends: dict[str, End] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    witnesses: list[Witness] = field(default_factory=list)
    entries: int = 0


def write_head(
    made_at: datetime, ends: Mapping[str, End], keys: Mapping[str, bytes], seals: Iterable[Witness]
) -> Iterator[str]:
    """Yield the lines that come before the entries."""
    chains = [
        {"chain": name, "position": end.position, "hash": end.hash} for name, end in ends.items()
    ]
    yield _line("trail", format=FORMAT, made_at=spell(made_at), chains=chains)
    for name, key in keys.items():
        yield _line("key", key_id=name, public_key=b64encode(key).decode())
    for each in seals:
        yield _line("checkpoint", **_plain(each))


def write_entry(entry: Line) -> str:
    return _line("entry", **_plain(entry))


def write_end(entries: int) -> str:
    return _line("end", entries=entries)


def verify_file(
    source: Path, trusted: Mapping[str, bytes] | None = None, kept: Iterable[Witness] = ()
) -> Iterator[Break]:
    """Yield every break in an export.

    `trusted` are the only keys believed, those in the file otherwise; `kept` are checkpoints kept elsewhere. Of chains
    that the export does not name nothing is asked: somebody may have been given one chain of several.
    """
    with source.open(encoding="utf-8") as file:
        reading = _Reading(file, kept)
        yield from reading.verify(trusted)


def read_chains(source: Path) -> list[str]:
    """Return which chains an export says it holds, and how long each is."""
    with source.open(encoding="utf-8") as file:
        try:
            chains = json.loads(file.readline())["chains"]
            return [f"chain {each['chain']} up to position {each['position']}" for each in chains]
        except (ValueError, TypeError, KeyError):
            return []


class _Reading:
    """One walk through a file, a line at a time: it may be larger than the memory."""

    def __init__(self, file: Iterable[str], kept: Iterable[Witness]) -> None:
        self._lines = enumerate(file, 1)
        self._kept = list(kept)
        self._export = Export()
        self._breaks: list[Break] = []
        self._next: Line | None = None
        self._ended = False

    def verify(self, trusted: Mapping[str, bytes] | None) -> Iterator[Break]:
        self._advance()
        export = self._export
        keys = export.keys if trusted is None else trusted
        kept = [each for each in self._kept if each.chain in export.ends]
        witnesses = set(export.witnesses) | set(kept)
        yield from doubts(witnesses, keys)
        sure = by_chain(each for each in witnesses if is_genuine(each, keys))
        seen: set[str] = set()
        while self._next is not None:
            chain = self._next.chain
            seals = sure.get(chain, []) if chain not in seen else []
            yield from Walk(chain, export.ends.get(chain), seals).over(self._of(chain))
            seen.add(chain)
        for chain in sorted((export.ends.keys() | sure.keys()) - seen):
            yield from Walk(chain, export.ends.get(chain), sure.get(chain, [])).over(())
        yield from self._breaks
        if not self._ended:
            yield Break(NOWHERE, export.entries, "cut short")

    def _of(self, chain: str) -> Iterator[Line]:
        while self._next is not None and self._next.chain == chain:
            yield self._next
            self._advance()

    def _advance(self) -> None:
        """Go on to the next entry; what else the lines say is kept on the way."""
        self._next = None
        for number, text in self._lines:
            try:
                self._take(json.loads(text))
            except (ValueError, TypeError, KeyError, AttributeError):
                self._breaks.append(Break(NOWHERE, number, "unreadable"))
            if self._next is not None:
                return

    def _take(self, fields: dict[str, Any]) -> None:
        match fields.pop("kind"):
            case "entry":
                self._export.entries += 1
                self._next = _read_entry(fields)
            case "checkpoint":
                self._export.witnesses.append(read_witness(fields))
            case "key":
                key = b64decode(fields["public_key"], validate=True)
                self._export.keys[key_id(key)] = key
            case "trail" if fields["format"] == FORMAT:
                self._export.ends = {
                    each["chain"]: End(each["position"], each["hash"]) for each in fields["chains"]
                }
            case "end" if fields["entries"] == self._export.entries:
                self._ended = True
            case _:
                raise ValueError("this is no line of an export")


def _read_entry(fields: object) -> Line:
    match fields:
        case {
            "chain": str(chain),
            "position": int(position),
            "at": str(at),
            "event": str(event),
            "actor_id": str(actor_id),
            "details": dict(details),
            "hash": str(hash_),
        }:
            moment = datetime.fromisoformat(at)
            return Line(chain, position, moment, event, actor_id, details, hash_)
    raise ValueError("this is no entry")


def _line(kind: str, **fields: object) -> str:
    return json.dumps({"kind": kind, **fields}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(thing: Line | Witness) -> dict[str, Any]:
    return vars(thing) | {"at": spell(thing.at)}
