"""The few places a person walks between, by what they are; the same five spots on every screen."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import Role
from ecabinet.consultations.queries import count_awaited
from ecabinet.meetings.queries import count_meetings

OPINIONS_FOR = frozenset({Role.CHAIR, Role.MEMBER, Role.OFFICER, Role.HEAD, Role.ASSISTANT})
TASKS_FOR = OPINIONS_FOR | {Role.AGENCY}


@dataclass(frozen=True)
class Place:
    """One spot of the rail; `count` is what waits there."""

    label: str
    icon: str
    href: str
    current: bool = False
    count: int = 0


def navigation() -> list[Place]:
    """Return the places open to whoever asks. A place that would always be empty for them is not shown."""
    actor = current_actor()
    home = _("Desk") if _works_at_desk(actor) else _("Today")
    places = [_place(home, "today", "/")]
    if _meets(actor):
        places.append(_place(_("Sessions"), "meeting", "/meetings/"))
    if _is_any(actor, OPINIONS_FOR):
        label = _("Opinion forms") if _works_at_desk(actor) else _("Opinions")
        places.append(_place(label, "ballot", "/consultations/", count_awaited(actor)))
    if _is_any(actor, TASKS_FOR):
        places.append(_place(_("Tasks"), "tasks", "/tasks/"))
    places.append(_place(_("Notifications"), "bell", "/notices/"))
    return places


def _place(label: str, icon: str, href: str, count: int = 0) -> Place:
    inside = request.path == "/" if href == "/" else request.path.startswith(href)
    return Place(label, icon, href, current=inside, count=count)


def _meets(actor: Actor) -> bool:
    """Whether sessions are this person's business: an agency's officer has a place for them once called to one."""
    if _is_any(actor, frozenset({Role.AGENCY})) and not _is_any(actor, OPINIONS_FOR):
        return count_meetings(actor) > 0
    return bool(actor.bodies())


def _works_at_desk(actor: Actor) -> bool:
    return _is_any(actor, frozenset({Role.OFFICER, Role.HEAD}))


def _is_any(actor: Actor, roles: frozenset[Role]) -> bool:
    return any(each.role in roles for each in actor.holdings)
