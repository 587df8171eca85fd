"""Sessions as calendar files (RFC 5545), sent, changed and taken back under one identity (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//e-Cabinet//e-Cabinet//VI"


class Method(StrEnum):
    """What a calendar is to do with the file; none: it is a feed, which is looked at again and again."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Standing(StrEnum):
    """How somebody stands to an entry, in the words of the standard."""

    WAITS = "NEEDS-ACTION"
    COMES = "ACCEPTED"
    STAYS_AWAY = "DECLINED"


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    email: str
    standing: Standing = Standing.WAITS
    role: str = "REQ-PARTICIPANT"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One session in somebody's calendar. `spans`: its days, each from and until when, in the order of time.

    `uid` never changes and `sequence` only rises: that is how a calendar knows which of two files is the newer one.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    title: str
    place: str
    text: str
    address: str
    zone: str
    spans: Sequence[tuple[datetime, datetime]]
    cancelled: bool = False
    organizer: Person | None = None
    attendee: Person | None = None


def write_calendar(entries: Sequence[Entry], method: Method | None = None, name: str = "") -> bytes:
    """Return a calendar file: UTF-8, lines folded, each time zone it names described in it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        for number, span in enumerate(entry.spans):
            calendar.add_component(_event(entry, span, number))
    if entries:
        calendar.add_missing_timezones(*_years(entries))
    return bytes(calendar.to_ical())


def _event(entry: Entry, span: tuple[datetime, datetime], number: int) -> Event:
    """A session of several days is several entries: the nights between are nobody's meeting."""
    event = Event()
    zone = ZoneInfo(entry.zone)
    event.add("uid", f"{entry.uid}-{number + 1}" if number else entry.uid)
    event.add("dtstamp", entry.stamped_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", span[0].astimezone(zone))
    event.add("dtend", span[1].astimezone(zone))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", entry.address)
    for key, value in (("location", entry.place), ("description", entry.text)):
        if value:
            event.add(key, value)
    if entry.organizer:
        event.add("organizer", _address(entry.organizer))
    if entry.attendee:
        event.add("attendee", _attendee(entry.attendee))
    return event


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = person.name
    return address


def _attendee(person: Person) -> vCalAddress:
    """The answer is given on the page, where the chair sees it: no reply by mail is asked for."""
    address = _address(person)
    address.params["ROLE"] = person.role
    address.params["PARTSTAT"] = person.standing.value
    address.params["RSVP"] = "FALSE"
    return address


def _years(entries: Sequence[Entry]) -> tuple[date, date]:
    moments = [moment for entry in entries for span in entry.spans for moment in span]
    return (
        date(min(moments).year - 1, 1, 1),
        date(max(moments).year + 2, 1, 1),
    )
