"""What happens to the keys, codes and links by which people come in."""

from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class Verified(Event):
    """Somebody signed in showed again who they are."""

    name: ClassVar[str] = "account.verified"

    sign_in_id: str
    by: str


@dataclass(frozen=True, kw_only=True)
class SecondFactorRequired(Event):
    """The password was right, and the rules of a body ask for more than a password."""

    name: ClassVar[str] = "account.second_factor_required"


@dataclass(frozen=True, kw_only=True)
class FactorsChanged(Event):
    """The owner of the account learns of each of these, wherever it was done."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(FactorsChanged):
    name: ClassVar[str] = "passkey.added"

    title: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRenamed(Event):
    name: ClassVar[str] = "passkey.renamed"

    title: str


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(FactorsChanged):
    name: ClassVar[str] = "passkey.removed"

    title: str


@dataclass(frozen=True, kw_only=True)
class PasskeyCopied(FactorsChanged):
    """A passkey counted backwards: somebody else may hold a copy of it. It was refused."""

    name: ClassVar[str] = "passkey.copied"

    title: str


@dataclass(frozen=True, kw_only=True)
class CodeAppConfirmed(FactorsChanged):
    name: ClassVar[str] = "code_app.confirmed"


@dataclass(frozen=True, kw_only=True)
class CodeAppRemoved(FactorsChanged):
    name: ClassVar[str] = "code_app.removed"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(FactorsChanged):
    name: ClassVar[str] = "recovery_codes.made"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(FactorsChanged):
    name: ClassVar[str] = "recovery_code.used"

    left: int


@dataclass(frozen=True, kw_only=True)
class LinkEvent(Event):
    """About a way in that works once; `account_id` is whose."""

    account_id: str
    link_id: str


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(LinkEvent):
    name: ClassVar[str] = "recovery.asked"

    reason: str


@dataclass(frozen=True, kw_only=True)
class RecoveryAgreed(LinkEvent):
    name: ClassVar[str] = "recovery.agreed"


@dataclass(frozen=True, kw_only=True)
class RecoveryRefused(LinkEvent):
    name: ClassVar[str] = "recovery.refused"


@dataclass(frozen=True, kw_only=True)
class WelcomeGiven(LinkEvent):
    name: ClassVar[str] = "welcome.given"


@dataclass(frozen=True, kw_only=True)
class LinkUsed(LinkEvent):
    name: ClassVar[str] = "link.used"

    purpose: str
