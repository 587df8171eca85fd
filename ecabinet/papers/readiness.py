"""What an item still lacks by the body's checklist: pure, from its papers and the rules.

A submission longer than the rules say needs a summary (Decree 191/2026 art. 14); what a body asks for beyond that stands
in its rules of procedure. An information item asks for nothing to be decided: one readable paper is enough.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ecabinet.bodies.rules import Rules
from ecabinet.core.clock import day_of
from ecabinet.papers.models import Kind, PaperVersion
from ecabinet.papers.models import State as Reading

ALWAYS_SHOWN = frozenset({Kind.SUMMARY, Kind.SYNTHESIS})
REPORTS = frozenset({Kind.SUBMISSION, Kind.REPORT})  # what tells of an information item


class State(StrEnum):
    READY = "ready"
    CHECKING = "checking"  # handed in, not read by the intake yet
    OLD = "old"  # readable, and a newer version is not
    LATE = "late"  # readable, handed in after the day by which papers go out
    REFUSED = "refused"  # nobody can open it
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


LACKS = frozenset({State.MISSING, State.REFUSED})


@dataclass(frozen=True)
class Sheet:
    """A paper as the checklist looks at it: the newest version that can be read, and a newer one that cannot yet."""

    kind: Kind
    label: str
    ready: PaperVersion | None
    pending: PaperVersion | None


@dataclass(frozen=True)
class Cell:
    state: State
    label: str = ""  # of the paper that stands for it

    @property
    def lacks(self) -> bool:
        return self.state in LACKS


def columns(rules: Rules) -> tuple[Kind, ...]:
    """Return what is looked at of every item, in the order of the papers of a dossier."""
    shown = ALWAYS_SHOWN | set(rules.required_papers)
    first = (Kind.SUBMISSION, Kind.SUMMARY, Kind.DRAFT, Kind.APPRAISAL, Kind.SYNTHESIS)
    order = (*first, *(each for each in Kind if each not in first))
    return tuple(each for each in order if each in shown)


def judge(
    sheets: Sequence[Sheet], rules: Rules, due: date, *, informs: bool = False
) -> dict[Kind, Cell]:
    """Say of each column how the item stands. `due`: the last day on which papers are in time."""
    needed = _needed(sheets, rules, informs=informs)
    return {kind: _cell(_of(sheets, kind, informs), kind in needed, due) for kind in columns(rules)}


def _needed(sheets: Sequence[Sheet], rules: Rules, *, informs: bool) -> frozenset[Kind]:
    if informs:
        return frozenset({columns(rules)[0]})
    needed = {Kind(each) for each in rules.required_papers}
    pages = (
        each.ready.pages for each in sheets if each.kind is Kind.SUBMISSION and each.ready
    )
    if max(pages, default=0) > rules.summary_over_pages:
        needed.add(Kind.SUMMARY)
    return frozenset(needed)


def _of(sheets: Sequence[Sheet], kind: Kind, informs: bool) -> Sequence[Sheet]:  # noqa: FBT001 -- handed on
    kinds: Collection[Kind] = REPORTS if informs and kind in REPORTS else (kind,)
    return [each for each in sheets if each.kind in kinds]


def _cell(sheets: Sequence[Sheet], is_needed: bool, due: date) -> Cell:  # noqa: FBT001 -- an answer
    if readable := [each for each in sheets if each.ready]:
        states = [(_state_of(each, due), each.label) for each in readable]
        worst = next((each for each in states if each[0] is not State.READY), states[0])
        return Cell(*worst)
    waiting = [each for each in sheets if each.pending]
    if checked := next((each for each in waiting if _is_checked(each)), None):
        return Cell(State.CHECKING, checked.label)
    if not is_needed:
        return Cell(State.NOT_NEEDED)
    return Cell(State.REFUSED, waiting[0].label) if waiting else Cell(State.MISSING)


def _is_checked(sheet: Sheet) -> bool:
    return sheet.pending is not None and sheet.pending.state is Reading.RECEIVED


def _state_of(sheet: Sheet, due: date) -> State:
    if sheet.pending:
        return State.OLD
    late = sheet.ready is not None and day_of(sheet.ready.uploaded_at) > due
    return State.LATE if late else State.READY
