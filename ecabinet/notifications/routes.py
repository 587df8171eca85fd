from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid
from ecabinet.notifications import sms
from ecabinet.notifications.forms import WishesForm
from ecabinet.notifications.inbox import (
    PAGE,
    count_unread,
    find_notice,
    list_notices,
    mark_all_read,
    mark_read,
)
from ecabinet.notifications.models import Notice, NoticeWish
from ecabinet.notifications.timing import HOUR_M
from ecabinet.notifications.wishes import find_wish, keep_wishes
from ecabinet.web.forms import read_form
from ecabinet.web.language import say
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("notifications", __name__, url_prefix="/notices")


@bp.app_context_processor
def _offered() -> dict[str, Any]:
    return {"notice_wishes": _wishes, "texts_go_out": sms.is_open}


@bp.get("/")
def index() -> ResponseReturnValue:
    notices = list_notices(current_actor(), request.args.get("before"))
    template = "notifications/_list.html" if wants_fragment() else "notifications/index.html"
    more = notices[-1].id if len(notices) == PAGE else None
    return page(template, notices=[_shown(each) for each in notices], more=more)


@bp.get("/bell")
def bell() -> ResponseReturnValue:
    """Answer how many notices are new, for the bell at the top or its place among the places."""
    place = "place" if request.args.get("at") == "place" else "bell"
    return page(f"notifications/_{place}.html", unread=count_unread(current_actor()))


@bp.get("/<notice_id>")
def follow(notice_id: str) -> ResponseReturnValue:
    """Open the page a notice speaks of: the address in an e-mail. The page itself says that it was opened."""
    path, mark, place = find_notice(current_actor(), notice_id).href.partition("#")
    joint = "&" if "?" in path else "?"
    return redirect(f"{path}{joint}notice={notice_id}{mark}{place}")


@bp.post("/<notice_id>")
def open_(notice_id: str) -> ResponseReturnValue:
    """Open the page a notice speaks of, from the inbox; the notice is read from now on."""
    href = find_notice(current_actor(), notice_id).href
    act(lambda actor: mark_read(actor, notice_id))
    return ("", 204) if wants_fragment() else redirect(href, 303)


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    act(mark_all_read)
    return redirect(url_for(".index"), 303)


@bp.route("/wishes", methods=["GET", "POST"])
def wishes() -> ResponseReturnValue:
    """Keep when and how one wants to be told."""
    if request.method == "GET":
        return page("notifications/wishes.html", errors={}, values={})
    try:
        wanted = read_form(WishesForm).wishes()
    except Invalid as no:
        errors = no.problems
        return page("notifications/wishes.html", errors=errors, values=request.form), 422
    act(lambda actor: keep_wishes(actor, wanted))
    flash(gettext("It is kept when you want to be told."))
    return redirect(f"{url_for('accounts.me')}#me-notices", 303)


def _wishes() -> dict[str, str]:
    """Return what whoever asks wants, as the form's fields say it."""
    wish = find_wish(current_actor()) or NoticeWish(
        quiet=False, quiet_from=21 * HOUR_M, quiet_until=6 * HOUR_M,
        rhythm="at_once", digest_at=7 * HOUR_M, every_day=False, phone="",
    )  # fmt: skip
    return {
        "quiet": "yes" if wish.quiet else "",
        "quiet_from": _clock(wish.quiet_from),
        "quiet_until": _clock(wish.quiet_until),
        "rhythm": wish.rhythm,
        "digest_at": _clock(wish.digest_at),
        "days": "every" if wish.every_day else "working",
        "phone": wish.phone,
    }


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR_M:02}:{minutes % HOUR_M:02}"


def _shown(notice: Notice) -> dict[str, object]:
    """Put a notice into the reader's words."""
    return {
        "id": notice.id,
        "said": say(str(get_locale()), notice.message, notice.values),
        "at": notice.at,
        "read": notice.read_at is not None,
    }
