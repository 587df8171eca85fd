"""A provider of single sign-on of the tests' own: Authlib's server side, an RSA key, and an HTTP server on loopback.

A test may make it lie: `claims` changes what an ID token says, `key` who signs it, `header` its head.
"""

# ruff: noqa: ARG002, ARG005 -- Authlib says what it calls with; not all of it is needed

import json
import threading
import time
from dataclasses import dataclass, field
from types import SimpleNamespace

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.util import urlsafe_b64encode
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "ecabinet", "a word between the two of them"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})  # says that it is the first


@dataclass
class Client:
    """e-Cabinet, as the provider knows it."""

    client_id: str = CLIENT_ID
    redirect_uri: str = ""

    def get_client_id(self):
        return self.client_id

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, uri):
        return uri == self.redirect_uri

    def check_client_secret(self, secret):
        return secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, kind):
        return kind == "code"

    def check_grant_type(self, kind):
        return kind == "authorization_code"


@dataclass
class Code:
    """A code that was given, and what it was given for."""

    code: str
    user: str
    nonce: str | None
    redirect_uri: str
    scope: str
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


@dataclass
class Provider:
    """The provider, running. `user` is who sits in front of it."""

    user: str = "subject-1"
    claims: dict = field(default_factory=dict)
    header: dict = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    published: RSAKey = field(default_factory=lambda: KEY)
    says_who_it_is: bool = False
    asked: list = field(default_factory=list)  # the paths, one for each request
    redeemed: list = field(default_factory=list)  # the forms that came to the token endpoint
    codes: dict = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def start(self):
        self._server = make_server("127.0.0.1", 0, self._application(), threaded=True)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True)
        self._thread.start()
        return self

    def stop(self):
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def encode(self, claims):
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        said = {key: value for key, value in {**claims, **self.claims}.items() if value is not None}
        if header["alg"] == "none":
            parts = [json.dumps(each).encode() for each in (header, said)]
            return ".".join([*(urlsafe_b64encode(each).decode() for each in parts), ""])
        return jwt.encode(header, said, self.key, [header["alg"]])

    def _application(self):
        app = Flask("provider")
        server = AuthorizationServer(app, self._find_client, lambda token, request: None)
        server.register_grant(_grant(self), [_openid(self), CodeChallenge(required=True)])
        app.before_request(lambda: self.asked.append(request.path))
        for path, name, view, method in (
            ("/.well-known/openid-configuration", "document", self._document, "GET"),
            ("/keys", "keys", self._keys, "GET"),
            ("/authorize", "authorize", lambda: self._authorize(server), "GET"),
            ("/token", "token", lambda: self._token(server), "POST"),
        ):
            app.add_url_rule(path, name, view, methods=[method])
        return app

    def _find_client(self, client_id):
        return self.client if client_id == self.client.client_id else None

    def _authorize(self, server):
        asked = SimpleNamespace(id=self.user)
        grant = server.get_consent_grant(end_user=asked)
        reply = server.create_authorization_response(grant_user=asked, grant=grant)
        if self.says_who_it_is:
            reply.location += f"&iss={self.issuer}"
        return reply

    def _token(self, server):
        self.redeemed.append(request.form.to_dict())
        return server.create_token_response()

    def _keys(self):
        return jsonify(keys=[self.published.as_dict(private=False)])

    def _document(self):
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            authorization_response_iss_parameter_supported=self.says_who_it_is,
            # What a dishonest provider would like: it is not listened to.
            id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
        )


def _grant(provider):
    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012 -- Authlib's way

        def save_authorization_code(self, code, request):
            sent = request.payload.data
            provider.codes[code] = Code(
                code=code,
                user=request.user.id,
                nonce=sent.get("nonce"),
                redirect_uri=request.payload.redirect_uri,
                scope=request.scope,
                code_challenge=sent.get("code_challenge"),
                code_challenge_method=sent.get("code_challenge_method"),
            )

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code):
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code):
            return SimpleNamespace(id=authorization_code.user)

    return Grant


def _openid(provider):
    class OpenID(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return any(each.nonce == nonce for each in provider.codes.values())

        def get_client_claims(self, client):
            return {"iss": provider.issuer, "aud": [client.get_client_id()]}

        def generate_user_info(self, user, scope):
            return UserInfo(sub=user.id)

        def encode_id_token(self, token, request):
            claims = self.get_compatible_claims(request)
            claims |= self.get_authorization_code_claims(request.authorization_code)
            return provider.encode({**claims, **self.generate_user_info(request.user, "openid")})

    return OpenID(require_nonce=True)
