"""Rules of procedure as a form: every number and every choice."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, field_validator
from pydantic import ValidationInfo as Info

from ecabinet.bodies.rules import MOST_HOURS, Options, Rules, Silence, Tie
from ecabinet.bodies.rules_words import ASKED_PAPERS
from ecabinet.core.words import N_

MOST_DAYS = 60

MORE_THAN_ALL = N_("This would be more than all members. Please write a smaller share.")
WRONG_ORDER = N_("The most days cannot be fewer than the least.")
NOT_MORE = N_("This cannot be more than before an ordinary session.")
NO_SUCH_PAPER = N_("Please choose one of the options.")
MOST_PAGES = 1000
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]
NO_RULES = {
    "source",
    "revision",
    "quorum_share",
    "quorum_whole",
    "form_days_least",
    "form_days_most",
}
Yes = Literal["yes", ""]


class RulesForm(BaseModel):
    model_config = ConfigDict(extra="ignore")  # the sources come beside it, by name

    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    papers_ahead_days: Days
    extraordinary_ahead_days: Annotated[int, Field(ge=0, le=MOST_DAYS)]
    quorum_share: Annotated[int, Field(ge=1, le=100)]
    quorum_whole: Annotated[int, Field(ge=1, le=100)]
    notice_days: Days
    check_days: Days
    submit_days: Days
    answer_days: Days
    summary_over_pages: Annotated[int, Field(ge=1, le=MOST_PAGES)]
    summary_pages: Annotated[int, Field(ge=1, le=MOST_PAGES)]
    required_papers: tuple[str, ...] = ()
    positions_hours: Annotated[int, Field(ge=0, le=MOST_HOURS)] = 24
    options: Options
    tie: Tie
    form_days_least: Days
    form_days_most: Days
    silence: Silence
    online_counts: Yes = ""
    tie_when_abstained: Yes = ""
    recusal_lowers: Yes = ""
    remote_vote: Yes = ""
    announce_at_closing: Yes = ""
    second_factor: Yes = ""
    revision: int = Field(0, ge=0, le=2**31 - 1)

    @field_validator("extraordinary_ahead_days")
    @classmethod
    def _is_not_more(cls, value: int, info: Info) -> int:
        if value > info.data.get("papers_ahead_days", value):
            raise ValueError(NOT_MORE)
        return value

    @field_validator("quorum_whole")
    @classmethod
    def _is_a_share(cls, value: int, info: Info) -> int:
        if value < info.data.get("quorum_share", value):
            raise ValueError(MORE_THAN_ALL)
        return value

    @field_validator("required_papers")
    @classmethod
    def _are_kinds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= ASKED_PAPERS.keys():
            raise ValueError(NO_SUCH_PAPER)
        return tuple(each for each in ASKED_PAPERS if each in value)

    @field_validator("form_days_most")
    @classmethod
    def _are_in_order(cls, value: int, info: Info) -> int:
        if value < info.data.get("form_days_least", value):
            raise ValueError(WRONG_ORDER)
        return value

    def rules(self, laws: dict[str, str], source: str) -> Rules:
        plain = self.model_dump(exclude=NO_RULES)
        said = {
            name: bool(value) if value in {"yes", ""} else value for name, value in plain.items()
        }
        quorum_of = (self.quorum_share, self.quorum_whole)
        form_days = (self.form_days_least, self.form_days_most)
        pairs = {"quorum_of": quorum_of, "form_days": form_days, "laws": laws, "source": source}
        return Rules.model_validate(said | pairs)


class LawsForm(
    RootModel[dict[str, Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]]]
):
    """Where a rule comes from, by the rule's name."""
