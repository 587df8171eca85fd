from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic import ValidationInfo as Info

from ecabinet.bodies.settings_forms import BAD_PHONE, PHONE
from ecabinet.core.words import N_
from ecabinet.notifications.models import Rhythm
from ecabinet.notifications.timing import HOUR_M
from ecabinet.notifications.wishes import Wishes

NO_HOURS = N_("Quiet hours end at another time than they begin.")
FEWEST_DIGITS = 8


class WishesForm(BaseModel):
    """When and how somebody wants to be told. Times are by the clock of their body."""

    model_config = ConfigDict(extra="forbid")

    quiet: Literal["yes", ""] = ""
    quiet_from: time = time(21)
    quiet_until: time = time(6)
    rhythm: Rhythm = Rhythm.AT_ONCE
    digest_at: time = time(7)
    days: Literal["working", "every"] = "working"
    phone: Annotated[str, StringConstraints(strip_whitespace=True)] = Field("", max_length=40)

    @field_validator("quiet_until")
    @classmethod
    def _is_another_time(cls, value: time, info: Info) -> time:
        if info.data.get("quiet") and value == info.data.get("quiet_from"):
            raise ValueError(NO_HOURS)
        return value

    @field_validator("phone")
    @classmethod
    def _can_be_dialled(cls, value: str) -> str:
        digits = sum(each.isdigit() for each in value)
        if value and not (PHONE.fullmatch(value) and digits >= FEWEST_DIGITS):
            raise ValueError(BAD_PHONE)
        return value

    def wishes(self) -> Wishes:
        return Wishes(
            quiet=self.quiet == "yes",
            quiet_from=_minutes(self.quiet_from),
            quiet_until=_minutes(self.quiet_until),
            rhythm=self.rhythm,
            digest_at=_minutes(self.digest_at),
            every_day=self.days == "every",
            phone=self.phone,
        )


def _minutes(value: time) -> int:
    return value.hour * HOUR_M + value.minute
