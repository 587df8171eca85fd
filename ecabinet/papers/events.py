from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class DossierEvent(Event):
    """Something about a dossier; where it belongs to an item, its agenda moves too.

    Titles are never told: a paper may be restricted later, and the trail forgets nothing.
    """

    dossier_id: str
    meeting_id: str | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        agenda = (f"agenda:{self.meeting_id}",) if self.meeting_id else ()
        return (f"dossier:{self.dossier_id}", *agenda)


@dataclass(frozen=True, kw_only=True)
class DossierOpened(DossierEvent):
    name: ClassVar[str] = "dossier.opened"

    open_to_body: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadersAdmitted(DossierEvent):
    name: ClassVar[str] = "dossier.readers_admitted"

    account_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PaperDestroyed(DossierEvent):
    """Its files are gone: the time for which they are kept is over. `addresses` are hashes of what was stored."""

    name: ClassVar[str] = "paper.destroyed"

    paper_id: str
    version_id: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DossierClosed(DossierEvent):
    """Its papers stay as they are from now on."""

    name: ClassVar[str] = "dossier.closed"


@dataclass(frozen=True, kw_only=True)
class DossierReopened(DossierEvent):
    """Papers may be handed in again."""

    name: ClassVar[str] = "dossier.reopened"


@dataclass(frozen=True, kw_only=True)
class DossierEntrusted(DossierEvent):
    """Who of the secretariat sees it was said anew. `reader_ids`: who is named."""

    name: ClassVar[str] = "dossier.entrusted"

    keeping: str
    reader_ids: tuple[str, ...] = ()

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(topics=(f"dossier:{self.dossier_id}",))


@dataclass(frozen=True, kw_only=True)
class DossierGivenToItem(DossierEvent):
    """It goes with an item from now on."""

    name: ClassVar[str] = "dossier.given_to_item"

    item_id: str

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(topics=(f"dossier:{self.dossier_id}",))


@dataclass(frozen=True, kw_only=True)
class DossierTakenFromItem(DossierEvent):
    """Its item was taken out of a draft: it stands by itself again."""

    name: ClassVar[str] = "dossier.taken_from_item"

    item_id: str


@dataclass(frozen=True, kw_only=True)
class PaperEvent(DossierEvent):
    paper_id: str


@dataclass(frozen=True, kw_only=True)
class PaperUploaded(PaperEvent):
    """A file came in. Nobody but its sender and the secretariat sees it before it is ready."""

    name: ClassVar[str] = "paper.uploaded"

    version_id: str
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PaperBecameReady(PaperEvent):
    name: ClassVar[str] = "paper.ready"

    version_id: str
    number: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class PaperRefused(PaperEvent):
    name: ClassVar[str] = "paper.refused"

    version_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaperRemoved(PaperEvent):
    name: ClassVar[str] = "paper.removed"


@dataclass(frozen=True, kw_only=True)
class PaperPutBack(PaperEvent):
    """What was thrown out of a session's tray lies in it again."""

    name: ClassVar[str] = "paper.put_back"


@dataclass(frozen=True, kw_only=True)
class PaperMoved(PaperEvent):
    """A paper went to another item of the session; `dossier_id` is where it is now."""

    name: ClassVar[str] = "paper.moved"

    from_dossier_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"paper:{self.paper_id}", f"dossier:{self.from_dossier_id}", *super().topics)

    @property
    def narrows(self) -> Narrowed:
        """Who sees the one item need not see the other."""
        return Narrowed(topics=(f"paper:{self.paper_id}",))


@dataclass(frozen=True, kw_only=True)
class PaperRestricted(PaperEvent):
    """Who needs to know of a paper was said anew. `shut_out`: who may have seen it until now."""

    name: ClassVar[str] = "paper.restricted"

    secrecy: str
    reader_ids: tuple[str, ...] = ()
    shut_out: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"paper:{self.paper_id}", *super().topics)

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=self.shut_out)


@dataclass(frozen=True, kw_only=True)
class PaperOpened(PaperEvent):
    """Somebody opened a version for the first time. The fact is *opened*, never *read*."""

    name: ClassVar[str] = "paper.opened"

    version_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return ()  # nobody watches who reads
