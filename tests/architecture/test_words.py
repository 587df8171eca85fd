"""Words: everything a person reads exists in Vietnamese, and the code keeps to its glossary."""

import re

import pytest
from babel.messages.catalog import Catalog

from ecabinet.web import catalogue
from tests.architecture.source import MODULES, TEMPLATES, functions, name

pytestmark = pytest.mark.once

# One verb for one kind of function: these are other words for find_, list_, count_, may_ and a deed's own verb.
SYNONYMS = {
    "policy": ("can_", "allow", "check_", "has_permission", "is_allowed", "permit"),
    "queries": ("get_", "fetch_", "load_", "all_", "search_", "retrieve_", "query_"),
    "operations": ("do_", "handle_", "process_", "perform_", "execute_", "manage_"),
}
# The glossary's word, and what it is not called here.
NOT_CALLED = {
    "consultation": r"\b(?:survey|poll)\b",
    "ballot": r"\b(?:election|referendum)\b",
    "agency": r"\bministr(?:y|ies)_id\b",
    "meeting": r"\bconferences?\b",
}


def test_everything_said_has_its_vietnamese():
    assert catalogue.faults() == []


def test_a_reader_is_addressed_in_one_spelling():
    """ "ông/bà" within a sentence, "Ông/bà" where one begins."""
    said = [
        text
        for message in catalogue.merged()[0]
        for text in (message.string if isinstance(message.string, tuple) else [message.string])
    ]
    assert [text for text in said if "ng/Bà" in text] == []
    assert [text for text in said if re.search(r"[^.!?:] Ông/bà|(?:^|[.!?] )ông/bà", text)] == []


@pytest.fixture
def small():
    made = Catalog(locale="vi")
    made.add("Open %(count)s papers", "Mở %(count)s tài liệu")
    return made


def test_a_sentence_without_vietnamese_is_found(small):
    said = [("Open %(count)s papers", "here"), ("Close", "there")]
    assert catalogue.untranslated(said, small) == [("Close", "there")]


def test_an_empty_or_fuzzy_translation_is_none(small):
    small.add("Close", "")
    small.add("Send", "Gửi", flags=["fuzzy"])
    assert catalogue.untranslated([("Close", "a"), ("Send", "b")], small) == [
        ("Close", "a"),
        ("Send", "b"),
    ]


@pytest.mark.parametrize(
    "wrong", ["Mở tài liệu", "Mở %(so)s tài liệu", "Mở %(count)s tài liệu (50 %)"]
)
def test_a_translation_that_fills_other_places_is_found(small, wrong):
    assert catalogue.misplaced(small) == []
    small.get("Open %(count)s papers").string = wrong
    assert len(catalogue.misplaced(small)) == 1


def test_two_parts_that_disagree_are_found(tmp_path):
    (tmp_path / "parts").mkdir()
    for part, words in (("a", "Đóng"), ("b", "Khép")):
        (tmp_path / "parts" / f"{part}.po").write_text(f'msgid "Close"\nmsgstr "{words}"\n')
    _, quarrels = catalogue.merged(tmp_path)
    assert len(quarrels) == 1


@pytest.mark.parametrize("stem", SYNONYMS)
def test_rules_queries_and_deeds_share_one_vocabulary(stem):
    odd = {
        f"{name(path)}: {each.name}"
        for path in MODULES
        if path.stem == stem
        for each in functions(path)
        if each.name.startswith(SYNONYMS[stem])
    }
    assert odd == set()


@pytest.mark.parametrize("word", NOT_CALLED)
def test_one_thing_has_one_name(word):
    rivals = re.compile(NOT_CALLED[word])
    assert {
        name(path) for path in [*MODULES, *TEMPLATES] if rivals.search(path.read_text())
    } == set()
