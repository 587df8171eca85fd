"""Files come back as they went in, from any place; on disk there is nothing to read."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecabinet.core import files, sealing

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def folder(tmp_path):
    before = list(files._root), list(sealing._master)
    files.use_folder(tmp_path)
    sealing.use_master_key(b"k" * 32)
    yield tmp_path
    files._root[:], sealing._master[:] = before


def path_of(file, folder):
    return folder / file.address[:2] / file.address


@pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 300_000])
def test_what_goes_in_comes_out(size):
    content = os.urandom(size)
    file = files.store(io.BytesIO(content))
    assert b"".join(files.read(file)) == content
    assert file.size == size


CONTENT = os.urandom(3 * files.CHUNK + 17)


@given(st.integers(0, len(CONTENT)), st.integers(0, len(CONTENT) + 10))
def test_any_range_opens_alone(start, length):
    if not files._root:
        return
    file = files.store(io.BytesIO(CONTENT))
    assert b"".join(files.read(file, start, start + length)) == CONTENT[start : start + length]


def test_the_disk_holds_no_plain_text(folder):
    file = files.store(io.BytesIO("Nghị quyết về nhà ở xã hội".encode() * 100))
    assert "Nghị quyết".encode() not in path_of(file, folder).read_bytes()


def test_the_same_content_twice_looks_different():
    assert files.store(io.BytesIO(b"same")).address != files.store(io.BytesIO(b"same")).address


def test_a_changed_byte_is_noticed(folder):
    file = files.store(io.BytesIO(CONTENT))
    assert files.is_whole(file.address)
    changed = bytearray(path_of(file, folder).read_bytes())
    changed[files.CHUNK + 100] ^= 1
    path_of(file, folder).write_bytes(bytes(changed))
    assert not files.is_whole(file.address)
    with pytest.raises(ValueError, match="chunk 1"):
        list(files.read(file))


def test_chunks_cannot_change_places(folder):
    file = files.store(io.BytesIO(CONTENT))
    stored = path_of(file, folder).read_bytes()
    size = files.CHUNK + files.TAG
    swapped = stored[size : 2 * size] + stored[:size] + stored[2 * size :]
    path_of(file, folder).write_bytes(swapped)
    with pytest.raises(ValueError, match="chunk 0"):
        list(files.read(file))


def test_another_master_key_opens_nothing():
    file = files.store(io.BytesIO(b"secret"))
    sealing.use_master_key(b"x" * 32)
    with pytest.raises(ValueError, match="do not open"):
        list(files.read(file))
