"""How the demonstration is told: every deed by the person who would do it, at the moment it would be done."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TypeVar
from zoneinfo import ZoneInfo

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import restrict_item
from ecabinet.agenda.queries import find_item
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core import files, jobs
from ecabinet.core.clock import now, set_to
from ecabinet.core.transaction import run
from ecabinet.demo.cast import MINISTRIES, OTHER_AGENCIES, PROVINCE_DEPARTMENTS
from ecabinet.demo.matters import Matter, Sheet
from ecabinet.demo.paper_files import PaperKind, PaperOrder, make_paper
from ecabinet.demo.people import Found
from ecabinet.papers.operations import PaperDraft, Upload, restrict_paper, upload_paper
from ecabinet.papers.queries import find_dossier, find_paper, list_candidates

T = TypeVar("T")

Say = Callable[[str], None]


class Teller:
    """Knows everybody's id, the time zone, and where to say how far it has come."""

    def __init__(self, found: Found, zone: str, say: Say) -> None:
        self.found = found
        self.zone = ZoneInfo(zone)
        self.say = say
        self._numbers = iter(range(1, 10_000))

    @property
    def today(self) -> date:
        return now().astimezone(self.zone).date()

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), self.zone)

    def working_day(self, day: date, step: int = -1) -> date:
        """Return `day`, or the nearest day in that direction which is not a weekend."""
        while day.weekday() >= 5:  # noqa: PLR2004 -- Saturday
            day += timedelta(days=step)
        return day

    def do(self, username: str, at: datetime | None, deed: Callable[[Actor], T]) -> T:
        """Do a deed as somebody; `at` None means now, as it happens."""
        account_id = self.found.accounts[username]
        if at is None:
            return run(lambda: deed(load_actor(account_id)))
        with set_to(at):
            value = run(lambda: deed(load_actor(account_id)))
            jobs.drain()
        return value

    def hand_in(self, username: str, dossier_id: str, matter: Matter, at: datetime) -> None:
        """Make the papers of a matter, hand them in and let them be read."""
        for sheet in matter.papers:
            self._hand_in(username, dossier_id, matter, (sheet, at))

    def _hand_in(
        self, username: str, dossier_id: str, matter: Matter, what: tuple[Sheet, datetime]
    ) -> None:
        sheet, at = what
        number = next(self._numbers)
        order = PaperOrder(
            kind=PaperKind(sheet.kind.value),
            agency=self.agency_name(matter.agency),
            title=matter.title,
            number=str(100 + number),
            day=at.astimezone(self.zone).date(),
            pages=sheet.pages,
            seed=number,
        )
        file = files.store(BytesIO(make_paper(order)))
        upload = Upload(f"{sheet.title}.pdf", file)
        draft = PaperDraft(sheet.kind, sheet.title, sheet.secrecy)
        paper_id = self.do(
            username,
            at,
            lambda actor: (
                upload_paper(actor, find_dossier(actor, dossier_id), upload, draft).paper_id
            ),
        )
        if sheet.secrecy is Secrecy.RESTRICTED:
            self.do(username, at, lambda actor: _restrict_as_proposed(actor, paper_id))

    def restrict(self, username: str, item_id: str, matter: Matter, at: datetime) -> None:
        """Let only those know of an item who need to."""
        named = [self.found.accounts[each] for each in matter.known_to]
        self.do(
            username,
            at,
            lambda actor: (
                restrict_item(
                    actor, find_item(actor, item_id, lock=True), Secrecy.RESTRICTED, named
                ).id
            ),
        )

    def agency_name(self, code: str) -> str:
        names = {each.code: each.name for each in MINISTRIES}
        names |= {code: name for code, name, _ in OTHER_AGENCIES + PROVINCE_DEPARTMENTS}
        return names[code]


def _restrict_as_proposed(actor: Actor, paper_id: str) -> None:
    """Leave the list of those who need to know as the form proposes it."""
    paper = find_paper(actor, paper_id, lock=True)
    named = [each.account_id for each in list_candidates(actor, paper) if each.usual]
    restrict_paper(actor, paper, Secrecy.RESTRICTED, named)
