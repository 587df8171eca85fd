"""The grammar of the decisions: who is let in, where, and what the others are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

IN, DENIED, MISSING, AWAY = "in", "denied", "missing", "away"


@dataclass(frozen=True)
class Decision:
    """Who may come to one address, or send one message.

    `kind` is the kind of thing it is about: whoever cannot see the thing is told that there is none, whoever sees it
    and is not in `who` is told no (`no`: how). `instead` says otherwise of one situation. A decision without a kind
    is about nothing in particular; then `no` holds for everybody else. `form` is a sheet that is filled in well
    enough for the door to be asked; `more` fills places of the address that no thing fills. `nothing` names situations
    in which even those let in find nothing there yet; `told` says of single persons what else they are told.
    """

    kind: str
    who: frozenset[str]
    no: str = DENIED
    instead: Mapping[str, frozenset[str]] = field(default_factory=dict)
    form: Mapping[str, object] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)
    also: frozenset[int] = frozenset()  # answers of the inside that elsewhere would be faults
    public: bool = False
    strangers: str = AWAY  # what they are told who are not signed in


def to(kind, who, **how):
    """Decide on an address of a thing."""
    return Decision(kind, frozenset(who), **how)


def everywhere(who, no=DENIED, **how):
    """Decide on an address that is about nothing in particular."""
    return Decision("", frozenset(who), no=no, **how)


def public(**how):
    """Decide that a stranger may come in too."""
    return Decision("", frozenset(), public=True, **how)


def outcome(decision, person, situation, sees, strangers):
    """Return what a person has to be told."""
    if decision.public:
        return IN
    if person in strangers:
        return decision.strangers
    if decision.kind and person not in sees[decision.kind][situation]:
        return MISSING
    who = decision.instead.get(situation, decision.who)
    inside = MISSING if situation in decision.nothing else IN
    return inside if person in who else decision.told.get(person, decision.no)
