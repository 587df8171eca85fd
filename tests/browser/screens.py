"""Every screen there is: whose it is, and where it stands in a demonstration."""

from collections.abc import Callable
from dataclasses import dataclass

TITLE = "Phiên họp Chính phủ thường kỳ"  # tests make others beside it


@dataclass(frozen=True)
class Screen:
    """`find` tells the address, `then` goes on there; no `username` is a stranger. `room` names the session.

    `only` is the one way in which a screen is held whose parts are looked at in every way on another one."""

    name: str
    username: str | None
    find: Callable
    room: str = ""
    then: Callable | None = None
    only: tuple[str, str] | None = None


def at(path):
    return lambda _places: path


def of(name, ending=""):
    return lambda places: places[name] + ending


SCREENS = (
    Screen("sign-in", None, at("/sign-in")),
    Screen("today", "member02", at("/")),
    Screen("desk", "officer1", at("/")),
    Screen("agency", "agency02", at("/")),
    Screen("administrator", "admin", at("/")),
    Screen("sessions", "member02", at("/meetings/")),
    Screen("session", "member02", of("today")),
    Screen("session-desk", "officer1", of("today")),
    Screen("session-new", "officer1", at("/meetings/new")),
    Screen("agenda", "officer1", of("draft", "/agenda")),
    Screen("agenda-item", "officer1", of("draft_item")),
    Screen("item", "member02", of("item")),
    Screen("item-desk", "officer1", of("item")),
    Screen("reader", "member02", of("paper")),
    Screen("room-before", "member02", of("today", "/room")),
    Screen("room-ballot", "member02", of("open", "/room"), "open"),
    Screen("room-chair", "chair", of("open", "/room"), "open"),
    Screen("room-result", "member02", of("closed", "/room"), "closed"),
    Screen("room-list", "member02", of("list", "/room"), "list", only=("portrait", "dark")),
    Screen("room-bloc", "member02", of("bloc", "/room"), "bloc", only=("landscape", "light")),
    Screen("room-bloc-chair", "chair", of("bloc", "/room"), "bloc", only=("portrait", "dark")),
    Screen("by-hand", "officer1", of("by_hand"), "list", only=("portrait", "light")),
    Screen("consultations", "member17", at("/consultations/")),
    Screen("consultation", "member17", of("form")),
    Screen("consultation-desk", "officer2", of("form")),
    Screen("consultation-result", "member17", of("result")),
    Screen("consultation-new", "officer2", at("/consultations/new")),
    Screen("minutes", "member02", of("past", "/minutes")),
    Screen("tasks", "chair", at("/tasks/")),
    Screen("tasks-agency", "agency02", at("/tasks/")),
    Screen("tasks-list", "chair", at("/tasks/list?timing=overdue")),
    Screen("task", "agency02", of("task")),
    Screen("task-new", "officer1", at("/tasks/new")),
    Screen("notices", "member02", at("/notices/")),
    Screen("me", "member02", at("/me")),
    Screen("refusal", "member02", at("/meetings/nothing-is-here")),
)


def find_places(stage):
    """Find, on the pages of whoever may see them, the addresses of what the demonstration holds."""
    listed = stage.find_all("officer1", "/meetings/", "/meetings/ID")
    draft, today, past = by_state(stage, listed)
    item = stage.items(today)[2]
    draft_item = stage.items(draft)[0].rpartition("/")[2]
    return {
        "draft": draft,
        "today": today,
        "past": past,
        "draft_item": f"{draft}/agenda?item={draft_item}",
        "item": item,
        "paper": stage.find("member02", item, "/papers/ID"),
        "form": stage.find("member17", "/", "/consultations/ID"),
        "result": closed_form(stage),
        "task": stage.find("agency02", "/tasks/", "/tasks/ID"),
    }


def by_state(stage, listed):
    """Return the demonstration's draft, its session that waits to begin, and the one that is over."""
    seen = {path: stage.see("officer1", path) for path in listed}
    pages = {path: page for path, page in seen.items() if TITLE in page}
    draft = next(path for path, page in pages.items() if "/steps/submit" in page)
    waiting = [path for path, page in pages.items() if "/steps/start" in page]
    past = next(path for path, page in pages.items() if f"{path}/minutes" in page)
    return draft, waiting[-1], past


def closed_form(stage):
    """Return the opinion form that a member can no longer answer."""
    forms = stage.find_all("member17", "/consultations/", "/consultations/ID")
    return next(path for path in forms if "<vote-form" not in stage.see("member17", path))
