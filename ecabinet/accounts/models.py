from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
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
    authz_epoch: Mapped[int] = mapped_column(
        default=0
    )  # raised when rights end: older sessions stop at once
    language: Mapped[str] = mapped_column(String(8), default="vi")
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    text_size: Mapped[str] = mapped_column(String(8), default="normal")


class SignIn(Model):
    """A signed-in device. Only the hash of its token is kept."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    authz_epoch: Mapped[int]
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined")
