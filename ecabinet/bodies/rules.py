"""Rules of procedure: every number of domain.md is a parameter of the body, with two presets."""

from enum import StrEnum
from math import ceil

from pydantic import BaseModel, ConfigDict

from ecabinet.core.words import N_

MOST_HOURS = 240  # before a session, at which positions may end


class Tie(StrEnum):
    """Whose vote decides when for and against are equal (Law on Organisation of the Government art. 46)."""

    HEAD = "head"  # the head of the body, whoever presides
    NOBODY = "nobody"  # then it is not passed


class Silence(StrEnum):
    """What no answer to an opinion form means (Decree 191/2026 art. 7.2.d for the Government)."""

    AGREED = "agreed"
    NO_ANSWER = "no_answer"


class Options(StrEnum):
    """The three options of a ballot."""

    GOVERNMENT = "government"  # đồng ý / không đồng ý / ý kiến khác
    PROVINCE = "province"  # tán thành / không tán thành / không biểu quyết


class Rules(BaseModel):
    """How one body decides. Frozen: a change is a new value, and the trail keeps both."""

    model_config = ConfigDict(frozen=True)

    source: str
    quorum_of: tuple[int, int] = (2, 3)
    options: Options
    tie: Tie = Tie.HEAD
    tie_when_abstained: bool = (
        False  # whether the casting vote decides when abstentions keep yes below half
    )
    recusal_lowers: bool = False
    online_counts: bool = True
    remote_vote: bool = True
    announce_at_closing: bool = False
    papers_ahead_days: int
    extraordinary_ahead_days: int
    form_days: tuple[int, int]
    silence: Silence
    notice_days: int = 5
    check_days: int = 2  # working days in which the secretariat checks a dossier,
    submit_days: int = 5  # in which it is submitted to who decides,
    answer_days: int = 3  # and in which whoever is asked answers (Decree 191/2026 art. 14–15)
    summary_over_pages: int = 10  # a dossier longer than this needs a summary
    summary_pages: int = 6  # which has no more pages than this
    required_papers: tuple[str, ...] = ("submission", "draft", "appraisal")  # kinds of papers
    positions_hours: int = 24  # before a session begins; 0: positions are taken until it does
    second_factor: bool = False  # whether a password alone is not enough to let its people in
    laws: dict[str, str] = {}  # what a body names as the source of a rule, where it names its own

    @property
    def cites_a_preset(self) -> bool:
        """Whether the source is a sentence of ours, which exists in every language, or the body's own."""
        return self.source in {each.source for each in PRESETS.values()}

    def quorum(self, members: int) -> int:
        """Return how many of `members` must be present."""
        share, whole = self.quorum_of
        return ceil(members * share / whole)

    def majority(self, members: int) -> int:
        """Return how many must be for: more than half of all `members` (27 → 14)."""
        return members // 2 + 1


PRESETS: dict[str, Rules] = {
    "government": Rules(
        source=N_("Decree 39/2022/NĐ-CP, Decree 138/2016/NĐ-CP, Decree 191/2026/NĐ-CP"),
        options=Options.GOVERNMENT,
        papers_ahead_days=5,
        extraordinary_ahead_days=1,
        form_days=(2, 5),
        silence=Silence.AGREED,
    ),
    "province": Rules(
        source=N_("Law on Organisation of Local Government, art. 114"),
        options=Options.PROVINCE,
        papers_ahead_days=3,
        extraordinary_ahead_days=1,
        form_days=(3, 5),
        silence=Silence.NO_ANSWER,
    ),
}
