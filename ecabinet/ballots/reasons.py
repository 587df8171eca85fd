"""Why a ballot came out as it did, in words. Pure: it reads the record, and reckons nothing anew.

Each reason is the id of a message and what stands in it, so that a page says it in its reader's language and a
document in Vietnamese.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecabinet.ballots.models import Choice, Kind
from ecabinet.bodies.rules import Tie
from ecabinet.core.words import N_

PASSED = N_(
    "%(needed)s votes in favour are needed (more than half of %(members)s members); "
    "in favour: %(for_)s. Passed."
)
NOT_PASSED = N_(
    "%(needed)s votes in favour are needed (more than half of %(members)s members); "
    "in favour: %(for_)s. Not passed."
)
WON = N_(
    "%(needed)s votes are needed (more than half of %(members)s members); “%(option)s” has %(votes)s. Chosen."
)
NONE_WON = N_(
    "%(needed)s votes are needed (more than half of %(members)s members); "
    "no option has more than %(votes)s. None is chosen."
)
HEAD_FOR = N_(
    "Votes for and against are equal (%(for_)s each). By the rules of procedure the side of the head of the body "
    "decides; %(head)s voted in favour. Passed."
)
HEAD_AGAINST = N_(
    "Votes for and against are equal (%(for_)s each). By the rules of procedure the side of the head of the body "
    "decides; %(head)s voted against. Not passed."
)
NOBODY_DECIDES = N_(
    "Votes for and against are equal (%(for_)s each), and by the rules of procedure nobody's vote decides. Not passed."
)
BELOW_HALF = N_(
    "Votes for and against are equal (%(for_)s each), below half of %(members)s members; by the rules of procedure "
    "the vote of the head of the body does not decide then. Not passed."
)
HEAD_SILENT = N_(
    "Votes for and against are equal (%(for_)s each), and the head of the body took neither side. Not passed."
)
UNANSWERED = N_("Not voted: %(count)s; they count among all members.")
RECUSED = N_(
    "Took no part because of a conflict of interest: %(count)s; they still count among all members."
)
RECUSED_LOWERS = N_(
    "Took no part because of a conflict of interest: %(count)s; "
    "by the rules of procedure they are not counted among the members."
)
NO_QUORUM = N_(
    "When the ballot opened, %(present)s members were present where %(quorum)s are needed: no quorum."
)
BY_HAND = N_("Recorded by hand: hands or paper were counted in the room.")
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """A sentence: the id of its message, and the values that stand in it."""

    message: str
    values: Mapping[str, str] = field(default_factory=dict)


def reasons_of(record: Record) -> tuple[Reason, ...]:
    """Return the verdict, and after it whatever else one must know to understand it."""
    return (verdict_of(record), *_remarks(record))


def verdict_of(record: Record) -> Reason:
    """Return the one sentence that says what was needed, what there was, and what follows."""
    if record["ballot"]["kind"] == Kind.LIST:
        return _of_list(record)
    result, values = record["result"], _values(record)
    if result["decided_by_head"]:
        return Reason(HEAD_FOR if result["passed"] else HEAD_AGAINST, values | _head(record))
    if result["passed"]:
        return Reason(PASSED, values)
    return Reason(_why_tied(record) if result["tie"] else NOT_PASSED, values)


def _of_list(record: Record) -> Reason:
    asked, result, values = record["ballot"], record["result"], _values(record)
    if result["winner"] is None:
        most = max(result["chosen"].values(), default=0)
        return Reason(NONE_WON, values | {"votes": str(most)})
    option = option_label(asked["options"], asked["labels"], result["winner"])
    return Reason(
        WON, values | {"option": option, "votes": str(result["chosen"][result["winner"]])}
    )


def option_label(options: list[str], labels: list[str], option: str) -> str:
    """Return what an option of a list says."""
    return dict(zip(options, labels, strict=False)).get(option, option)


def _why_tied(record: Record) -> str:
    """Say why a tie was decided by nobody."""
    rules, half = record["rules"], record["result"]["for_"]
    if rules["tie"] != Tie.HEAD:
        return NOBODY_DECIDES
    if half * 2 != record["basis"]["members"] and not rules["tie_when_abstained"]:
        return BELOW_HALF
    return HEAD_SILENT


def _head(record: Record) -> dict[str, str]:
    """Whose side decided. Counted by number the roll holds no choice, yet its head's name."""
    heads = [each for each in record["roll"] if each["head"]]
    sided = [each for each in heads if each["choice"] in {Choice.FOR, Choice.AGAINST}] or heads
    return {"head": f"{sided[0]['name']}, {sided[0]['title']}" if sided else "—"}


def _values(record: Record) -> dict[str, str]:
    basis = record["basis"]
    return {
        "needed": str(basis["needed"]),
        "members": str(basis["members"]),
        "for_": str(record["result"]["for_"]),
    }


def _remarks(record: Record) -> Iterator[Reason]:
    basis, away = record["basis"], len(record["about"]["recused"])
    if record["result"]["unanswered"]:
        yield Reason(UNANSWERED, {"count": str(record["result"]["unanswered"])})
    if away:
        lowers = record["rules"]["recusal_lowers"]
        yield Reason(RECUSED_LOWERS if lowers else RECUSED, {"count": str(away)})
    if basis["present"] < basis["quorum"]:
        yield Reason(NO_QUORUM, {name: str(basis[name]) for name in ("present", "quorum")})
    if record["by_hand"]:
        yield Reason(BY_HAND)
