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
class SessionClosed(Event):
    """A session opens no door any more, for good or until it is unlocked. Its sockets are sent away."""

    sign_in_id: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(SessionClosed):
    name: ClassVar[str] = "account.signed_out"


@dataclass(frozen=True, kw_only=True)
class SessionEnded(SessionClosed):
    """Ended by its owner from elsewhere, or because the password changed or the device was forgotten."""

    name: ClassVar[str] = "session.ended"


@dataclass(frozen=True, kw_only=True)
class SessionLocked(SessionClosed):
    name: ClassVar[str] = "session.locked"

    by_hand: bool


@dataclass(frozen=True, kw_only=True)
class SessionUnlocked(Event):
    name: ClassVar[str] = "session.unlocked"

    sign_in_id: str


@dataclass(frozen=True, kw_only=True)
class DeviceAdded(Event):
    """Somebody signed in with a browser they had not used before. They are told."""

    name: ClassVar[str] = "device.added"

    account_id: str
    device_id: str
    title: str
    is_first: bool  # of the account: nobody needs to be warned of their own first day


@dataclass(frozen=True, kw_only=True)
class DeviceRenamed(Event):
    name: ClassVar[str] = "device.renamed"

    device_id: str


@dataclass(frozen=True, kw_only=True)
class DeviceForgotten(Event):
    name: ClassVar[str] = "device.forgotten"

    device_id: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """The person chose a new password; every other session of theirs ended."""

    name: ClassVar[str] = "account.password_changed"

    account_id: str


@dataclass(frozen=True, kw_only=True)
class PreferencesKept(Event):
    name: ClassVar[str] = "account.preferences_kept"


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Event):
    """An account can be signed in to by the single sign-on. Its name for the person stays out of the trail."""

    name: ClassVar[str] = "identity.linked"

    account_id: str
    issuer: str


@dataclass(frozen=True, kw_only=True)
class IdentityUnlinked(Event):
    name: ClassVar[str] = "identity.unlinked"

    account_id: str
    issuer: str
