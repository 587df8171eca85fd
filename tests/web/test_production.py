"""What a real installation refuses to be, and what a fault tells: a number, never the inside of the program."""

import json
import re

import pytest

from config import Config, ConfigurationError, _make_secret

SECRET_WORDS = "mot bi mat trong loi"


@pytest.mark.once
@pytest.mark.parametrize("debug", ["1", "true", "yes", "on"])
def test_a_real_installation_never_shows_its_inside(tmp_path, debug):
    told = {"ECABINET_DATA": str(tmp_path), "DEMO": "0", "FLASK_DEBUG": debug}
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        Config.from_environment(told)


@pytest.mark.once
@pytest.mark.parametrize("debug", ["", "0", "false"])
def test_said_to_be_off_it_is_off(tmp_path, debug):
    told = {"ECABINET_DATA": str(tmp_path), "DEMO": "0", "FLASK_DEBUG": debug}
    assert not Config.from_environment(told).demo


@pytest.mark.once
def test_no_secret_is_anybodys_default(tmp_path):
    told = [{"ECABINET_DATA": str(tmp_path / name), "DEMO": "0"} for name in ("a", "b")]
    first, second = (Config.from_environment(each) for each in told)
    assert first.secret_key != second.secret_key
    assert first.master_key != second.master_key
    assert len(first.secret_key) >= 32
    for file in (tmp_path / "a" / "secrets").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


@pytest.mark.once
def test_of_two_that_start_at_once_the_first_ones_secret_counts(tmp_path):
    path = tmp_path / "secrets" / "master_key"
    _make_secret(path)
    made = path.read_text()
    _make_secret(path)
    assert (path.read_text(), [*path.parent.iterdir()]) == (made, [path])
    assert len(made) >= 32


@pytest.mark.once
@pytest.mark.parametrize("secret", ["changeme", "secret", "x" * 31])
def test_a_short_secret_is_refused(tmp_path, secret):
    told = {"ECABINET_DATA": str(tmp_path), "DEMO": "0", "ECABINET_SECRET_KEY": secret}
    with pytest.raises(ConfigurationError, match="too short"):
        Config.from_environment(told)


def fail():
    raise ValueError(SECRET_WORDS)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_tells_a_number_and_nothing_else(app, sign_in, monkeypatch, accept):
    monkeypatch.setitem(app.view_functions, "accounts.me", fail)
    reply = sign_in("minister").get("/me", headers={"Accept": accept})
    assert reply.status_code == 500
    told = json.loads(reply.text)["sentence"] if accept.endswith("json") else reply.text
    assert re.search(r"báo cho Văn phòng số này: [a-z2-7]{8}\b", told)
    for inside in (SECRET_WORDS, "Traceback", "ValueError", "ecabinet/", ".py"):
        assert inside not in reply.text.replace("/static/", ""), inside
