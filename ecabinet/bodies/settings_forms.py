"""What an administrator writes down about bodies, agencies and lists."""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

import holidays
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from ecabinet.bodies.body_operations import AgencyDraft, BodyDraft
from ecabinet.bodies.list_operations import TermDraft
from ecabinet.core.words import N_

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
PHONE = re.compile(r"\+?[0-9 .]*")
BAD_ZONE = N_("Please write a time zone such as Asia/Ho_Chi_Minh.")
BAD_COUNTRY = N_("Please choose one of the options.")
BAD_PHONE = N_("Please write digits, spaces, dots and a leading plus sign only.")
BAD_CODE = N_("Please use letters, digits and hyphens without blanks, such as BXD.")


class BodyForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Line
    members_name: Line
    place: Short
    duty_phone: str = Field("", max_length=40)
    country: str = "VN"
    timezone: str = "Asia/Ho_Chi_Minh"
    revision: int = Field(0, ge=0, le=2**31 - 1)
    back: str = Field("", max_length=500)

    @field_validator("duty_phone")
    @classmethod
    def _can_be_dialled(cls, value: str) -> str:
        if not PHONE.fullmatch(value.strip()):
            raise ValueError(BAD_PHONE)
        return value.strip()

    @field_validator("country")
    @classmethod
    def _has_holidays(cls, value: str) -> str:
        if value not in countries():
            raise ValueError(BAD_COUNTRY)
        return value

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value.strip() not in available_timezones():
            raise ValueError(BAD_ZONE)
        return value.strip()

    def draft(self) -> BodyDraft:
        return BodyDraft(
            self.name,
            self.members_name,
            self.place,
            self.duty_phone,
            self.country,
            self.timezone,
        )


class NewBodyForm(BodyForm):
    preset: Literal["government", "province"]


class AgencyForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Line
    short_name: Short
    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]

    @field_validator("code")
    @classmethod
    def _fits_a_symbol(cls, value: str) -> str:
        if not all(each.isalnum() or each == "-" for each in value):
            raise ValueError(BAD_CODE)
        return value

    def draft(self) -> AgencyDraft:
        return AgencyDraft(self.name, self.short_name, self.code)


class EndForm(BaseModel):
    """The last day of something; empty: it goes on."""

    model_config = ConfigDict(extra="forbid")

    last_day: date | None = None
    back: str = Field("", max_length=500)


class SureForm(BaseModel):
    """Asked twice: the second page sends that they are sure."""

    model_config = ConfigDict(extra="forbid")

    sure: Literal["yes"]


def countries() -> frozenset[str]:
    """Return the countries whose public holidays are known."""
    return frozenset(
        each
        for each in holidays.list_supported_countries(include_aliases=False)
        if len(each) == 2  # noqa: PLR2004 -- ISO 3166-1 alpha-2
    )


class TermForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Line
    name_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    nature: str = Field("", max_length=40)
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""
    place: int = Field(100, ge=1, le=999)

    def draft(self) -> TermDraft:
        return TermDraft(self.name, self.name_en, self.nature, self.text, self.place)


class DaysForm(BaseModel):
    """Days of a body's calendar, from the first to the last."""

    model_config = ConfigDict(extra="forbid")

    first: date
    last: date | None = None
    works: Literal["yes", ""] = ""
    reason: Line

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last or self.first


class DayForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date
