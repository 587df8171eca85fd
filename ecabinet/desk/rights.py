"""Who may do what: every rule of every feature, asked for every role, and told to the administrator and the auditor.

The page is made from the rules themselves. Nothing in it can be out of date.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from ecabinet.agenda import policy as agenda
from ecabinet.ballots import policy as ballots
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import Role
from ecabinet.bodies.roles import ROLE_WORDS
from ecabinet.consultations import policy as consultations
from ecabinet.core.errors import require
from ecabinet.desk.rights_words import FEATURES, RIGHTS
from ecabinet.desk.rights_world import SITUATIONS, Situation, person, things
from ecabinet.emergencies import policy as emergencies
from ecabinet.lodging import policy as lodging
from ecabinet.meetings import policy as meetings
from ecabinet.minutes import policy as minutes
from ecabinet.papers import policy as papers
from ecabinet.sittings import policy as sittings
from ecabinet.tasks import policy as tasks
from ecabinet.web.page import page

bp = Blueprint("rights", __name__)
Rule = Callable[..., bool]
# Nobody comes to a rule but through the query that finds the thing: who does not see it is told that there is none.
DOORS: Mapping[str, tuple[Rule, str]] = {
    "meeting": (meetings.may_see, "meeting"),
    "item": (agenda.may_see, "item"),
    "paper": (papers.may_see, "paper"),
    "version": (papers.may_see, "paper"),
    "dossier": (papers.may_see_dossier, "dossier"),
    "own_dossier": (papers.may_see_dossier, "own_dossier"),
    "sitting": (sittings.may_see, "sitting"),
    "request": (sittings.may_see, "sitting"),
    "ballot": (ballots.may_see, "ballot"),
    "ballots": (
        lambda actor, several: all(ballots.may_see(actor, each) for each in several),
        "ballots",
    ),
    "place": (ballots.may_see, "ballot"),
    "conclusion": (minutes.may_see, "conclusion"),
    "consultation": (consultations.may_see, "consultation"),
    "form": (consultations.may_see, "consultation"),
    "task": (tasks.may_see, "task"),
    "lodging": (lodging.may_see, "lodging"),
    "late": (lodging.may_see_request, "late"),
}
DOORLESS = frozenset(
    {emergencies.may_ask}
)  # in an emergency one asks for a paper that one does not see
# A rule about another thing than the one usually meant by the word.
MEANT = {"may_admit": {"dossier": "own_dossier"}}


@dataclass(frozen=True)
class Answer:
    """What a rule says to one role: in which situations yes."""

    role: Role
    when: Sequence[Situation]

    @property
    def always(self) -> bool:
        return len(self.when) == len(SITUATIONS)

    @property
    def but(self) -> Sequence[Situation]:
        """The few situations in which no, where those in which yes are many."""
        others = [each for each in SITUATIONS if each not in self.when]
        return others if len(others) < len(self.when) else ()

    @property
    def never(self) -> bool:
        return not self.when


@dataclass(frozen=True)
class Right:
    """One rule, in words, and its answers."""

    name: str
    label: str
    answers: Sequence[Answer]

    def of(self, role: Role) -> Answer:
        return next(each for each in self.answers if each.role is role)


@bp.get("/rights")
def index() -> ResponseReturnValue:
    """The whole table, or what one role may do."""
    require(may_see_rights(current_actor()))
    asked = request.args.get("role", "")
    return page(
        "desk/rights.html",
        features=[(FEATURES[name], rights) for name, rights in table().items()],
        roles=ROLE_WORDS,
        role=Role(asked) if asked in set(Role) else None,
    )


def may_see_rights(actor: Actor) -> bool:
    """The administrator, who gives posts, and whoever audits."""
    return actor.holds(None, {Role.ADMINISTRATOR}) or any(
        each.role is Role.AUDITOR for each in actor.holdings
    )


@cache
def table() -> Mapping[str, Sequence[Right]]:
    """Return the rights of every feature, asked once: rules do not change while the program runs."""
    return {feature: [_asked(feature, *each) for each in rules(feature)] for feature in FEATURES}


def rules(feature: str) -> Iterator[tuple[str, Rule]]:
    """Yield the rules of a feature's policy, in the order in which they are written."""
    policy = import_module(f"ecabinet.{feature}.policy")
    for name, rule in vars(policy).items():
        if name.startswith("may_") and getattr(rule, "__module__", "") == policy.__name__:
            yield name, rule


def says(rule: Rule, role: Role, at: Situation) -> bool:
    """Ask a rule, and the doors before it, what they say to a role in a situation."""
    house, somebody = things(role, at), person(role)
    meant = MEANT.get(rule.__name__, {})
    wanted = [meant.get(name, name) for name in list(inspect.signature(rule).parameters)[1:]]
    doors = [] if rule in DOORLESS else [DOORS[name] for name in wanted if name in DOORS]
    through = all(door(somebody, house[thing]) for door, thing in doors)
    return through and bool(rule(somebody, *(house[name] for name in wanted)))


def _asked(feature: str, name: str, rule: Rule) -> Right:
    answers = [
        Answer(role, [each for each in SITUATIONS if says(rule, role, each)]) for role in Role
    ]
    return Right(name, RIGHTS[f"{feature}.{name}"], answers)
