"""The shipped manuals: there is one for everybody, in both languages, and what they say of the screens is there."""

import re

import pytest

from config import Config
from ecabinet.accounts import recovery
from ecabinet.accounts.models import LANGUAGES, LinkPurpose
from ecabinet.accounts.passwords import MIN_LENGTH
from ecabinet.accounts.sessions import IDLE, IDLE_IN_SESSION, LIFETIME
from ecabinet.bodies.models import Role
from ecabinet.emergencies.operations import LASTS
from ecabinet.manuals.layout import lay_out
from ecabinet.manuals.shipped import EVERYBODY, ROLES, TEXTS, shipped
from ecabinet.web import catalogue

pytestmark = pytest.mark.once

PRESSED = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PLACE = re.compile(r"%\(\w+\)[sd]")
MINUTES, HOURS, MEGABYTES = 60, 3600, 1024 * 1024
LARGEST = f"{Config.max_upload_bytes // MEGABYTES} MB"
FIRST_LINK = recovery.LIFETIME[LinkPurpose.WELCOME].total_seconds() // HOURS
# What a reader must be told, and in which manual; in both languages, by words that are alike in both or not.
TOLD = [
    (EVERYBODY, r"117/2025/QH15.*(Điều|art\.) 5"),
    (EVERYBODY, rf"{IDLE.seconds // MINUTES} (phút|minutes)"),
    (EVERYBODY, rf"{IDLE_IN_SESSION.seconds // MINUTES} (phút|minutes)"),
    (EVERYBODY, rf"{LIFETIME.seconds // HOURS} (giờ|hours)"),
    (EVERYBODY, LARGEST),
    (EVERYBODY, r"(quyền cao nhất trên chính máy chủ|full control of the running server)"),
    (EVERYBODY, r"(mã độc|malicious software)"),
    (EVERYBODY, r"(cho người khác xem màn hình|showing it to somebody)"),
    (EVERYBODY, r"(lấy được bản sao cơ sở dữ liệu|steals a copy of the database)"),
    ("member", r"(Phiếu ghi tên|Votes are named)"),
    ("member", r"(niêm phong|sealed)"),
    ("member", r"(không trả lời khi hết hạn|Silence)"),
    ("member", r"(Biên nhận chứng minh|The receipt proves)"),
    ("chair", r"(quá nửa tổng số thành viên|more than half of all members)"),
    ("officer", LARGEST),
    ("agency", LARGEST),
    ("administrator", rf"{FIRST_LINK:.0f} (giờ|hours)"),
    *((role, rf"{LASTS.seconds // MINUTES} (phút|minutes)") for role in ("administrator", "head")),
    (EVERYBODY, rf"{MIN_LENGTH} (ký tự|characters)"),
    ("administrator", r"(không mặc nhiên|no right of their own)"),
    ("auditor", r"audit verify"),
    *((role, r"117/2025/QH15") for role in ROLES if role not in {"chair", "member"}),
]


def said(language):
    """Return what stands on screens in that language; what is filled in later is `…`."""
    found = set()
    for message in catalogue.merged()[0]:
        side = message.string if language == "vi" else message.id
        found |= {PLACE.sub("…", each) for each in (side if isinstance(side, tuple) else [side])}
    return found


def test_every_role_has_a_manual_and_there_is_no_other():
    wanted = {f"{role}.md" for role in (EVERYBODY, *Role)}
    for language in LANGUAGES:
        assert {path.name for path in (TEXTS / language).iterdir()} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_button_that_a_manual_names_is_there(role, language):
    pressed = set(PRESSED.findall(shipped(role, language)))
    assert pressed
    assert pressed - said(language) == set()


@pytest.mark.parametrize("role", ROLES)
def test_both_languages_tell_the_same(role):
    vietnamese, english = (lay_out(shipped(role, each)) for each in ("vi", "en"))
    assert len(vietnamese.sections) == len(english.sections)
    for one, other in zip(vietnamese.sections, english.sections, strict=True):
        for tag in ("<li>", "<blockquote>", "<ol>"):
            assert one.body.count(tag) == other.body.count(tag), one.heading


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "words"), TOLD)
def test_limits_are_said(role, words, language):
    assert re.search(words, shipped(role, language), re.DOTALL)


@pytest.mark.parametrize("role", ROLES)
def test_a_reader_is_addressed_politely(role):
    text = shipped(role, "vi")
    assert re.findall(r"ng/Bà|[^.!?:>] Ông/bà|\bbạn\b", text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_a_manual_is_short_paragraphs_under_headings(role, language):
    book = lay_out(shipped(role, language))
    assert book.title
    assert len(book.sections) > 3
    paragraphs = re.split(r"\n(?:\n|\d+\. |- )", shipped(role, language))
    assert max(len(each) for each in paragraphs) < 620
