"""What a sheet of people would change: row by row, against the people and posts there are."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import or_, select

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import today
from ecabinet.bodies.appointments import (
    OF_THE_WHOLE,
    Appointment,
    Roll,
    key_of,
    overlaps,
    require_sound,
)
from ecabinet.bodies.import_sheet import Row, Said
from ecabinet.bodies.models import USUAL_SCOPES, Agency, Body, Post, Role
from ecabinet.bodies.naming import folded
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

NO_BODY = N_("The body “%(name)s” is not known.")
WHICH_BODY = N_("Please name the body in which the post is held.")
NO_AGENCY = N_("The agency “%(name)s” is not known in this body.")
NO_MEMBER = N_("Nobody has the user name “%(name)s” of the member to be assisted.")
NO_TITLE = N_("A new post needs its title.")
TWO_PEOPLE = N_("Another row gives this user name another name or address.")
WILL_BE = N_("%(field)s: %(before)s → %(after)s")
NEW_POST = N_("New post: %(title)s")
Place = Mapping[str, str | None]
POST_FIELDS = ("title", "salutation", "rank", "starts_on", "ends_on")


class State(StrEnum):
    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Outcome:
    """What becomes of one row."""

    row: Row
    account: Account
    is_new: bool
    said: list[Said] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)
    person: dict[str, str] = field(default_factory=dict)  # of an account that exists: what changes
    post_id: str | None = None  # of a post that exists
    post: dict[str, object] = field(default_factory=dict)  # what of it changes
    new_post: Post | None = None

    @property
    def state(self) -> State:
        if self.problems:
            return State.WRONG
        if self.is_new:
            return State.NEW
        changes = self.person or self.post or self.new_post
        return State.CHANGED if changes else State.UNCHANGED


class Plan:
    """All rows, looked at together: a head may make way in one row for the next in another."""

    def __init__(self, rows: Sequence[Row]) -> None:
        bodies, agencies = session().scalars(select(Body)).all(), session().scalars(select(Agency))
        self._bodies = {folded(each.name): each for each in bodies}
        self._agencies = {
            (each.body_id, folded(name)): each
            for each in agencies
            for name in (each.code, each.short_name, each.name)
        }
        self._accounts = _known_accounts(rows)
        posts = _stand_ins(self._accounts.values())
        self._roll = Roll(posts, bodies, self._agencies.values())
        self._new: set[str] = set()
        self.outcomes = [self._person(each) for each in rows]
        placed = [(each, self._place(each)) for each in self.outcomes if each.row.says_a_post]
        for outcome, place in sorted(placed, key=self._turn):
            if place is not None and outcome.row.role is not None:
                self._appoint(outcome, place)

    def count(self, state: str) -> int:
        return sum(each.state == state for each in self.outcomes)

    def of(self, state: str) -> list[Outcome]:
        return [each for each in self.outcomes if each.state == state]

    @property
    def fingerprint(self) -> str:
        """Return what tells this plan from another: what is confirmed is what was shown."""
        shown = [
            [each.row.number, each.state, each.row.words]
            + [[said.message, dict(said.values)] for said in (*each.problems, *each.said)]
            for each in self.outcomes
        ]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

    def _person(self, row: Row) -> Outcome:
        words = row.words
        account = self._accounts.get(words["username"])
        if account is None:
            account = Account(id=new_id(), username=words["username"], name=words["name"])
            account.email = words["email"] or None
            self._accounts[account.username] = account
            self._new.add(account.id)
        outcome = Outcome(row, account, account.id in self._new, problems=[*row.problems])
        wanted = {name: words[name] for name in ("name", "email") if words[name]}
        changes = {name: each for name, each in wanted.items() if getattr(account, name) != each}
        if changes and outcome.is_new:
            outcome.problems.append(Said(TWO_PEOPLE))
        elif changes:
            outcome.person = changes
            for name, after in changes.items():
                outcome.said.append(_change(name, getattr(account, name), after))
        return outcome

    def _turn(self, placed: tuple[Outcome, Place | None]) -> tuple[bool, bool]:
        """Posts that exist come first, for they may end; assistants last, for they need their member."""
        outcome, place = placed
        is_new = place is None or self._find(outcome, place) is None
        return (is_new, outcome.row.role is Role.ASSISTANT)

    def _appoint(self, outcome: Outcome, place: Place) -> None:
        post = self._find(outcome, place)
        wanted = _appointment(outcome.row, place, post)
        if post and all(getattr(post, name) == getattr(wanted, name) for name in POST_FIELDS):
            return
        if not wanted.title:
            outcome.problems.append(Said(NO_TITLE))
        outcome.problems += self._unsound(outcome, wanted, post)
        if not outcome.problems:
            self._keep(outcome, wanted, post)

    def _unsound(self, outcome: Outcome, wanted: Appointment, post: Post | None) -> list[Said]:
        """Return what is wrong with a post as a whole; days that could not be read are told of already."""
        if not outcome.row.has_its_days:
            return []
        try:
            require_sound(outcome.account.id, wanted, self._roll, post)
        except Invalid as no:
            return [Said(sentence) for sentence in no.problems.values()]
        return []

    def _keep(self, outcome: Outcome, wanted: Appointment, post: Post | None) -> None:
        if post is None:
            outcome.new_post = _new_post(outcome.account.id, wanted)
            outcome.said.append(Said(NEW_POST, {"title": wanted.title}))
            self._roll.add(outcome.new_post)
            return
        outcome.post_id = post.id
        for name in POST_FIELDS:
            before, after = getattr(post, name), getattr(wanted, name)
            if before != after:
                outcome.said.append(_change(name, before, after))
                outcome.post[name] = after
                setattr(post, name, after)

    def _find(self, outcome: Outcome, place: Place) -> Post | None:
        """Return the post that a row means, of those the person has."""
        row = outcome.row
        key = (row.role, place["body_id"], place["agency_id"], place["assists_id"])
        same = [each for each in self._roll.of[outcome.account.id] if key_of(each) == key]
        start, end = row.days.get("starts_on"), row.days.get("ends_on")
        if start is not None:
            exact = [each for each in same if each.starts_on == start]
            same = exact or [each for each in same if overlaps(each, start, end)]
        return max(same, key=lambda each: each.starts_on, default=None)

    def _place(self, outcome: Outcome) -> Place | None:
        """Return where a row's post is held and for whom, or say beside it what is not known."""
        words, problems = outcome.row.words, list[Said]()
        body = self._body(words["body"], outcome.row.role)
        if body is None and outcome.row.role not in OF_THE_WHOLE:
            problems.append(Said(NO_BODY if words["body"] else WHICH_BODY, {"name": words["body"]}))
        agency = self._agencies.get((body.id if body else "", folded(words["unit"])))
        if words["unit"] and agency is None:
            problems.append(Said(NO_AGENCY, {"name": words["unit"]}))
        member = self._accounts.get(words["assists"].lower()) if words["assists"] else None
        if words["assists"] and member is None:
            problems.append(Said(NO_MEMBER, {"name": words["assists"]}))
        outcome.problems += problems
        found = {"body_id": body, "agency_id": agency, "assists_id": member}
        return (
            None if problems else {name: each.id if each else None for name, each in found.items()}
        )

    def _body(self, words: str, role: Role | None) -> Body | None:
        if words or role in OF_THE_WHOLE:
            return self._bodies.get(folded(words))
        return next(iter(self._bodies.values())) if len(self._bodies) == 1 else None


def _known_accounts(rows: Sequence[Row]) -> dict[str, Account]:
    named = {each.words["username"] for each in rows} | {
        each.words["assists"].lower() for each in rows
    }
    found = session().scalars(select(Account).where(Account.username.in_(named)))
    return {each.username: each for each in found}


def _stand_ins(accounts: Iterable[Account]) -> list[Post]:
    """Return copies of the posts concerned: a plan tries changes out on them."""
    ids = [each.id for each in accounts]
    query = select(Post).where(or_(Post.account_id.in_(ids), Post.role == Role.CHAIR))
    names = [each.key for each in Post.__table__.columns]
    return [
        Post(**{name: getattr(each, name) for name in names}) for each in session().scalars(query)
    ]


def _appointment(row: Row, place: Place, post: Post | None) -> Appointment:
    """Return what a row asks for; what it does not say stays, or is as usual."""
    words, role = row.words, row.role or Role.MEMBER
    usual = USUAL_SCOPES if role is Role.ASSISTANT else ()
    return Appointment(
        role=role,
        title=words["title"] or (post.title if post else ""),
        salutation=words["salutation"] or (post.salutation if post else ""),
        rank=row.rank or (post.rank if post else 100),
        starts_on=row.days.get("starts_on") or (post.starts_on if post else today()),
        ends_on=row.days.get("ends_on") or (post.ends_on if post else None),
        body_id=place["body_id"],
        agency_id=place["agency_id"],
        assists_id=place["assists_id"],
        scopes=tuple(post.scopes) if post else usual,
    )


def _new_post(account_id: str, wanted: Appointment) -> Post:
    values = {name: getattr(wanted, name) for name in Appointment.__dataclass_fields__}
    return Post(id=new_id(), account_id=account_id, **values | {"scopes": [*wanted.scopes]})


def _change(name: str, before: object, after: object) -> Said:
    return Said(WILL_BE, {"field": name, "before": _plain(before), "after": _plain(after)})


def _plain(value: object) -> str:
    if value is None or value == "":
        return "–"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
