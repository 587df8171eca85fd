from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints, field_validator

from ecabinet.audit.groups import GROUPS
from ecabinet.audit.queries import AccessWanted, Wanted
from ecabinet.core.clock import local, now
from ecabinet.core.words import N_

Id = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=64, pattern=r"^[a-z0-9-]*$")
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
FORMS = {
    "jsonl": N_("For checking, with signatures (.jsonl)"),
    "xlsx": N_("For reading, Excel (.xlsx)"),
    "csv": N_("For reading, text (.csv)"),
}


class Days(BaseModel):
    """From one day to another, both among them."""

    first: date | None = None
    last: date | None = None

    @property
    def begin(self) -> datetime | None:
        return _midnight(self.first) if self.first else None

    @property
    def end(self) -> datetime | None:
        return _midnight(self.last + timedelta(days=1)) if self.last else None


class TrailFilter(Days):
    """What the page of the trail is asked for."""

    name: Line = ""
    person: Id = ""
    thing: Id = ""
    group: Id = ""
    chain: Id = ""

    @field_validator("group")
    @classmethod
    def _known(cls, group: str) -> str:
        if group and group not in GROUPS:
            raise ValueError(N_("Please choose one of the options."))
        return group

    def wanted(self) -> Wanted:
        return Wanted(
            person_id=self.person,
            thing=self.thing,
            events=GROUPS[self.group][1] if self.group else (),
            chain=self.chain,
            first=self.begin,
            before=self.end,
        )


class AccessFilter(Days):
    """What the page of the sign-in log is asked for."""

    name: Line = ""
    person: Id = ""
    what: Id = ""
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""

    def wanted(self, failed: frozenset[str]) -> AccessWanted:
        whats = tuple(sorted(failed)) if self.what == "failed" else (self.what,)
        return AccessWanted(
            account_id=self.person,
            whats=whats if self.what else (),
            address=self.address,
            first=self.begin,
            before=self.end,
        )


class TrailExportForm(TrailFilter):
    form: Literal["jsonl", "xlsx", "csv"]


class AccessExportForm(AccessFilter):
    form: Literal["xlsx", "csv"]


def _midnight(day: date) -> datetime:
    """Return when a day begins where the people are."""
    return datetime.combine(day, time(), local(now()).tzinfo)
