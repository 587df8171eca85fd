"""What was typed and not yet sent is kept closed on the device; its key is in no page of a locked screen."""

import re

KEY = re.compile(r'<meta name="draft-key" content="([^"]{44})">')


def key_in(client, path="/me"):
    found = KEY.search(client.get(path, follow_redirects=True).text)
    return found[1] if found else None


def test_it_is_a_persons_own_and_the_same_on_every_device(sign_in):
    assert key_in(sign_in("minister")) == key_in(sign_in("minister")) is not None
    assert key_in(sign_in("minister")) != key_in(sign_in("finance"))


def test_strangers_and_locked_screens_have_none(app, sign_in):
    assert key_in(app.test_client()) is None
    locked = sign_in("minister")
    locked.post("/lock")
    for path in ("/me", "/locked", "/khong-co"):
        assert key_in(locked, path) is None
