"""E-mail: through SMTP when configured, else as files in the outbox under the data directory."""

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from ecabinet.core import native
from ecabinet.core.clock import now
from ecabinet.core.ids import new_id
from ecabinet.notifications.kinds import Enclosure

TIMEOUT_S = 20

Post = Callable[[EmailMessage], None]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter, as text and as a page. `key` tells its receiver that one which comes twice is the same."""

    to: str
    subject: str
    text: str
    html: str = ""
    enclosures: Sequence[Enclosure] = ()
    key: str = ""


@dataclass(frozen=True)
class Way:
    """How letters go out, for an administrator to read; never the password of the mail server."""

    sender: str
    server: str | None  # host:port; None: they are laid into `outbox`
    outbox: Path


_post: list[Post] = []  # the way in use; a list so that it can be replaced
_way: list[Way] = []
_sender: list[str] = []
_base_url: list[str] = []


def use_mail(smtp_url: str | None, outbox: Path, sender: str, base_url: str) -> None:
    """Choose the way: `smtp://user:password@host:port` (`smtps://` for TLS from the start), or files in `outbox`."""
    _post[:] = [_smtp(smtp_url) if smtp_url else _files(outbox)]
    _sender[:], _base_url[:] = [sender], [base_url]
    _way[:] = [Way(sender, _server(smtp_url) if smtp_url else None, outbox)]


def way() -> Way:
    return _way[0]


def address_of(href: str) -> str:
    """Return the full address of a page of ours: no letter leads anywhere else."""
    return f"{_base_url[0]}{href}"


def send(letter: Letter) -> None:
    """Send one letter. What would be a second header is refused by its class, ValueError."""
    _post[0](_sealed(letter))


def _sealed(letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = _sender[0], letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = now()
    message["Message-ID"] = f"<{letter.key or new_id()}@{urlsplit(_base_url[0]).hostname}>"
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence answers it
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    for each in letter.enclosures:
        _enclose(message, each)
    return message


def _enclose(message: EmailMessage, enclosure: Enclosure) -> None:
    kind, *parameters = (part.strip() for part in enclosure.kind.split(";"))
    main, _, sub = kind.partition("/")
    message.add_attachment(
        enclosure.content,
        maintype=main,
        subtype=sub,
        filename=enclosure.name,
        params=dict(part.split("=", 1) for part in parameters),
    )


def _server(smtp_url: str) -> str:
    return urlsplit(smtp_url).netloc.rpartition("@")[2] or "localhost"


def _files(outbox: Path) -> Post:
    outbox.mkdir(parents=True, exist_ok=True, mode=0o700)

    def post(letter: EmailMessage) -> None:
        (outbox / f"{new_id()}.eml").write_bytes(letter.as_bytes())

    return post


def _smtp(url: str) -> Post:
    parts = urlsplit(url)
    server = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP

    def post(letter: EmailMessage) -> None:
        with server(
            parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT_S
        ) as connection:
            if parts.scheme == "smtp" and connection.has_extn("starttls"):
                connection.starttls()
            if parts.username:
                connection.login(parts.username, parts.password or "")
            connection.send_message(letter)

    return lambda letter: native.call(lambda: post(letter))
