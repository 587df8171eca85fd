"""What makes a post a sound one. The same rules for one post given by hand and for thousands from a sheet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from ecabinet.bodies.models import MEMBERS, Agency, Body, Post, Role, Scope
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

OF_THE_WHOLE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})  # of no body
WHICH_BODY = N_("Please choose the body in which the post is held.")
NO_BODY = N_("Administrators and auditors belong to the whole installation, not to one body.")
BODY_ENDED = N_("This body has ended; no post can begin in it any more.")
WHICH_AGENCY = N_("An agency's officer needs the agency whose papers and tasks are theirs.")
OTHER_AGENCY = N_("This agency does not belong to that body, or has ended.")
WHOM = N_("An assistant needs the member whom they assist.")
NO_MEMBER = N_("The person to be assisted is no member of that body on the first day of the post.")
ONESELF = N_("Nobody assists themselves.")
ASSISTS_NOBODY = N_("Only an assistant assists somebody.")
BACKWARDS = N_("The last day comes before the first.")
SECOND_HEAD = N_(
    "Somebody else heads this body in that time. Please end their post first: there is one head at a time."
)
TWICE = N_("This person holds the same post in that time already.")


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What a post is to be."""

    role: Role
    title: str
    salutation: str = ""
    rank: int = 100
    starts_on: date
    ends_on: date | None = None  # the last day it is held
    body_id: str | None = None
    agency_id: str | None = None
    assists_id: str | None = None
    scopes: tuple[Scope, ...] = ()


class Roll:
    """The posts and agencies against which an appointment is checked."""

    def __init__(
        self, posts: Iterable[Post], bodies: Iterable[Body], agencies: Iterable[Agency]
    ) -> None:
        self.heads: dict[str | None, list[Post]] = defaultdict(list)
        self.of: dict[str, list[Post]] = defaultdict(list)
        self.bodies = {each.id: each for each in bodies}
        self.agencies = {each.id: each for each in agencies}
        for each in posts:
            self.add(each)

    def add(self, post: Post) -> None:
        self.of[post.account_id].append(post)
        if post.role is Role.CHAIR:
            self.heads[post.body_id].append(post)


def require_sound(
    account_id: str, wanted: Appointment, roll: Roll, but: Post | None = None
) -> None:
    """Raise Invalid, beside the field that is wrong. `but` is the post that `wanted` takes the place of."""
    problems = {
        "ends_on": _wrong_dates(wanted),
        "body_id": _wrong_body(wanted, roll),
        "agency_id": _wrong_agency(wanted, roll),
        "assists_id": _wrong_member(account_id, wanted, roll),
    }
    if not any(problems.values()):
        problems = {"starts_on": _in_the_way(account_id, wanted, roll, but)}
    if found := {field: sentence for field, sentence in problems.items() if sentence}:
        raise Invalid(**found)


def look_up(account_id: str, wanted: Appointment) -> Roll:
    """Return what of the database one appointment is checked against; heads are given one at a time."""
    bodies = select(Body).where(Body.id == wanted.body_id)
    if wanted.role is Role.CHAIR:
        bodies = bodies.with_for_update()
    found = session().scalars(bodies).all()
    concerned = (account_id, wanted.assists_id)
    posts = select(Post).where(
        Post.body_id == wanted.body_id,
        or_(Post.account_id.in_(concerned), Post.role == Role.CHAIR),
    )
    agencies = select(Agency).where(Agency.id == wanted.agency_id)
    return Roll(session().scalars(posts), found, session().scalars(agencies))


def overlaps(post: Post, starts_on: date, ends_on: date | None) -> bool:
    """Whether a post is held on some day of that time. One that ended before it began was never held."""
    if post.ends_on and post.ends_on < post.starts_on:
        return False
    return (ends_on is None or post.starts_on <= ends_on) and (
        post.ends_on is None or post.ends_on >= starts_on
    )


def _wrong_dates(wanted: Appointment) -> str:
    return BACKWARDS if wanted.ends_on and wanted.ends_on < wanted.starts_on else ""


def _wrong_body(wanted: Appointment, roll: Roll) -> str:
    if wanted.role in OF_THE_WHOLE:
        return NO_BODY if wanted.body_id else ""
    body = roll.bodies.get(wanted.body_id or "")
    if body is None:
        return WHICH_BODY
    return BODY_ENDED if body.ends_on and body.ends_on < wanted.starts_on else ""


def _wrong_agency(wanted: Appointment, roll: Roll) -> str:
    if wanted.agency_id is None:
        return WHICH_AGENCY if wanted.role is Role.AGENCY else ""
    agency = roll.agencies.get(wanted.agency_id)
    if agency is None or agency.body_id != wanted.body_id:
        return OTHER_AGENCY
    return OTHER_AGENCY if agency.ends_on and agency.ends_on < wanted.starts_on else ""


def _wrong_member(account_id: str, wanted: Appointment, roll: Roll) -> str:
    if wanted.role is not Role.ASSISTANT:
        return ASSISTS_NOBODY if wanted.assists_id else ""
    if wanted.assists_id in {None, account_id}:
        return ONESELF if wanted.assists_id else WHOM
    is_member = any(
        each.role in MEMBERS
        and each.body_id == wanted.body_id
        and overlaps(each, wanted.starts_on, wanted.starts_on)
        for each in roll.of[wanted.assists_id or ""]
    )
    return "" if is_member else NO_MEMBER


def _in_the_way(account_id: str, wanted: Appointment, roll: Roll, but: Post | None) -> str:
    """Say what stands in the time of the post: the same one, or another head of the body."""
    heads = roll.heads[wanted.body_id] if wanted.role is Role.CHAIR else []
    if any(_takes(each, wanted, but) for each in heads if each.account_id != account_id):
        return SECOND_HEAD
    same = (wanted.role, wanted.body_id, wanted.agency_id, wanted.assists_id)
    held = [each for each in roll.of[account_id] if key_of(each) == same]
    return TWICE if any(_takes(each, wanted, but) for each in held) else ""


def key_of(post: Post) -> tuple[Role, str | None, str | None, str | None]:
    """Return what makes two posts of a person the same."""
    return (post.role, post.body_id, post.agency_id, post.assists_id)


def _takes(post: Post, wanted: Appointment, but: Post | None) -> bool:
    return post is not but and overlaps(post, wanted.starts_on, wanted.ends_on)
