"""What is typed is kept in one spelling, and what hides in it or goes beyond every column is refused in words."""

import unicodedata
from datetime import date, datetime, time
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, StringConstraints

from ecabinet.core import text
from ecabinet.core.errors import Invalid
from ecabinet.web import forms
from ecabinet.web.forms import read_values

pytestmark = pytest.mark.once


class Line(BaseModel):
    stand: str = ""


class Sent(BaseModel):
    name: str = Field("", max_length=200)
    short: Annotated[str, StringConstraints(max_length=40)] = ""
    words: str = ""
    number: int = 0
    day: date | None = None
    moment: datetime | None = None
    clock: time | None = None
    answers: dict[str, Line] = {}
    several: tuple[str, ...] = ()


class Strict(Sent, extra="forbid"):
    pass


def problems(model=Sent, **values):
    with pytest.raises(Invalid) as no:
        read_values(model, values)
    return no.value.problems


def test_text_is_kept_composed():
    sent = unicodedata.normalize("NFD", "Đặng Thục Quyên")
    assert read_values(Sent, {"name": sent}).name == "Đặng Thục Quyên"
    deep = read_values(Sent, {"answers": {"1": {"stand": sent}}, "several": [sent]})
    assert deep.answers["1"].stand == deep.several[0] == "Đặng Thục Quyên"


@pytest.mark.parametrize("written", ["một\r\nhai", "một\rhai", "một\u2028hai", "một\u2029hai"])
def test_lines_are_divided_in_one_way(written):
    assert read_values(Sent, {"words": written}).words == "một\nhai"


@pytest.mark.parametrize("nothing", ["", " ", " \t\n", "\u200b", "\ufeff\u00ad", "\u3164 \u2800"])
def test_what_nobody_would_see_was_not_said(nothing):
    assert read_values(Sent, {"words": nothing, "number": nothing}) == Sent()


@pytest.mark.parametrize("hidden", ["\0", "\x07", "\x1b[2J", "\x7f", "\x85", "\x9b", "\ud800"])
@pytest.mark.parametrize("field", ["name", "words"])
def test_a_control_character_is_refused_beside_its_field(field, hidden):
    assert problems(**{field: f"Vũ{hidden}An"}) == {field: text.CONTROL}


@pytest.mark.parametrize("sign", sorted(text.TURNING))
def test_what_turns_the_reading_is_refused(sign):
    assert problems(words=f"quyết định{sign}fdp.exe") == {"words": text.TURNED}


def test_lines_and_tabs_stand_in_long_texts_alone():
    assert read_values(Sent, {"words": "một\n\thai"}).words == "một\n\thai"
    assert problems(name="một\nhai", short="a\tb") == {
        "name": text.ONE_LINE,
        "short": text.ONE_LINE,
    }


def test_a_text_has_an_end():
    assert read_values(Sent, {"words": "x" * text.MAX_BYTES}).words
    assert problems(words="x" * (text.MAX_BYTES + 1)) == {"words": text.TOO_LONG}
    assert problems(words="ế" * (text.MAX_BYTES // 3 + 1)) == {"words": text.TOO_LONG}
    assert problems(name="x" * 201) == {"name": "This is too long."}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("mười", forms.A_NUMBER),
        ("1.5", forms.A_NUMBER),
        (str(2**31), forms.TOO_GREAT),
        (str(-(2**31)), forms.TOO_SMALL),
        ("9" * 5000, forms.TOO_GREAT),
    ],
)
def test_a_number_is_one_that_a_column_keeps(number, sentence):
    assert problems(number=number) == {"number": sentence}


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("day", "hôm qua", forms.A_DATE),
        ("day", "2026-02-30", forms.A_DATE),
        ("day", "0001-01-01", forms.NO_SUCH_YEAR),
        ("day", "9999-12-31", forms.NO_SUCH_YEAR),
        ("moment", "hôm qua", forms.A_MOMENT),
        ("moment", "1899-12-31T10:00", forms.NO_SUCH_YEAR),
        ("clock", "25:00", forms.A_TIME),
    ],
)
def test_a_day_is_one_that_could_be_meant(field, written, sentence):
    assert problems(**{field: written}) == {field: sentence}


@pytest.mark.parametrize("name", ["self", "message", "problems", "cls", "__class__", ""])
def test_a_field_of_any_name_is_refused_in_words(name):
    assert problems(Strict, **{name: "x"}) == {name: "This field is not known."}


def test_what_is_nested_without_end_is_not_followed():
    deep = "x"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(Invalid):
        read_values(Sent, {"several": deep})


@pytest.mark.parametrize("wrong", [{"a": 1}, ["x"], 1.5, True, None])
def test_another_kind_of_value_is_refused_in_words(wrong):
    assert all(problems(name=wrong).values())
