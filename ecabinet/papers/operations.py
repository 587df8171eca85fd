from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select

from ecabinet.agenda.models import Item, Secrecy
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, require
from ecabinet.core.events import record
from ecabinet.core.files import StoredFile
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.papers.events import (
    DossierClosed,
    DossierOpened,
    PaperOpened,
    PaperRemoved,
    PaperRestricted,
    PaperUploaded,
    ReadersAdmitted,
)
from ecabinet.papers.falling_queries import find_free_place
from ecabinet.papers.models import (
    Dossier,
    DossierReader,
    Keeping,
    Kind,
    PageText,
    Paper,
    PaperReader,
    PaperVersion,
    Reading,
    State,
    spelled,
)
from ecabinet.papers.policy import (
    may_admit,
    may_begin,
    may_change,
    may_open,
    may_read,
    may_upload,
)
from ecabinet.papers.queries import list_candidates, list_concerned

NOT_CONCERNED = N_(
    "Somebody chosen here does not see what this paper belongs to. Please choose again."
)


@dataclass(frozen=True)
class Upload:
    """A file that came in and is kept already: what its sender called it, and where it stands."""

    name: str
    file: StoredFile


@dataclass(frozen=True)
class PaperDraft:
    """What a paper is said to be."""

    kind: Kind
    title: str
    secrecy: Secrecy = Secrecy.INTERNAL
    term_id: str | None = None  # the body's own word for its kind
    place: int = 0  # where its name says it stands in its dossier; taken where that is free


def dossier_for_item(actor: Actor, item: Item) -> Dossier:
    """Return the dossier of an item; it begins with the first paper handed in."""
    require(may_begin(actor, item))
    query = select(Dossier).where(Dossier.item_id == item.id).with_for_update(of=Dossier)
    if dossier := session().scalars(query).one_or_none():
        return dossier
    dossier = Dossier(
        id=new_id(), body_id=item.body_id, item_id=item.id, agency_id=item.agency_id, item=item
    )
    session().add(dossier)
    record(
        DossierOpened(
            actor_id=actor.id,
            body_id=item.body_id,
            dossier_id=dossier.id,
            meeting_id=item.meeting_id,
        )
    )
    session().flush()
    return dossier


def open_dossier(  # noqa: PLR0913 -- each is a choice of its own, and only named ones follow the title
    actor: Actor,
    body_id: str,
    title: str,
    *,
    reader_ids: Iterable[str] = (),
    open_to_body: bool = False,
    agency_id: str | None = None,
    keeping: Keeping = Keeping.USUAL,
) -> Dossier:
    """Open a dossier of its own. `agency_id`: whose officers may hand papers in besides the secretariat."""
    require(may_open(actor, body_id, agency_id))
    dossier = Dossier(
        id=new_id(),
        body_id=body_id,
        title=title,
        agency_id=agency_id,
        open_to_body=open_to_body,
        keeping=keeping,
        item=None,
        readers=[DossierReader(account_id=each) for each in dict.fromkeys(reader_ids)],
    )
    session().add(dossier)
    record(
        DossierOpened(
            actor_id=actor.id,
            body_id=body_id,
            dossier_id=dossier.id,
            open_to_body=open_to_body,
        )
    )
    session().flush()
    return dossier


def admit_readers(actor: Actor, dossier: Dossier, account_ids: Iterable[str]) -> None:
    """Open a dossier of its own to more people. Whom it is open to already stays."""
    require(may_admit(actor, dossier))
    known = {each.account_id for each in dossier.readers}
    new = tuple(each for each in dict.fromkeys(account_ids) if each not in known)
    dossier.readers.extend(DossierReader(account_id=each) for each in new)
    if new:
        record(
            ReadersAdmitted(
                actor_id=actor.id,
                body_id=dossier.body_id,
                dossier_id=dossier.id,
                account_ids=new,
            )
        )


def close_dossier(actor: Actor, dossier: Dossier) -> None:
    """Let the papers of a dossier of its own stay as they are from now on."""
    require(may_admit(actor, dossier))
    if dossier.closed_at is None:
        dossier.closed_at = now()
        record(DossierClosed(actor_id=actor.id, body_id=dossier.body_id, dossier_id=dossier.id))


def upload_paper(actor: Actor, dossier: Dossier, upload: Upload, draft: PaperDraft) -> PaperVersion:
    """Add a paper at the end of a dossier. A job reads it next; only then is it visible to its readers.

    A restricted one is known to its sender, the chair and the head, until it is said who else needs to know.
    """
    require(may_upload(actor, dossier))
    dossier.refuse_if_closed()
    paper = Paper(
        id=new_id(),
        dossier=dossier,
        dossier_id=dossier.id,
        place=find_free_place(actor, dossier, draft.place),
        kind=draft.kind,
        term_id=draft.term_id,
        title=draft.title,
        secrecy=draft.secrecy,
        versions=[],
        readers=[PaperReader(account_id=actor.id)] if draft.secrecy is Secrecy.RESTRICTED else [],
        emergencies=[],
    )
    session().add(paper)
    return _add_version(actor, paper, upload)


def restrict_paper(
    actor: Actor, paper: Paper, secrecy: Secrecy, reader_ids: Collection[str] = ()
) -> None:
    """Say how far a paper is known. Of a restricted one `reader_ids` need to know, besides the chair and the actor."""
    require(may_change(actor, paper))
    before = {each.account_id for each in paper.readers}
    named: set[str] = set()
    if secrecy is Secrecy.RESTRICTED:
        known = {each.account_id for each in list_candidates(actor, paper)}
        if not known.issuperset(reader_ids):
            raise Invalid(reader_ids=NOT_CONCERNED)
        named = {*reader_ids, actor.id}
    if (secrecy, named) == (paper.secrecy, before):
        return
    paper.secrecy = secrecy
    paper.readers[:] = [each for each in paper.readers if each.account_id in named]
    paper.readers += [PaperReader(account_id=each) for each in sorted(named - before)]
    if paper.is_restricted:  # the words of a restricted paper stay encrypted with its file
        versions = select(PaperVersion.id).where(PaperVersion.paper_id == paper.id)
        session().execute(delete(PageText).where(PageText.version_id.in_(versions)))
    session().flush()
    shut_out = list_concerned(actor, paper) - named if paper.is_restricted else frozenset[str]()
    record(
        PaperRestricted(
            actor_id=actor.id,
            secrecy=secrecy,
            reader_ids=tuple(sorted(named)),
            shut_out=tuple(sorted(shut_out)),
            **paper.whereabouts,
        )
    )


def upload_version(actor: Actor, paper: Paper, upload: Upload) -> PaperVersion:
    """Add a version of a paper. The ones before it stay."""
    require(may_change(actor, paper))
    paper.dossier.refuse_if_closed()
    return _add_version(actor, paper, upload)


def remove_paper(actor: Actor, paper: Paper) -> None:
    """Take a paper away from its readers. It stays in the records, and its place is not given again."""
    require(may_change(actor, paper))
    paper.dossier.refuse_if_closed()
    if paper.removed_at is None:
        paper.removed_at = now()
        record(PaperRemoved(actor_id=actor.id, **paper.whereabouts))


def keep_place(actor: Actor, version: PaperVersion, page: int) -> Reading:
    """Remember the page where the reader is; the first time says that they opened the version."""
    require(may_read(actor, version))
    page = min(max(page, 1), version.pages)
    reading = session().get(Reading, (version.id, actor.id))
    if reading is None:
        reading = Reading(
            version_id=version.id, account_id=actor.id, opened_at=now(), furthest=page
        )
        session().add(reading)
        record(PaperOpened(actor_id=actor.id, version_id=version.id, **version.paper.whereabouts))
    reading.page, reading.at = page, now()
    reading.furthest = max(reading.furthest, page)
    return reading


def _add_version(actor: Actor, paper: Paper, upload: Upload) -> PaperVersion:
    version = PaperVersion(
        id=new_id(),
        paper=paper,
        number=len(paper.versions) + 1,
        state=State.RECEIVED,
        file_name=upload.name,
        uploaded_by_id=actor.id,
        uploaded_at=now(),
        original=spelled(upload.file),
        sha256=upload.file.sha256,
        copy=None,
        thumbnail=None,
    )
    session().add(version)
    record(
        PaperUploaded(
            actor_id=actor.id,
            version_id=version.id,
            number=version.number,
            sha256=upload.file.sha256,
            **paper.whereabouts,
        )
    )
    session().flush()
    return version
