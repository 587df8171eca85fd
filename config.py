"""The configuration: read once from ECABINET_* variables, typed, frozen.

Every variable stands in docs/configuration.md.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import click

MIN_SECRET = 32
SEED_BYTES = 32
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEMO_STAYS_HERE = (
    "A demonstration answers on this machine only, because everybody in it shares one password. "
    "Leave HOST out, or start for real with DEMO=0."
)
DEBUG_IS_FOR_US = (
    "A real installation never runs with FLASK_DEBUG: its pages would show the inside of the program to whoever "
    "meets a fault. Leave FLASK_DEBUG out, or try it with the demonstration."
)
RESTORING = "restoring"  # stands in the data directory while a backup is being restored into it


class ConfigurationError(click.ClickException):
    """The configuration cannot be used; the message says in words what to do, on the command line too."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """What an installation is told from outside."""

    data: Path
    database_url: str
    secret_key: str
    master_key: bytes
    signing_key: bytes
    redis_url: str | None = None
    base_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    demo_password: str | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    smtp_url: str | None = None
    sms_url: str | None = None
    mail_from: str = "e-Cabinet <ecabinet@localhost>"
    max_upload_bytes: int = 50 * 1024 * 1024
    proxies: int = 0
    release_wait_s: int = 60
    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def secure(self) -> bool:
        """Whether people reach us over TLS: then cookies are Secure and carry the __Host- prefix."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read the variables; make the data directory and, on the first run, its own secrets.

        ConfigurationError where a value cannot be used.
        """
        data = Path(environ.get("ECABINET_DATA", "var")).resolve()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_what_is_half_restored(data)
        port = _number(environ, "PORT", 8000)
        demo, host = environ.get("DEMO", "1") != "0", environ.get("HOST", "127.0.0.1")
        if demo and host not in LOOPBACK:
            raise ConfigurationError(DEMO_STAYS_HERE)
        if not demo and environ.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false", "no"}:
            raise ConfigurationError(DEBUG_IS_FOR_US)
        return cls(
            data=data,
            database_url=environ.get("ECABINET_DATABASE_URL", f"sqlite:///{data / 'ecabinet.db'}"),
            secret_key=_secret(environ, data, "SECRET_KEY"),
            master_key=base64.urlsafe_b64decode(_secret(environ, data, "MASTER_KEY")),
            signing_key=_seed(_secret(environ, data, "SIGNING_KEY")),
            redis_url=environ.get("ECABINET_REDIS_URL") or None,
            base_url=environ.get("ECABINET_BASE_URL", f"http://localhost:{port}").rstrip("/"),
            host=host,
            port=port,
            demo=demo,
            demo_password=environ.get("ECABINET_DEMO_PASSWORD") or None,
            timezone=environ.get("ECABINET_TIMEZONE", "Asia/Ho_Chi_Minh"),
            smtp_url=environ.get("ECABINET_SMTP_URL") or None,
            sms_url=_sms_url(environ),
            mail_from=environ.get("ECABINET_MAIL_FROM", "e-Cabinet <ecabinet@localhost>"),
            max_upload_bytes=_number(environ, "ECABINET_MAX_UPLOAD_MB", 50) * 1024 * 1024,
            proxies=_number(environ, "ECABINET_PROXIES", 0),
            release_wait_s=_number(environ, "ECABINET_RELEASE_WAIT_SECONDS", 60),
            oidc_issuer=_issuer(environ),
            oidc_client_id=environ.get("ECABINET_OIDC_CLIENT_ID", ""),
            oidc_client_secret=_client_secret(environ),
            oidc_name=environ.get("ECABINET_OIDC_NAME", ""),
        )


def _refuse_what_is_half_restored(data: Path) -> None:
    if (data / RESTORING).exists():
        msg = (
            f"A restore into {data} was broken off, so what stands there is not whole. "
            "Empty that directory and the database, then restore again."
        )
        raise ConfigurationError(msg)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, str(default))
    if not value.isdigit():
        msg = f"{name} must be a whole number, not {value!r}."
        raise ConfigurationError(msg)
    return int(value)


def _issuer(environ: Mapping[str, str]) -> str | None:
    """Return who signs people in for us. What it says must reach us unread: over TLS, or within this machine."""
    issuer = environ.get("ECABINET_OIDC_ISSUER") or None
    if issuer is None:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        msg = f"ECABINET_OIDC_ISSUER must begin with https://, not {issuer!r}."
        raise ConfigurationError(msg)
    if not environ.get("ECABINET_OIDC_CLIENT_ID"):
        msg = "ECABINET_OIDC_ISSUER needs ECABINET_OIDC_CLIENT_ID: as whom the provider knows e-Cabinet."
        raise ConfigurationError(msg)
    return issuer


def _sms_url(environ: Mapping[str, str]) -> str | None:
    """Return where text messages are handed on: a file, which is the one way there is."""
    url = environ.get("ECABINET_SMS_URL") or None
    if url is not None and not url.startswith("file:///"):
        msg = f"ECABINET_SMS_URL must name a file, such as file:///var/spool/ecabinet-sms, not {url!r}."
        raise ConfigurationError(msg)
    return url


def _client_secret(environ: Mapping[str, str]) -> str:
    if file := environ.get("ECABINET_OIDC_CLIENT_SECRET_FILE"):
        return Path(file).read_text().strip()
    return environ.get("ECABINET_OIDC_CLIENT_SECRET", "")


def _secret(environ: Mapping[str, str], data: Path, name: str) -> str:
    """Return a secret from ECABINET_<name>, the file ECABINET_<name>_FILE, or one made on the first run."""
    if value := environ.get(f"ECABINET_{name}"):
        return _long_enough(name, value)
    default = data / "secrets" / name.lower()
    path = Path(environ.get(f"ECABINET_{name}_FILE", default))
    if path == default and not path.exists():
        _make_secret(path)
    return _long_enough(name, path.read_text().strip())


def _make_secret(path: Path) -> None:
    """Put a new secret there, whole. Of several processes that start at once the first one's counts for all."""
    path.parent.mkdir(exist_ok=True, mode=0o700)
    # Such a file is its owner's alone from its first moment, and it is linked only when it is whole.
    with NamedTemporaryFile("w", dir=path.parent) as made:
        made.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        made.flush()
        os.fsync(made.fileno())
        with suppress(FileExistsError):
            os.link(made.name, path)


def _seed(spelled: str) -> bytes:
    """Return the 32 bytes that a signing key is made of."""
    try:
        seed = base64.urlsafe_b64decode(spelled)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        msg = f"ECABINET_SIGNING_KEY must be {SEED_BYTES} bytes, spelled in base 64 for addresses."
        raise ConfigurationError(msg)
    return seed


def _long_enough(name: str, value: str) -> str:
    if len(value) < MIN_SECRET:
        msg = f"ECABINET_{name} is too short: at least {MIN_SECRET} characters are needed."
        raise ConfigurationError(msg)
    return value
