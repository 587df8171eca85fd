"""What features say about their messages: which cannot wait, and what goes along with a letter.

    CANCELLED = urgent(N_("The session “%(title)s” is cancelled: %(reason)s"))

    @encloses(INVITED)
    def calendar_file(notice: Notice) -> Sequence[Enclosure]: ...

A message is known by its id, so that whatever tells of it need not say it again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from ecabinet.notifications.models import Notice

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Enclosure:
    """A file that goes along with a letter. `kind`: its media type, `text/calendar; method=REQUEST`."""

    name: str
    kind: str
    content: bytes


Make = Callable[[Notice], Sequence[Enclosure]]

_urgent: set[str] = set()
_makers: dict[str, Make] = {}


def urgent(message: str) -> str:
    """Say of a message that it passes quiet hours and waits for no digest; return it."""
    _urgent.add(message)
    return message


def is_urgent(message: str) -> bool:
    return message in _urgent


def encloses(*messages: str) -> Callable[[Make], Make]:
    """Register what makes the files that go along with the letters of these messages.

    It is asked when the letter goes out, within `reading()`, and gives only what the notice's owner may have then.
    """

    def register(make: Make) -> Make:
        _makers.update(dict.fromkeys(messages, make))
        return make

    return register


def enclosures_of(notice: Notice) -> Sequence[Enclosure]:
    """Return what goes along with the letter of a notice. What cannot be made holds no letter back."""
    if notice.message not in _makers:
        return ()
    try:
        return _makers[notice.message](notice)
    except Exception:  # the page that the letter opens has it too
        log.exception("enclosure_not_made", notice=notice.id)
        return ()
