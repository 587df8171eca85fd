"""Deeds in the room, as the routes do them."""

from ecabinet.agenda.queries import find_item
from ecabinet.sittings import operations
from ecabinet.sittings.queries import find_own_request, find_request, find_room, find_sitting


class RoomOf:
    """The room of a stage's session."""

    def __init__(self, stage):
        self.stage = stage
        self.cabinet = stage.cabinet
        self.url = f"/meetings/{stage.meeting}/room"

    def seen_by(self, username, query=lambda room: room):
        return self.cabinet.look(
            username, lambda actor: query(find_room(actor, self.stage.meeting))
        )

    def do(self, username, deed, *arguments):
        return self.cabinet.act(
            username,
            lambda actor: deed(
                actor, find_sitting(actor, self.stage.meeting, lock=True), *arguments
            ),
        )

    def call(self, item=None, username="chair"):
        return self.cabinet.act(
            username,
            lambda actor: operations.call_current_item(
                actor,
                find_sitting(actor, self.stage.meeting, lock=True),
                find_item(actor, item or self.stage.item),
            ),
        )

    def ask(self, username):
        return self.do(username, operations.ask_to_speak).id

    def withdraw(self, username):
        return self.do(
            username,
            lambda actor, sitting: operations.withdraw_request(
                actor, sitting, find_own_request(actor, sitting)
            ),
        )

    def give_floor(self, request, username="chair"):
        return self.do(
            username,
            lambda actor, sitting: operations.call_speaker(
                actor, sitting, find_request(actor, request)
            ),
        )
