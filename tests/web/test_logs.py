"""What is logged is one JSON object a line, whatever was said."""

import json
import subprocess
import sys

import pytest

from ecabinet.web.logs import one_line

pytestmark = pytest.mark.once

SCRIPT = """
import logging, structlog
from ecabinet.web.logs import speak_json
speak_json()
structlog.get_logger().info("refused", path="/x\\nfake line", word="đã họp")
logging.getLogger("library").warning("two\\nlines")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger().exception("fault")
"""


def test_every_line_is_json_and_nothing_breaks_out_of_it():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["refused", "two\nlines", "fault"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "ZeroDivisionError" in lines[2]["exception"]
    assert lines[0]["word"] == "đã họp"


EVIL = [
    "a\nb", "a\r\nb", "\x00", "\x1b[2J\x1b[31m", "\x7f", "\x85", "\x9b31m", "\u2028", "\u2029", "\u202e", "\u200b",
    "\ufeff",
    '{"event": "access", "what": "signed_in"}', '"}\n{"event":"x', "\\", "đã họp", "%s %d {0} ${jndi:ldap://x}",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_is_said_breaks_out_of_its_line(evil):
    line = one_line({"event": "access", "device": evil, evil: 1})
    assert line.splitlines() == [line]
    assert all(each.isprintable() for each in line)
    assert json.loads(line) == {"event": "access", "device": evil, evil: 1}
