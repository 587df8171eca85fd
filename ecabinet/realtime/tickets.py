"""A ticket lets one socket in, once, within half a minute, for the session it was given to.

A socket's handshake carries cookies wherever it comes from, so the cookie alone is not enough: the ticket is fetched
by a POST that other sites cannot make. It is signed, and that it was used is remembered where all processes see it.
"""

from datetime import timedelta
from typing import cast

import structlog
from itsdangerous import BadSignature, URLSafeSerializer
from limits.storage import Storage, storage_from_string

from ecabinet.core.clock import now
from ecabinet.core.counters import IN_MEMORY, SeldomSwept
from ecabinet.core.ids import new_id

LIFETIME = timedelta(seconds=30)
KEPT_S = 2 * int(LIFETIME.total_seconds())

log = structlog.get_logger(__name__)


class Tickets:
    """Issues tickets and takes them. `redis_url` where several processes serve the same people."""

    def __init__(self, secret_key: str, redis_url: str | None) -> None:
        self._signer = URLSafeSerializer(secret_key, salt="socket ticket")
        self._used = cast(Storage, storage_from_string(redis_url or IN_MEMORY))
        self._used_here = SeldomSwept()  # while Redis is away: a ticket seldom meets two processes

    def issue(self, session_id: str) -> str:
        until = (now() + LIFETIME).timestamp()
        ticket: str = self._signer.dumps([session_id, until, new_id()])
        return ticket

    def take(self, ticket: object, session_id: str) -> bool:
        """Whether the ticket lets a socket of that session in. It does so once."""
        try:
            whose, until, nonce = self._signer.loads(str(ticket))
        except (BadSignature, ValueError):
            return False
        return whose == session_id and now().timestamp() < until and self._is_first(nonce)

    def _is_first(self, nonce: str) -> bool:
        key = f"socket-ticket/{nonce}"
        try:
            return self._used.incr(key, KEPT_S) == 1
        except self._used.base_exceptions:
            log.warning("tickets_by_ourselves")
            return self._used_here.incr(key, KEPT_S) == 1
