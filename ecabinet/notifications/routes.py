from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.bodies.current import act, current_actor
from ecabinet.notifications.inbox import (
    count_unread,
    find_notice,
    list_notices,
    mark_all_read,
    mark_read,
)
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("notifications", __name__, url_prefix="/notices")


@bp.get("/")
def index() -> ResponseReturnValue:
    actor = current_actor()
    notices = list_notices(actor, request.args.get("before"))
    template = "notifications/_list.html" if wants_fragment() else "notifications/index.html"
    return page(template, notices=notices)


@bp.get("/bell")
def bell() -> ResponseReturnValue:
    """The bell with its number, kept up to date on every page."""
    return page("notifications/_bell.html", unread=count_unread(current_actor()))


@bp.get("/<notice_id>")
def follow(notice_id: str) -> ResponseReturnValue:
    """Open the page a notice speaks of: the address in an e-mail."""
    return redirect(find_notice(current_actor(), notice_id).href)


@bp.post("/<notice_id>")
def open_(notice_id: str) -> ResponseReturnValue:
    """Open the page a notice speaks of, from the inbox; the notice is read from now on."""
    href = find_notice(current_actor(), notice_id).href
    act(lambda actor: mark_read(actor, notice_id))
    return redirect(href, 303)


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    act(mark_all_read)
    return redirect(url_for(".index"), 303)
