"""One of every thing there is, in every situation in which somebody may come to it."""

from ecabinet.agenda.models import Outcome
from ecabinet.agenda.operations import invite_guest
from ecabinet.agenda.queries import find_item
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.operations import announce_ballot
from ecabinet.consultations.models import Form
from ecabinet.core.database import reading, session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.emergencies.operations import ask_to_read
from ecabinet.emergencies.queries import find_paper_to_ask_for
from ecabinet.meetings import operations as meetings
from ecabinet.minutes.operations import close_session, write_conclusion
from ecabinet.papers.models import PaperVersion
from ecabinet.papers.operations import dossier_for_item, open_dossier, upload_paper
from ecabinet.papers.queries import find_item as find_item_for_papers
from ecabinet.papers.queries import find_version
from ecabinet.tasks.operations import cancel_task
from tests.ballots.stage import Stage
from tests.consultations.asking import MEMBERS, Asking
from tests.matrix import lodging, venues
from tests.matrix.cupboard import fill
from tests.matrix.elsewhere import Elsewhere, recuse, restrict, take_in
from tests.papers.shelf import _settle, draft, kept, pdf
from tests.sittings.room import RoomOf
from tests.tasks.conftest import Work

PRESENT = ("chair", "minister", "finance", "justice", "left")


class House:
    """`things[kind][situation]` names a thing by the arguments of its addresses: {"item_id": …, "meeting_id": …}."""

    def __init__(self, cabinet):
        take_in(cabinet)
        self.cabinet, self.other = cabinet, Elsewhere(cabinet)
        self.things, self.forms = {}, {}
        self._sittings()
        self._others_sitting()
        self._questions_and_tasks()
        self._own_dossier()
        self.names = {
            "here": {"body": cabinet.body, "agency": cabinet.construction},
            "there": {
                "body": cabinet.other_body,
                "agency": self.other.construction,
                "minister": cabinet.id("stranger"),
                "guest": cabinet.id("other_guest"),
            },
        }
        fill(self)
        lodging.fill(self)
        venues.build(self)

    def put(self, kind, situation, **arguments):
        self.things.setdefault(kind, {})[situation] = {
            f"{kind}_id": arguments.pop("id")
        } | arguments

    def _sittings(self):
        stage = Stage(self.cabinet)
        agency = {"agency_id": self.cabinet.construction}
        items = {
            each: stage.add_item(each, **agency) for each in ("restricted", "recused", "running")
        }
        stage.start(PRESENT)
        self.cabinet.act("officer", lambda actor: self._invite(actor, items["running"]))
        self._sits("running", stage, items["running"])
        for situation, item in items.items():
            self._item(stage, situation, item)
        recuse(items["recused"], self.cabinet.id("justice"))
        restrict(items["restricted"], self.cabinet.id("finance"), self.cabinet.id("agency"))
        self._a_draft()
        self._one_that_is_over()

    def _sits(self, situation, stage, item):
        """Put the session, and the room in which it sits, where somebody asks for the floor."""
        self.put("meeting", situation, id=stage.meeting)
        RoomOf(stage).call(item)
        asked = RoomOf(stage).ask("chair")
        self.put(
            "sitting",
            situation,
            id=stage.meeting,
            meeting_id=stage.meeting,
            item=item,
            request=asked,
        )

    def _invite(self, actor, item):
        invite_guest(actor, find_item(actor, item, lock=True), self.cabinet.id("guest"))

    def _item(self, stage, situation, item, *, votes=True):
        """Put an item with a paper, and with a ballot where one can be held."""
        self.put("item", situation, id=item, meeting_id=stage.meeting)
        self._paper(stage.cabinet, situation, item)
        if votes:
            ballot = stage.prepare("chair", item)
            stage.open(ballot=ballot)
            voter = "stranger" if situation == "there" else "minister"
            vote = f"{ballot}.{stage.cabinet.id(voter)}"
            bloc = _put_in_a_bloc(ballot)
            more = {"meeting_id": stage.meeting, "someones_vote": vote, "bloc": bloc}
            self.put("ballot", situation, id=ballot, **more)
            if situation != "running":
                stage.close(ballot)

    def _paper(self, cabinet, situation, item):
        sent = kept(pdf())

        def hand_in(actor):
            dossier = dossier_for_item(actor, find_item_for_papers(actor, item))
            return upload_paper(actor, dossier, sent, draft()).id

        version = cabinet.act("officer", hand_in)
        cabinet.act("officer", lambda actor: _make_ready(find_version(actor, version)))
        with reading() as current:
            paper = current.get_one(PaperVersion, version).paper
            self.put("version", situation, id=version)
            self.put("paper", situation, id=paper.id)
            self.put("dossier", situation, id=paper.dossier_id)

    def _a_draft(self):
        stage = Stage.__new__(Stage)
        stage.cabinet = self.cabinet
        stage.meeting = self.cabinet.act("officer", stage._create)
        self.put("meeting", "draft", id=stage.meeting)
        self.put(
            "sitting",
            "draft",
            id=stage.meeting,
            meeting_id=stage.meeting,
            item="none",
            request="none",
        )
        self._item(stage, "draft", stage.add_item("Dự thảo"), votes=False)

    def _one_that_is_over(self):
        stage = Stage(self.cabinet).start(PRESENT)
        self._sits("over", stage, stage.item)
        self._item(stage, "over", stage.item)
        ballot = self.things["ballot"]["over"]["ballot_id"]
        stage.of_ballot("chair", announce_ballot, ballot)
        self.cabinet.act(
            "officer",
            lambda actor: write_conclusion(
                actor, find_item(actor, stage.item, lock=True), "Thông qua.", Outcome.ADOPTED, 0
            ),
        )
        stage.of_meeting("chair", meetings.end_meeting)
        stage.of_meeting("officer", close_session)

    def _others_sitting(self):
        stage = Stage(self.other).start(("chair",))
        self._sits("there", stage, stage.item)
        self._item(stage, "there", stage.item)

    def _questions_and_tasks(self):
        for situation, state in (("draft", "draft"), ("running", "sent"), ("over", "closed")):
            self._asked(situation, Asking(self.cabinet).to("draft"), state)
        self._asked("there", Asking(self.other), "sent")
        for situation, cabinet in (
            ("running", self.cabinet),
            ("over", self.cabinet),
            ("there", self.other),
        ):
            work = Work(cabinet)
            task = work.give()
            if situation == "over":
                work.do("officer", cancel_task, task, "Không còn cần.")
            self.put("task", situation, id=task)

    def _asked(self, situation, asking, state):
        if state == "closed":
            asking.send()
            for member in (*MEMBERS, "former", "left"):
                asking.answer(member)
            asking.close()
        elif state != "draft":
            asking.send()
        with reading() as current:
            forms = current.query(Form).filter_by(consultation_id=asking.id)
            of_accounts = {each.account_id: each.id for each in forms}
        names = {each: name for name, each in self.cabinet._ids.items()}
        for account_id, form in of_accounts.items():
            self.forms[situation, names[account_id]] = form
        form = of_accounts.get(self.cabinet.id("minister"), "none")
        self.put("consultation", situation, id=asking.id, form=form)

    def _own_dossier(self):
        dossier = self.cabinet.act(
            "officer",
            lambda actor: (
                open_dossier(
                    actor, self.cabinet.body, "Hồ sơ riêng", reader_ids=[self.cabinet.id("finance")]
                ).id
            ),
        )
        self.put("dossier", "own", id=dossier)
        paper = self.things["paper"]["running"]["paper_id"]
        asked = self.cabinet.act(
            "admin",
            lambda actor: ask_to_read(actor, find_paper_to_ask_for(actor, paper), "Cần sửa").id,
        )
        self.put("reading", "own", id=asked)


def _make_ready(version):
    _settle(version)
    version.thumbnail = version.copy


def _put_in_a_bloc(ballot):
    def put():
        found = session().get_one(Ballot, ballot)
        found.bloc = new_id()
        return found.bloc

    return run(put)
