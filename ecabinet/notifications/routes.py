from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ecabinet.bodies.current import act, current_actor
from ecabinet.notifications.inbox import (
    PAGE,
    find_notice,
    list_notices,
    mark_all_read,
    mark_read,
)
from ecabinet.notifications.models import Notice
from ecabinet.web.language import say
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("notifications", __name__, url_prefix="/notices")


@bp.get("/")
def index() -> ResponseReturnValue:
    notices = list_notices(current_actor(), request.args.get("before"))
    template = "notifications/_list.html" if wants_fragment() else "notifications/index.html"
    more = notices[-1].id if len(notices) == PAGE else None
    return page(template, notices=[_shown(each) for each in notices], more=more)


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


def _shown(notice: Notice) -> dict[str, object]:
    """Put a notice into the reader's words."""
    return {
        "id": notice.id,
        "said": say(str(get_locale()), notice.message, notice.values),
        "at": notice.at,
        "read": notice.read_at is not None,
    }
