"""A year as a body works it, and what an administrator corrects of it."""

from datetime import date

import pytest
from sqlalchemy import select

from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.calendar_year import holiday_names, list_months
from ecabinet.bodies.models import Body, DayOff
from ecabinet.core.database import reading, session
from tests.bodies.test_settings_pages import facts

TET = {"first": "2027-02-04", "last": "2027-02-12", "reason": "Nghỉ Tết Nguyên đán"}


@pytest.fixture
def where(cabinet):
    return f"/administration/bodies/{cabinet.body}/calendar"


def works(cabinet, day):
    with reading():
        return WorkingCalendar.of(session().get(Body, cabinet.body)).works(day)


def test_a_whole_range_is_free_at_once(cabinet, sign_in, where):
    assert sign_in("admin").post(where, data=TET).status_code == 303
    assert not any(works(cabinet, date(2027, 2, day)) for day in range(4, 13))
    assert facts("calendar.days_corrected") == [
        {
            "first": "2027-02-04",
            "last": "2027-02-12",
            "works": False,
            "reason": "Nghỉ Tết Nguyên đán",
        }
    ]


def test_a_saturday_that_is_worked_gives_way_when_it_is_taken_back(cabinet, sign_in, where):
    client, saturday = sign_in("admin"), date(2027, 2, 20)
    sent = {"first": "2027-02-20", "works": "yes", "reason": "Làm bù"}
    client.post(where, data=sent)
    assert works(cabinet, saturday)
    assert "Làm bù" in client.get(f"{where}?year=2027").text
    assert client.post(f"{where}/remove", data={"day": "2027-02-20"}).status_code == 303
    assert not works(cabinet, saturday)
    assert client.post(f"{where}/remove", data={"day": "2027-02-20"}).status_code == 404


def test_a_second_word_on_a_day_takes_the_place_of_the_first(cabinet, sign_in, where):
    client = sign_in("admin")
    client.post(where, data=TET)
    client.post(where, data={"first": "2027-02-04", "works": "yes", "reason": "Vẫn làm việc"})
    assert works(cabinet, date(2027, 2, 4))
    assert not works(cabinet, date(2027, 2, 5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"last": "2027-02-01"},
        {"last": "2027-12-01"},
        {"first": "hôm nào"},
        {"reason": ""},
        {"works": "perhaps"},
    ],
)
def test_days_that_cannot_be_are_said(cabinet, sign_in, where, wrong):
    assert sign_in("admin").post(where, data=TET | wrong).status_code == 422
    with reading():
        assert session().scalars(select(DayOff)).all() == []


@pytest.mark.parametrize("year", ["1999", "2100", "x", "-1"])
def test_a_year_out_of_reach_is_missing(sign_in, where, year):
    assert sign_in("admin").get(f"{where}?year={year}").status_code == 404


@pytest.mark.once
def test_holidays_are_named_in_the_readers_language():
    day = date(2026, 9, 2)
    assert holiday_names("VN", 2026, "vi")[day] == "Quốc khánh"
    assert holiday_names("VN", 2026, "en")[day] == "National Day"
    assert holiday_names("JP", 2026, "vi")  # in a language that the library has


def test_a_year_has_every_day_once(cabinet):
    months = cabinet.look("admin", lambda actor: list_months(actor, cabinet.body, 2028, "vi"))
    days = [day.day for month in months for week in month.weeks for day in week if day]
    assert len(days) == len(set(days)) == 366
    assert all(len(week) == 7 for month in months for week in month.weeks)
