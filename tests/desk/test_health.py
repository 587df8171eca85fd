"""How the house is: in plain words, for those who keep it, and nothing of anybody's papers."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from ecabinet.accounts.access import What
from ecabinet.accounts.models import Access
from ecabinet.core import files, jobs, keepsakes
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.desk.health import Installation, find_health
from tests.bodies.test_settings_pages import facts

PAGE = "/administration/health/"


@pytest.fixture
def look(app, cabinet, tmp_path):
    """Look at a real installation, or at a demonstration, as somebody."""

    def look(username="admin", **more):
        told = {"secure": True, "demo": False, "zone": "Asia/Ho_Chi_Minh"} | more
        house = Installation(tmp_path, **told)
        health = cabinet.look(username, lambda actor: find_health(actor, house))
        return health, {each.label: each for each in health.findings}

    return look


def test_it_is_open_to_the_administrator_and_the_auditor(sign_in):
    codes = {
        name: sign_in(name).get(PAGE).status_code for name in ("admin", "auditor", "chair", "head")
    }
    assert codes == {"admin": 200, "auditor": 200, "chair": 403, "head": 403}


def test_nothing_secret_stands_on_the_page(app, sign_in):
    shown = sign_in("admin").get(PAGE).text
    assert app.config["SECRET_KEY"] not in shown
    assert (b"m" * 32).hex() not in shown
    assert str(files.folder()) not in shown


def test_a_missing_backup_is_to_be_looked_at_and_a_fresh_one_is_well(look, tmp_path):
    _, found = look()
    assert not found["Last backup"].fine
    keepsakes.write_note(tmp_path, keepsakes.LAST_BACKUP, now(), size=1_500_000)
    _, found = look()
    assert found["Last backup"].fine
    keepsakes.write_note(tmp_path, keepsakes.LAST_BACKUP, now() - timedelta(days=2), size=1)
    assert not look()[1]["Last backup"].fine


@pytest.mark.parametrize("written", ["", "{", "[]", json.dumps({"at": "soon"})])
def test_a_note_that_cannot_be_read_is_none(tmp_path, written):
    (tmp_path / keepsakes.LAST_BACKUP).write_text(written)
    assert keepsakes.read_note(tmp_path, keepsakes.LAST_BACKUP) is None


def test_what_a_demonstration_needs_not_is_well_there(look):
    health, _ = look(demo=True, secure=False)
    assert {each.label for each in health.to_look_at} <= {"Work in the background", "Database"}


def test_no_tls_is_to_be_looked_at(look):
    assert not look(secure=False)[1]["Connection"].fine
    assert look(secure=True)[1]["Connection"].fine


def test_a_failed_job_is_shown_by_its_class_and_sent_again(sign_in, failed):
    client = sign_in("admin")
    shown = client.get(PAGE).text
    assert "tests.fails" in shown
    assert "ValueError" in shown
    assert "nobody may read" not in shown
    key = jobs.failures()[0].key
    assert sign_in("auditor").post(f"{PAGE}jobs/{key}").status_code == 403
    assert client.post(f"{PAGE}jobs/{key}").status_code == 303
    assert jobs.waiting() == 1
    assert facts("job.sent_again") == [{"job": "tests.fails"}]
    assert client.post(f"{PAGE}jobs/{key}").status_code == 404


@pytest.fixture
def failed(app):
    @jobs.job("tests.fails")
    def work():
        raise ValueError("what nobody may read")

    task = jobs._queue[0]._registry.string_to_task("ecabinet.core.jobs.perform")
    jobs._queue[0].enqueue(task(("tests.fails",), {}, retries=0))
    jobs.drain()
    yield
    jobs._jobs.pop("tests.fails")


def test_the_homes_of_those_who_keep_the_house(sign_in):
    at = now()
    run(lambda: session().add(Access(id=new_id(), at=at, what=What.WRONG_PASSWORD, address="::1")))
    admin, auditor = sign_in("admin").get("/").text, sign_in("auditor").get("/").text
    assert "/administration/people/" in admin
    assert "Chính phủ" in admin
    assert "1 lần đăng nhập sai" in auditor
    assert 'href="/administration/bodies/"' not in auditor


@pytest.mark.parametrize(
    ("username", "places"),
    [
        (
            "admin",
            [
                "/",
                "/administration/bodies/",
                "/administration/people/",
                "/administration/lists/",
                PAGE,
            ],
        ),
        ("auditor", ["/", "/audit/", "/rights", "/audit/access", PAGE]),
    ],
)
def test_the_rail_of_those_who_keep_the_house(sign_in, username, places):
    shown = sign_in(username).get("/me").text
    rail = shown[shown.index('class="rail"') : shown.index("</nav>", shown.index('class="rail"'))]
    assert [each.split('"')[0] for each in rail.split('<a href="')[1:]] == places


@pytest.mark.once
def test_the_version_is_the_projects_own(look):
    written = Path(__file__).parents[2].joinpath("pyproject.toml").read_text()
    assert f'version = "{dict(look()[0].versions)["e-Cabinet"]}"' in written


def test_the_page_asks_as_many_questions_whatever_waits(sign_in, statements):
    client = sign_in("admin")
    client.get(PAGE)
    with statements() as before:
        client.get(PAGE)
    for number in range(5):
        at = now() - timedelta(days=number)
        run(lambda at=at: session().add(Access(id=new_id(), at=at, what=What.DENIED, address="x")))
    with statements() as after:
        client.get(PAGE)
    assert before() == after()
