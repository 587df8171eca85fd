"""Every address, message and topic, asked by every kind of person in every situation, against the decisions."""

import pytest

from ecabinet.meetings.routes import STEPS
from ecabinet.realtime import messages, topics
from ecabinet.realtime.watching import MAX_TOPICS
from ecabinet.tasks.routes import DEEDS
from tests.matrix.cells import WRITES, Words, address, cells, endpoint_of, rules, told
from tests.matrix.deciding import AWAY, DENIED, IN, MISSING
from tests.matrix.decisions import MESSAGES, ROUTES, TOPICS
from tests.matrix.people import LEFT, NOBODY

SEVERAL = {"meetings.go_on": set(STEPS), "tasks.do": set(DEEDS)}
REFUSED = {403: DENIED, 404: MISSING}
CLOSED_DOOR = frozenset({NOBODY, LEFT})


def decided(app, method):
    taking = rules(app, method)
    return {name: each for name, each in ROUTES.items() if endpoint_of(name) in taking}


def ask(app, keys, cell, method, path, form=None):
    key = keys.get(cell.person)
    headers = {"Cookie": f"ecabinet={key}"} if key else {}
    reply = app.test_client(use_cookies=False).open(path, method=method, headers=headers, data=form)
    reply.close()
    return reply


def test_every_address_has_a_decision_and_every_decision_an_address(app):
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert there - {endpoint_of(name) for name in ROUTES} == set(), "addresses without a decision"
    assert {endpoint_of(name) for name in ROUTES} - there == set(), "decisions without an address"


@pytest.mark.parametrize("endpoint", SEVERAL)
def test_each_deed_of_an_address_with_several_has_a_decision(endpoint):
    named = {name.partition(":")[2] for name in ROUTES if endpoint_of(name) == endpoint}
    assert named == SEVERAL[endpoint]


def test_every_message_and_topic_has_a_decision(app):
    assert set(MESSAGES) == set(messages.deeds())
    assert set(TOPICS) == topics.kinds()


@pytest.mark.once
@pytest.mark.long
def test_nobody_looks_in_who_may_not(app, house, keys, undrawn, forgetful, checked):
    wrong = []
    for cell in cells(decided(app, "GET")):
        said = told(ask(app, keys, cell, "GET", address(app, house, cell, "GET")), cell)
        checked["looks"] += 1
        if said != cell.expected:
            wrong.append(f"{cell}: {said}, not {cell.expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
@pytest.mark.long
def test_nobody_does_what_they_may_not(app, house, keys, undrawn, forgetful, checked):
    wrong = []
    for cell in cells(decided(app, WRITES)):
        form = Words(house, cell).filled(cell.decision.form)
        reply = ask(app, keys, cell, WRITES, address(app, house, cell, WRITES), form)
        checked["deeds"] += 1
        if (said := told(reply, cell)) != cell.expected:
            wrong.append(f"{cell}: {said}, not {cell.expected}")
    assert not wrong, "\n".join(wrong)


def test_nobody_sends_what_they_may_not(house, lines, forgetful, checked):
    wrong = []
    for cell in cells(MESSAGES):
        if cell.expected == AWAY:
            continue  # no line of theirs is open: the next test
        sent = Words(house, cell).filled(cell.decision.form)
        answer = lines[cell.person].emit(cell.name, sent, callback=True)
        said = REFUSED.get(answer.get("error"), IN)
        checked["messages"] += 1
        if said != cell.expected:
            wrong.append(f"{cell}: {said} {answer}, not {cell.expected}")
    assert not wrong, "\n".join(wrong)


def test_nobody_hears_what_they_may_not(house, socket, checked):
    wanted = {}
    for cell in cells(TOPICS):
        topic = f"{cell.name}:{_subject(house, cell)}"
        wanted.setdefault(cell.person, {})[topic] = cell
    wrong = []
    for person, by_topic in wanted.items():
        if person in CLOSED_DOOR:
            continue
        line, heard = socket(person), set()
        for some in batched(by_topic, MAX_TOPICS):
            heard |= line.emit("watch", {"topics": dict.fromkeys(some, 0)}, callback=True)[
                "topics"
            ].keys()
        checked["topics"] += len(by_topic)
        wrong += [
            f"{cell}: heard={topic in heard}"
            for topic, cell in by_topic.items()
            if (topic in heard) != (cell.expected == IN)
        ]
    assert not wrong, "\n".join(wrong)


def batched(things, size):
    """Return things by as many as one message may name."""
    listed = list(things)
    return [listed[start : start + size] for start in range(0, len(listed), size)]


@pytest.mark.parametrize("person", sorted(CLOSED_DOOR))
def test_no_line_is_open_to_whoever_is_not_signed_in(app, house, socket, person):
    with pytest.raises((RuntimeError, KeyError, AssertionError)):
        socket(person).emit("watch", {"topics": {}}, callback=True)


def _subject(house, cell):
    words = Words(house, cell)
    return words.filled({"id": cell.decision.form.get("id", f"@{cell.decision.kind}_id")})["id"]
