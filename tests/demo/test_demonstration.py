"""The demonstration holds what it promises, and each later day has its session."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import hash_password
from ecabinet.agenda.models import Item
from ecabinet.audit.models import Entry
from ecabinet.bodies.models import MEMBERS, USUAL_SCOPES, Agency, Body, Post, Role, Scope
from ecabinet.consultations.models import Consultation
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.demo import matters
from ecabinet.demo.people import Founding
from ecabinet.demo.seed import see_to_today
from ecabinet.meetings.models import Meeting, State
from ecabinet.papers.models import PaperVersion
from ecabinet.papers.models import State as PaperState
from ecabinet.tasks.models import State as TaskState
from ecabinet.tasks.models import Task

pytestmark = pytest.mark.once
TWO_POSTS = "assistant05"
ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture(scope="module")
def told(demonstration):
    """A look into the database of a demonstration that was told to its end."""
    data, template = demonstration
    engine = create_engine(template or f"sqlite:///{data / 'ecabinet.db'}")
    with Session(engine) as current:
        yield current
    engine.dispose()


def count(current, model, *where):
    return current.scalars(select(func.count()).select_from(model).where(*where)).one()


def government(current):
    return current.scalars(select(Body).where(Body.name == "Chính phủ")).one()


def test_a_government_of_27_with_its_agencies_and_a_body_beside_it(told):
    body = government(told)
    assert count(told, Post, Post.body_id == body.id, Post.role.in_(MEMBERS)) == 27
    assert count(told, Agency, Agency.body_id == body.id) == 20
    assert count(told, Post, Post.body_id == body.id, Post.role == Role.AGENCY) == 21
    assert count(told, Body) == 2


def test_somebody_holds_two_posts(told):
    roles = told.scalars(select(Post.role).join(Post.account).where(Account.username == TWO_POSTS))
    assert set(roles) == {Role.ASSISTANT, Role.AGENCY}


def test_assistants_are_let_into_less_and_more_than_is_usual(told):
    query = select(Account.username, Post).join(Post.account).where(Post.role == Role.ASSISTANT)
    posts = dict(told.execute(query).all())
    assert posts["assistant01"].scopes == [*USUAL_SCOPES]
    assert posts["assistant03"].scopes == [Scope.SESSIONS]
    assert posts["assistant03"].ends_on
    assert Scope.RESTRICTED in posts["assistant04"].scopes


def test_sessions_of_the_past_of_today_and_of_next_month(told):
    body = government(told)
    states = Counter(told.scalars(select(Meeting.state).where(Meeting.body_id == body.id)))
    assert states[State.CLOSED] == 1
    assert states[State.DRAFT] == 1
    assert states[State.PUBLISHED] >= 1
    todays = told.scalars(
        select(Meeting.id).where(Meeting.body_id == body.id, Meeting.state == State.PUBLISHED)
    ).first()
    assert count(told, Item, Item.meeting_id == todays) == 9


def test_every_paper_was_read(told):
    assert count(told, PaperVersion) >= 25
    assert count(told, PaperVersion, PaperVersion.state != PaperState.READY) == 0
    assert told.scalars(select(func.max(PaperVersion.pages))).one() >= 119


def test_sixty_tasks_in_every_state(told):
    states = Counter(told.scalars(select(Task.state)))
    assert sum(states.values()) == 60
    assert set(states) == set(TaskState)


def test_two_forms_are_open_and_one_is_closed(told):
    states = Counter(told.scalars(select(Consultation.state)))
    assert states == {"sent": 2, "closed": 1}


def test_the_past_says_that_the_clock_was_set(told):
    past = told.scalars(select(Entry).where(Entry.event == "ballot.closed")).first()
    assert past.details["clock"] == "set"


@pytest.fixture
def short_agenda(monkeypatch):
    first = matters.TODAY[7]
    monkeypatch.setattr(
        matters, "TODAY", (first.__class__(**{**vars(first), "papers": first.papers[:1]}),)
    )


@pytest.mark.usefixtures("app", "short_agenda")
def test_each_later_day_gets_one_session_however_often_it_is_started():
    hashed = hash_password("mot mat khau rat dai")
    run(lambda: Founding(hashed).everybody())
    for day in (0, 0, 1, 1):
        with clock.set_to(clock.now().replace(hour=3) + timedelta(days=day)):
            see_to_today(ZONE, lambda _words: None)
    with reading():
        starts = session().scalars(select(Meeting.starts_at)).all()
    days = sorted(each.date() for each in starts)
    assert len(days) == 2
    assert days[1] - days[0] == timedelta(days=1)
