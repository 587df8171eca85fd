"""The secretariat's pipeline and alarms: counted in as many statements however much there is, each a list."""

import pytest

from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.desk.pipeline import find_pipeline
from ecabinet.papers.models import PaperVersion
from ecabinet.papers.models import State as PaperState
from tests.lodging.counter import Counter
from tests.papers.shelf import Shelf

STAGES = ("on_agenda", "published", "decided")
ALARMS = ("late", "opinions", "papers", "unopened")


@pytest.fixture
def busy(cabinet, drain):
    """One dossier at each step, a session whose papers nobody opened, a file that nobody can open."""
    counter = Counter(cabinet)
    counter.handed_in()
    soon = counter.session(days=2)
    late = counter.begin()
    counter.fill(late)
    counter.hand_in(late, soon.id, "Chờ thẩm định.")
    shelf = Shelf(cabinet, drain)
    shelf.publish()
    shelf.hand_in(item=soon.items["Việc khác"])
    broken = shelf.hand_in(item=soon.items["Việc khác"], read=False)

    def refuse():
        found = session().get_one(PaperVersion, broken)
        found.state, found.refusal = PaperState.REFUSED, "broken"

    run(refuse)
    return counter


def test_each_stage_and_alarm_is_counted_and_opens_its_list(cabinet, busy, sign_in, statements):
    with statements() as count:
        found = cabinet.look("officer", find_pipeline)
        first = count()
    assert found.stages == {
        "handed_in": 2, "returned": 0, "accepted": 0, "on_agenda": 0, "published": 3, "decided": 0
    }  # fmt: skip
    assert found.alarms == {"late": 1, "opinions": 0, "papers": 1, "unopened": 5}
    officer = sign_in("officer")
    assert officer.get("/").status_code == 200
    for path in (
        *(f"/desk/stages/{each}" for each in STAGES),
        *(f"/desk/alarms/{each}" for each in ALARMS),
    ):
        assert officer.get(path).status_code == 200, path
        assert sign_in("minister").get(path).status_code == 404
    assert "Bộ trưởng Bộ Y tế" in officer.get("/desk/alarms/unopened").text
    busy.handed_in()
    with statements() as count:
        cabinet.look("officer", find_pipeline)
        assert count() == first
