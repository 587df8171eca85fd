"""Notices that were read, and letters that arrived, are kept for a time."""

from sqlalchemy import select

from ecabinet.bodies.retention import Due, retained
from ecabinet.bodies.retention_kinds import clear
from ecabinet.core.words import N_
from ecabinet.notifications.models import Delivery, Notice, State


@retained("notice", N_("Notices that were read"), 365)
def destroy_notices(due: Due) -> int:
    """One whose letter is still on record stays with it."""
    lettered = select(Delivery.id).where(Delivery.notice_id == Notice.id).exists()
    return clear(Notice, (Notice.read_at < due.before) & ~lettered, due)


@retained("letter", N_("Records of letters that were sent"), 90)
def destroy_letters(due: Due) -> int:
    sent = Delivery.state.in_((State.SENT, State.SPARED, State.FAILED))
    return clear(Delivery, sent & (Delivery.due_at < due.before), due)
