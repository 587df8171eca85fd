"""The demonstration's sessions: one that is over, today's, next month's draft, and the province's."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.models import Item, Stand
from ecabinet.agenda.operations import add_item, call_item
from ecabinet.agenda.position_operations import take_position
from ecabinet.agenda.queries import find_item
from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Choice
from ecabinet.ballots.operations import announce_ballot, close_ballot, open_ballot
from ecabinet.ballots.preparing_operations import prepare_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.queries import find_body
from ecabinet.core.clock import now
from ecabinet.demo import cast, matters
from ecabinet.demo.matters import Matter
from ecabinet.demo.places import Places, Secretariat
from ecabinet.demo.teller import Teller
from ecabinet.demo.votes import Votes
from ecabinet.meetings import attendance_operations as attendance
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Kind, Meeting, Reply
from ecabinet.meetings.operations import MeetingDraft
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.minutes.operations import close_session, write_conclusion
from ecabinet.papers.operations import dossier_for_item

MEMBERS = tuple(f"deputy{n:02}" for n in range(1, 10)) + tuple(
    f"member{n:02}" for n in range(1, 18)
)
VOTERS = ("chair", *MEMBERS[:20], *MEMBERS[22:])  # those who came to the past session

COMMENT = "Đề nghị làm rõ trách nhiệm của địa phương và lộ trình theo từng quý."


class Sessions:
    """Makes sessions as the secretariat would."""

    def __init__(self, teller: Teller, places: Places) -> None:
        self._teller = teller
        self._places = places
        found = teller.found
        self._government = Secretariat(
            "officer1", "head", found.government, "Phòng họp số 1, Trụ sở Chính phủ"
        )
        self._province = Secretariat(
            "tinh-officer1", "tinh-head", found.province, "Phòng họp A, Trụ sở Ủy ban"
        )

    def past(self) -> list[str]:
        """Tell a session of about four weeks ago, from its draft to its closing; return its items."""
        day = self._teller.working_day(self._teller.today - timedelta(days=27))
        starts = self._teller.at(day, 8)
        draft = self._draft("Phiên họp Chính phủ thường kỳ tháng", day - timedelta(days=20), starts)
        meeting_id, items = self._prepare(
            self._government, draft, matters.PAST, starts - timedelta(days=8)
        )
        self._release(self._government, meeting_id, starts - timedelta(days=7))
        _Sitting(self._teller, meeting_id, starts).held(items, matters.PAST)
        return items

    def todays(self) -> str:
        """Tell the preparation of today's session, published a week ago; it waits for its chair."""
        today = self._teller.today
        starts = self._next_hour(today)
        draft = self._draft("Phiên họp Chính phủ thường kỳ tháng", today, starts)
        published = self._teller.at(self._teller.working_day(today - timedelta(days=7)), 9)
        meeting_id, items = self._prepare(
            self._government, draft, matters.TODAY, published - timedelta(days=1)
        )
        self._release(self._government, meeting_id, published)
        open_ = [item for item, each in zip(items, matters.TODAY, strict=True) if not each.known_to]
        self._answer(meeting_id, open_, published + timedelta(days=2))
        return meeting_id

    def next_months(self) -> None:
        day = self._teller.working_day(self._teller.today + timedelta(days=30), 1)
        draft = self._draft("Phiên họp Chính phủ thường kỳ tháng", day, self._teller.at(day, 8))
        yesterday = now() - timedelta(days=1)
        meeting_id, _ = self._prepare(self._government, draft, matters.NEXT, yesterday)
        self._places.spread(self._government.officer, meeting_id, yesterday)

    def provinces(self) -> None:
        day = self._teller.working_day(self._teller.today + timedelta(days=3), 1)
        draft = self._draft("Phiên họp Ủy ban nhân dân tỉnh tháng", day, self._teller.at(day, 14))
        meeting_id, _ = self._prepare(
            self._province, draft, matters.PROVINCE, now() - timedelta(days=3)
        )
        self._release(self._province, meeting_id, now() - timedelta(days=2))

    def _next_hour(self, today: date) -> datetime:
        """Return the next full hour of the working day, at least half an hour away: people still come in."""
        local = (now() + timedelta(minutes=90)).astimezone(self._teller.zone)
        return self._teller.at(today, min(max(local.hour, 8), 16) if local.date() == today else 16)

    @staticmethod
    def _draft(title: str, month: date, starts: datetime) -> MeetingDraft:
        return MeetingDraft(
            kind=Kind.ORDINARY,
            title=f"{title} {month.month} năm {month.year}",
            starts_at=starts,
        )

    def _prepare(
        self, office: Secretariat, draft: MeetingDraft, agenda: Sequence[Matter], at: datetime
    ) -> tuple[str, list[str]]:
        placed = MeetingDraft(draft.kind, draft.title, draft.starts_at, office.place)

        def create(actor: Actor) -> str:
            return meetings.create_meeting(actor, find_body(actor, office.body_id), placed).id

        meeting_id = self._teller.do(office.officer, at, create)
        self._places.enter(office.officer, meeting_id, at)
        items = [self._add(office, meeting_id, matter, at) for matter in agenda]
        return meeting_id, items

    def _add(self, office: Secretariat, meeting_id: str, matter: Matter, at: datetime) -> str:
        presenter = next(
            (each.minister for each in cast.MINISTRIES if each.code == matter.agency), ""
        )
        draft = ItemDraft(
            title=matter.title,
            group=matter.group,
            agency_id=self._teller.found.agencies[matter.agency],
            presenter=presenter,
            minutes=matter.minutes,
            ask=matter.ask,
            summary=matter.summary,
        )

        def add(actor: Actor) -> tuple[str, str]:
            item = add_item(actor, find_meeting(actor, meeting_id, lock=True), draft)
            return item.id, dossier_for_item(actor, item).id

        item_id, dossier_id = self._teller.do(office.officer, at, add)
        self._teller.hand_in(office.officer, dossier_id, matter, at + timedelta(minutes=5))
        if matter.known_to:
            self._teller.restrict(office.officer, item_id, matter, at + timedelta(minutes=6))
        self._teller.say(f"{matter.title}: {len(matter.papers)} papers")
        return item_id

    def _release(self, office: Secretariat, meeting_id: str, at: datetime) -> None:
        submit, approve = meetings.submit_meeting, meetings.approve_meeting
        self._teller.do(
            office.officer, at, lambda a: submit(a, find_meeting(a, meeting_id, lock=True))
        )
        self._teller.do(
            office.head, at, lambda a: approve(a, find_meeting(a, meeting_id, lock=True))
        )
        self._teller.do(
            office.head,
            at + timedelta(minutes=10),
            lambda a: publish_meeting(a, find_meeting(a, meeting_id, lock=True)),
        )

    def _answer(self, meeting_id: str, items: Sequence[str], at: datetime) -> None:
        """Most members answer the invitation and take positions; two are away, one will be online."""
        for number, username in enumerate(("chair", *MEMBERS)):
            if username == "member02":
                continue  # whoever tries the demonstration as this member finds everything still to do
            reply = {5: Reply.ABSENT, 17: Reply.ONLINE}.get(number, Reply.IN_PERSON)
            reason = (
                "Đi công tác nước ngoài theo chương trình đã duyệt."
                if reply is Reply.ABSENT
                else ""
            )
            self._reply(username, meeting_id, (reply, reason), at + timedelta(minutes=number))
            if number % 3:
                self._positions(username, items, number, at + timedelta(hours=3, minutes=number))

    def _reply(
        self, username: str, meeting_id: str, answer: tuple[Reply, str], at: datetime
    ) -> None:
        self._teller.do(
            username,
            at,
            lambda a: attendance.reply_to_invitation(
                a, find_meeting(a, meeting_id, lock=True), *answer
            ),
        )

    def _positions(self, username: str, items: Sequence[str], number: int, at: datetime) -> None:
        stands = [Stand.NO_OBJECTION] * 6 + [Stand.SPEAK, Stand.COMMENT]
        for index, item_id in enumerate(items):
            stand = stands[(number + index) % len(stands)]
            text = COMMENT if stand is Stand.COMMENT else ""
            self._position(username, item_id, (stand, text), at)

    def _position(self, username: str, item_id: str, said: tuple[Stand, str], at: datetime) -> None:
        self._teller.do(
            username,
            at,
            lambda a: take_position(a, find_item(a, item_id, lock=True), said[0], said[1], 1),
        )


class _Sitting:
    """Tells how a session went, minute by minute."""

    def __init__(self, teller: Teller, meeting_id: str, starts: datetime) -> None:
        self._teller = teller
        self._meeting_id = meeting_id
        self._at = starts - timedelta(minutes=20)

    def held(self, items: Sequence[str], agenda: Sequence[Matter]) -> None:
        self._arrive()
        self._session("chair", meetings.start_meeting)
        told = [
            each
            for each, matter in zip(items, agenda, strict=True)
            if not matter.votes and not matter.known_to
        ]
        self._at = Votes(self._teller, self._meeting_id, VOTERS).tell(self._at, told)
        for item_id, matter in zip(items, agenda, strict=True):
            self._deal_with(item_id, matter)
        self._session("chair", meetings.end_meeting)
        self._session("officer1", close_session)

    def _arrive(self) -> None:
        for username in VOTERS:
            self._at += timedelta(seconds=37)
            self._arrives(username, online=username == "member16")

    def _arrives(self, username: str, *, online: bool) -> None:
        self._teller.do(
            username,
            self._at,
            lambda a: attendance.check_in(a, self._meeting(a), online=online),
        )

    def _deal_with(self, item_id: str, matter: Matter) -> None:
        self._at += timedelta(minutes=2)
        self._teller.do("chair", self._at, lambda a: call_item(a, self._item(a, item_id)))
        self._at += timedelta(minutes=matter.minutes - 6)
        if matter.votes:
            self._vote(item_id, matter)
        self._at += timedelta(minutes=2)
        self._teller.do(
            "officer1",
            self._at,
            lambda a: (
                write_conclusion(a, self._item(a, item_id), matter.conclusion, matter.outcome, 0).id
            ),
        )

    def _vote(self, item_id: str, matter: Matter) -> None:
        ask = matter.ask
        ballot_id = self._teller.do(
            "chair",
            self._at,
            lambda a: open_ballot(a, prepare_ballot(a, self._item(a, item_id), ask)).id,
        )
        for username, choice in self._choices(matter.votes or (0, 0, 0)):
            self._at += timedelta(seconds=2)
            self._cast(username, ballot_id, choice)
        for deed in (close_ballot, announce_ballot):
            self._at += timedelta(seconds=20)
            self._chair(ballot_id, deed)

    def _cast(self, username: str, ballot_id: str, choice: Choice) -> None:
        text = "Đề nghị bổ sung đánh giá tác động." if choice is Choice.OTHER else ""
        self._teller.do(
            username,
            self._at,
            lambda a: cast_vote(a, ballot_id, Vote(choice=choice, text=text, seq=1)),
        )

    def _chair(self, ballot_id: str, deed: Callable[[Actor, Ballot], Ballot]) -> None:
        self._teller.do(
            "chair", self._at, lambda a: deed(a, find_ballot(a, ballot_id, lock=True)).id
        )

    @staticmethod
    def _choices(votes: tuple[int, int, int]) -> Sequence[tuple[str, Choice]]:
        for_, against, other = votes
        choices = [Choice.FOR] * for_ + [Choice.AGAINST] * against + [Choice.OTHER] * other
        return list(zip(VOTERS, choices, strict=False))

    def _session(self, username: str, deed: Callable[[Actor, Meeting], None]) -> None:
        self._at += timedelta(minutes=1)
        self._teller.do(username, self._at, lambda a: deed(a, self._meeting(a)))

    def _meeting(self, actor: Actor) -> Meeting:
        return find_meeting(actor, self._meeting_id, lock=True)

    def _item(self, actor: Actor, item_id: str) -> Item:
        return find_item(actor, item_id, lock=True)
