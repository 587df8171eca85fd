"""A file that was received is read in a child process: it becomes ready, or is refused in words."""

import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update

from ecabinet.agenda.models import Item, Secrecy
from ecabinet.bodies.retention import Due, retained
from ecabinet.bodies.system import CLOCK
from ecabinet.core import files, native
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.events import Settled, afterwards, record
from ecabinet.core.files import StoredFile
from ecabinet.core.jobs import job, send, sweep, waiting
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.models import State as Life
from ecabinet.papers.events import (
    PaperBecameReady,
    PaperDestroyed,
    PaperRefused,
    PaperUploaded,
)
from ecabinet.papers.models import (
    Dossier,
    PageText,
    Paper,
    PaperVersion,
    State,
    spelled,
    stored,
)
from ecabinet.pdf.intake import read_paper
from ecabinet.pdf.report import PaperReport, Reason, Unreadable

log = structlog.get_logger(__name__)

INTAKE = "intake"  # the system account in whose name files are read
LEFT_BEHIND = timedelta(minutes=2)
RESENT_AT_ONCE = 50
DESTROYED_AT_ONCE = 100
MAX_ATTEMPTS = 5
CLAIM = timedelta(minutes=5)  # a reader that died holds its file no longer than this


@afterwards
def ask_for_reading(settled: Settled) -> None:
    """Once a file was received, it is read in the background."""
    for fact in settled.facts:
        if isinstance(fact, PaperUploaded):
            send(read_version, fact.version_id)


@sweep
def look_for_unread() -> None:
    """Send again what a lost queue or a dead process left behind, and never more than is worked off."""
    query = (
        select(PaperVersion.id)
        .where(
            PaperVersion.state == State.RECEIVED,
            PaperVersion.uploaded_at < now() - LEFT_BEHIND,
            _unclaimed(),
        )
        .order_by(PaperVersion.uploaded_at)
        .limit(max(RESENT_AT_ONCE - waiting(), 0))
    )
    with reading():
        left_behind = session().scalars(query).all()
    for each in left_behind:
        send(read_version, each)


@job("papers.read")
def read_version(version_id: str) -> None:
    """Read a file once. It stands in plain only in a folder of its own, and only while it is read."""
    if not run(lambda: _claim(version_id)):
        return
    try:
        _read(version_id)
    except Exception:
        log.exception("reading_failed", version=version_id)
        run(lambda: _put_off(version_id))


def _read(version_id: str) -> None:
    with reading():
        version = session().get_one(PaperVersion, version_id)
        original, name = stored(version.original), version.file_name
    with tempfile.TemporaryDirectory(prefix="ecabinet-") as folder:
        source, target = Path(folder, "paper.pdf"), Path(folder, "copy.pdf")
        try:
            native.call(lambda: _copy_out(original, source))
            report = read_paper(source, target, name=name)
        except Unreadable as no:
            reason, value = no.reason, no.value
            run(lambda: _refuse(version_id, reason, value))
            if reason is Reason.secret_stamp:
                files.destroy(original.address)
            return
        copy, thumbnail = native.call(lambda: _keep(target, report))
    run(lambda: _make_ready(version_id, report, copy, thumbnail))


@retained("paper", N_("Papers of sessions that were closed"), None, of_bodies=True)
def destroy_papers(due: Due) -> int:
    """Destroy the files and words of papers, a few at once. That they were there, and under which title, stays."""
    past = (
        select(PaperVersion.id)
        .join(Paper, Paper.id == PaperVersion.paper_id)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .outerjoin(Item, Item.id == Dossier.item_id)
        .join(Meeting, Meeting.id == func.coalesce(Item.meeting_id, Dossier.tray_of_id))
        .where(
            PaperVersion.state != State.RECEIVED,
            cast(PaperVersion.original, Text).like('%"wrapped_key"%'),
            Meeting.state == Life.CLOSED,
            Meeting.ended_at < due.before,
            Dossier.body_id.not_in(due.held),
        )
    )
    if due.count_only:
        return session().scalar(select(func.count()).select_from(past.subquery())) or 0
    ids = list(session().scalars(past.limit(DESTROYED_AT_ONCE)))
    session().execute(delete(PageText).where(PageText.version_id.in_(ids)))
    for version in session().scalars(select(PaperVersion).where(PaperVersion.id.in_(ids))):
        addresses = version.destroy()
        record(
            PaperDestroyed(
                actor_id=CLOCK,
                version_id=version.id,
                addresses=addresses,
                **version.paper.whereabouts,
            )
        )
    return len(ids)


@afterwards
def take_files_away(settled: Settled) -> None:
    """Only once it is true: what was rolled back still finds its files. Without its key a file says nothing."""
    for fact in settled.facts:
        for address in fact.addresses if isinstance(fact, PaperDestroyed) else ():
            files.destroy(address)


def _unclaimed() -> ColumnElement[bool]:
    return or_(PaperVersion.claimed_until.is_(None), PaperVersion.claimed_until < now())


def _claim(version_id: str) -> bool:
    """Take a file that waits, so that nobody else reads it meanwhile. One that never ends well is refused."""
    claimed = session().scalars(
        update(PaperVersion)
        .where(PaperVersion.id == version_id, PaperVersion.state == State.RECEIVED, _unclaimed())
        .values(attempts=PaperVersion.attempts + 1, claimed_until=now() + CLAIM)
        .returning(PaperVersion.attempts)
    )
    attempts = claimed.one_or_none()
    if attempts is not None and attempts > MAX_ATTEMPTS:
        _refuse(version_id, Reason.broken, "")
        return False
    return attempts is not None


def _put_off(version_id: str) -> None:
    """Let it rest, longer each time; the sweep sends it again. After the last time its sender is told."""
    if version := _received(version_id):
        version.claimed_until = now() + timedelta(minutes=version.attempts)
        if version.attempts >= MAX_ATTEMPTS:
            _refuse(version_id, Reason.broken, "")


def _copy_out(original: StoredFile, source: Path) -> None:
    try:
        with source.open("wb") as target:
            files.copy_out(original, target)
    except (
        FileNotFoundError,
        ValueError,
    ):  # gone or changed: its sender is to be told, not kept waiting
        raise Unreadable(Reason.broken) from None


def _keep(target: Path, report: PaperReport) -> tuple[StoredFile, StoredFile]:
    with target.open("rb") as copy:
        return files.store(copy), files.store(BytesIO(report.thumbnail))


def _refuse(version_id: str, reason: str, value: str) -> None:
    if version := _received(version_id):
        version.settle(State.REFUSED)
        version.refusal, version.refusal_value = reason, value
        if (
            reason == Reason.secret_stamp
        ):  # the law: no state secret on this computer, not even sealed
            version.original, version.sha256 = {"size": version.original["size"]}, ""
        record(
            PaperRefused(
                actor_id=INTAKE, version_id=version_id, reason=reason, **version.paper.whereabouts
            )
        )


def _make_ready(
    version_id: str, report: PaperReport, copy: StoredFile, thumbnail: StoredFile
) -> None:
    if version := _received(version_id):
        version.settle(State.READY)
        version.copy, version.thumbnail = spelled(copy), spelled(thumbnail)
        version.pages, version.signed = report.pages, report.signed
        version.remarks = _remarks(report)
        version.outline = [[each.title, each.page, each.level] for each in report.outline]
        if (
            version.paper.secrecy is not Secrecy.RESTRICTED
        ):  # its words stay encrypted with its file
            session().add_all(
                PageText(version_id=version_id, page=number, text=text)
                for number, text in enumerate(report.texts, 1)
            )
        _tell(version)


def _tell(version: PaperVersion) -> None:
    record(
        PaperBecameReady(
            actor_id=INTAKE,
            version_id=version.id,
            number=version.number,
            pages=version.pages,
            **version.paper.whereabouts,
        )
    )


def _received(version_id: str) -> PaperVersion | None:
    """Return the version if nobody else has read it meanwhile."""
    query = select(PaperVersion).where(
        PaperVersion.id == version_id, PaperVersion.state == State.RECEIVED
    )
    return session().scalars(query.with_for_update(of=PaperVersion)).one_or_none()


def _remarks(report: PaperReport) -> list[Any]:
    return [
        *({"font": each} for each in report.unembedded_fonts),
        *(
            {"removed": str(kind), "count": count}
            for kind, count in report.removed.items()
            if count
        ),
    ]
