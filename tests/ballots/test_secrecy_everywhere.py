"""A planted opinion is looked for wherever it could have been left before the closing: nowhere is it found.

The same search finds it everywhere afterwards, so it is able to.
"""

import re
from secrets import token_hex

import pytest
from sqlalchemy import text as sql

from ecabinet.ballots import seals
from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import announce_ballot
from ecabinet.ballots.preparing_operations import prepare_free_ballot
from ecabinet.core.database import engine_in_use
from tests.ballots.searching import (
    addresses,
    database_files,
    files_with,
    holds,
    rows_with,
    shown,
    spellings,
)
from tests.cabinet import EVERYBODY

OTHERS = [
    each for each in EVERYBODY if each != "minister"
]  # whoever did not write it, of every role
WATCHERS = ("chair", "officer", "finance")
JSON = {"Accept": "application/json"}


@pytest.fixture
def secret():
    """Words of this test alone: a page freed by another one may hold what could be known there."""
    return f"{token_hex(6)} Đề nghị lùi sang quý Bính Ngọ"


@pytest.fixture
def ballot(stage, sign_in, socket, secret):
    """An open ballot in which the minister changed their mind, by form and by socket, and failed on the way."""
    ballot = stage.start().open()
    browser, line = sign_in("minister"), socket("minister")
    vote = {"choice": "other", "text": secret}
    address = f"/ballots/{ballot}/votes"
    assert browser.post(address, data=vote | {"seq": 1}, headers=JSON).status_code == 200
    assert (
        browser.post(address, data={"choice": "against", "seq": 1}, headers=JSON).status_code == 409
    )
    wrong = {"choice": f"no such {secret}", "seq": 2}
    assert browser.post(address, data=wrong, headers=JSON).status_code == 422
    long = vote | {"text": secret * 60, "seq": 2}
    assert browser.post(address, data=long, headers=JSON).status_code == 422
    assert line.emit("cast", vote | {"ballot": ballot, "seq": 3}, callback=True)["ok"]
    stage.cast("finance", ballot, Choice.AGAINST)
    return ballot


@pytest.fixture
def things(stage, ballot):
    ids = {"ballot_id": ballot, "meeting_id": stage.meeting, "item_id": stage.item}
    who = stage.cabinet.id("minister")
    return ids | {"body_id": stage.cabinet.body, "account_id": who, "member_id": who}


def test_no_table_holds_it(ballot, secret):
    assert rows_with(secret) == set()


def test_no_file_holds_it_not_the_journal_of_the_database_not_the_queue_not_a_backup(
    app, ballot, drain, tmp_path, secret
):
    drain()
    done = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup")])
    assert done.exit_code == 0, done.output
    assert files_with(secret, tmp_path, app.config["DATA"]) == []
    for path, content in database_files(app).items():
        assert not holds(content, secret), path


def test_no_log_holds_it(ballot, drain, capfd, caplog, secret):
    drain()
    said = "".join(capfd.readouterr()) + caplog.text
    assert not holds(said.encode(), secret)


@pytest.mark.once
@pytest.mark.parametrize("username", OTHERS)
def test_no_page_shows_it_to_anybody_else(app, sign_in, things, username, secret):
    browser = sign_in(username)
    looked_at = 0
    for address in addresses(app, things):
        for headers in ({}, {"X-Fragment": "1"}) if "/ballots/" in address else ({},):
            reply = browser.get(address, headers=headers)
            looked_at += reply.status_code == 200
            assert not holds(shown(reply), secret), address
            reply.close()
    assert looked_at > 5


def test_no_message_holds_it(stage, ballot, socket, app, secret):
    lines = {name: socket(name) for name in WATCHERS}
    of_vote = f"vote:{ballot}.{stage.cabinet.id('minister')}"
    topics = dict.fromkeys(
        (f"ballot:{ballot}", f"turnout:{ballot}", f"room:{stage.meeting}", of_vote), 0
    )
    heard = [line.emit("watch", {"topics": topics}, callback=True) for line in lines.values()]
    stage.cast("minister", ballot, Choice.OTHER, f"{secret}!", seq=4)
    stage.cast("health", ballot, Choice.OTHER, secret)
    for line in lines.values():
        heard.append(line.emit("sync", {"topics": topics}, callback=True))
        heard += line.get_received()
    assert any(str(each).count(f"ballot:{ballot}") for each in heard)
    assert not holds(repr(heard).encode(), secret)


def test_whatever_one_chooses_others_are_shown_the_same(stage, ballot, sign_in, secret):
    """Not one letter of any page, of anybody, depends on what another chose."""
    pages = [
        f"/ballots/{ballot}", f"/ballots/{ballot}/panel", f"/meetings/{stage.meeting}/room", "/",
        f"/meetings/{stage.meeting}",
    ]  # fmt: skip
    browsers = {name: sign_in(name) for name in ("chair", "officer", "finance", "assistant")}

    def look():
        return {
            (name, page): plain(browser.get(page).text)
            for name, browser in browsers.items()
            for page in pages
        }

    before = look()
    for seq, choice in enumerate((Choice.FOR, Choice.AGAINST, Choice.OTHER), 4):
        stage.cast("minister", ballot, choice, secret, seq=seq)
        after = look()
        assert [each for each in after if after[each] != before[each]] == []


def plain(page):
    """Leave out what is another at every look: how often a topic moved, tokens, keys of forms, moments."""
    for changing in (
        r'seqs="[^"]*"',
        r'nonce="[^"]*"',
        r'<meta name="csrf-token"[^>]*>',
        r'<input type="hidden"[^>]*>',
        r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?",
    ):
        page = re.sub(changing, "", page)
    return page


def test_what_is_sealed_has_one_size_for_every_choice_and_every_text(stage, ballot):
    stage.cast("chair", ballot, Choice.FOR)
    stage.cast("health", ballot, Choice.OTHER, "ộ" * seals.MAX_TEXT)
    stage.cast("justice", ballot, Choice.OTHER, "x")
    places = [
        stage.place(ballot, each) for each in ("chair", "minister", "finance", "health", "justice")
    ]
    assert len({len(each.sealed) for each in places}) == 1
    assert len({len(each.receipt) for each in places}) == 1


def test_neither_receipt_nor_signature_lets_a_choice_be_tried_out(stage, ballot):
    """The receipt is drawn, not made from the vote; the signature, with which one could guess, lies under the seal."""
    place = stage.place(ballot, "finance")
    assert place.signature is None
    own = stage.cast("finance", ballot, Choice.AGAINST, seq=1)
    with engine_in_use().connect() as connection:
        dumped = b"".join(
            each if isinstance(each, bytes) else str(each).encode()
            for row in connection.execute(sql("SELECT * FROM voter"))
            for each in row
        )
    assert own.signature not in dumped
    again = stage.cast("finance", ballot, Choice.AGAINST, seq=2)
    assert again.code != own.code


def test_the_search_finds_it_once_it_may_be_known(
    app, stage, ballot, sign_in, things, tmp_path, secret
):
    assert any(holds(each, secret) for each in spellings(secret))
    stage.close(ballot)
    assert rows_with(secret) == {"voter"}
    app.test_cli_runner().invoke(args=["backup", str(tmp_path / "backup")])
    stage.of_ballot("chair", announce_ballot, ballot)
    browser = sign_in("finance")
    found = {each for each in addresses(app, things) if holds(shown(browser.get(each)), secret)}
    assert {
        f"/ballots/{ballot}",
        f"/ballots/{ballot}/panel",
        f"/ballots/{ballot}/sheet.pdf",
    } <= found
    if files := database_files(app):
        assert any(holds(each, secret) for each in files.values())
        assert files_with(secret, tmp_path / "backup")


def test_the_place_chosen_on_a_list_is_sealed_as_well(stage):
    stage.start()
    ballot = stage.of_meeting(
        "chair",
        lambda actor, meeting: prepare_free_ballot(actor, meeting, "Nơi họp", ["Huế", "Vinh"]).id,
    )
    stage.open(ballot=ballot)
    stage.cast("minister", ballot, "1")
    stage.cast("finance", ballot, "2")
    one, other = stage.place(ballot, "minister"), stage.place(ballot, "finance")
    assert (one.choice, other.choice) == (None, None)
    assert len(one.sealed) == len(other.sealed)
