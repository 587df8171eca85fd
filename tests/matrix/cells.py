"""From decisions to cells: one address, one person, one situation, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.routing import BuildError

from tests.matrix.deciding import AWAY, DENIED, IN, MISSING, Decision, outcome
from tests.matrix.decisions import SEES
from tests.matrix.people import EVERYBODY, LEFT, NOBODY

STRANGERS = frozenset({NOBODY, LEFT})
WRITES = "POST"
SAID = {401: AWAY, 403: DENIED, 404: MISSING}
TROUBLE = 500
# Past the door it may still be the wrong state, the wrong words, or too much.
INSIDE = frozenset({200, 201, 204, 206, 301, 302, 303, 400, 409, 410, 413, 415, 422})


@dataclass(frozen=True)
class Cell:
    name: str
    person: str
    situation: str
    decision: Decision

    @property
    def expected(self) -> str:
        return outcome(self.decision, self.person, self.situation, SEES, STRANGERS)

    def __str__(self):
        return f"{self.name} · {self.person} · {self.situation or 'anywhere'}"


def cells(decisions: dict[str, Decision]) -> Iterator[Cell]:
    for name, decision in decisions.items():
        for situation in SEES[decision.kind] if decision.kind else ("",):
            for person in EVERYBODY:
                yield Cell(name, person, situation, decision)


def rules(app, method):
    """Return the rules that take a method, by endpoint."""
    return {
        rule.endpoint: rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())
    }


def endpoint_of(name):
    return name.partition(":")[0]


class Words:
    """Fills in what a decision writes as `@something`: a person, or a place of the thing at hand."""

    def __init__(self, house, cell):
        self.house, self.cell = house, cell
        self.thing = house.things[cell.decision.kind][cell.situation] if cell.decision.kind else {}

    def filled(self, sheet):
        return {self._key(key): self._value(value) for key, value in sheet.items()}

    def _value(self, value):
        return self.filled(value) if isinstance(value, dict) else self._word(value)

    def _key(self, key):
        """A field may be called after the thing it is about: "choice-@ballot_id"."""
        before, at, name = key.partition("@")
        return f"{before}{self._word(at + name)}" if at else key

    def _word(self, value):
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        name = value.removeprefix("@")
        by_person = self.house.forms.get((self.cell.situation, self.cell.person))
        if name == "form" and by_person:
            return by_person
        if name == "me":
            return self._account(self.cell.person)
        names = self.house.names["there" if self.cell.situation == "there" else "here"]
        known = self.thing | names
        return known[name] if name in known else self._account(name)

    def _account(self, username):
        return "none" if username == NOBODY else self.house.cabinet.id(username)


def address(app, house, cell, method):
    words = Words(house, cell)
    values = words.thing | words.filled(cell.decision.more)
    wanted = rules(app, method)[endpoint_of(cell.name)].arguments
    lacking = wanted - set(values)
    assert not lacking, f"{cell.name}: nothing fills {sorted(lacking)}; say it in `more`"
    try:
        return app.url_map.bind("localhost").build(
            endpoint_of(cell.name), {each: values[each] for each in wanted}, method=method
        )
    except BuildError as error:
        raise AssertionError(f"{cell.name}: {error}") from None


def told(reply, cell):
    """Return what an answer says of the door."""
    if reply.status_code in cell.decision.also:
        return IN
    if reply.status_code in SAID:
        return SAID[reply.status_code]
    if reply.status_code in {302, 303} and urlsplit(reply.location).path == "/sign-in":
        return AWAY
    return IN if reply.status_code in INSIDE else f"status {reply.status_code}"
