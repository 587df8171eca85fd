"""A start forgets only a demonstration that was interrupted while it was told."""

import pytest

from config import Config
from ecabinet.start import forget_half_told, own_database, telling_mark

pytestmark = pytest.mark.once


@pytest.fixture
def config(tmp_path):
    found = Config.from_environment({"ECABINET_DATA": str(tmp_path), "DEMO": "1"})
    own_database(found).write_bytes(b"rows")
    found.files.mkdir()
    (found.files / "paper").write_bytes(b"paper")
    return found


def test_a_database_that_was_restored_is_kept(config):
    forget_half_told(config)
    assert own_database(config).read_bytes() == b"rows"
    assert (config.files / "paper").read_bytes() == b"paper"


def test_a_demonstration_that_was_half_told_is_begun_anew(config):
    telling_mark(config).touch()
    forget_half_told(config)
    assert not own_database(config).exists()
    assert not config.files.exists()
    assert not telling_mark(config).exists()
