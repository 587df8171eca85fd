"""What one session may ask of the socket, and one line, counted in memory before anything dearer is asked."""

import time
from datetime import timedelta

from ecabinet.core.window import Window

MESSAGES_A_MINUTE = 100
SOCKETS_A_SESSION = 3
FRAMES_A_MINUTE = 300  # a hundred messages, what answers pings, and room to spare
PACED_S = 60.0


class Pace:
    """How many frames came in this minute: two numbers, and not a moment for each."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._frames = 0

    def admits(self) -> bool:
        if time.monotonic() - self._since > PACED_S:
            self._since, self._frames = time.monotonic(), 0
        self._frames += 1
        return self._frames <= FRAMES_A_MINUTE


class Sockets:
    """The open sockets of this process, whose they are, and how much their sessions say."""

    def __init__(self) -> None:
        self._of_session: dict[str, list[str]] = {}  # the oldest first
        self._sessions: dict[str, str] = {}  # socket → its session
        self._accounts: dict[str, str] = {}  # session → whose it is
        self._said = Window(timedelta(minutes=1), MESSAGES_A_MINUTE)

    def open(self, session_id: str, sid: str, account_id: str) -> list[str]:
        """Take the socket in; return those of the same session that have to go for it."""
        mine = self._of_session.setdefault(session_id, [])
        mine.append(sid)
        self._sessions[sid] = session_id
        self._accounts[session_id] = account_id
        return mine[:-SOCKETS_A_SESSION]

    def close(self, sid: str) -> None:
        session_id = self._sessions.pop(sid, "")
        mine = self._of_session.get(session_id, [])
        if sid in mine:
            mine.remove(sid)
        if not mine:
            self._of_session.pop(session_id, None)
            self._accounts.pop(session_id, None)

    def end(self, session_id: str) -> list[str]:
        """Forget the session; return the sockets that it leaves."""
        left = self._of_session.pop(session_id, [])
        self._accounts.pop(session_id, None)
        for sid in left:
            self._sessions.pop(sid, None)
        return left

    def session_of(self, sid: str) -> str:
        """Return the session of a socket, "" for one that was sent away."""
        return self._sessions.get(sid, "")

    def __len__(self) -> int:
        return len(self._sessions)

    def session_ids(self) -> list[str]:
        return list(self._of_session)

    def by_account(self) -> dict[str, list[str]]:
        """Return whose sockets are open."""
        found: dict[str, list[str]] = {}
        for session_id, sids in self._of_session.items():
            found.setdefault(self._accounts.get(session_id, ""), []).extend(sids)
        return found

    def admits(self, sid: str) -> bool:
        """Whether the session may say one thing more; counted by session, so that coming back does not help."""
        session_id = self._sessions[sid]
        if len(self._said.moments(session_id)) >= MESSAGES_A_MINUTE:
            return False
        self._said.add(session_id)
        return True
