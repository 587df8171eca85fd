"""Importing people: a sheet is read and shown first, and carried out when somebody has looked at it. All or nothing."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from ecabinet.accounts.events import AccountCreated
from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.import_plan import Outcome, Plan, State
from ecabinet.bodies.import_sheet import read_rows
from ecabinet.bodies.models import MEMBERS, ImportDraft, Post
from ecabinet.bodies.people_events import (
    ImportPrepared,
    PeopleImported,
    PersonChanged,
)
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.posts import add_post, end_assistants, say_changed
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.sealing import unwrap, wrap
from ecabinet.core.sheets import Cell
from ecabinet.core.words import N_

KEPT = timedelta(hours=1)
NOT_AS_SHOWN = N_(
    "Something has changed since the preview was made. Nothing was imported; this is what would happen now."
)
STILL_WRONG = N_("Nothing was imported: some rows are wrong. Please correct the sheet first.")


def prepare_import(actor: Actor, table: Sequence[Sequence[Cell]]) -> ImportDraft:
    """Keep a sheet, sealed, until it is confirmed. Nothing of it is carried out."""
    require(may_administer(actor))
    rows = read_rows(table)
    draft = ImportDraft(id=new_id(), made_by_id=actor.id, made_at=now())
    draft.rows = wrap(_spelled(table), _purpose(draft.id))
    session().add(draft)
    record(ImportPrepared(actor_id=actor.id, rows=len(rows)))
    return draft


def find_import(actor: Actor, draft_id: str, *, lock: bool = False) -> ImportDraft:
    """Return one's own sheet, for an hour."""
    require(may_administer(actor))
    query = select(ImportDraft).where(
        ImportDraft.id == draft_id,
        ImportDraft.made_by_id == actor.id,
        ImportDraft.made_at > now() - KEPT,
    )
    draft = session().scalars(query.with_for_update() if lock else query).one_or_none()
    if draft is None:
        raise Missing
    return draft


def plan_import(actor: Actor, draft: ImportDraft) -> Plan:
    """Return what the sheet would change now."""
    require(may_administer(actor))
    return Plan(read_rows(_read(unwrap(draft.rows, _purpose(draft.id)))))


def carry_out_import(actor: Actor, draft: ImportDraft, shown: str) -> Plan:
    """Do what was shown, all of it. Refused when it would be something else by now."""
    require(may_administer(actor))
    plan = plan_import(actor, draft)
    if plan.count(State.WRONG):
        raise Refused(STILL_WRONG)
    if plan.fingerprint != shown:
        raise Refused(NOT_AS_SHOWN)
    made = _make_people(actor, plan)
    posts = _posts(plan)
    for each in plan.outcomes:
        _change_person(actor, each)
        if each.post and each.post_id:
            _change_post(actor, posts[each.post_id], each)
        if each.new_post is not None:
            add_post(actor, each.new_post, by_sheet=True)
    session().delete(draft)
    _say_imported(actor, plan, made)
    return plan


def _say_imported(actor: Actor, plan: Plan, made: int) -> None:
    bodies = {each.new_post.body_id for each in plan.outcomes if each.new_post is not None}
    given = tuple(sorted(each for each in bodies if each))
    changed = plan.count(State.CHANGED)
    record(PeopleImported(actor_id=actor.id, made=made, changed=changed, bodies=given))


def forget_old_drafts() -> None:
    """Destroy what nobody confirmed within the hour."""
    session().execute(delete(ImportDraft).where(ImportDraft.made_at <= now() - KEPT))


def _make_people(actor: Actor, plan: Plan) -> int:
    made: dict[str, Account] = {each.account.id: each.account for each in plan.of(State.NEW)}
    session().add_all(made.values())
    session().flush()
    for account_id in made:
        record(AccountCreated(actor_id=actor.id, account_id=account_id))
    return len(made)


def _posts(plan: Plan) -> dict[str, Post]:
    ids = [each.post_id for each in plan.outcomes if each.post]
    found = session().scalars(select(Post).where(Post.id.in_(ids)))
    return {each.id: each for each in found}


def _change_person(actor: Actor, outcome: Outcome) -> None:
    for name, value in outcome.person.items():
        setattr(outcome.account, name, value)
    if outcome.person:
        changed = tuple(outcome.person)
        record(PersonChanged(actor_id=actor.id, account_id=outcome.account.id, changed=changed))


def _change_post(actor: Actor, post: Post, outcome: Outcome) -> None:
    for name, value in outcome.post.items():
        setattr(post, name, value)
    say_changed(actor, post, tuple(outcome.post))
    if post.role in MEMBERS and post.ends_on and "ends_on" in outcome.post:
        end_assistants(actor, post, post.ends_on)


def _purpose(draft_id: str) -> str:
    return f"import:{draft_id}"


def _spelled(table: Sequence[Sequence[Cell]]) -> bytes:
    plain = [
        [{"day": each.isoformat()} if isinstance(each, date) else each for each in row]
        for row in table
    ]
    return json.dumps(plain).encode()


def _read(spelled: bytes) -> list[list[Cell]]:
    return [
        [date.fromisoformat(each["day"]) if isinstance(each, dict) else each for each in row]
        for row in json.loads(spelled)
    ]
