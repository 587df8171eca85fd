"""Counting: what a ballot's votes come to. Pure: no database, no clock."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ecabinet.ballots.models import Ballot, Choice, Kind
from ecabinet.bodies.rules import Rules, Tie


@dataclass(frozen=True, kw_only=True)
class Result:
    """The count of a closed ballot; `unanswered` and `recused` are shown apart."""

    for_: int
    against: int
    other: int
    abstain: int
    unanswered: int
    recused: int
    passed: bool
    tie: bool
    decided_by_head: bool
    chosen: Mapping[str, int] = field(default_factory=dict)  # of a list: votes for each option
    winner: str | None = None  # of a list: the option that passed
    by_number: bool = False  # counted by hand, and who chose what was not written down


def count_list(
    votes: Sequence[str | None], options: Sequence[str], members: int, rules: Rules
) -> Result:
    """Count a ballot over a list. Won by the option that more than half of all members chose; otherwise by none.

    Nobody's vote decides more than another's here: between options there is no side on which the head stands alone.
    """
    tally = Counter(votes)
    winner = next((each for each in options if tally[each] >= rules.majority(members)), None)
    return Result(
        for_=0,
        against=0,
        other=0,
        abstain=0,
        unanswered=tally[None],
        recused=members - len(votes),
        passed=winner is not None,
        tie=False,
        decided_by_head=False,
        chosen={each: tally[each] for each in options},
        winner=winner,
    )


def count(votes: Sequence[str | None], head: str | None, members: int, rules: Rules) -> Result:
    """Count the votes of a roll (None: not answered) in a body of `members`; `head` is its head's own vote."""
    tally = Counter(votes)
    tie = tally[Choice.FOR] == tally[Choice.AGAINST] > 0
    by_vote = tally[Choice.FOR] >= rules.majority(members)
    by_head = tie and not by_vote and _head_decides(tally[Choice.FOR], head, members, rules)
    return Result(
        for_=tally[Choice.FOR],
        against=tally[Choice.AGAINST],
        other=tally[Choice.OTHER],
        abstain=tally[Choice.ABSTAIN],
        unanswered=tally[None],
        recused=members - len(votes),
        passed=by_vote or (by_head and head == Choice.FOR),
        tie=tie,
        decided_by_head=by_head,
    )


def _head_decides(half: int, head: str | None, members: int, rules: Rules) -> bool:
    """Whether a tie of `half` against `half` goes by the head's side.

    Law on Organisation of the Government art. 46. Where abstentions keep yes below half of all members the law is
    unclear: there the body's own rule says whether the head's vote still decides.
    """
    whole = half * 2 == members or rules.tie_when_abstained
    return whole and rules.tie is Tie.HEAD and head in {Choice.FOR, Choice.AGAINST}


def come_to(ballot: Ballot) -> Result:
    """Count a ballot by the rules as they stood when it opened: from its opened roll, or from the numbers recorded."""
    if ballot.result and ballot.result.get("by_number"):
        told = ballot.result["chosen"] if ballot.kind is Kind.LIST else ballot.result
        return come_to_by_number(ballot, {each: told[each] for each in ballot.options})
    return _come_to(ballot, [each.choice for each in ballot.roll])


def come_to_by_number(ballot: Ballot, counts: Mapping[str, int]) -> Result:
    """Count what was counted in the room, of which the numbers are known, and the head's own vote where it decides."""
    votes: list[str | None] = [each for each, number in counts.items() for _ in range(number)]
    votes += [None] * (len(ballot.roll) - len(votes))
    return replace(_come_to(ballot, votes), by_number=True)


def _come_to(ballot: Ballot, votes: Sequence[str | None]) -> Result:
    if ballot.kind is Kind.LIST:
        return count_list(votes, ballot.options, ballot.members, ballot.rules)
    head = next((each.choice for each in ballot.roll if each.is_head), None)
    return count(votes, head, ballot.members, ballot.rules)
