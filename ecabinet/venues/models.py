from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.bodies.models import Agency
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.words import N_

PLACE_LENGTH = 200  # what the place of a session may take
IT_IS_CLOSED = N_("This is closed and is no longer offered.")


class Venue(Model):
    """A room in which a body meets. Its seat map has `rows` × `columns` places, of which some hold a seat."""

    __tablename__ = "venue"

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int] = mapped_column(default=0)  # 0: nobody has said
    equipment: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(
        String(500), default=""
    )  # by which one joins from elsewhere; https only
    rows: Mapped[int] = mapped_column(default=0)  # 0: there is no seat map
    columns: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)  # the second writer is shown the conflict
    ends_on: Mapped[date | None]  # the last day it is offered

    seats: Mapped[list[Seat]] = relationship(
        back_populates="venue", cascade="all, delete-orphan", order_by="Seat.row, Seat.column"
    )

    @property
    def place(self) -> str:
        """The words that stand as the place of a session held in it."""
        return ", ".join(filter(None, (self.name, self.address)))[:PLACE_LENGTH]

    def is_offered_on(self, day: date) -> bool:
        return self.ends_on is None or day <= self.ends_on

    def refuse_if_closed(self, day: date) -> None:
        if not self.is_offered_on(day):
            raise Refused(IT_IS_CLOSED)


class Seat(Model):
    """One seat: where it stands in the map, counted from 1, and what is written on it."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("venue_id", "seat_row", "seat_column"),
        UniqueConstraint("venue_id", "label"),
    )

    id: Mapped[Key]
    venue_id: Mapped[str] = mapped_column(ForeignKey("venue.id"))
    row: Mapped[int] = mapped_column("seat_row")
    column: Mapped[int] = mapped_column("seat_column")
    label: Mapped[str] = mapped_column(String(12))

    venue: Mapped[Venue] = relationship(back_populates="seats")


class Site(Model):
    """A remote site (điểm cầu): where people sit together and take part over a line of its own."""

    __tablename__ = "site"

    id: Mapped[Key]
    body_id: Mapped[Ref] = mapped_column(ForeignKey("body.id"))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")  # the province, or the house
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    link: Mapped[str] = mapped_column(String(500), default="")
    revision: Mapped[int] = mapped_column(default=0)
    ends_on: Mapped[date | None]

    agency: Mapped[Agency | None] = relationship(lazy="joined")

    def is_offered_on(self, day: date) -> bool:
        return self.ends_on is None or day <= self.ends_on

    def refuse_if_closed(self, day: date) -> None:
        if not self.is_offered_on(day):
            raise Refused(IT_IS_CLOSED)
