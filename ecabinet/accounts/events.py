from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    name: ClassVar[str] = "account.created"

    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    name: ClassVar[str] = "account.signed_in"

    sign_in_id: str
    device: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    name: ClassVar[str] = "account.signed_out"

    sign_in_id: str


@dataclass(frozen=True, kw_only=True)
class PreferencesKept(Event):
    name: ClassVar[str] = "account.preferences_kept"
