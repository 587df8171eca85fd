"""What somebody had typed when they were asked who is there: kept for them, so that it goes on where it stopped.

Of each session the last form is kept, sealed, for as long as it takes to find a telephone. Passwords and files are not.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.models import Challenge
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.sealing import unwrap, wrap

KEPT = timedelta(minutes=30)


@dataclass(frozen=True)
class KeptForm:
    """Where a form was sent, what stood in it, and the page it stood on."""

    path: str
    back: str
    fields: Sequence[tuple[str, str]]


def keep(account_id: str, sign_in_id: str, form: KeptForm) -> None:
    """Keep a form for this session, in the place of an older one."""
    session().execute(
        delete(Challenge).where(
            (Challenge.expires_at <= now())
            | (Challenge.purpose == Purpose.KEPT_FORM) & (Challenge.value == sign_in_id)
        )
    )
    spelled = json.dumps(asdict(form)).encode()
    session().add(
        Challenge(
            id=new_id(),
            purpose=Purpose.KEPT_FORM,
            account_id=account_id,
            value=sign_in_id,
            kept=wrap(spelled, _purpose(account_id, sign_in_id)),
            expires_at=now() + KEPT,
        )
    )


def find_kept(account_id: str, sign_in_id: str) -> KeptForm | None:
    """Return the form that this session left, as long as it is in time."""
    query = select(Challenge.kept).where(
        Challenge.purpose == Purpose.KEPT_FORM,
        Challenge.account_id == account_id,
        Challenge.value == sign_in_id,
        Challenge.expires_at > now(),
    )
    sealed = session().scalars(query).one_or_none()
    if sealed is None:
        return None
    said = json.loads(unwrap(sealed, _purpose(account_id, sign_in_id)))
    fields = [(name, value) for name, value in said["fields"]]
    return KeptForm(said["path"], said["back"], fields)


def _purpose(account_id: str, sign_in_id: str) -> str:
    return f"form of {account_id} kept in {sign_in_id}"
