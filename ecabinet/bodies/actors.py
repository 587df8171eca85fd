"""An actor: a person with the posts they hold today. Policies ask it and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    or_,
    select,
)

from ecabinet.accounts import sessions
from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Agency, Body, Post, Role, Scope
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import Model, session
from ecabinet.core.errors import Missing

# Of how many actors a policy keeps what it answered for a query: building it costs more than asking it, and it says
# nothing but what the actor's posts say. What looks at the clock is never kept.
KEPT_CLAUSES = 1024


@dataclass(frozen=True)
class Holding:
    """A post, as a value that outlives its session."""

    post_id: str
    role: Role
    body_id: str | None
    body_name: str
    agency_id: str | None
    agency_name: str
    assists_id: str | None
    title: str
    salutation: str
    scopes: frozenset[Scope] = frozenset()  # of an assistant: what the member lets them into
    assists_name: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts. A system account acts with no post at all."""

    id: str
    name: str
    holdings: tuple[Holding, ...]
    chosen_id: str | None = None  # the post they chose to act in first, of several

    def holds(self, body_id: str | None, roles: Iterable[Role]) -> bool:
        """Whether they hold one of `roles` in that body today."""
        wanted = frozenset(roles)
        return any(each.body_id == body_id and each.role in wanted for each in self.holdings)

    def bodies(self, roles: Iterable[Role] = tuple(Role)) -> frozenset[str]:
        """Return the bodies in which they hold one of `roles`."""
        wanted = frozenset(roles)
        return frozenset(
            each.body_id for each in self.holdings if each.body_id and each.role in wanted
        )

    def agencies(self) -> frozenset[str]:
        """Return the agencies whose dossiers, opinions and tasks are theirs to handle."""
        return frozenset(
            each.agency_id for each in self.holdings if each.agency_id and each.role is Role.AGENCY
        )

    def serves(self, body_id: str | None = None, scope: Scope | None = None) -> frozenset[str]:
        """Return the members (accounts) whom they assist; in one body, or wherever it is.

        With a scope only those members who let them into it.
        """
        return frozenset(
            each.assists_id
            for each in self.holdings
            if each.assists_id
            and body_id in {None, each.body_id}
            and (scope is None or scope in each.scopes)
        )

    def stands_for(self, body_id: str, scope: Scope = Scope.SESSIONS) -> frozenset[str]:
        """Return whose callings in a body they follow: their own, and those of whom they assist there in `scope`.

        Who holds no post in it today follows none, whatever they were called to before.
        """
        return self.serves(body_id, scope) | {self.id} if body_id in self.bodies() else frozenset()

    def is_member(self, body_id: str) -> bool:
        return self.holds(body_id, MEMBERS)

    def is_secretariat(self, body_id: str) -> bool:
        return self.holds(body_id, SECRETARIAT)

    @property
    def face(self) -> Holding | None:
        """The post they act in first: the one chosen while it is held, else the first in precedence.

        It decides what is shown first, never what is allowed: rights are those of all posts together.
        """
        chosen = (each for each in self.holdings if each.post_id == self.chosen_id)
        return next(chosen, self.holdings[0] if self.holdings else None)

    def faces(self, roles: Iterable[Role]) -> bool:
        """Whether they act in one of `roles` now."""
        return self.face is not None and self.face.role in frozenset(roles)

    @property
    def addressed(self) -> str:
        """How they are greeted: "Bộ trưởng Vũ An Khang"."""
        return f"{self.face.salutation} {self.name}".strip() if self.face else self.name


def load_actor(account_id: str, chosen_id: str | None = None) -> Actor:
    """Return the person with the posts held today. Missing when the account is not active."""
    asked = {"account": account_id, "today": today()}
    rows = session().connection().execute(_WHO, asked).all()
    if not rows or not rows[0].active:
        raise Missing
    return _actor(rows, chosen_id)


def find_speaker(sign_in_id: str) -> tuple[Row[Any], Actor] | None:
    """Return a session and whose it is, with the posts held today; None where it does not stand.

    Every deed over a socket asks it.
    """
    asked = {"sign_in": sign_in_id, "today": today(), "now": now()}
    rows = session().connection().execute(_SPEAKER, asked).all()
    return (rows[0], _actor(rows)) if rows else None


def current_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Posts that are held on `day`."""
    return (Post.starts_on <= day) & or_(Post.ends_on.is_(None), Post.ends_on >= day)


def today() -> date:
    """Return the day it is where the people are."""
    return day_of(now())


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def _who(*more: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return the statement for people and all they hold. It is asked at every turn, so it is spelled once."""
    account, post, body, agency = map(_table, (Account, Post, Body, Agency))
    assisted = account.alias("assisted")
    day = bindparam("today", type_=Date())
    held = and_(post.c.account_id == account.c.id, current_on(day))
    return (
        select(
            *more,
            *account.c["name", "active"],
            post.c.id.label("post_id"),
            *post.c["role", "body_id", "agency_id", "assists_id", "title", "salutation", "scopes"],
            body.c.name.label("body_name"),
            agency.c.name.label("agency_name"),
            assisted.c.name.label("assists_name"),
        )
        .select_from(account)
        .outerjoin(post, held)
        .outerjoin(body, body.c.id == post.c.body_id)
        .outerjoin(agency, agency.c.id == post.c.agency_id)
        .outerjoin(assisted, assisted.c.id == post.c.assists_id)
        .order_by(post.c.rank, post.c.id)
    )


def _speaker() -> Select[*tuple[Any, ...]]:
    sign_in = _table(SignIn)
    return (
        _who(*sign_in.c[sessions.NAMES])
        .join(sign_in, sign_in.c.account_id == _ACCOUNT.c.id)
        .where(sign_in.c.id == bindparam("sign_in"), sessions.standing(sign_in, _ACCOUNT))
    )


_ACCOUNT = _table(Account)
_WHO = _who(_ACCOUNT.c.id.label("account_id")).where(_ACCOUNT.c.id == bindparam("account"))
_SPEAKER = _speaker()


def _actor(rows: Sequence[Row[*tuple[Any, ...]]], chosen_id: str | None = None) -> Actor:
    holdings = tuple(_holding(each) for each in rows if each.post_id is not None)
    return Actor(rows[0].account_id, rows[0].name, holdings, chosen_id)


def _holding(row: Row[*tuple[Any, ...]]) -> Holding:
    return Holding(
        post_id=row.post_id,
        role=row.role,
        body_id=row.body_id,
        body_name=row.body_name or "",
        agency_id=row.agency_id,
        agency_name=row.agency_name or "",
        assists_id=row.assists_id,
        title=row.title,
        salutation=row.salutation,
        scopes=frozenset(Scope(each) for each in row.scopes),
        assists_name=row.assists_name or "",
    )
