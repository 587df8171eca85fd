"""An assistant who is let into everything still does nothing in the member's name. Every deed there is, is tried."""

import ast
import inspect
from importlib import import_module

import pytest

from ecabinet.agenda.models import Item
from ecabinet.ballots.models import Ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Body, Post, Scope
from ecabinet.consultations.models import Consultation, Form
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Missing
from ecabinet.core.transaction import run
from ecabinet.lodging.models import Lodging
from ecabinet.meetings.models import Meeting
from ecabinet.papers.models import Dossier, Paper, PaperVersion
from ecabinet.papers.operations import dossier_for_item, upload_paper
from ecabinet.papers.queries import find_item
from ecabinet.sittings.models import Sitting, SpeechRequest
from ecabinet.tasks.models import Task
from ecabinet.venues.models import Site, Venue
from tests.architecture.source import PACKAGE, syntax
from tests.ballots.stage import Stage
from tests.consultations.asking import Asking
from tests.lodging.counter import Counter
from tests.papers.shelf import draft, kept, pdf
from tests.sittings.room import RoomOf
from tests.tasks.conftest import Work

READING = {"papers.keep_place"}  # where they left off is theirs to keep
NO_MEMBERS_DEEDS = {"audit", "bodies", "emergencies", "manuals"}
DEEDS = {
    f"{path.parent.name}.{function.name}": f"ecabinet.{path.parent.name}.{path.stem}"
    for path in sorted(PACKAGE.glob("*/*operations.py"))
    for function in syntax(path).body
    if path.parent.name not in NO_MEMBERS_DEEDS
    and isinstance(function, ast.FunctionDef)
    and not function.name.startswith("_")
}


@pytest.fixture
def things(cabinet):
    """One of every thing, of which the minister is a part. Return each by the name that deeds give it."""
    stage, asking = Stage(cabinet).start(), Asking(cabinet)
    asking.send()
    room = RoomOf(stage)
    room.call()
    of = {
        "meeting": (Meeting, stage.meeting),
        "item": (Item, stage.item),
        "sitting": (Sitting, stage.meeting),
        "request": (SpeechRequest, room.ask("minister")),
        "ballot": (Ballot, stage.open()),
        "consultation": (Consultation, asking.id),
        "task": (Task, Work(cabinet).give()),
        "body": (Body, cabinet.body),
        "lodging": (Lodging, Counter(cabinet).begin()),
        "version": (PaperVersion, cabinet.act("officer", lambda actor: hand_in(actor, stage.item))),
    }
    run(lambda: let_into_everything(cabinet))
    ballot_id = of["ballot"][1]
    return lambda: (
        {name: session().get_one(kind, key) for name, (kind, key) in of.items()}
        | {"ballot_id": ballot_id, "ballots": [session().get_one(Ballot, ballot_id)]}
        | {"votes": {ballot_id: None}}
        | more(cabinet, asking)
    )


def hand_in(actor, item_id):
    dossier = dossier_for_item(actor, find_item(actor, item_id))
    return upload_paper(actor, dossier, kept(pdf()), draft()).id


def let_into_everything(cabinet):
    for post in session().query(Post).filter_by(account_id=cabinet.id("assistant")):
        post.scopes = [*Scope]


def more(cabinet, asking):
    forms = session().query(Form).filter_by(consultation_id=asking.id)
    paper, dossier = session().query(Paper).one(), session().query(Dossier)
    return {
        "form": forms.filter_by(account_id=cabinet.id("minister")).one(),
        "paper": paper,
        "dossier": dossier.filter_by(id=paper.dossier_id).one(),
        "venue": Venue(id="venue", body_id=cabinet.body),
        "site": Site(id="site", body_id=cabinet.body),
        "body_id": cabinet.body,
        "account_id": cabinet.id("minister"),
        "agency_id": cabinet.construction,
    }


def attempt(name, account_id, things):
    """Try a deed as that person, with whatever it asks for; say what came of it."""
    function = getattr(import_module(DEEDS[name]), name.partition(".")[2])

    def try_it():
        known = {"actor": load_actor(account_id), **things()}
        wanted = inspect.signature(function).parameters
        function(**{each: known.get(each) for each in wanted})

    try:
        run(try_it)
    except (Denied, Missing) as no:
        return type(no).__name__
    except Exception as error:  # noqa: BLE001 -- it was let in, and fell over what it was not given
        return f"let in: {error!r}"
    return "done"


def test_an_assistant_does_no_deed_of_the_members(cabinet, things):
    tried = {
        name: attempt(name, cabinet.id("assistant"), things)
        for name in DEEDS
        if name not in READING
    }
    assert len(tried) > 50
    assert {name: came for name, came in tried.items() if came not in {"Denied", "Missing"}} == {}


def test_the_attempt_would_find_a_deed_that_is_let_in(cabinet, things):
    for name in ("meetings.check_in", "agenda.take_position", "consultations.mark_opened"):
        assert attempt(name, cabinet.id("minister"), things) not in {"Denied", "Missing"}
    assert attempt("ballots.cast_vote", cabinet.id("minister"), things).startswith("let in")
