"""What a letter says: one notice, or several that were gathered; as text and, for those who want it, as a page."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ecabinet.core.words import N_
from ecabinet.notifications import mail, sms
from ecabinet.notifications.kinds import enclosures_of
from ecabinet.notifications.models import Notice
from ecabinet.web.language import say
from ecabinet.web.shell import ROOT

LONGEST_SUBJECT = 180
MANY = N_("%(count)s notifications of e-Cabinet")
GREETING = N_("Dear %(name)s,")
WHY = N_("e-Cabinet sent you this. When letters come is chosen on your own page: %(address)s")


def write_letter(key: str, notices: Sequence[Notice]) -> mail.Letter:
    """Return the letter that tells its reader of these notices. `key` is the same whenever it is written again."""
    account = notices[0].account
    said = [(say(account.language, each.message, each.values), _address(each)) for each in notices]
    subject = said[0][0] if len(said) == 1 else _say(account.language, MANY, count=len(said))
    name, settings = account.name, mail.address_of("/me#me-notices")
    text = [
        _say(account.language, GREETING, name=name),
        *(f"{sentence}\n{address}" for sentence, address in said),
        _say(account.language, WHY, address=settings),
    ]
    return mail.Letter(
        to=account.email or "",
        subject=_cut(subject),
        text="\n\n".join(text) + "\n",
        html=_page(account.language, name=name, said=said, settings=settings),
        enclosures=[each for notice in notices for each in enclosures_of(notice)],
        key=key,
    )


def write_text(notice: Notice) -> str:
    """Return a notice as one text message. What is restricted has no title in any notice."""
    return sms.plain(f"e-Cabinet: {say(notice.account.language, notice.message, notice.values)}")


def _address(notice: Notice) -> str:
    return mail.address_of(f"/notices/{notice.id}")


def _cut(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[:LONGEST_SUBJECT]}…"


def _say(language: str, message: str, **values: object) -> str:
    return say(language, message, {name: str(value) for name, value in values.items()})


def _page(language: str, **context: Any) -> str:
    def speak(message: str, **values: object) -> str:
        return _say(language, message, **values)

    return (
        _templates()
        .get_template("notifications/_letter.html")
        .render(_=speak, language=language, **context)
    )


@cache
def _templates() -> Environment:
    """Letters are written by jobs, where no request is; everything in them is escaped all the same."""
    loader = FileSystemLoader(ROOT / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
