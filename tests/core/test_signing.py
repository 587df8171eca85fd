"""What one key signed, no other did; keys that signed once stay known."""

import pytest

from ecabinet.core import signing

pytestmark = pytest.mark.once


@pytest.fixture
def keys(tmp_path, app):
    """Two keys, used one after the other; afterwards the one before is in use again."""
    at_home = signing.signing_key(), app.config["DATA"] / "signing-keys"
    memory = tmp_path / "signing-keys"
    yield lambda letter: signing.use_signing_key(letter * 32, memory)
    signing.use_signing_key(*at_home)


def test_what_was_signed_holds_for_what_was_signed_alone(keys):
    keys(b"a")
    signature, public = signing.sign(b"message", "purpose"), signing.public_key()
    assert signing.is_signed(b"message", "purpose", signature, public)
    assert not signing.is_signed(b"messagf", "purpose", signature, public)
    assert not signing.is_signed(b"message", "another", signature, public)
    assert not signing.is_signed(b"message", "purpose", signature[:-1] + b"\0", public)
    assert not signing.is_signed(b"message", "purpose", b"", public)


def test_a_key_that_is_replaced_stays_known(keys):
    keys(b"a")
    old, signature = signing.public_key(), signing.sign(b"message", "purpose")
    keys(b"b")
    assert list(signing.known_keys().values()) == [old, signing.public_key()]
    assert not signing.is_signed(b"message", "purpose", signature, signing.public_key())
    assert signing.is_signed(
        b"message", "purpose", signature, signing.known_keys()[signing.key_id(old)]
    )
    keys(b"b")
    assert len(signing.known_keys()) == 2


def test_public_keys_are_read_as_other_programs_spell_them(keys):
    keys(b"a")
    first = signing.public_key()
    keys(b"b")
    both = signing.spell(first) + signing.spell(signing.public_key())
    assert list(signing.read_keys(both).values()) == [first, signing.public_key()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a key",
        "AAAA",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
    ],
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"key|base|read|length"):
        signing.read_keys(text)
