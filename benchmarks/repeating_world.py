"""What a handful of members may say, and what was kept of it: a ballot, a position before a session, an opinion form.

`python -m benchmarks.repeating_world make MEMBERS` puts it into the database that the environment names;
`python -m benchmarks.repeating_world look BALLOT CONSULTATION` closes everything and prints, as JSON, what is kept.
"""

import json
import sys
from collections import Counter
from typing import Any

from sqlalchemy import select

from benchmarks import world
from config import Config
from ecabinet.accounts.models import Account
from ecabinet.agenda.events import PositionTaken
from ecabinet.agenda.models import Item, Position
from ecabinet.app import create_app
from ecabinet.audit.models import Entry
from ecabinet.ballots.events import VoteCast
from ecabinet.ballots.models import Voter
from ecabinet.ballots.operations import close_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Body, Post, Role
from ecabinet.consultations.events import FormAnswered
from ecabinet.consultations.models import Answer, Consultation, Form
from ecabinet.consultations.operations import (
    ConsultationDraft,
    approve_consultation,
    close_consultation,
    draft_consultation,
    submit_consultation,
)
from ecabinet.consultations.queries import find_consultation
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation, Meeting, State

TOLD = (VoteCast.name, PositionTaken.name, FormAnswered.name)
Kept = dict[str, Any]


def make(password: str, members: int) -> Kept:
    house = world.furnish(password, 1, members)
    head = Account(username="head", name="The head", password_hash=password)
    session().add(head)
    session().flush()
    session().add(
        Post(
            account_id=head.id,
            body_id=house.body,
            role=Role.HEAD,
            title="Head",
            starts_on=world.LONG_AGO,
        )
    )
    session().flush()
    consultation = _ask(head.id, session().get_one(Body, house.body))
    return {
        "members": house.members,
        "ballot": house.ballot,
        "item": _coming_item(house).id,
        "consultation": consultation.id,
        "question": consultation.questions[0].id,
    }


def _ask(head: str, body: Body) -> Consultation:
    """Send an opinion form to every member."""
    actor = load_actor(head)
    days = body.rules.form_days[1]
    draft = ConsultationDraft(title="A form", questions=["Agreed?"], working_days=days)
    consultation = draft_consultation(actor, body, draft)
    submit_consultation(actor, consultation)
    approve_consultation(actor, consultation)
    session().flush()
    return consultation


def _coming_item(house: world.World) -> Item:
    """Return the item of a session that is announced and has not begun."""
    meeting = Meeting(
        body_id=house.body,
        title="The next session",
        starts_at=world.BEGAN,
        chair_id=house.accounts[0],
        state=State.PUBLISHED,
        version=1,
    )
    item = Item(meeting=meeting, place=1, number="1", title="An item")
    session().add(item)
    session().flush()
    session().add_all(
        Invitation(meeting_id=meeting.id, account_id=each, votes=True, title="Member")
        for each in house.accounts
    )
    return item


def look(ballot: str, consultation: str) -> Kept:
    """Close what is open, and return what is kept of each member's votes, positions and answers."""
    names = {each.id: each.username for each in session().scalars(select(Account))}
    accounts = {name: account for account, name in names.items()}
    chair, head = load_actor(accounts["member01"]), load_actor(accounts["head"])
    close_ballot(chair, find_ballot(chair, ballot, lock=True))
    close_consultation(head, find_consultation(head, consultation, lock=True))
    session().flush()
    roll = session().scalars(select(Voter).where(Voter.ballot_id == ballot))
    answers = session().execute(select(Form, Answer).join(Answer, Answer.form_id == Form.id))
    return {
        "votes": {names[each.account_id]: [each.seq, each.choice] for each in roll},
        "positions": {
            names[each.account_id]: [each.seq, each.stand, each.text]
            for each in session().scalars(select(Position))
        },
        "answers": {
            names[form.account_id]: [answer.seq, [*(answer.stands or {}).values()]]
            for form, answer in answers
            if answer.seq == form.seq
        },
        "facts": _facts(names),
    }


def _facts(names: dict[str, str]) -> dict[str, int]:
    """Return how often the trail tells each thing."""
    entries = session().scalars(select(Entry).where(Entry.event.in_(TOLD)))
    return Counter(
        f"{each.event} {names[each.actor_id]} {each.details.get('seq', '')}" for each in entries
    )


def main(command: str, *words: str) -> None:
    if command == "make":
        password = world.open_house()
        made = run(lambda: make(password, int(words[0])))
    else:
        create_app(Config.from_environment())
        made = run(lambda: look(*words))
    print(json.dumps(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
