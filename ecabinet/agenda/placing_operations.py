"""The order of an agenda. Every move is said by its neighbours: what somebody else moved meanwhile stays moved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecabinet.agenda import events, numbering, wording
from ecabinet.agenda.holding import items_of, note, refuse_when_over, told
from ecabinet.agenda.models import Group, Item
from ecabinet.agenda.numbering import Way
from ecabinet.agenda.policy import may_edit
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record


@dataclass(frozen=True)
class Spot:
    """Where an item is put: into a group, beside a neighbour of that group; without one, at its end.

    Some places are not open to whoever moves: then they name the neighbour that they see, above or below.
    """

    group: Group
    after_id: str = ""
    before_id: str = ""


def move_item(actor: Actor, item: Item, place: int) -> Item:
    """Take the item at another place, counted from 1 over the whole agenda; it stays within its group."""
    require(may_edit(actor, item))
    return _arrange(actor, item, lambda items: numbering.move(items, item, place))


def step_item(actor: Actor, item: Item, way: Way) -> Item:
    """Take the item one step up or down; at the end of its group, into the one beside it."""
    require(may_edit(actor, item))
    return _arrange(
        actor, item, lambda items: numbering.put(items, item, *numbering.step(items, item, way))
    )


def place_item(actor: Actor, item: Item, spot: Spot) -> Item:
    """Put the item beside another. A neighbour that has left the group meanwhile leads to the group's end."""
    require(may_edit(actor, item))
    return _arrange(
        actor,
        item,
        lambda items: numbering.put(items, item, spot.group, _neighbour(items, item, spot)),
    )


def _arrange(actor: Actor, item: Item, put: Callable[[Sequence[Item]], object]) -> Item:
    refuse_when_over(item.meeting)
    items = items_of(item.meeting)
    before = (item.group, item.place)
    put(items)
    if item.group is not before[0]:
        item.revision += 1  # its form shows the group: whoever has it open is told
    if (item.group, item.place) != before:
        session().flush()
        record(events.ItemMoved(**told(actor, item), place=item.place))
        note(actor, item, wording.ITEM_MOVED)
    return item


def _neighbour(items: Sequence[Item], item: Item, spot: Spot) -> Item | None:
    """Return after which item of the group it comes; None: it is the first."""
    own = [
        each for each in numbering.arranged(items) if each.group is spot.group and each is not item
    ]
    ids = [each.id for each in own]
    if spot.after_id in ids:
        return own[ids.index(spot.after_id)]
    at = ids.index(spot.before_id) if spot.before_id in ids else len(own)
    return own[at - 1] if at else None
