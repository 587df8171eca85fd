"""Pages and parts of pages: one partial serves first paint, live update, form answer and the page without script."""

from collections.abc import Iterable, Mapping

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.core.errors import Refusal


def page(template: str, **context: object) -> str:
    """Render a page."""
    return render_template(template, **context)


def wants_fragment() -> bool:
    """Whether a script asks for one part of a page, to put it in place."""
    return "X-Fragment" in request.headers


def wants_json() -> bool:
    """Whether a script asks for an answer that it can read."""
    return request.accept_mimetypes.best == "application/json"


def wants_page() -> bool:
    return not wants_fragment() and not wants_json()


def refusal_page(
    message: str,
    status: int,
    values: Mapping[str, object] | None = None,
    problems: Iterable[str] = (),
) -> ResponseReturnValue:
    """Say no in the reader's language, in the form that was asked for."""
    sentence = gettext(message, **in_words(values or {}))
    said = [gettext(each) for each in problems]
    if wants_json():
        return jsonify(error=status, sentence=" ".join([sentence, *said])), status
    template = "web/_refusal.html" if wants_fragment() else "web/refusal.html"
    return render_template(template, sentence=sentence, problems=said, status=status), status


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """Return what fills a sentence, a refusal within it in the reader's language too."""
    return {
        name: gettext(each.message, **each.values) if isinstance(each, Refusal) else each
        for name, each in values.items()
    }


def fragment(template: str, **context: object) -> Response:
    """Render one part of a page."""
    return make_response(render_template(template, **context))
