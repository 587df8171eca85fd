import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ecabinet.core.errors import Invalid
from ecabinet.venues.operations import SiteDraft, VenueDraft
from ecabinet.venues.seat_map import (
    LONG_LABEL,
    MOST_COLUMNS,
    MOST_ROWS,
    OUTSIDE,
    TOO_LARGE,
    Place,
)
from ecabinet.web.forms import read_values

NAMED = re.compile(r"seat-([0-9]{1,4})-([0-9]{1,4})")
MAX_SEQ = 2**31 - 1
Label = Annotated[str, StringConstraints(max_length=40)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class VenueForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body_id: str = Field("", max_length=26)
    name: Name
    address: str = Field("", max_length=200)
    capacity: int = Field(0, ge=0, le=100_000)
    equipment: str = Field("", max_length=2000)
    link: str = Field("", max_length=500)
    revision: int = Field(0, ge=0, le=MAX_SEQ)

    def draft(self) -> VenueDraft:
        return VenueDraft(self.name, self.address, self.capacity, self.equipment, self.link)


class SiteForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body_id: str = Field("", max_length=26)
    name: Name
    address: str = Field("", max_length=200)
    agency_id: str | None = Field(None, max_length=26)
    link: str = Field("", max_length=500)
    revision: int = Field(0, ge=0, le=MAX_SEQ)

    def draft(self) -> SiteDraft:
        return SiteDraft(self.name, self.address, self.agency_id, self.link)


class LastDayForm(BaseModel):
    """The last day on which something is offered; empty: it goes on."""

    model_config = ConfigDict(extra="forbid")

    last_day: date | None = None


class SizeForm(BaseModel):
    """How large a seat map is; `fill` asks for a seat in every place, `resize` for an empty map of another size."""

    rows: int
    columns: int
    revision: int = Field(0, ge=0, le=MAX_SEQ)
    then: str = Field("save", max_length=10)

    def size(self) -> tuple[int, int]:
        if not (1 <= self.rows <= MOST_ROWS and 1 <= self.columns <= MOST_COLUMNS):
            raise Invalid(rows=TOO_LARGE)
        return self.rows, self.columns


class LabelForm(BaseModel):
    label: Label = ""


def read_labels(sent: Mapping[str, str]) -> dict[Place, str]:
    """Return what is written on the seats of a map, field by field: `seat-2-5` is the fifth of the second row."""
    labels: dict[Place, str] = {}
    for key, value in sent.items():
        if match := NAMED.fullmatch(key):
            place = int(match[1]), int(match[2])
            if not (1 <= place[0] <= MOST_ROWS and 1 <= place[1] <= MOST_COLUMNS):
                raise Invalid(seats=OUTSIDE)
            labels[place] = _label(value)
    return labels


def _label(value: str) -> str:
    try:
        return read_values(LabelForm, {"label": value}).label
    except Invalid:
        raise Invalid(seats=LONG_LABEL) from None
