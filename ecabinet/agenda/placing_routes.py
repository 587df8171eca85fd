from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from ecabinet.agenda import placing_operations as operations
from ecabinet.agenda.forms import PlaceForm
from ecabinet.agenda.models import Item
from ecabinet.agenda.placing_operations import Spot
from ecabinet.agenda.queries import find_item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act
from ecabinet.web.forms import read_form

bp = Blueprint("placing", __name__)


@bp.post("/items/<item_id>/place")
def move(item_id: str) -> ResponseReturnValue:
    """Move an item: by a button one step, by hand or key beside another."""
    form = read_form(PlaceForm)
    meeting_id = act(
        lambda actor: _move(actor, find_item(actor, item_id, lock=True), form).meeting_id
    )
    return redirect(f"/meetings/{meeting_id}/agenda?item={item_id}#item-{item_id}", 303)


def _move(actor: Actor, item: Item, form: PlaceForm) -> Item:
    if form.way:
        return operations.step_item(actor, item, form.way)
    if form.group:
        return operations.place_item(actor, item, Spot(form.group, form.after, form.before))
    return operations.move_item(actor, item, form.place or 1)
