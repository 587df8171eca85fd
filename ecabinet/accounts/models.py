from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.core.database import Key, Model, Ref

LANGUAGES = ("vi", "en")
THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("normal", "large", "larger", "double")


class Account(Model):
    """A person, or a named part of the system that acts by itself."""

    __tablename__ = "account"

    id: Mapped[Key]
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(
        String(200)
    )  # None: nobody signs in as this account
    email: Mapped[str | None] = mapped_column(String(320))
    active: Mapped[bool] = mapped_column(default=True)
    password_changed_at: Mapped[datetime | None]
    authz_epoch: Mapped[int] = mapped_column(
        default=0
    )  # raised when rights end: older sessions stop at once
    language: Mapped[str] = mapped_column(String(8), default="vi")
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    text_size: Mapped[str] = mapped_column(String(8), default="normal")


class Device(Model):
    """A browser that somebody signed in with. It is known again by a key of its own, which outlives a session."""

    __tablename__ = "device"

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))  # "iPad · Safari", until its owner renames it
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]


class SignIn(Model):
    """A session of a device. Only the hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    authz_epoch: Mapped[int]
    device: Mapped[str] = mapped_column(String(200), default="")
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]  # by the idle limit, or by hand
    verified_at: Mapped[
        datetime | None
    ]  # when the person last showed a key, a code or the password
    factors: Mapped[int] = mapped_column(default=1)  # how many different ones were shown
    face_id: Mapped[str | None] = mapped_column(String(26))  # the post acted in first, of several

    account: Mapped[Account] = relationship(lazy="joined")


class Passkey(Model):
    """A public key whose private half never leaves the person's device (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[Any]] = mapped_column(default=list)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class CodeApp(Model):
    """An application that shows a new six-digit code every 30 seconds (RFC 6238). Its seed is sealed."""

    __tablename__ = "code_app"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None]  # before that it opens nothing
    last_step: Mapped[int] = mapped_column(
        BigInteger, default=0
    )  # of the last code taken: each once


class RecoveryCode(Model):
    """A code on paper for the day that everything else is lost. Each once."""

    __tablename__ = "recovery_code"

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Challenge(Model):
    """What a passkey is asked to sign, or a sign-in half done. Taken away when it is answered."""

    __tablename__ = "challenge"

    id: Mapped[Key]
    purpose: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    value: Mapped[str] = mapped_column(String(128))
    kept: Mapped[bytes | None] = mapped_column(LargeBinary)  # a form that waits, sealed
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LinkPurpose(StrEnum):
    """What a one-time link is for. RECOVERY takes two persons."""

    WELCOME = "welcome"  # a new account's first key or password
    RECOVERY = "recovery"  # everything was lost


class AccessLink(Model):
    """A way in that works once: asked for by one person and, for a recovery, agreed to by another."""

    __tablename__ = "access_link"

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[LinkPurpose]
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    agreed_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    agreed_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # used, or withdrawn

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="joined")


class ExternalIdentity(Model):
    """Who somebody is at the single sign-on: the issuer's own name for them, never an address."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Key]
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(300))
    linked_at: Mapped[datetime]


class Access(Model):
    """One line of the sign-in log: who came to which door, and how that went. It is kept for a time, not for ever."""

    __tablename__ = "access"
    __table_args__ = (
        Index("ix_access_at", "at", "id"),
        Index("ix_access_account_at", "account_id", "at", "id"),
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))  # None: unknown name
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(200), default="")
    endpoint: Mapped[str] = mapped_column(String(100), default="")
