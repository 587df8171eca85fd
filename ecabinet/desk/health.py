"""How the house is: what runs, how full it is, what waits and what failed. It reads counts, never content."""

import hashlib
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from sqlalchemy import func, select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Role
from ecabinet.core import files, jobs, keepsakes, sealing, signing
from ecabinet.core.clock import now
from ecabinet.core.database import engine_in_use, session
from ecabinet.core.errors import require
from ecabinet.core.failed_jobs import FailedJob
from ecabinet.core.words import N_
from ecabinet.notifications import mail, sms
from ecabinet.notifications.models import Channel, Delivery
from ecabinet.notifications.models import State as Sending
from ecabinet.realtime import gateway
from ecabinet.web import migration
from ecabinet.web.shell import ROOT

GIBIBYTE = 1024**3
LITTLE_SPACE = 2 * GIBIBYTE
MANY_JOBS = 500
LONG_UNSENT = timedelta(hours=1)
BACKUP_EVERY = timedelta(hours=25)
RESTORE_EVERY = timedelta(days=92)
LIBRARIES = (
    "flask", "sqlalchemy", "gevent", "gunicorn", "cryptography", "python-socketio",
    "webauthn", "authlib", "pikepdf", "pypdfium2",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was found, and what to do where it is not."""

    label: str
    fine: bool
    says: str  # a message id
    values: dict[str, object]
    advice: str = ""


@dataclass(frozen=True)
class Installation:
    """What the house was told from outside, as far as it may be shown."""

    data: Path
    secure: bool
    demo: bool
    zone: str


@dataclass(frozen=True)
class Health:
    findings: Sequence[Finding]
    versions: Sequence[tuple[str, str]]
    sizes: Sequence[tuple[str, int]]
    keys: Sequence[tuple[str, str]]
    failed: Sequence[FailedJob]
    sockets: int

    @property
    def to_look_at(self) -> list[Finding]:
        return [each for each in self.findings if not each.fine]


def may_see_health(actor: Actor) -> bool:
    """The administrator, who mends it, and the auditor, who watches."""
    return actor.holds(None, {Role.ADMINISTRATOR, Role.AUDITOR})


def find_health(actor: Actor, house: Installation) -> Health:
    """Look at everything once."""
    require(may_see_health(actor))
    return Health(
        findings=list_findings(actor, house),
        versions=_versions(),
        sizes=_sizes(),
        keys=_fingerprints(),
        failed=jobs.failures(),
        sockets=gateway.count_open(),
    )


def list_findings(actor: Actor, house: Installation) -> list[Finding]:
    """Look at what may want somebody's hand."""
    require(may_see_health(actor))
    return [look(house) for look in LOOKS]


def _migrations(_house: Installation) -> Finding:
    at = migration.heads(session().connection())
    return Finding(
        N_("Database"),
        at.at_head,
        N_("It answers and stands at revision %(revision)s."),
        {"revision": at.database or "–", "code": at.code or "–"},
        N_(
            "Please start e-Cabinet again: it brings the database to the newest revision, %(code)s."
        ),
    )


def _disk(house: Installation) -> Finding:
    free = shutil.disk_usage(house.data).free
    return Finding(
        N_("Space on the disk"),
        free >= LITTLE_SPACE,
        N_("%(free)s GB are free where papers are kept."),
        {"free": round(free / GIBIBYTE, 1)},
        N_("Please make room or add a larger disk: below 2 GB a day of uploads may not fit."),
    )


def _work(_house: Installation) -> Finding:
    waiting, alive = jobs.waiting(), jobs.consumer_alive()
    return Finding(
        N_("Work in the background"),
        alive and waiting < MANY_JOBS,
        N_("%(waiting)s jobs wait.")
        if alive
        else N_("Nobody works on the queue; %(waiting)s jobs wait."),
        {"waiting": waiting},
        N_("Please start e-Cabinet again. If the queue stays long, please look at the log."),
    )


def _failures(_house: Installation) -> Finding:
    failed = len(jobs.failures())
    return Finding(
        N_("Jobs that failed"),
        failed == 0,
        N_("%(failed)s jobs failed for good."),
        {"failed": failed},
        N_("They are listed below, and can be sent again once the cause is mended."),
    )


def _letters(house: Installation) -> Finding:
    server = mail.way().server
    count = _stuck(Channel.MAIL)
    no_way = server is None and not house.demo
    return Finding(
        N_("Mail"),
        count == 0 and not no_way,
        N_("No mail server is set; letters are laid into a folder. %(count)s could not be sent.")
        if server is None
        else N_("Letters go out through %(server)s; %(count)s could not be sent."),
        {"count": count, "server": server or ""},
        N_("Please check the variable ECABINET_SMTP_URL and try how mail goes out."),
    )


def _texts(_house: Installation) -> Finding:
    count = _stuck(Channel.SMS)
    return Finding(
        N_("Text messages"),
        count == 0,
        N_("Text messages go out; %(count)s could not be sent.")
        if sms.is_open()
        else N_("No gateway is set; no text messages are sent. %(count)s could not be sent."),
        {"count": count},
        N_("Please check the variable ECABINET_SMS_URL and the program that sends from there."),
    )


def _stuck(channel: Channel) -> int:
    """Count what was given up, and what should have gone out long ago."""
    late = (Delivery.state == Sending.UNSENT) & (Delivery.due_at < now() - LONG_UNSENT)
    stuck = (Delivery.channel == channel) & (late | (Delivery.state == Sending.FAILED))
    return session().scalar(select(func.count(Delivery.id)).where(stuck)) or 0


def _backup(house: Installation) -> Finding:
    note = keepsakes.read_note(house.data, keepsakes.LAST_BACKUP)
    return Finding(
        N_("Last backup"),
        house.demo or (note is not None and note["at"] > now() - BACKUP_EVERY),
        N_("Made %(made_at)s, %(size)s; every file in it was checked.") if note else _none(house),
        {"made_at": note["at"], "size": note.get("size", 0)} if note else {},
        N_(
            "Please let the command flask --app wsgi backup run every night, and keep it elsewhere."
        ),
    )


def _restore(house: Installation) -> Finding:
    note = keepsakes.read_note(house.data, keepsakes.LAST_RESTORE)
    return Finding(
        N_("Last restore"),
        house.demo or (note is not None and note["at"] > now() - RESTORE_EVERY),
        N_("Restored here %(restored_at)s; the trail was whole and every file opened.")
        if note
        else _none(house),
        {"restored_at": note["at"]} if note else {},
        N_(
            "Please restore a backup into an empty installation once a quarter: only that shows it is one."
        ),
    )


def _none(house: Installation) -> str:
    return N_("A demonstration needs none.") if house.demo else N_("None is known here.")


def _connection(house: Installation) -> Finding:
    return Finding(
        N_("Connection"),
        house.secure or house.demo,
        N_("People reach e-Cabinet over TLS.")
        if house.secure
        else N_("People reach e-Cabinet without TLS."),
        {},
        N_(
            "Please put a web server with a certificate before it and set ECABINET_BASE_URL to https."
        ),
    )


def _clock(house: Installation) -> Finding:
    says = N_("It is %(said_at)s (%(zone)s). Please compare it with a clock.")
    return Finding(N_("Clock"), True, says, {"said_at": now(), "zone": house.zone})  # noqa: FBT003 -- it is always well


def _kind(house: Installation) -> Finding:
    says = (
        N_("A demonstration: names and figures are invented.") if house.demo else N_("A real one.")
    )
    return Finding(N_("This installation"), True, says, {})  # noqa: FBT003 -- either is well


LOOKS: Sequence[Callable[[Installation], Finding]] = (
    _kind, _migrations, _disk, _work, _failures, _letters, _texts, _backup, _restore, _connection, _clock,
)  # fmt: skip


def _versions() -> list[tuple[str, str]]:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    dialect = session().connection().dialect
    database = ".".join(map(str, getattr(dialect, "server_version_info", None) or ()))
    names = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
    return [
        ("e-Cabinet", own),
        ("Python", python_version()),
        (names.get(dialect.name, dialect.name), database),
        *((name, version(name)) for name in LIBRARIES),
    ]


def _sizes() -> list[tuple[str, int]]:
    kept = sum(each.stat().st_size for each in files.folder().rglob("*") if each.is_file())
    return [
        (N_("Database"), _database_size()),
        (N_("Stored files"), kept),
    ]


def _database_size() -> int:
    url = engine_in_use().url
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
    return session().scalar(select(func.pg_database_size(func.current_database()))) or 0


def _fingerprints() -> list[tuple[str, str]]:
    """Return by what the keys can be told apart; nothing of a key follows from it."""
    master = hashlib.sha256(b"fingerprint of the master key" + sealing.master_key()).hexdigest()
    return [
        (N_("Master key"), master[:16]),
        (N_("Signing key"), signing.key_id(signing.public_key())),
    ]
