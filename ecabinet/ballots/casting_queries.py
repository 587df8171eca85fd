"""The voter's place, as a vote needs it: in one statement, whatever the size of the roll."""

from typing import TypeVar, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy import text as sql

from ecabinet.agenda.models import Item, Recusal
from ecabinet.ballots.holding import has_turn
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.ballots.policy import may_see
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body
from ecabinet.core.database import Model, session
from ecabinet.meetings.models import Invitation, Meeting

M = TypeVar("M", bound=Model)


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


BALLOT, VOTER = _table(Ballot), _table(Voter)
ITEM, MEETING, BODY, CALL = map(_table, (Item, Meeting, Body, Invitation))
# What the policies and the deed ask of each of them, and no more.
READ: dict[type[Model], tuple[str, ...]] = {
    Ballot: ("id", "meeting_id", "item_id", "question", "options", "state", "key", "procedure"),
    Voter: ("id", "ballot_id", "account_id", "seq", "sealed", "choice", "text", "receipt", "cast_at", "signature"),
    Item: ("id", "agency_id", "secrecy", "state"),
    Meeting: ("id", "body_id", "chair_id", "state"),
    Body: ("id", "timezone", "procedure"),
    Invitation: ("id", "account_id", "votes", "online", "arrived_at", "left_at"),
}  # fmt: skip


def find_seat(actor: Actor, ballot_id: str) -> Voter | None:
    """Return the actor's own place in a roll, held alone, and its ballot, held together with others who vote.

    The ballot always comes first: whoever closes it holds it against all who vote, and only then touches their places.
    What comes back is loose, in no session: with its ballot, item and session, and of everybody's recusals and
    callings those that touch the actor. Missing where the actor does not see the ballot.
    """
    asked: dict[str, object] = {"ballot": ballot_id, "account": actor.id}
    if assisted := actor.serves():
        asked["concerned"] = sorted(assisted | {actor.id})
    seat = _SEAT if assisted else _OWN_SEAT
    row = session().connection().execute(seat, asked).one_or_none()
    place = _seated(row) if row is not None else None
    if place is None or not may_see(actor, place.ballot):
        find_ballot(
            actor, ballot_id
        )  # who sees it for other reasons is told something else than who does not
    return place


def _seat(concerned: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Return the statement for a place. `concerned`: whose recusals touch it."""
    recused = (
        select(func.min(Recusal.account_id))
        .where(Recusal.item_id == BALLOT.c.item_id, concerned)
        .scalar_subquery()
    )
    called = and_(CALL.c.meeting_id == MEETING.c.id, CALL.c.account_id == VOTER.c.account_id)
    ballot: BindParameter[str] = bindparam("ballot")
    columns = [_table(kind).c[name] for kind, names in READ.items() for name in names]
    return (
        select(*columns, recused)
        .select_from(BALLOT)
        .join(VOTER, VOTER.c.ballot_id == BALLOT.c.id)
        .join(MEETING, MEETING.c.id == BALLOT.c.meeting_id)
        .join(BODY, BODY.c.id == MEETING.c.body_id)
        .outerjoin(ITEM, ITEM.c.id == BALLOT.c.item_id)
        .outerjoin(CALL, called)
        .where(BALLOT.c.id == ballot, VOTER.c.account_id == bindparam("account"), has_turn(ballot))
        .with_for_update(of=BALLOT, read=True)
        .suffix_with(sql("FOR UPDATE OF voter"), dialect="postgresql")
    )


_SEAT = _seat(Recusal.account_id.in_(bindparam("concerned", expanding=True)))
# Of whoever assists nobody, as most do.
_OWN_SEAT = _seat(Recusal.account_id == bindparam("account"))


def _seated(row: Row[*tuple[object, ...]]) -> Voter:
    values = iter(row)
    things = {
        kind: _loose(kind, dict(zip(names, values, strict=False))) for kind, names in READ.items()
    }
    ballot, place, meeting = things[Ballot], things[Voter], things[Meeting]
    vars(meeting).update(body=things[Body], invitations=_there([things[Invitation]]))
    (recused,) = values
    recusals = [_loose(Recusal, {"account_id": recused})] if recused else []
    vars(things[Item]).update(meeting=meeting, recusals=recusals, guests=[], readers=[])
    vars(ballot).update(meeting=meeting, item=next(iter(_there([things[Item]])), None))
    vars(place).update(ballot=ballot)
    return cast("Voter", place)


def _there(things: list[Model]) -> list[Model]:
    """Return those that the outer joins found."""
    return [each for each in things if vars(each)["id"] is not None]


def _loose(kind: type[M], values: dict[str, object]) -> M:
    """Return a thing as if it had been loaded: set from within, where no history is kept and no partner told."""
    thing = kind()
    vars(thing).update(values)
    return thing
