"""What was sent → typed values, or Invalid with a sentence beside each field."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ecabinet.core.errors import Invalid
from ecabinet.core.text import MAX_LINE, fault_of, is_blank, normalised
from ecabinet.core.words import N_

M = TypeVar("M", bound=BaseModel)

ONCE = "once"  # the key under which a form is done once
FOR_THE_DOORS = frozenset({"csrf_token", ONCE})
MAX_INTEGER = 2**31 - 1  # what a column of either database holds
YEARS = range(1900, 2101)
DEEPEST = 8  # levels of lists and tables in one message; ours have three
UNREADABLE = N_("This could not be understood.")
TOO_SMALL = N_("This number is too small.")
TOO_GREAT = N_("This number is too large.")
NO_SUCH_YEAR = N_("Please write a year between 1900 and 2100.")
A_DATE = N_("Please write a date as day/month/year.")
A_MOMENT = N_("Please write a date and a time.")
A_TIME = N_("Please write a time as hour:minute.")
A_NUMBER = N_("Please write a whole number.")
FILL_IN = N_("Please fill this in.")
CHOOSE = N_("Please choose one of the options.")

SENTENCES = {
    "missing": FILL_IN,
    "string_too_short": FILL_IN,
    "string_too_long": N_("This is too long."),
    "too_long": N_("This is too long."),
    "enum": CHOOSE,
    "literal_error": CHOOSE,
    "bool_parsing": CHOOSE,
    "int_parsing": A_NUMBER,
    "int_from_float": A_NUMBER,
    "int_parsing_size": TOO_GREAT,
    "greater_than_equal": TOO_SMALL,
    "greater_than": TOO_SMALL,
    "less_than_equal": TOO_GREAT,
    "less_than": TOO_GREAT,
    "date_parsing": A_DATE,
    "date_from_datetime_parsing": A_DATE,
    "date_from_datetime_inexact": A_DATE,
    "datetime_parsing": A_MOMENT,
    "datetime_from_date_parsing": A_MOMENT,
    "time_parsing": A_TIME,
    "extra_forbidden": N_("This field is not known."),
}


def read_form(model: type[M]) -> M:
    """Return the sent form as `model`. Invalid says why not, field by field."""
    return read_values(model, sent_fields())


def sent_fields() -> dict[str, str]:
    """Return what a person sent, without what a form carries for its doors."""
    return {key: value for key, value in request.form.items() if key not in FOR_THE_DOORS}


def read_values(model: type[M], values: Mapping[str, Any]) -> M:
    """Return `values` as `model`: the one schema for form, JSON and socket. Empty text means nothing was said.

    Text comes out composed (NFC) and without anything hidden in it; numbers and dates are such as a column keeps.
    """
    sent = {key: _normalised(value) for key, value in values.items()}
    lines = _lines(model)
    _refuse({key: _fault_in(value, one_line=key in lines) for key, value in sent.items()})
    try:
        read = model.model_validate(
            {key: each for key, each in sent.items() if not _is_nothing(each)}
        )
    except ValidationError as error:
        raise Invalid(
            **{_field(each["loc"]): _sentence(dict(each)) for each in error.errors()}
        ) from None
    _refuse({key: _excess_in(value) for key, value in read})
    return read


def _refuse(faults: Mapping[str, str]) -> None:
    problems = {key: sentence for key, sentence in faults.items() if sentence}
    if problems:
        raise Invalid(**problems)


def _normalised(value: object, depth: int = 0) -> object:
    if depth > DEEPEST:
        raise Invalid(UNREADABLE)
    if isinstance(value, str):
        return normalised(value)
    if isinstance(value, Mapping):
        return {key: _normalised(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_normalised(each, depth + 1) for each in value]
    return value


def _is_nothing(value: object) -> bool:
    return isinstance(value, str) and is_blank(value)


@cache
def _lines(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields that are short enough to stand on one line."""
    return frozenset(key for key, field in model.model_fields.items() if _is_line(field))


def _is_line(field: FieldInfo) -> bool:
    limits = [getattr(each, "max_length", None) for each in field.metadata]
    return any(limit is not None and limit <= MAX_LINE for limit in limits)


def _fault_in(value: object, *, one_line: bool) -> str:
    faults = (fault_of(text, one_line=one_line) for text in _leaves(value) if isinstance(text, str))
    return next((fault for fault in faults if fault), "")


def _excess_in(value: object) -> str:
    """Say what of the values, each of its right kind, no column keeps."""
    for leaf in _leaves(value):
        if isinstance(leaf, int) and not -MAX_INTEGER <= leaf <= MAX_INTEGER:
            return TOO_GREAT if leaf > 0 else TOO_SMALL
        if isinstance(leaf, date) and leaf.year not in YEARS:
            return NO_SUCH_YEAR
    return ""


def _leaves(value: object) -> Iterator[object]:
    """Yield what stands in a value, however deep, the names in its tables too."""
    if isinstance(value, BaseModel):
        value = dict(value)
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _field(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else "form"


def _sentence(problem: Mapping[str, Any]) -> str:
    """A validator's own sentence (a ValueError with a message id) comes before the general ones."""
    raised = problem.get("ctx", {}).get("error")
    return (
        str(raised)
        if isinstance(raised, ValueError)
        else SENTENCES.get(problem["type"], UNREADABLE)
    )
