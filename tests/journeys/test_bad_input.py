"""What comes in wrong is refused with a sentence and the right status, and nothing is lost or half done."""

import io

import pikepdf
import pytest
from sqlalchemy import func, select

from ecabinet.core.database import reading, session
from ecabinet.papers.models import Paper, PaperVersion, State
from tests.journeys.people import People, pdf
from tests.journeys.test_story import MEMBERS, open_ballot, prepare, sit


@pytest.fixture
def people(app):
    return People(app)


@pytest.fixture
def item(people):
    """An item of a published session, with one good paper."""
    _, items = prepare(people)
    return items[0]


def count(model, *where):
    with reading():
        return session().scalars(select(func.count()).select_from(model).where(*where)).one()


def hand_in(people, item, content, name="to-trinh.pdf"):
    """Hand in a file; return the status, the page, and what the session's page says afterwards."""
    file = content if hasattr(content, "read") else io.BytesIO(content)
    status, page = people.refused(
        "officer1",
        f"/items/{item}/papers",
        kind="submission",
        title="Tờ trình bổ sung",
        secrecy="internal",
        file=(file, name),
        next=f"/items/{item}",
    )
    return status, page, people.see("officer1", f"/items/{item}")


def saved(change, **how):
    """Return a real paper after a change to it."""
    file, _ = pdf(pages=3)
    with pikepdf.open(file) as paper:
        change(paper)
        out = io.BytesIO()
        paper.save(out, **how)
    return out.getvalue()


def stamped():
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    from ecabinet.pdf import fonts  # noqa: PLC0415

    fonts.register()
    out = io.BytesIO()
    canvas = Canvas(out, initialFontName=fonts.REGULAR)
    canvas.setFont(fonts.BOLD, 16)
    canvas.drawString(80, 760, "TỐI MẬT")
    canvas.setFont(fonts.REGULAR, 13)
    canvas.drawString(80, 720, "Tờ trình về một việc không được đưa vào hệ thống nối mạng.")
    canvas.save()
    return out.getvalue()


LOCKED = pikepdf.Encryption(owner="chu", user="khoa")


def test_a_file_that_is_no_pdf_is_refused_at_once(people, item):
    papers = count(Paper)
    status, page, _ = hand_in(people, item, b"<html>this is a page</html>" * 50)
    assert status == 422
    assert "PDF" in page
    assert count(Paper) == papers


def test_an_empty_file_is_refused_at_once(people, item):
    papers = count(Paper)
    assert hand_in(people, item, b"")[0] == 422
    assert count(Paper) == papers


def test_a_file_of_sixty_megabytes_is_refused_with_the_limit(app, people, item):
    papers = count(Paper)
    status, page, _ = hand_in(people, item, b"%PDF-1.7\n" + b"0" * (60 * 1024 * 1024))
    assert status == 413
    assert "50" in page
    assert count(Paper) == papers
    assert not list(app.config["DATA"].glob("files/incoming-*"))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (lambda: saved(lambda _: None, encryption=LOCKED), "mật khẩu"),
        (lambda: saved(lambda _: None)[:900], "PDF"),
        (stamped, "TỐI MẬT"),
    ],
    ids=["encrypted", "broken", "secret"],
)
def test_a_file_that_cannot_be_taken_says_why_and_nobody_else_sees_it(people, item, content, word):
    _, _, page = hand_in(people, item, content())
    assert count(PaperVersion, PaperVersion.state == State.REFUSED) == 1
    assert count(PaperVersion, PaperVersion.state == State.RECEIVED) == 0
    assert word in page
    assert "Tờ trình bổ sung" not in people.see("member02", f"/items/{item}")


def test_a_forged_id_opens_nothing(people):
    for path in ("/meetings/{}", "/items/{}", "/papers/{}", "/ballots/{}", "/tasks/{}"):
        for forged in ("a" * 26, "1", "%00", "' OR 1=1 --", "x" * 300):
            assert people.status("member02", path.format(forged)) == 404, (path, forged)


def test_a_vote_out_of_order_or_too_late_is_said_not_to_count(people):
    path, items = prepare(people)
    sit(people, path, ["chair", *MEMBERS[:18]])
    ballot = open_ballot(people, "chair", path, items[0])
    votes = f"/ballots/{ballot}/votes"
    people.press("member02", votes, choice="for_", text="", seq="2")
    for choice, seq in (("against", "2"), ("against", "1")):
        status, page = people.refused("member02", votes, choice=choice, text="", seq=seq)
        assert status == 409
        assert "Kính" in page or "phiếu" in page
    assert people.refused("member02", votes, choice="perhaps", text="", seq="3")[0] == 422
    assert people.refused("member02", votes, choice="other", text="", seq="3")[0] == 422
    assert people.refused("officer1", votes, choice="for_", text="", seq="1")[0] == 403
    assert people.refused("tinh-chair", votes, choice="for_", text="", seq="1")[0] == 404
    people.press("chair", f"/ballots/{ballot}/close")
    status, page = people.refused("member03", votes, choice="for_", text="", seq="1")
    assert status == 410
    assert "không được tính" in page
    people.press(
        "member02", votes, choice="for_", text="", seq="2"
    )  # what counted is confirmed again
