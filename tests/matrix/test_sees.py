"""What is asked cheaply, for whoever watches, says the same as the page itself, of everybody and everything."""

import pytest

from ecabinet.agenda.queries import find_item, sees_item
from ecabinet.ballots.queries import find_ballot, sees_ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Missing
from ecabinet.meetings.queries import find_meeting, sees_meeting
from tests.matrix.people import SIGNED_IN

ASKED = {
    "meeting": (sees_meeting, find_meeting),
    "item": (sees_item, find_item),
    "ballot": (sees_ballot, find_ballot),
}


def finds(find, actor, thing):
    try:
        find(actor, thing)
    except Missing:
        return False
    return True


@pytest.mark.once
def test_whoever_may_watch_a_thing_finds_it_and_the_other_way_round(app, house):
    said = set()
    with reading():
        actors = {person: load_actor(house.cabinet.id(person)) for person in SIGNED_IN}
        for kind, (sees, find) in ASKED.items():
            for situation, names in [*house.things[kind].items(), ("none", {f"{kind}_id": "none"})]:
                thing = names[f"{kind}_id"]
                for person, actor in actors.items():
                    seen = sees(actor, thing)
                    assert seen == finds(find, actor, thing), f"{person}: {kind} {situation}"
                    said.add((kind, seen))
    assert said == {(kind, seen) for kind in ASKED for seen in (True, False)}
