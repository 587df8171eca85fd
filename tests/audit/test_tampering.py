"""A thousand random edits, deletions, swaps and truncations: every one is found."""

from collections import Counter
from dataclasses import replace

import pytest

from ecabinet.audit.proof import digest
from ecabinet.audit.trail import verify
from ecabinet.core.database import reading
from tests.audit.chains import breaks, chance_of, put_back, read, tampered, write

ENTRIES, TRIES, LIVE = 300, 1000, 40
SEED = 19


@pytest.fixture
def chain(cabinet):
    write(cabinet.body, ENTRIES)
    return cabinet.body


@pytest.mark.once
def test_whatever_is_done_to_the_chain_is_found(chain):
    entries, end, kept = read(chain)
    assert len(entries) >= ENTRIES
    assert breaks(chain, entries, end, kept) == []
    chance, found = chance_of(SEED), Counter()
    for number in range(TRIES):
        kind, after, other = tampered(entries, end, chance)
        assert breaks(chain, after, other, kept), (SEED, number, kind)
        found[kind] += 1
    print(f"seed {SEED}: {sum(found.values())} of {TRIES} found: {dict(found)}")  # noqa: T201 -- the figure
    assert len(found) == 6


def test_a_walk_without_its_checkpoints_misses_a_cut_with_its_head(chain):
    """The canary: that chain holds together, and is too short."""
    entries, end, kept = read(chain)
    chance = chance_of(SEED)
    cuts = [tampered(entries, end, chance) for _ in range(200)]
    cuts = [(after, other) for kind, after, other in cuts if kind == "cut with its head"]
    assert cuts
    for after, other in cuts:
        assert breaks(chain, after, other, []) == []
        assert breaks(chain, after, other, kept)


def test_in_the_database_it_is_found_as_well(chain):
    entries, end, _ = read(chain)
    chance, done = chance_of(SEED), 0
    while done < LIVE:
        kind, after, other = tampered(entries, end, chance)
        places = [each.position for each in after]
        if len(set(places)) < len(places) or after == entries:
            continue  # no database keeps two entries in one place
        put_back(chain, after, other)
        with reading():
            assert list(verify()), (SEED, done, kind)
        done += 1
    put_back(chain, entries, end)
    with reading():
        assert list(verify()) == []


def test_an_entry_that_is_written_anew_with_its_hash_breaks_the_one_after_it(chain):
    entries, end, kept = read(chain)
    lonely = replace(entries[4], actor_id="nobody")
    entries[4] = replace(lonely, hash=digest(entries[3].hash, lonely))
    assert breaks(chain, entries, end, kept)[0].position == 6
