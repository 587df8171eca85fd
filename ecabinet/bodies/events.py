from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class InstallationDeclared(Event):
    name: ClassVar[str] = "installation.declared"

    kind: str


@dataclass(frozen=True, kw_only=True)
class FirstLinkIssued(Event):
    name: ClassVar[str] = "installation.first_link_issued"


@dataclass(frozen=True, kw_only=True)
class MailTried(Event):
    name: ClassVar[str] = "installation.mail_tried"

    sent: bool


@dataclass(frozen=True, kw_only=True)
class BodyFounded(Event):
    name: ClassVar[str] = "body.founded"

    title: str


@dataclass(frozen=True, kw_only=True)
class AgencyAdded(Event):
    name: ClassVar[str] = "agency.added"

    agency_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PostGiven(Event):
    name: ClassVar[str] = "post.given"

    post_id: str
    account_id: str
    role: str
    title: str
    by_sheet: bool = False  # with many others: they are told of together


@dataclass(frozen=True, kw_only=True)
class PostEnded(Event):
    """A post ended, or what it opens became less."""

    name: ClassVar[str] = "post.ended"

    post_id: str
    account_id: str

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))


@dataclass(frozen=True, kw_only=True)
class AccountDeactivated(Event):
    name: ClassVar[str] = "account.deactivated"

    account_id: str

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))
