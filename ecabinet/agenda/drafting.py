"""What an item is to be, and what is wrong with that."""

from dataclasses import dataclass

from ecabinet.agenda.models import Group, Item, Rule, Secrecy
from ecabinet.bodies.models import Agency
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting

NO_TITLE = N_("Please give the item a title.")
NO_AGENCY = N_("Please choose an agency of this body.")
NO_MINUTES = N_("Please allow between 1 and 480 minutes.")
MAX_MINUTES = 480


@dataclass(frozen=True)
class ItemDraft:
    """What an item is to be."""

    title: str
    group: Group = Group.DISCUSS
    agency_id: str | None = None
    presenter: str = ""
    minutes: int = 15
    ask: str = ""
    summary: str = ""
    rule: Rule = Rule.MAJORITY
    secrecy: Secrecy = Secrecy.INTERNAL  # of a new item; later it is said apart, and to whom


def fill(item: Item, draft: ItemDraft, *, last: int) -> bool:
    """Make the item what the draft says, at the `last` place where its group changes; return whether it changed."""
    _check(item.meeting, draft)
    new = {
        "title": draft.title.strip(), "group": draft.group, "agency_id": draft.agency_id or None,
        "presenter": draft.presenter.strip(), "minutes": draft.minutes,
        "ask": draft.ask.strip(), "summary": draft.summary.strip(), "rule": draft.rule,
    }  # fmt: skip
    if item.group is not draft.group:
        item.place = last  # the end of the other group
    changed = {name: value for name, value in new.items() if getattr(item, name) != value}
    for name, value in changed.items():
        setattr(item, name, value)
    return bool(changed)


def _check(meeting: Meeting, draft: ItemDraft) -> None:
    problems = {}
    if not draft.title.strip():
        problems["title"] = NO_TITLE
    if not 1 <= draft.minutes <= MAX_MINUTES:
        problems["minutes"] = NO_MINUTES
    if draft.agency_id:
        agency = session().get(Agency, draft.agency_id)
        if agency is None or agency.body_id != meeting.body_id:
            problems["agency_id"] = NO_AGENCY
    if problems:
        raise Invalid(**problems)
