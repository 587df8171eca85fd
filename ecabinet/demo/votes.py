"""Ballots of the demonstration's past session that are on no single item: together, over a list, again, and by hand."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import TypeVar

from ecabinet.agenda.queries import find_item
from ecabinet.ballots.casting_operations import cast_vote, cast_votes
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Choice
from ecabinet.ballots.operations import (
    announce_ballot,
    announce_bloc,
    annul_ballot,
    close_ballot,
    close_bloc,
    open_ballot,
    open_bloc,
)
from ecabinet.ballots.preparing_operations import (
    prepare_bloc,
    prepare_free_ballot,
    repeat_ballot,
)
from ecabinet.ballots.queries import find_ballot
from ecabinet.ballots.recording_operations import Count, attach_sheet, record_by_number
from ecabinet.bodies.actors import Actor
from ecabinet.core import files
from ecabinet.demo.paper_files import PaperKind, PaperOrder, make_paper
from ecabinet.demo.teller import Teller
from ecabinet.meetings.queries import find_meeting
from ecabinet.papers.operations import Upload

T = TypeVar("T")

PLACES = ("Hà Nội", "Đà Nẵng", "Thành phố Hồ Chí Minh")
SHEET = "Biên bản kiểm phiếu giơ tay"
COUNTED = {Choice.FOR.value: 24, Choice.AGAINST.value: 1, Choice.OTHER.value: 0}


class Votes:
    """Tells these ballots one after another, each within a few minutes of the session."""

    def __init__(self, teller: Teller, meeting_id: str, voters: Sequence[str]) -> None:
        self._teller = teller
        self._meeting_id = meeting_id
        self._voters = voters
        self._at = teller.at(teller.today, 8)

    def tell(self, at: datetime, together: Sequence[str]) -> datetime:
        """Tell all of them from `at` on, the items `together` in one bloc; return when the last one is over."""
        self._at = at
        self._together(together)
        self._of_a_list()
        self._again()
        self._by_hand()
        return self._at

    def _together(self, items: Sequence[str]) -> None:
        ids = self._do("chair", lambda actor: self._prepare_bloc(actor, items))
        self._do("chair", lambda actor: open_bloc(actor, self._all(actor, ids)))
        for number, username in enumerate(self._voters):
            votes = {each: Vote(choice=self._choice(number), text="", seq=1) for each in ids}
            self._do(username, lambda actor, votes=votes: len(cast_votes(actor, votes)))  # type: ignore[misc]
        self._do("chair", lambda actor: close_bloc(actor, self._all(actor, ids)))
        self._do("chair", lambda actor: announce_bloc(actor, self._all(actor, ids)))

    def _of_a_list(self) -> None:
        ballot_id = self._ask("Chọn nơi tổ chức hội nghị sơ kết với các địa phương", PLACES)
        self._run(ballot_id, lambda number: "2" if number % 4 else "1")

    def _again(self) -> None:
        """A question that was annulled because it was put wrongly, and put once more."""
        ballot_id = self._ask("Kết thúc phiên họp trước 11 giờ")
        self._of(ballot_id, open_ballot)
        reason = "Câu hỏi ghi nhầm giờ; chủ tọa cho biểu quyết lại."
        self._of(ballot_id, lambda actor, ballot: annul_ballot(actor, ballot, reason))
        again = self._do("chair", lambda a: repeat_ballot(a, find_ballot(a, ballot_id)).id)
        self._run(again, self._choice)

    def _by_hand(self) -> None:
        """The network of the room was away for a while: hands were counted."""
        ballot_id = self._ask("Nghỉ giải lao 15 phút")
        sheet = Upload("bien-ban-kiem-phieu.pdf", files.store(BytesIO(make_paper(self._sheet()))))
        self._desk(ballot_id, lambda a, ballot: record_by_number(a, ballot, Count(COUNTED)))
        self._desk(ballot_id, lambda a, ballot: attach_sheet(a, ballot, sheet, SHEET))
        self._of(ballot_id, announce_ballot)

    def _sheet(self) -> PaperOrder:
        return PaperOrder(
            kind=PaperKind.report,
            agency="Văn phòng Chính phủ",
            title=SHEET,
            number="12",
            day=self._at.date(),
            pages=1,
            seed=12,
        )

    @staticmethod
    def _choice(number: int) -> str:
        return (Choice.AGAINST if number % 9 == 8 else Choice.FOR).value  # noqa: PLR2004 -- every ninth

    def _run(self, ballot_id: str, choose: Callable[[int], str]) -> None:
        self._of(ballot_id, open_ballot)
        for number, username in enumerate(self._voters):
            vote = Vote(choice=choose(number), text="", seq=1)
            self._do(username, lambda a, vote=vote: cast_vote(a, ballot_id, vote).code)  # type: ignore[misc]
        self._of(ballot_id, close_ballot)
        self._of(ballot_id, announce_ballot)

    def _ask(self, question: str, labels: Sequence[str] = ()) -> str:
        def prepare(actor: Actor) -> str:
            meeting = find_meeting(actor, self._meeting_id)
            return prepare_free_ballot(actor, meeting, question, labels).id

        return self._do("chair", prepare)

    def _prepare_bloc(self, actor: Actor, items: Sequence[str]) -> list[str]:
        found = [find_item(actor, each) for each in items]
        asked = {each: each.ask or each.title for each in found}
        meeting = find_meeting(actor, self._meeting_id)
        return [each.id for each in prepare_bloc(actor, meeting, asked)]

    @staticmethod
    def _all(actor: Actor, ids: Sequence[str]) -> list[Ballot]:
        return [find_ballot(actor, each, lock=True) for each in ids]

    def _of(self, ballot_id: str, deed: Callable[[Actor, Ballot], Ballot]) -> None:
        self._do("chair", lambda a: deed(a, find_ballot(a, ballot_id, lock=True)).id)

    def _desk(self, ballot_id: str, deed: Callable[[Actor, Ballot], Ballot]) -> None:
        self._do("officer1", lambda a: deed(a, find_ballot(a, ballot_id, lock=True)).id)

    def _do(self, username: str, deed: Callable[[Actor], T]) -> T:
        self._at += timedelta(seconds=2)
        return self._teller.do(username, self._at, deed)
