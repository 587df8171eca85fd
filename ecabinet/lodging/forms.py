from typing import Annotated, Any, Literal

from flask import request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ecabinet.agenda.drafting import MAX_MINUTES, ItemDraft
from ecabinet.agenda.forms import MAX_TEXT
from ecabinet.agenda.models import Group, Secrecy
from ecabinet.lodging.models import Lodging, State
from ecabinet.lodging.queries import Filter

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
MOST_PAGES = 100_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskForm(_Strict):
    """Step 1: what is asked. `agency`: whose dossier a new one is."""

    title: Title
    ask: Text = ""
    decision: Text = ""
    secrecy: Secrecy = Secrecy.INTERNAL
    agency: str = ""
    revision: Revision = 0


class WhyForm(_Strict):
    """Step 2: why."""

    why: Text = ""
    revision: Revision = 0


class CostForm(_Strict):
    """Step 3: cost, risks, and who was consulted."""

    cost: Text = ""
    risks: Text = ""
    consulted: Text = ""
    revision: Revision = 0


STEPS: dict[int, type[AskForm] | type[WhyForm] | type[CostForm]] = {
    1: AskForm,
    2: WhyForm,
    3: CostForm,
}
WRITTEN_AT = {
    "title": 1, "ask": 1, "decision": 1, "why": 2, "cost": 3, "risks": 3, "consulted": 3, "papers": 4
}  # fmt: skip
LAST_STEP = 5


class HandInForm(_Strict):
    """Step 5. `meeting_id` empty: the next ordinary session."""

    meeting_id: str = ""
    late_reason: Reason = ""


class ReasonForm(_Strict):
    reason: Reason = ""


class ReturnForm(ReasonForm):
    paper_id: str = ""
    page: int | None = Field(None, ge=1, le=MOST_PAGES)


class OfficerForm(_Strict):
    account_id: str


class LateForm(ReasonForm):
    meeting_id: str


class AnswerForm(_Strict):
    answer: Literal["yes", "no"]


class PlaceForm(_Strict):
    """The item that a dossier becomes, as the secretariat words it."""

    meeting_id: str
    title: Title
    group: Group = Group.DISCUSS
    minutes: int = Field(15, ge=1, le=MAX_MINUTES)
    presenter: Annotated[str, StringConstraints(max_length=200)] = ""
    ask: Text = ""
    summary: Text = ""
    late: Literal["yes", ""] = ""

    def draft(self, lodging: Lodging) -> ItemDraft:
        return ItemDraft(
            title=self.title, group=self.group, agency_id=lodging.agency_id,
            presenter=self.presenter, minutes=self.minutes, ask=self.ask, summary=self.summary,
            secrecy=lodging.secrecy,
        )  # fmt: skip


def said_of(form: BaseModel) -> dict[str, Any]:
    """Return what a step says of the dossier."""
    return form.model_dump(exclude={"revision", "agency"})


def read_filter() -> Filter:
    """Return what a list was asked for; words that mean nothing ask for nothing."""
    state = request.args.get("state", "")
    return Filter(
        states=frozenset({State(state)}) if state in set(State) else frozenset(),
        mine=request.args.get("mine") == "yes",
        due=request.args.get("due") == "yes",
    )
