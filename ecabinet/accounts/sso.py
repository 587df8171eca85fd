"""Single sign-on by OpenID Connect: one provider, a code, PKCE, a state and a nonce for each way there and back.

What the provider says of a person counts by its signature alone, and only its own name for them (issuer and subject)
is kept: an address of mail may pass to somebody else. Nothing here holds a lock or a connection while it waits.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from ecabinet.accounts.id_tokens import Expected, Identity, Keys, UnknownKey, read_id_token
from ecabinet.core.clock import now
from ecabinet.core.database import look_again
from ecabinet.core.errors import Refused
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

TIMEOUT_S = 5
CACHED = timedelta(hours=1)
KEYS_AT_MOST_EVERY = timedelta(minutes=1)  # however many unknown keys somebody names
LARGEST_ANSWER = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who signs people in for us, and as whom it knows us."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True)
class Journey:
    """What only the browser that set out knows: without it nobody comes back in its place."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> "Journey":
        return cls(new_id(), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class SignOnFailed(Refused):
    """What came back cannot be believed, or belongs to no journey of this browser."""

    default = N_(
        "The sign-in with the other system could not be completed. Please begin again from the sign-in page."
    )


class ProviderAway(Refused):
    """The provider does not answer, or not with sense. The password works as ever."""

    default = N_(
        "The other system does not answer just now. Please try again in a moment, or sign in with your password."
    )


class SingleSignOn:
    """The way to one provider. What it publishes about itself is asked for once an hour."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._said: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, Keys] | None = None

    @property
    def name(self) -> str:
        return self.provider.name or urlsplit(self.provider.issuer).netloc

    def way_there(self, journey: Journey, redirect_uri: str) -> str:
        """Return the address at the provider where the person signs in."""
        with self._client(redirect_uri) as client:
            address, _state = client.create_authorization_url(
                self._published()["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(address)

    def who(self, journey: Journey, answer: Mapping[str, str], redirect_uri: str) -> Identity:
        """Return who came back. SignOnFailed where that cannot be believed."""
        self._refuse_another_issuer(answer.get("iss"))
        if "code" not in answer:
            raise SignOnFailed
        token = self._redeem(answer["code"], journey, redirect_uri)
        expected = Expected(
            issuer=self.provider.issuer,
            client_id=self.provider.client_id,
            nonce=journey.nonce,
            access_token=str(token.get("access_token") or ""),
        )
        try:
            return self._read(str(token.get("id_token") or ""), expected)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            log.warning("id_token_refused", reason=type(error).__name__)
            raise SignOnFailed from error

    def _read(self, id_token: str, expected: Expected) -> Identity:
        """A key that we do not know may be a new one: then the provider is asked once more."""
        try:
            return read_id_token(id_token, self._key_set(CACHED), expected)
        except UnknownKey:
            return read_id_token(id_token, self._key_set(KEYS_AT_MOST_EVERY), expected)

    def _redeem(self, code: str, journey: Journey, redirect_uri: str) -> Mapping[str, Any]:
        published = self._published()
        look_again()  # lets go of the database while we wait
        with self._client(redirect_uri) as client:
            try:
                token = client.fetch_token(
                    published["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=journey.verifier,
                    redirect_uri=redirect_uri,
                    timeout=TIMEOUT_S,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                raise ProviderAway from error
            except (AuthlibBaseError, ValueError) as error:
                log.warning("code_refused", reason=getattr(error, "error", type(error).__name__))
                raise SignOnFailed from error
        return dict(token)

    def _client(self, redirect_uri: str) -> OAuth2Session:
        offered = self._published().get("token_endpoint_auth_methods_supported") or [
            "client_secret_basic"
        ]
        ways = ("client_secret_basic", "client_secret_post")
        return OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret or None,
            token_endpoint_auth_method=next((way for way in ways if way in offered), ways[0])
            if self.provider.client_secret
            else "none",
            scope="openid",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _refuse_another_issuer(self, said: str | None) -> None:
        """Where a provider says in its answer who it is, no other one's answer is taken for its own (RFC 9207)."""
        promised = self._published().get("authorization_response_iss_parameter_supported") is True
        if said != self.provider.issuer and (said is not None or promised):
            log.warning("another_issuer")
            raise SignOnFailed

    def _published(self) -> Mapping[str, Any]:
        if self._said is None or self._said[0] + CACHED <= now():
            issuer = self.provider.issuer
            document = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if document.get("issuer") != issuer or not all(
                _is_guarded(document.get(each), issuer) for each in ENDPOINTS
            ):
                log.warning("provider_published_nonsense", issuer=issuer)
                raise ProviderAway
            self._said = now(), document
        return self._said[1]

    def _key_set(self, age: timedelta) -> Keys:
        if self._keys is None or self._keys[0] + age <= now():
            self._keys = now(), Keys.of(_fetch(self._published()["jwks_uri"]))
        return self._keys[1]


def _is_guarded(address: object, issuer: str) -> bool:
    """Whether nobody can listen in: TLS, or a provider on this machine that sends us nowhere else."""
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    return parts.scheme == "https" or (
        parts.scheme == "http"
        and parts.hostname in LOOPBACK
        and urlsplit(issuer).hostname in LOOPBACK
    )


def _fetch(address: str) -> Mapping[str, Any]:
    """Return the JSON object at an address of the provider. ProviderAway where there is none."""
    look_again()  # lets go of the database while we wait
    try:
        with requests.get(address, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as reply:
            reply.raise_for_status()
            body = reply.raw.read(LARGEST_ANSWER + 1, decode_content=True)
            found = json.loads(body) if len(body) <= LARGEST_ANSWER else None
    except (requests.RequestException, ValueError, OSError) as error:
        log.warning("provider_away", reason=type(error).__name__)
        raise ProviderAway from error
    if not isinstance(found, dict):
        raise ProviderAway
    return found


_in_use: list[SingleSignOn] = []  # none or one; a list so that it can be replaced


def use_provider(provider: Provider | None) -> None:
    """Let people sign in by that provider; None: by passwords and passkeys alone."""
    _in_use[:] = [SingleSignOn(provider)] if provider else []


def in_use() -> SingleSignOn | None:
    return _in_use[0] if _in_use else None
