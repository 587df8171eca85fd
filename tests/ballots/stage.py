"""A session that sits, with an item on the table, made with the operations themselves."""

from datetime import timedelta

from ecabinet.agenda.models import Group, Item, Recusal
from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Choice, Voter
from ecabinet.ballots.operations import close_ballot, open_ballot
from ecabinet.ballots.preparing_operations import prepare_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.models import Body
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.attendance_operations import check_in
from ecabinet.meetings.models import Kind, Meeting
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import find_meeting
from tests.cabinet import MEMBERS

QUESTION = "Thông qua dự thảo Nghị quyết về nhà ở xã hội"


def said(choice=Choice.FOR, text="", seq=1):
    """Return a vote as it comes to the deed, which looks at it for itself."""
    return Vote.model_construct(choice=choice, text=text, seq=seq)


class Stage:
    """One session of the small Cabinet: `minister`, `finance` … are usernames."""

    def __init__(self, cabinet):
        self.cabinet = cabinet
        self.meeting = cabinet.act("officer", self._create)
        for username, deed in (
            ("officer", meetings.submit_meeting),
            ("head", meetings.approve_meeting),
            ("head", publish_meeting),
        ):
            self.of_meeting(username, deed)
        self.item = self.add_item("Nhà ở xã hội", ask=QUESTION)

    def _create(self, actor):
        draft = meetings.MeetingDraft(
            Kind.ORDINARY,
            "Phiên họp thường kỳ",
            now() + timedelta(days=1),
            "Hội trường 1",
            self.cabinet.id("chair"),
        )
        return meetings.create_meeting(actor, session().get_one(Body, self.cabinet.body), draft).id

    def add_item(self, title, **more):
        """Put an item on the agenda."""
        return run(lambda: self._add_item(title, more))

    def _add_item(self, title, more):
        place = len(session().query(Item).filter_by(meeting_id=self.meeting).all()) + 1
        item = Item(
            id=new_id(),
            meeting_id=self.meeting,
            place=place,
            number=str(place),
            group=Group.DISCUSS,
            title=title,
            state=ItemState.PLACED,
            **more,
        )
        session().add(item)
        return item.id

    def recuse(self, username, item=None):
        recusal = {"item_id": item or self.item, "account_id": self.cabinet.id(username)}
        run(lambda: session().add(Recusal(**recusal, at=now())))

    def of_meeting(self, username, deed, *arguments, **named):
        return self.cabinet.act(
            username,
            lambda actor: deed(
                actor, find_meeting(actor, self.meeting, lock=True), *arguments, **named
            ),
        )

    def start(self, present=MEMBERS):
        for username in present:
            self.of_meeting(username, check_in)
        self.of_meeting("chair", meetings.start_meeting)
        return self

    def prepare(self, username="chair", item=None, question=QUESTION):
        return self.cabinet.act(
            username,
            lambda actor: (
                prepare_ballot(actor, session().get_one(Item, item or self.item), question).id
            ),
        )

    def open(self, username="chair", ballot=None):
        ballot = ballot or self.prepare(username)
        self.of_ballot(username, open_ballot, ballot)
        return ballot

    def open_together(self, items):
        """Put a question on each of several items; all of them take votes at once."""
        asked = {item: f"{QUESTION}, {place}" for place, item in enumerate(items, 1)}
        return [
            self.open(ballot=self.prepare(item=item, question=question))
            for item, question in asked.items()
        ]

    def of_ballot(self, username, deed, ballot, *arguments):
        """Do a deed with a ballot, locked as the routes lock it."""
        return self.cabinet.act(
            username,
            lambda actor: deed(actor, find_ballot(actor, ballot, lock=True), *arguments),
        )

    def cast(self, username, ballot, choice=Choice.FOR, text="", seq=1):
        return self.cabinet.act(
            username,
            lambda actor: cast_vote(actor, ballot, said(choice, text, seq)),
        )

    def close(self, ballot, username="chair"):
        self.of_ballot(username, close_ballot, ballot)
        return self.row(ballot).result

    def row(self, ballot):
        with reading() as current:
            found = current.get_one(Ballot, ballot)
            assert found.item is None or found.item.meeting
            return found

    def place(self, ballot, username):
        with reading() as current:
            places = current.query(Voter).filter_by(
                ballot_id=ballot, account_id=self.cabinet.id(username)
            )
            return places.one_or_none()

    def meeting_row(self):
        with reading() as current:
            return current.get_one(Meeting, self.meeting)
