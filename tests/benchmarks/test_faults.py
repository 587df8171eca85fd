"""What breaks the house for us must be able to fail: a figure that does not hold, a mutant that nobody noticed."""

import json
from dataclasses import replace

import pytest

from benchmarks import clocks, closing_worker, faults, figures, repeating, setting
from benchmarks.figures import at_least, caught, exactly, publish_line, within
from tests.servers import LiveServer


@pytest.fixture(autouse=True)
def own_output(monkeypatch, tmp_path):
    monkeypatch.setattr(figures, "OUTPUT", tmp_path)
    return tmp_path


@pytest.mark.once
def test_a_fault_is_told_in_one_line_and_written_down(capsys, own_output):
    found = [at_least("kills", 50, 50), exactly("lost", 0), within("ready_p95", 2.1, 3)]
    assert publish_line("T1", "the server is killed", [*found, caught("canary_lost", 41)])
    assert capsys.readouterr().out == (
        "T1 the server is killed: kills=50 lost=0 ready_p95=2.1s canary_lost=41 PASS\n"
    )
    assert [each["name"] for each in json.loads((own_output / "T1.json").read_text())] == [
        "kills",
        "lost",
        "ready_p95",
        "canary_lost",
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    "broken",
    [at_least("kills", 49, 50), exactly("lost", 1), within("ready", 3.1, 3), caught("canary", 0)],
    ids=lambda each: each.name,
)
def test_one_figure_that_does_not_hold_fails_the_whole(broken, capsys):
    assert not publish_line("T1", "the server is killed", [exactly("double", 0), broken])
    assert f"FAIL ({broken.name} must be {broken.bound})" in capsys.readouterr().out


@pytest.mark.once
def test_a_wish_that_is_missed_is_told_and_fails_nothing(capsys):
    wish = figures.Figure(name="last", figure=9, unit="ms", against=3, holds=False, binds=False)
    assert figures.publish("fanout", [wish])
    assert capsys.readouterr().out.rstrip().endswith("missed")
    assert not figures.publish("fanout", [replace(wish, binds=True)])


@pytest.mark.once
def test_every_fault_has_a_measurement_or_is_named_as_missing():
    named = faults.FAULTS.keys() | faults.NOT_YET.keys()
    assert named == {f"T{number}" for number in range(1, 15)}
    assert not faults.FAULTS.keys() & faults.NOT_YET.keys()


@pytest.mark.once
@pytest.mark.parametrize(
    ("closed", "off"), [(30.2, 0), (29.0, -1), (32.0, 1.5)], ids=["in time", "early", "late"]
)
def test_a_closing_is_early_or_late_by_what_was_seen(closed, off):
    """The ballot began somewhere between the order and its answer."""
    assert clocks._off(closed, 30.0, 30.5) == pytest.approx(off)


@pytest.mark.once
def test_what_is_kept_twice_or_not_at_all_is_unlike():
    clean = {"vote.cast member01 1": 1, "vote.cast member01 2": 1}
    assert repeating._unlike(clean, dict(clean)) == 0
    assert repeating._unlike(clean, clean | {"vote.cast member01 1": 2}) == 1
    assert repeating._unlike(clean, {"vote.cast member01 1": 1}) == 1


@pytest.mark.once
def test_a_race_finds_the_votes_that_a_naive_way_loses():
    """How many it loses is chance; on a busy machine a handful of rounds may lose none."""
    assert lost_by("right", 2) == 0
    assert any(lost_by("naive", 4) for _ in range(6))


def lost_by(way, rounds):
    house = LiveServer(DEMO="0")
    try:
        return setting.prepare(house, closing_worker.__name__, rounds, way)["lost"]
    finally:
        house.stop()
