"""What a provider of single sign-on says of a person, read only where it holds: signed, for us, now, and for once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidClaimError, JoseError
from joserfc.jwk import ECKey, GuestProtocol, RSAKey

from ecabinet.core.clock import now

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}  # no others: `none` and shared keys open nothing
KINDS: dict[str, type[RSAKey | ECKey]] = {"RSA": RSAKey, "EC": ECKey}
SMALLEST_RSA = 2048  # bits
LEEWAY_S = 60
LONGEST_SUBJECT = 255
LONGEST_TOKEN = 32 * 1024

# RFC 8176: words that alone mean two factors, and the kinds of the others. Two kinds are two factors.
TWO_AT_ONCE = frozenset({"mfa", "hwk", "sc"})
KNOWN = frozenset({"pwd", "pin", "kba"})
HELD = frozenset({"otp", "sms", "tel", "swk", "pop"})
BODILY = frozenset({"face", "fpt", "iris", "retina", "vbm"})
STRONG_CLASSES = frozenset(
    {
        "phr",
        "phrh",
        "aal2",
        "aal3",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "http://eidas.europa.eu/LoA/substantial",
        "http://eidas.europa.eu/LoA/high",
    }
)


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider, and how many different factors they showed there."""

    issuer: str
    subject: str
    factors: int = 1


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What an ID token must say to be meant for this browser's journey."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str


class UnknownKey(JoseError):  # noqa: N818 -- it names what is the matter
    """Signed by a key that the provider did not publish when it was last asked."""

    error = "unknown_key"


@dataclass(frozen=True)
class Keys:
    """The public keys of a provider, by their names."""

    all: tuple[RSAKey | ECKey, ...]

    @classmethod
    def of(cls, published: Mapping[str, Any]) -> "Keys":
        """Return the keys that can sign for us; what cannot be read, or is for something else, is left out."""
        listed = published.get("keys")
        read = [_key(each) for each in listed] if isinstance(listed, list) else []
        return cls(tuple(each for each in read if each))

    def fitting(self, token: GuestProtocol) -> RSAKey | ECKey:
        """Return the key that a token names. One that names none must leave no choice."""
        said = token.headers()
        kind, name = ALGORITHMS.get(str(said.get("alg"))), said.get("kid")
        fit = [key for key in self.all if key.key_type == kind and name in {None, key.kid}]
        if len(fit) != 1:
            raise UnknownKey
        return fit[0]


def read_id_token(token: str, keys: Keys, expected: Expected) -> Identity:
    """Return who the token is about. JoseError or ValueError where it does not hold."""
    if len(token) > LONGEST_TOKEN:
        raise ValueError(token[:20])
    signed = jwt.decode(token, keys.fitting, algorithms=[*ALGORITHMS])
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        {
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        },
        {
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        },
    )
    claims.validate(now=int(now().timestamp()), leeway=LEEWAY_S)
    subject = claims["sub"]
    if not subject.strip() or len(subject) > LONGEST_SUBJECT:
        raise InvalidClaimError("sub")
    return Identity(expected.issuer, subject, _factors(claims))


def _key(published: object) -> RSAKey | ECKey | None:
    if not isinstance(published, dict) or published.get("use", "sig") != "sig":
        return None
    try:
        key = KINDS[str(published.get("kty"))].import_key(dict(published))
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if isinstance(key, RSAKey) and key.public_key.key_size < SMALLEST_RSA else key


def _factors(claims: Mapping[str, Any]) -> int:
    """Return 2 where the provider says, in words of the standards, that two different factors were shown."""
    listed = claims.get("amr")
    shown = (
        {each for each in listed if isinstance(each, str)} if isinstance(listed, list) else set()
    )
    kinds = sum(bool(shown & kind) for kind in (KNOWN, HELD, BODILY))
    is_strong = bool(shown & TWO_AT_ONCE) or kinds > 1 or claims.get("acr") in STRONG_CLASSES
    return 2 if is_strong else 1
