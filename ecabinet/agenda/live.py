from typing import Any

from pydantic import Field

from ecabinet.agenda.forms import MAX_ITEMS, MAX_TEXT
from ecabinet.agenda.models import Stand
from ecabinet.agenda.policy import may_see_positions
from ecabinet.agenda.position_operations import take_position, take_rest
from ecabinet.agenda.queries import find_item, sees_item
from ecabinet.bodies.actors import Actor
from ecabinet.meetings.queries import find_meeting, sees_meeting
from ecabinet.realtime.messages import Message, deed
from ecabinet.realtime.topics import watchable


class Taken(Message):
    """A position, as the socket brings it."""

    item: str
    stand: Stand
    text: str = Field("", max_length=MAX_TEXT)
    seq: int = Field(ge=1)


class Rest(Message):
    """That one has no objection to the items that are left, as the socket brings it."""

    meeting: str
    items: list[str] = Field(min_length=1, max_length=MAX_ITEMS)


@watchable("agenda")
def may_watch_agenda(actor: Actor, meeting_id: str) -> bool:
    return sees_meeting(actor, meeting_id)


@watchable("item")
def may_watch_item(actor: Actor, item_id: str) -> bool:
    return sees_item(actor, item_id)


@watchable("positions")
def may_watch_positions(actor: Actor, item_id: str) -> bool:
    return may_see_positions(actor, find_item(actor, item_id))


@deed("position", Taken)
def take(actor: Actor, sent: Taken) -> dict[str, Any]:
    item = find_item(actor, sent.item)
    position = take_position(actor, item, sent.stand, sent.text, sent.seq)
    return {"receipt": "", "at": position.at.isoformat()}


@deed("rest", Rest)
def agree_to_the_rest(actor: Actor, sent: Rest) -> dict[str, Any]:
    taken = take_rest(actor, find_meeting(actor, sent.meeting), sent.items)
    return {"receipt": "", "at": max(each.at for each in taken).isoformat(), "count": len(taken)}
