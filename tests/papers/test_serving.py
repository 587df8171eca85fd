"""The file itself, whole and by ranges, to whoever may read it."""

import random

import pytest

from ecabinet.core import files
from ecabinet.papers.models import stored
from ecabinet.papers.queries import find_reading
from tests.papers.shelf import draft, pdf


@pytest.fixture
def version(shelf):
    data = pdf() + random.Random(1).randbytes(2 * files.CHUNK)  # noqa: S311 -- bytes that no chunk repeats
    version = shelf.version(shelf.hand_in(data, draft=draft("Tờ trình: nhà ở / đất")))
    shelf.publish()
    return version


@pytest.fixture
def whole(version):
    data = b"".join(files.read(stored(version.copy)))
    assert len(data) > 2 * files.CHUNK  # else no range would cross a chunk
    return data


@pytest.fixture
def client(sign_in):
    return sign_in("minister")


@pytest.fixture
def address(version):
    return f"/papers/versions/{version.id}/file"


def test_the_whole_file_says_what_it_is(client, address, whole, version):
    reply = client.get(address)
    assert (reply.status_code, reply.data) == (200, whole)
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.content_length == len(whole)
    assert reply.get_etag() == (version.copy["sha256"], False)


def test_its_name_is_written_for_every_browser(client, address):
    inline = client.get(address, headers={"Range": "bytes=0-9"}).headers["Content-Disposition"]
    assert inline.startswith("inline; ")
    assert 'filename="1.1 To trinh nha o dat.pdf"' in inline
    assert "filename*=UTF-8''1.1%20T%E1%BB%9D%20tr%C3%ACnh%20nh%C3%A0" in inline
    asked = client.get(f"{address}?download=1", headers={"Range": "bytes=0-9"})
    assert asked.headers["Content-Disposition"].startswith("attachment; ")


RANGES = ["0-0", "0-65535", "65535-65536", "65536-131071", "100-70000", "131000-", "-1000", "0-"]


@pytest.mark.parametrize("wanted", [*RANGES, "100-99999999"])
def test_a_range_is_answered_with_exactly_its_bytes(client, address, whole, wanted):
    reply = client.get(address, headers={"Range": f"bytes={wanted}"})
    start, _, end = wanted.partition("-")
    first = int(start) if start else len(whole) - int(end)
    last = min(int(end), len(whole) - 1) if start and end else len(whole) - 1
    assert reply.status_code == 206
    assert reply.data == whole[first : last + 1]
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert reply.content_length == last - first + 1


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=99999999-100000000"])
def test_a_range_beyond_the_end_is_refused(client, address, whole, wanted):
    reply = client.get(address, headers={"Range": wanted})
    assert (reply.status_code, reply.data) == (416, b"")
    assert reply.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("wanted", ["bytes=0-9,20-29", "bytes=x", "lines=1-2", "bytes=9-5"])
def test_what_is_no_single_range_is_answered_with_the_whole(client, address, whole, wanted):
    reply = client.get(address, headers={"Range": wanted})
    assert (reply.status_code, len(reply.data)) == (200, len(whole))


def test_a_range_of_another_file_is_answered_with_the_whole(client, address, version):
    wanted = {"Range": "bytes=0-9"}
    assert client.get(address, headers={**wanted, "If-Range": '"another"'}).status_code == 200
    same = f'"{version.copy["sha256"]}"'
    assert client.get(address, headers={**wanted, "If-Range": same}).status_code == 206


def test_what_one_has_already_is_not_sent_again(client, address, version):
    reply = client.get(address, headers={"If-None-Match": f'"{version.copy["sha256"]}"'})
    assert (reply.status_code, reply.data) == (304, b"")


def test_head_says_the_length_and_sends_nothing(client, address, whole):
    reply = client.head(address)
    assert (reply.status_code, reply.data, reply.content_length) == (200, b"", len(whole))


def test_a_range_decrypts_only_the_chunks_it_needs(client, address, monkeypatch):
    opened = []
    real = files._open_chunk
    monkeypatch.setattr(files, "_open_chunk", lambda *each: opened.append(each[1]) or real(*each))
    client.get(address, headers={"Range": f"bytes={files.CHUNK}-{files.CHUNK + 10}"})
    assert opened == [1]


def test_looking_at_a_file_changes_nothing(client, address, version, cabinet):
    client.get(address)
    assert cabinet.look("minister", lambda actor: find_reading(actor, version)) is None


def test_the_first_page_is_shown_as_a_picture(shelf, sign_in):
    version = shelf.receive(pdf())
    reply = sign_in("officer").get(f"/papers/versions/{version}/thumbnail")
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.data.startswith(b"\x89PNG")


READERS = {"assistant", "agency"}


@pytest.mark.parametrize(
    "who", [*sorted(READERS), "treasury", "guest", "admin", "auditor", "stranger"]
)
def test_only_readers_get_the_file(sign_in, address, who):
    assert sign_in(who).head(address).status_code == (200 if who in READERS else 404)


def test_what_is_not_ready_has_no_file(sign_in, shelf):
    version = shelf.hand_in(read=False)
    client = sign_in("officer")
    for part in ("file", "thumbnail"):
        assert client.get(f"/papers/versions/{version}/{part}").status_code == 404
