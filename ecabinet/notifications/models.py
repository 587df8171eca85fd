from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.core.database import Key, Model, Ref


class Notice(Model):
    """One row of somebody's inbox."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_at", "account_id", "at", "id"),)

    id: Mapped[Key]
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    message: Mapped[str] = mapped_column(String(400))  # a message id
    values: Mapped[dict[str, Any]]
    href: Mapped[str] = mapped_column(String(400))  # the page it opens, one tap away
    read_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Channel(StrEnum):
    """How a notice reaches somebody who does not look into their inbox."""

    MAIL = "mail"
    SMS = "sms"


class State(StrEnum):
    UNSENT = "unsent"
    SENDING = "sending"
    SENT = "sent"
    SPARED = "spared"  # it waited for its hour, and was read before that came
    FAILED = "failed"


class Delivery(Model):
    """A letter or a text message that must not be lost: a row first, sent by a job, looked for again by a sweep."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_due", "state", "due_at"),)

    id: Mapped[Key]
    notice_id: Mapped[Ref] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[Channel] = mapped_column(default=Channel.MAIL)
    held_since: Mapped[
        datetime | None
    ]  # it waits for an hour, and goes out with others in one letter
    state: Mapped[State] = mapped_column(default=State.UNSENT)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]

    notice: Mapped[Notice] = relationship(lazy="joined", innerjoin=True)


class Rhythm(StrEnum):
    """How often letters come."""

    AT_ONCE = "at_once"
    DAILY = "daily"


class NoticeWish(Model):
    """When and how somebody wants to be told. Who never said has no row: each letter at once, at any hour.

    Times are minutes after midnight, by the clock of the person's own body.
    """

    __tablename__ = "notice_wish"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    quiet: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[int] = mapped_column(default=21 * 60)
    quiet_until: Mapped[int] = mapped_column(default=6 * 60)
    rhythm: Mapped[Rhythm] = mapped_column(default=Rhythm.AT_ONCE)
    digest_at: Mapped[int] = mapped_column(default=7 * 60)
    every_day: Mapped[bool] = mapped_column(default=False)  # else from Monday to Friday
    phone: Mapped[str] = mapped_column(String(40), default="")  # "": no text messages
