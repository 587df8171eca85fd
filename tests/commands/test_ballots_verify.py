"""`flask ballots verify`: whatever somebody changes in the tables of ballots, it is found and named."""

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update

from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Ballot, Choice, State, Voter
from ecabinet.ballots.operations import announce_ballot, annul_ballot, close_ballot, pause_ballot
from ecabinet.ballots.preparing_operations import prepare_free_ballot
from ecabinet.ballots.recording_operations import Count, Said, record_by_name, record_by_number
from ecabinet.commands.ballots import BROKEN, WHOLE, _checked
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from tests.ballots.stage import Stage
from tests.commands.hand import Hand

EDITS = {"sqlite": 300, "postgresql": 60}  # the same rows, read by the same code
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OPINION = "Đề nghị lùi sang quý sau"


@pytest.fixture
def stage(cabinet):
    return Stage(cabinet).start()


@pytest.fixture
def ballots(stage):
    """Six that were counted, each in another way, and three that were not."""
    plain = _voted(stage, stage.add_item("Một"))
    stage.close(plain)
    announced = _voted(stage, stage.add_item("Hai"))
    stage.close(announced)
    stage.of_ballot("chair", announce_ballot, announced)
    annulled = _voted(stage, stage.add_item("Ba"))
    stage.close(annulled)
    stage.of_ballot("chair", annul_ballot, annulled, "Câu hỏi chưa rõ.")
    stage.of_ballot("chair", annul_ballot, _voted(stage, stage.add_item("Bốn")), "Chưa rõ.")
    stage.of_ballot("chair", pause_ballot, _voted(stage, stage.add_item("Năm")))
    stage.prepare(item=stage.add_item("Sáu"))
    return [plain, announced, annulled, _listed(stage), *_by_hand(stage)]


def _voted(stage, item):
    ballot = stage.open(ballot=stage.prepare(item=item))
    for username in ("chair", "minister"):
        stage.cast(username, ballot)
    stage.cast("finance", ballot, Choice.AGAINST)
    stage.cast("finance", ballot, Choice.FOR, seq=2)
    stage.cast("health", ballot, Choice.OTHER, OPINION)
    return ballot


def _free(stage, *labels):
    return stage.of_meeting(
        "chair", lambda actor, meeting: prepare_free_ballot(actor, meeting, "Chọn", labels).id
    )


def _listed(stage):
    ballot = stage.open(ballot=_free(stage, "Hà Nội", "Huế", "Đà Nẵng"))
    for username, place in (("chair", "1"), ("minister", "2"), ("finance", "2"), ("health", "2")):
        stage.cast(username, ballot, place)
    stage.of_ballot("chair", close_ballot, ballot)
    return ballot


def _by_hand(stage):
    named, numbered = _free(stage), _free(stage)
    who = {stage.cabinet.id(name): Said("for_") for name in ("chair", "minister", "finance")}
    stage.of_ballot("officer", record_by_name, named, who)
    stage.of_ballot("officer", record_by_number, numbered, Count({"for_": 3, "against": 2}))
    return named, numbered


def _evidence(how, ballot):
    """Return, a line each, what says why an edit was not seen: the places looked at, recorded, and in the tables."""
    row = session().get_one(Ballot, ballot)
    seen = sorted(each.id for each in row.roll)
    there = select(Voter.id).where(Voter.ballot_id == ballot).order_by(Voter.id)
    return "\n".join(
        (
            f"{how} of {ballot}: seen {seen}",
            f"in the tables {session().scalars(there).all()}",
            f"recorded {[each['account'] for each in row.record['roll']]}",
            f"seen at a second look: {faults().get(ballot)}",
        )
    )


def faults():
    """Return what is found in the session at hand, by ballot."""
    session().expire_all()
    return {ballot: found for ballot, _, found in _checked() if found}


def test_what_nobody_touched_agrees(app, ballots):
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 0, reply.output
    lines = reply.output.splitlines()
    assert sorted(lines[:-2]) == sorted(
        [*(f"ballot {each}: 4 votes, agrees." for each in ballots[:4]),
         *(f"ballot {each}: 0 votes, agrees." for each in ballots[4:])]
    )  # fmt: skip
    assert lines[-2] == WHOLE


def test_every_edit_is_found_on_the_ballot_it_was_made_on(ballots, request):
    seed = random.SystemRandom().randrange(2**32)
    hand = Hand(random.Random(seed), ballots)  # noqa: S311 -- which edit, not a secret
    missed, made = [], set()
    for _ in range(EDITS[request.config.getoption("--database")]):
        with reading() as current:
            ballot, how = hand.edit()
            made.add(how)
            if ballot not in faults():
                missed.append(_evidence(how, ballot))
            current.rollback()
    with reading():
        assert faults() == {}, f"seed {seed}"
    assert missed == [], "\n".join([f"seed {seed}", *missed])
    assert len(made) > len(hand.edits) / 2


def test_the_command_names_what_is_wrong_and_says_no(app, ballots):
    def edit():
        seconds = select(func.min(Voter.id)).where(
            Voter.ballot_id == ballots[0], Voter.choice == "other"
        )
        session().execute(
            update(Voter).where(Voter.id == seconds.scalar_subquery()).values(choice="for_"),
            execution_options={"synchronize_session": False},
        )

    run(edit)
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    (line,) = [each for each in reply.output.splitlines() if ballots[0] in each]
    for words in ("the vote of Lý Thanh Bình", "does not come to the result", "(roll)"):
        assert words in line
    assert reply.output.count("agrees.") == 5
    assert BROKEN in reply.output


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (update(Ballot).values(annulled_reason="Không có lý do"), "another reason"),
        (update(Voter).values(sealed=b"\0" * 40), "sealed over the vote of"),
        (update(Ballot).values(limit_s=30), "the record says otherwise than the rows (limit_s)"),
        (update(Ballot).values(announced_at=MOMENT), "another moment at which it was announced"),
    ],
)
def test_what_would_hide_a_count_is_found(app, ballots, edit, words):
    of_it = (Ballot.id if edit.table.name == "ballot" else Voter.ballot_id) == ballots[2]
    run(lambda: session().execute(edit.where(of_it)))
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    (line,) = [each for each in reply.output.splitlines() if ballots[2] in each]
    assert words in line


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"annulled_reason": "Không có lý do"}, "another reason why it was annulled"),
        ({"state": State.OPEN}, "the trail tells that it is annulled, the row that it is open"),
    ],
)
def test_a_ballot_that_was_never_counted_is_compared_with_the_trail_too(app, stage, edit, words):
    never = stage.prepare()
    stage.of_ballot("chair", annul_ballot, never, "Chuẩn bị nhầm.")
    assert app.test_cli_runner().invoke(args=["ballots", "verify"]).exit_code == 0
    run(lambda: session().execute(update(Ballot).where(Ballot.id == never).values(edit)))
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    (line,) = [each for each in reply.output.splitlines() if never in each]
    assert words in line


def test_a_vote_that_was_acknowledged_and_is_gone_is_missed(app, ballots):
    def forget():
        told = session().scalars(select(Entry).where(Entry.event == "ballot.closed")).first()
        session().execute(delete(Voter).where(Voter.ballot_id == told.details["ballot_id"]))
        session().execute(delete(Ballot).where(Ballot.id == told.details["ballot_id"]))
        return told.details["ballot_id"]

    gone = run(forget)
    reply = app.test_cli_runner().invoke(args=["ballots", "verify"])
    assert reply.exit_code == 1
    assert f"ballot {gone}: 0 votes, the trail tells of it, and it is not there." in reply.output
