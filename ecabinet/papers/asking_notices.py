from sqlalchemy import select

from ecabinet.agenda.events import ItemRestricted
from ecabinet.agenda.models import Item
from ecabinet.bodies.lists import BUILT_IN
from ecabinet.bodies.models import Listing, Term
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell
from ecabinet.notifications.models import Notice
from ecabinet.papers.events import PapersAsked

ASKED = N_("Please hand in for “%(title)s”: %(papers)s.")
# A notice also goes out by e-mail: a restricted title does not stand in it.
ASKED_QUIETLY = N_("Please hand in for a restricted matter that you prepare: %(papers)s.")


@within(PapersAsked)
def tell_the_agency(event: PapersAsked) -> None:
    """The notice opens the very form, with the kind that is asked for chosen."""
    item = session().get_one(Item, event.item_id)
    values = {"papers": ", ".join(_named(each, item.body_id) for each in event.kinds)}
    message = ASKED_QUIETLY if item.is_restricted else ASKED
    if not item.is_restricted:
        values["title"] = item.title
    place = f"{_place(item.id)}{event.kinds[0]}#upload"
    tell(event, event.account_ids, message, values, place)


@within(ItemRestricted)
def take_back_what_was_asked_by_title(event: ItemRestricted) -> None:
    if not session().get_one(Item, event.item_id).is_restricted:
        return
    asked = Notice.href.startswith(_place(event.item_id), autoescape=True)
    for notice in session().scalars(select(Notice).where(asked, Notice.message == ASKED)):
        notice.message = ASKED_QUIETLY
        notice.values = {"papers": notice.values["papers"]}


def _place(item_id: str) -> str:
    return f"/items/{item_id}?hand_in="


def _named(kind: str, body_id: str) -> str:
    """Return the body's own word for a kind of paper, else the usual one: what is asked of agencies is Vietnamese."""
    query = select(Term.name).where(
        Term.body_id == body_id, Term.listing == Listing.PAPER_KIND, Term.nature == kind
    )
    usual = next(name for code, name, _ in BUILT_IN[Listing.PAPER_KIND] if code == kind)
    return session().scalars(query.order_by(Term.place).limit(1)).one_or_none() or usual
