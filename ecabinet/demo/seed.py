"""Makes the demonstration once, and every later day a session for that day."""

import os
import secrets
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select

from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import hash_password
from ecabinet.bodies.founding import declare_installation
from ecabinet.bodies.models import Agency, Body, InstallationKind
from ecabinet.core.clock import set_to
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.demo.assistants import let_assistants_in
from ecabinet.demo.duties import Duties
from ecabinet.demo.opinions import ask_opinions
from ecabinet.demo.people import SINCE, Found, Founding
from ecabinet.demo.places import Places
from ecabinet.demo.sessions import Sessions
from ecabinet.demo.teller import Say, Teller
from ecabinet.meetings.models import Meeting

WORDS = ("song", "nui", "bien", "rung", "dong", "lua", "mua", "nang", "gio", "trang", "sao", "hoa")


def is_told() -> bool:
    """Whether the demonstration's people are there already."""
    with reading():
        return session().scalars(select(func.count()).select_from(Body)).one() > 0


def seed(data: Path, password: str | None, zone: str, say: Say) -> None:
    """Fill an empty database, in the order in which it all happened."""
    run(lambda: declare_installation(InstallationKind.DEMO))
    hashed = hash_password(keep_password(data, password))
    moment = datetime.combine(SINCE, time(8), UTC)
    with set_to(moment):
        found = run(lambda: Founding(hashed).everybody())
    _tell(Teller(found, zone, say))


def _tell(teller: Teller) -> None:
    places = Places(teller)
    places.furnish()
    sessions = Sessions(teller, places)
    let_assistants_in(teller)
    teller.say("the past session")
    past_items = sessions.past()
    Duties(teller, past_items).tell()
    ask_opinions(teller)
    teller.say("today's session")
    sessions.todays()
    sessions.next_months()
    sessions.provinces()


def see_to_today(zone: str, say: Say) -> None:
    """A demonstration started on a later day gets a session for that day."""
    teller = Teller(_find(), zone, say)
    day = teller.at(teller.today, 0)
    with reading():
        query = select(func.count()).select_from(Meeting)
        of_today = query.where(
            Meeting.body_id == teller.found.government,
            Meeting.starts_at >= day,
            Meeting.starts_at < day + timedelta(days=1),
        )
        exists = session().scalars(of_today).one() > 0
    if not exists:
        Sessions(teller, Places(teller)).todays()


def keep_password(data: Path, password: str | None) -> str:
    """Keep the demonstration's password where only the owner of the data reads it, and return it."""
    path = data / "demo-password"
    if password is None and path.exists():
        return path.read_text().strip()
    kept = (
        password
        or "-".join(secrets.choice(WORDS) for _ in range(4)) + f"-{secrets.randbelow(90) + 10}"
    )
    path.touch(mode=0o600)
    os.chmod(path, 0o600)  # noqa: PTH101 -- also where the file was there before
    path.write_text(kept + "\n")
    return kept


def _find() -> Found:
    """Find the demonstration's people again by their names."""
    with reading():
        accounts = dict(session().execute(select(Account.username, Account.id)).all())
        agencies = dict(session().execute(select(Agency.code, Agency.id)).all())
        bodies = dict(session().execute(select(Body.name, Body.id)).all())
    government = bodies.pop("Chính phủ")
    return Found(accounts, agencies, government, next(iter(bodies.values()), ""))
