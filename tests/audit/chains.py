"""A chain to tamper with: in memory, as an export holds it, or in the database."""

import random
from dataclasses import asdict, replace

from sqlalchemy import delete, insert, update

from ecabinet.audit import checkpoints
from ecabinet.audit.models import Entry, Head
from ecabinet.audit.proof import End, Walk, by_chain
from ecabinet.audit.trail import lines
from ecabinet.bodies.events import AgencyAdded, PostGiven
from ecabinet.core.database import reading
from ecabinet.core.events import record
from ecabinet.core.transaction import engines, run

FIELDS = ("event", "actor_id", "at", "title", "hash", "position")


def chance_of(seed):
    """Return the chance that decides what is done: the same for the same seed."""
    return random.Random(seed)  # noqa: S311 -- it guards nothing


def write(body_id, entries):
    """Let a chain grow by so many entries, a few at a time, with checkpoints on the way."""
    for first in range(0, entries, 20):
        run(lambda first=first: _record(body_id, first, min(20, entries - first)))
        if first % 100 == 0:
            checkpoints.seal()
    checkpoints.seal()


def _record(body_id, first, count):
    for number in range(first, first + count):
        told = {"actor_id": f"person{number % 7}", "body_id": body_id, "title": f"Việc số {number}"}
        record(
            AgencyAdded(agency_id=f"a{number}", **told)
            if number % 3
            else PostGiven(post_id=f"p{number}", account_id="x", role="member", **told)
        )


def read(chain):
    """Return the entries, the end, and what was signed of a chain."""
    with reading():
        entries = list(lines(chain))
        kept = by_chain(checkpoints.kept_in_database())[chain]
    return entries, End(entries[-1].position, entries[-1].hash), kept


def breaks(chain, entries, end, kept):
    return list(Walk(chain, end, kept).over(entries))


def edited(line, chance):
    """Change one field of an entry a little, and nothing else."""
    spot, field = chance.randrange(64), chance.choice(FIELDS)
    other = "0" if line.hash[spot] != "0" else "1"
    changes = {
        "title": {"details": line.details | {"title": line.details.get("title", "") + "."}},
        "at": {"at": line.at.replace(microsecond=(line.at.microsecond + 1) % 1_000_000)},
        "position": {"position": line.position + chance.choice([-1, 1, 1000])},
        "hash": {"hash": line.hash[:spot] + other + line.hash[spot + 1 :]},
    }
    return replace(line, **changes.get(field, {field: f"{getattr(line, field, '')}x"}))


def tampered(entries, end, chance):
    """Return the entries and the end after one random deed of somebody who may write, and what it was."""
    kind = chance.choice(("edit", "delete", "swap", "cut", "cut with its head", "repeat"))
    after, at = list(entries), chance.randrange(len(entries))
    if kind == "edit":
        after[at] = edited(after[at], chance)
    elif kind == "delete":
        del after[at]
    elif kind == "swap":
        other = chance.choice([each for each in range(len(after)) if each != at])
        after[at], after[other] = (
            replace(after[other], position=after[at].position),
            replace(after[at], position=after[other].position),
        )
    elif kind == "repeat":
        after.insert(at, after[at])
    else:
        del after[max(at, 1) :]
        if kind == "cut with its head":
            end = End(after[-1].position, after[-1].hash)
    return kind, after, end


def put_back(chain, entries, end):
    """Make the database hold these entries."""
    with engines()[-1].begin() as connection:
        connection.execute(delete(Entry).where(Entry.chain == chain))
        connection.execute(insert(Entry), [asdict(each) for each in entries])
        values = {"position": end.position, "hash": end.hash}
        connection.execute(update(Head).where(Head.chain == chain).values(**values))
