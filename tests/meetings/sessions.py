"""Sessions as tests need them: drafted, approved, published, on."""

from datetime import UTC, datetime, timedelta

from ecabinet.agenda.models import Group
from ecabinet.agenda.operations import ItemDraft, add_item
from ecabinet.agenda.queries import find_item, list_items
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import find_body
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.meetings import operations
from ecabinet.meetings.jobs import keep_releases
from ecabinet.meetings.models import Kind, Meeting
from ecabinet.meetings.operations import MeetingDraft
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import find_meeting

TITLES = {
    "Kế hoạch năm": Group.ADOPT,
    "Luật Quy hoạch": Group.DISCUSS,
    "Đề án đường sắt": Group.DISCUSS,
    "Báo cáo quý": Group.INFORMATION,
}
A_MONDAY = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)


def draft_of(title="Phiên họp thường kỳ", **changes):
    soon = now() + timedelta(days=14)
    return MeetingDraft(
        **{"kind": Kind.ORDINARY, "title": title, "starts_at": soon, "place": "Phòng số 1"}
        | changes
    )


def resign(cabinet, username):
    """Let somebody have held their posts until yesterday."""

    def deed():
        for post in session().query(Post).filter_by(account_id=cabinet.id(username)):
            post.ends_on = today() - timedelta(days=1)

    run(deed)


def let_out_now():
    """Let the moment of every session that waits to go out have come."""

    def deed():
        for each in session().query(Meeting).filter(Meeting.release_at.is_not(None)):
            each.release_at = now()

    run(deed)
    keep_releases()


class Session:
    """A session in some state, and what is done with it."""

    def __init__(self, cabinet, titles=TITLES, **changes):
        self.cabinet = cabinet
        self.id = cabinet.act(
            "officer",
            lambda actor: (
                operations.create_meeting(
                    actor, find_body(actor, cabinet.body), draft_of(**changes)
                ).id
            ),
        )
        self.items = {title: self.add(title, group) for title, group in titles.items()}

    def do(self, username, operation, *rest, **named):
        """Do one of the session's operations as somebody."""
        return self.cabinet.act(
            username,
            lambda actor: operation(actor, find_meeting(actor, self.id, lock=True), *rest, **named),
        )

    def on(self, username, title, operation, *rest):
        """Do an operation on one of its items as somebody."""
        return self.cabinet.act(
            username,
            lambda actor: operation(actor, find_item(actor, self.items[title], lock=True), *rest),
        )

    def add(self, title, group=Group.DISCUSS, agency_id=None):
        draft = ItemDraft(title=title, group=group, agency_id=agency_id)
        item_id = self.do("officer", lambda actor, meeting: add_item(actor, meeting, draft).id)
        if hasattr(self, "items"):
            self.items[title] = item_id
        return item_id

    def published(self):
        self.do("officer", operations.submit_meeting)
        self.do("head", operations.approve_meeting)
        self.do("head", publish_meeting)
        return self

    def started(self):
        self.published()
        self.do("chair", operations.start_meeting)
        return self

    def look(self, username="officer"):
        return self.cabinet.look(username, lambda actor: find_meeting(actor, self.id))

    def numbers(self, username="officer"):
        return self.cabinet.look(
            username,
            lambda actor: [
                (each.label, each.title) for each in list_items(actor, find_meeting(actor, self.id))
            ],
        )
