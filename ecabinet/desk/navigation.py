"""The few places a person walks between, by the post they act in; the same five spots on every screen."""

from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext as _

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import SECRETARIAT, Role
from ecabinet.consultations.queries import count_awaited
from ecabinet.meetings.queries import count_meetings

OPINIONS_FOR = frozenset({Role.CHAIR, Role.MEMBER, Role.OFFICER, Role.HEAD, Role.ASSISTANT})
SYSTEM = ("/administration/health/", "/administration/retention/")
TASKS_FOR = OPINIONS_FOR | {Role.AGENCY}


@dataclass(frozen=True)
class Place:
    """One spot of the rail; `count` is what waits there. `rings`: it is kept up to date by itself."""

    label: str
    icon: str
    href: str
    current: bool = False
    count: int = 0
    rings: bool = False


def navigation() -> list[Place]:
    """Return the places open to whoever asks. A place that would always be empty for them is not shown."""
    actor = current_actor()
    if actor.faces({Role.ADMINISTRATOR}):
        return _administrators_places()
    if actor.faces({Role.AUDITOR}):
        return _auditors_places()
    places = _homes(actor)
    if _meets(actor):
        places.append(_place(_("Sessions"), "meeting", "/meetings/"))
    if actor.faces(OPINIONS_FOR):
        label = _("Opinion forms") if _works_at_desk(actor) else _("Opinions")
        places.append(_place(label, "ballot", "/consultations/", count_awaited(actor)))
    if actor.faces(TASKS_FOR):
        places.append(_place(_("Tasks"), "tasks", "/tasks/"))
    places.append(replace(_place(_("Notifications"), "bell", "/notices/"), rings=True))
    return places


def _homes(actor: Actor) -> list[Place]:
    """Where one begins; an agency's officer has the agency's dossiers beside it."""
    home = _("Desk") if _works_at_desk(actor) else _("Today")
    places = [_place(home, "today", "/")]
    if actor.faces({Role.AGENCY}):
        places.append(_place(_("Our dossiers"), "folder", "/dossiers/"))
    return places


def works_at_desk() -> bool:
    """Whether whoever asks belongs to a secretariat, whatever post they act in now."""
    return bool(current_actor().bodies(SECRETARIAT))


def _administrators_places() -> list[Place]:
    return [
        _place(_("Today"), "today", "/"),
        _place(_("Bodies"), "desk", "/administration/bodies/"),
        _place(_("People"), "users", "/administration/people/"),
        _place(_("Lists"), "list", "/administration/lists/"),
        _system(),
    ]


def _system() -> Place:
    place = _place(_("System"), "settings", SYSTEM[0])
    return replace(place, current=request.path.startswith(SYSTEM))


def _auditors_places() -> list[Place]:
    """What an auditor reads. The log of the doors stands under the trail's address and is a place of its own."""
    doors = _place(_("Sign-in log"), "key", "/audit/access")
    trail = _place(_("Trail"), "history", "/audit/")
    return [
        _place(_("Today"), "today", "/"),
        replace(trail, current=trail.current and not doors.current),
        _place(_("Rights"), "shield", "/rights"),
        doors,
        _system(),
    ]


def _place(label: str, icon: str, href: str, count: int = 0) -> Place:
    inside = request.path == "/" if href == "/" else request.path.startswith(href)
    return Place(label, icon, href, current=inside, count=count)


def _meets(actor: Actor) -> bool:
    """Whether sessions are this person's business: an agency's officer has a place for them once called to one."""
    if actor.faces({Role.AGENCY}):
        return count_meetings(actor) > 0
    return actor.face is not None and actor.face.body_id is not None


def _works_at_desk(actor: Actor) -> bool:
    return actor.faces(SECRETARIAT)
