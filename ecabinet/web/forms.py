"""What was sent → typed values, or Invalid with a sentence beside each field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

M = TypeVar("M", bound=BaseModel)

SENTENCES = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please fill this in."),
    "string_too_long": N_("This is too long."),
    "enum": N_("Please choose one of the options."),
    "literal_error": N_("Please choose one of the options."),
    "int_parsing": N_("Please write a whole number."),
    "greater_than_equal": N_("This number is too small."),
    "less_than_equal": N_("This number is too large."),
    "date_from_datetime_parsing": N_("Please write a date as day/month/year."),
    "datetime_from_date_parsing": N_("Please write a date and a time."),
    "extra_forbidden": N_("This field is not known."),
}
UNREADABLE = N_("This could not be understood.")


def read_form(model: type[M]) -> M:
    """Return the sent form as `model`. Invalid says why not, field by field."""
    return read_values(
        model, {key: value for key, value in request.form.items() if key != "csrf_token"}
    )


def read_values(model: type[M], values: Mapping[str, Any]) -> M:
    """Return `values` as `model`: the one schema for form, JSON and socket. Empty text means nothing was said."""
    try:
        return model.model_validate(
            {key: _readable(value) for key, value in values.items() if value != ""}
        )
    except ValidationError as error:
        raise Invalid(
            **{_field(each["loc"]): _sentence(dict(each)) for each in error.errors()}
        ) from None


def _readable(value: object) -> object:
    """Take out the one character that no database of ours keeps in a text."""
    return value.replace("\0", "") if isinstance(value, str) else value


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
