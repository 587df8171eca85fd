"""Every fact has words, belongs to one group, and names no choice."""

import importlib
import pkgutil
import re

import pytest

import ecabinet
from ecabinet.accounts.access import What
from ecabinet.audit.groups import GROUPS
from ecabinet.audit.job_words import JOBS
from ecabinet.audit.models import Entry
from ecabinet.audit.names import NAMELESS
from ecabinet.audit.shown import ACCESS_WORDS, say_entry
from ecabinet.audit.words import WORDS
from ecabinet.core import jobs
from ecabinet.core.events import Event

pytestmark = pytest.mark.once

PLACE = re.compile(r"%\((\w+)\)s")
# These only run as programs of their own, or become the server.
PROGRAMS = {"ecabinet.start", "ecabinet.web.gunicorn_conf"}
# What says how somebody voted or thinks has no place in the words, nor in the fact.
CHOICES = {"choice", "stand", "text", "answer", "answers", "vote"}


def test_every_job_has_words():
    facts()  # which imports everything
    ours = {name for name, job in jobs._jobs.items() if job.__module__.startswith("ecabinet.")}
    assert ours == set(JOBS)


def facts():
    """Every kind of fact that there is, wherever it stands."""
    for module in pkgutil.walk_packages(ecabinet.__path__, "ecabinet."):
        if module.name not in PROGRAMS and not module.name.endswith("worker"):
            importlib.import_module(module.name)
    kinds = [kind for kind in _below(Event) if "name" in vars(kind)]
    return [kind for kind in kinds if kind.__module__.startswith("ecabinet.")]


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def test_every_fact_has_words_and_no_words_are_left_over():
    assert {each.name for each in facts()} == set(WORDS)


def test_no_two_facts_share_a_name():
    names = [each.name for each in facts()]
    assert len(names) == len(set(names))


def test_what_the_words_ask_for_the_fact_has():
    fields = {each.name: set(each.__dataclass_fields__) for each in facts()}
    for name, sentence in WORDS.items():
        wanted = {
            f"{place}_id" if place in NAMELESS else place for place in PLACE.findall(sentence)
        }
        assert wanted <= fields[name], name


def test_every_fact_belongs_to_one_group():
    beginnings = [each for _, names in GROUPS.values() for each in names]
    for name in WORDS:
        assert sum(name.startswith(each) for each in beginnings) == 1, name


def test_no_fact_says_how_somebody_voted_or_thinks():
    for each in facts():
        assert not CHOICES & set(each.__dataclass_fields__), each.name


def test_every_door_has_words():
    assert set(ACCESS_WORDS) == {each.value for each in What}


@pytest.mark.parametrize(
    ("event", "details", "said"),
    [
        (
            "retention.carried_out",
            {"kind": "letter", "count": 1234},
            "Hủy dữ liệu hết thời hạn lưu giữ: Ghi nhận về thư đã gửi, 1.234 dòng",
        ),
        ("calendar.correction_removed", {"day": "2026-11-22"}, "22/11/2026"),
        ("agency.added", {"title": "Sở 100% %s %(x)s"}, "Sở 100% %s %(x)s"),
        ("agency.added", {"title": "2026-02-30"}, "2026-02-30"),
    ],
)
def test_what_machines_write_is_said_as_people_say_it(app, event, details, said):
    entry = Entry(event=event, details=details, actor_id="", chain="installation", position=1)
    with app.test_request_context():
        assert said in say_entry(entry, {})
