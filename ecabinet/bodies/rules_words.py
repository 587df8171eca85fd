"""The rules of procedure in words: what each means, where the presets take it from, and what may be chosen.

The sources are those of the presets. Where no public text settles a rule it says so: then the body's own working
regulations do, and an administrator can write down where.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ecabinet.bodies.rules import PRESETS, Options, Silence, Tie
from ecabinet.core.words import N_

OWN = N_("The body's own working regulations")
DECREE_39 = N_("Decree 39/2022/NĐ-CP, art. 23")
DECREE_138 = N_("Decree 138/2016/NĐ-CP, art. 27")
DECREE_191 = N_("Decree 191/2026/NĐ-CP, art. 17")
DECREE_191_DOSSIERS = N_("Decree 191/2026/NĐ-CP, art. 14–15")
DECREE_191_SILENCE = N_("Decree 191/2026/NĐ-CP, art. 7, clause 2, point d")
LOCAL_114 = N_("Law on Organisation of Local Government 2015, art. 114")
GOVERNMENT_46 = N_("Law on Organisation of the Government, art. 46")
DECISION_45 = N_("Decision 45/2018/QĐ-TTg")
UNCLEAR = N_("The law leaves this open; the body decides.")
SAFETY = N_("No law asks for it; it is a matter of safety.")


class Shape(StrEnum):
    """How a rule is written down."""

    NUMBER = "number"  # of working days
    HOURS = "hours"
    SHARE = "share"
    SPAN = "span"
    CHOICE = "choice"
    SEVERAL = "several"
    YES = "yes"


@dataclass(frozen=True)
class RuleWords:
    """One rule as an administrator reads it."""

    name: str
    label: str
    says: str
    shape: Shape
    laws: Mapping[str, str]
    choices: Mapping[str, str] = field(default_factory=dict)

    most: int = 60  # of a number

    def preset(self, preset: str) -> object:
        """Return the value that a preset gives it."""
        return getattr(PRESETS[preset], self.name)


def _both(law: str) -> Mapping[str, str]:
    return dict.fromkeys(PRESETS, law)


SESSIONS = (
    RuleWords(
        "papers_ahead_days",
        N_("Papers before an ordinary session"),
        N_("Working days. Who publishes later is told so and has to confirm it."),
        Shape.NUMBER,
        {"government": DECREE_138, "province": LOCAL_114},
    ),
    RuleWords(
        "extraordinary_ahead_days",
        N_("Papers before an extraordinary session"),
        N_("Working days, not more than before an ordinary one."),
        Shape.NUMBER,
        {"government": OWN, "province": LOCAL_114},
    ),
    RuleWords(
        "quorum_of",
        N_("Members who must be present"),
        N_("A share of all members, rounded up. Substitutes and guests never count."),
        Shape.SHARE,
        {"government": DECREE_39, "province": OWN},
    ),
    RuleWords(
        "online_counts",
        N_("Members online count as present"),
        N_("If not, only those in the room make up the number needed."),
        Shape.YES,
        _both(OWN),
    ),
    RuleWords(
        "notice_days",
        N_("Notice of conclusions"),
        N_("Working days after a session within which its conclusions are announced."),
        Shape.NUMBER,
        _both(DECISION_45),
    ),
    RuleWords(
        "positions_hours",
        N_("Positions before a session end"),
        N_("Hours before it begins. 0: they are taken until it begins."),
        Shape.HOURS,
        _both(OWN),
    ),
)
BALLOTS = (
    RuleWords(
        "options",
        N_("What a ballot asks"),
        N_("The three answers that a member may give."),
        Shape.CHOICE,
        _both(OWN),
        {
            Options.GOVERNMENT: N_("Agree, disagree, other opinion"),
            Options.PROVINCE: N_("For, against, abstaining"),
        },
    ),
    RuleWords(
        "tie",
        N_("When votes are equal"),
        N_(
            "Adopted is what more than half of all members are for. This is what happens when it is half and half."
        ),
        Shape.CHOICE,
        {"government": GOVERNMENT_46, "province": OWN},
        {
            Tie.HEAD: N_("The side of the head of the body decides"),
            Tie.NOBODY: N_("It is not adopted"),
        },
    ),
    RuleWords(
        "tie_when_abstained",
        N_("The head decides also when abstentions keep both sides below half"),
        N_("If not, the head's side decides only when for and against together are all members."),
        Shape.YES,
        _both(UNCLEAR),
    ),
    RuleWords(
        "recusal_lowers",
        N_("Who stays out of an item is not counted among all members"),
        N_("If not, more than half of the whole membership is needed as always."),
        Shape.YES,
        _both(OWN),
    ),
    RuleWords(
        "remote_vote",
        N_("Members who are not in the room may vote"),
        N_("They are shown as voting remotely."),
        Shape.YES,
        _both(OWN),
    ),
    RuleWords(
        "announce_at_closing",
        N_("The result is seen as soon as a ballot closes"),
        N_("If not, it is seen when whoever presides announces it."),
        Shape.YES,
        _both(OWN),
    ),
)
FORMS = (
    RuleWords(
        "form_days",
        N_("How long an opinion form is open"),
        N_("Working days, from the least to the most."),
        Shape.SPAN,
        {"government": DECREE_191, "province": OWN},
    ),
    RuleWords(
        "silence",
        N_("Who does not answer an opinion form"),
        N_("It stands on the form itself, and the silent are always listed apart."),
        Shape.CHOICE,
        {"government": DECREE_191_SILENCE, "province": OWN},
        {
            Silence.AGREED: N_("Is taken to agree"),
            Silence.NO_ANSWER: N_("Is counted as not having answered"),
        },
    ),
)
# Of the kinds of papers those that a checklist may ask for: a summary is asked for by length, evidence by tasks.
ASKED_PAPERS = {
    "submission": N_("Submission"),
    "draft": N_("Draft text"),
    "appraisal": N_("Appraisal report"),
    "synthesis": N_("Synthesis of opinions"),
    "report": N_("Report (paper)"),
    "other": N_("Other paper"),
}
DOSSIERS = (
    RuleWords(
        "required_papers",
        N_("What a dossier has to hold"),
        N_("An agency can hand a dossier in once these are there."),
        Shape.SEVERAL,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
        ASKED_PAPERS,
    ),
    RuleWords(
        "summary_over_pages",
        N_("A dossier needs a summary beyond this many pages"),
        N_("All its papers together, without the summary."),
        Shape.NUMBER,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
        most=1000,
    ),
    RuleWords(
        "summary_pages",
        N_("Pages of a summary"),
        N_("A longer one is not taken."),
        Shape.NUMBER,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
        most=1000,
    ),
    RuleWords(
        "check_days",
        N_("Checking a dossier"),
        N_("Working days in which the secretariat accepts or returns what was handed in."),
        Shape.NUMBER,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
    ),
    RuleWords(
        "submit_days",
        N_("Submitting a dossier"),
        N_(
            "Working days in which what was handed in comes onto an agenda or before whoever decides."
        ),
        Shape.NUMBER,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
    ),
    RuleWords(
        "answer_days",
        N_("Answering what is asked"),
        N_("Working days for the chair's answer, and for an agency's answer to a question."),
        Shape.NUMBER,
        {"government": DECREE_191_DOSSIERS, "province": OWN},
    ),
)
SIGNING_IN = (
    RuleWords(
        "second_factor",
        N_("A password alone is not enough"),
        N_(
            "Everybody of this body also needs a passkey or a code; who has none yet is led to it when they sign in."
        ),
        Shape.YES,
        _both(SAFETY),
    ),
)
GROUPS: Mapping[str, tuple[RuleWords, ...]] = {
    N_("Sessions of the body"): SESSIONS,
    N_("Dossiers of the agencies"): DOSSIERS,
    N_("Ballots of the body"): BALLOTS,
    N_("Opinion forms of the body"): FORMS,
    N_("Signing in to the body"): SIGNING_IN,
}
WORDS = {each.name: each for group in GROUPS.values() for each in group}
