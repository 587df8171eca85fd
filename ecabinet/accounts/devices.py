"""Devices: the browsers a person signs in with. Each is known again by a key of its own that outlives a session.

One tablet may serve several people: the key is kept with the account it was given to, so that nobody learns from it
who else signs in there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ecabinet.accounts import sessions
from ecabinet.accounts.events import DeviceAdded, DeviceForgotten, DeviceRenamed
from ecabinet.accounts.models import Account, Device, SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_id, new_token

KEY = re.compile(r"[\w-]{43}")
NO_NAME = "?"  # a program that does not say what it is; pages find words for it
MACHINES = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
BROWSERS = (
    ("Edg", "Edge"), ("CocCoc", "Cốc Cốc"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A device as its owner sees it in their list."""

    id: str  # of the device, or of the session where the device is not known
    name: str
    last_seen_at: datetime
    is_current: bool
    is_open: bool
    is_known: bool


def readable_name(agent: str) -> str:
    """Say which device it is as people call it: "iPad · Safari"."""
    machine = next((name for mark, name in MACHINES if mark in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    words = " · ".join(each for each in (machine, browser) if each)
    return words or "".join(each for each in agent if each.isprintable())[:40].strip() or NO_NAME


def is_known(username: str, key: str) -> bool:
    """Whether somebody of that name signed in with this device before."""
    query = select(Account.id).where(Account.username == username, Account.active)
    account_id = session().scalars(query).one_or_none()
    return account_id is not None and _find(account_id, key) is not None


def attach(token: str, key: str, agent: str) -> str:
    """Note with which device the session of `token` was begun; return the key that the device is to keep."""
    query = select(SignIn).where(SignIn.token_hash == fingerprint(token))
    sign_in = session().scalars(query).one()
    kept = key if KEY.fullmatch(key) else new_token()
    device = _find(sign_in.account_id, kept) or _add(sign_in.account_id, kept, agent)
    device.last_seen_at = now()
    sign_in.device_id = device.id
    return kept


def _find(account_id: str, key: str) -> Device | None:
    query = select(Device).where(
        Device.token_hash == _kept_as(account_id, key), Device.forgotten_at.is_(None)
    )
    return session().scalars(query).one_or_none()


def _add(account_id: str, key: str, agent: str) -> Device:
    others = select(Device.id).where(Device.account_id == account_id).limit(1)
    is_first = session().scalars(others).one_or_none() is None
    device = Device(
        id=new_id(),
        account_id=account_id,
        token_hash=_kept_as(account_id, key),
        name=readable_name(agent),
        first_seen_at=now(),
        last_seen_at=now(),
    )
    session().add(device)
    session().flush()
    record(
        DeviceAdded(
            actor_id=account_id,
            account_id=account_id,
            device_id=device.id,
            title=device.name,
            is_first=is_first,
        )
    )
    return device


def _kept_as(account_id: str, key: str) -> str:
    return fingerprint(f"{account_id}/{key}")


def list_places(account_id: str, sign_in_id: str) -> Sequence[Place]:
    """Return somebody's devices, the one they sit at first, then the one seen last."""
    open_sessions = sessions.list_open(account_id)
    known = session().scalars(
        select(Device).where(Device.account_id == account_id, Device.forgotten_at.is_(None))
    )
    places = [_place(each, open_sessions, sign_in_id) for each in known]
    places += [_nameless(each, sign_in_id) for each in open_sessions if each.device_id is None]
    return sorted(places, key=lambda each: (each.is_current, each.last_seen_at), reverse=True)


def _place(device: Device, open_sessions: Sequence[SignIn], sign_in_id: str) -> Place:
    here = [each for each in open_sessions if each.device_id == device.id]
    return Place(
        id=device.id,
        name=device.name,
        last_seen_at=max([device.last_seen_at, *(each.last_seen_at for each in here)]),
        is_current=sign_in_id in {each.id for each in here},
        is_open=bool(here),
        is_known=True,
    )


def _nameless(sign_in: SignIn, sign_in_id: str) -> Place:
    return Place(
        id=sign_in.id,
        name=readable_name(sign_in.device),
        last_seen_at=sign_in.last_seen_at,
        is_current=sign_in.id == sign_in_id,
        is_open=True,
        is_known=False,
    )


def rename(account_id: str, device_id: str, name: str) -> None:
    """Let a device be called what its owner calls it."""
    device = _own(account_id, device_id)
    if device.name != name:
        device.name = name
        record(DeviceRenamed(actor_id=account_id, device_id=device.id))


def end_sessions(account_id: str, place_id: str) -> None:
    """End the sessions of one of one's own devices. It stays known."""
    mine = [
        each for each in sessions.list_open(account_id) if place_id in {each.device_id, each.id}
    ]
    if not mine:
        _own(account_id, place_id)  # whose sessions have ended already; another's is not there
    for each in mine:
        sessions.end_from_elsewhere(each)


def forget(account_id: str, device_id: str) -> None:
    """End the sessions of a device and know it no more: its key opens no kinder door."""
    device = _own(account_id, device_id)
    end_sessions(account_id, device_id)
    device.forgotten_at = now()
    device.token_hash = fingerprint(new_token())
    record(DeviceForgotten(actor_id=account_id, device_id=device.id))


def _own(account_id: str, device_id: str) -> Device:
    device = session().get(Device, device_id)
    if device is None or device.account_id != account_id or device.forgotten_at is not None:
        raise Missing
    return device
