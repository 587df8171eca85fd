"""What the trail calls the things of each feature. Restricted ones have no name there: an auditor opens no paper."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ecabinet.agenda.models import Item, Secrecy
from ecabinet.audit.names import names
from ecabinet.consultations.models import Consultation
from ecabinet.core.database import session
from ecabinet.meetings.models import Meeting
from ecabinet.papers.models import Dossier, Paper


@names("meeting")
def name_meetings(ids: Collection[str]) -> Mapping[str, str]:
    query = select(Meeting.id, Meeting.title).where(Meeting.id.in_(ids))
    return {each.id: each.title for each in session().execute(query)}


@names("item")
def name_items(ids: Collection[str]) -> Mapping[str, str]:
    query = select(Item).where(Item.id.in_(ids), Item.secrecy != Secrecy.RESTRICTED)
    return {each.id: f"{each.label}. {each.title}" for each in session().scalars(query)}


@names("paper")
def name_papers(ids: Collection[str]) -> Mapping[str, str]:
    """A paper of a restricted item is as little named as the item."""
    query = (
        select(Paper)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .outerjoin(Item, Item.id == Dossier.item_id)
        .where(
            Paper.id.in_(ids),
            Paper.secrecy != Secrecy.RESTRICTED,
            Item.secrecy.is_distinct_from(Secrecy.RESTRICTED),
        )
        .options(joinedload(Paper.dossier).joinedload(Dossier.item))
    )
    return {each.id: f"{each.label} {each.title}" for each in session().scalars(query).unique()}


@names("consultation")
def name_consultations(ids: Collection[str]) -> Mapping[str, str]:
    query = select(Consultation.id, Consultation.title).where(Consultation.id.in_(ids))
    return {each.id: each.title for each in session().execute(query)}
