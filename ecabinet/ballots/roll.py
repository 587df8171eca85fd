"""Who has a place in the roll of a ballot, and how it is written when the ballot begins."""

from collections.abc import Sequence

from ecabinet.ballots.models import Ballot, Voter
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.queries import attendance


def called(ballot: Ballot) -> Sequence[Invitation]:
    """Return every voting member who is not recused, in order of precedence."""
    recused = {each.account_id for each in ballot.item.recusals} if ballot.item else set()
    return [each for each in _voting(ballot) if each.account_id not in recused]


def freeze(ballot: Ballot) -> None:
    """Write the roll, the rules, how many must agree and who is present: from now on they stay as they are."""
    places, there = called(ballot), attendance(ballot.meeting)
    ballot.procedure = ballot.meeting.body.procedure
    ballot.roll = [_place(each) for each in places]
    ballot.members = len(places if ballot.rules.recusal_lowers else _voting(ballot))
    ballot.needed = ballot.rules.majority(ballot.members)
    ballot.present, ballot.quorum = there.present, there.quorum


def _voting(ballot: Ballot) -> Sequence[Invitation]:
    return [each for each in ballot.meeting.invitations if each.votes]


def _place(invitation: Invitation) -> Voter:
    return Voter(
        account_id=invitation.account_id,
        name=invitation.account.name,
        title=invitation.title,
        rank=invitation.rank,
        is_head=invitation.is_head,
        remote=invitation.is_remote,
    )
