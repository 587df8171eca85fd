"""What one session may ask of the socket, counted in memory before anything dearer is asked."""

from datetime import timedelta

from ecabinet.core.window import Window

MESSAGES_A_MINUTE = 100
SOCKETS_A_SESSION = 3


class Sockets:
    """The open sockets of this process, and how much their sessions say."""

    def __init__(self) -> None:
        self._of_session: dict[str, list[str]] = {}  # the oldest first
        self._sessions: dict[str, str] = {}  # socket → its session
        self._said = Window(timedelta(minutes=1), MESSAGES_A_MINUTE)

    def open(self, session_id: str, sid: str) -> list[str]:
        """Take the socket in; return those of the same session that have to go for it."""
        mine = self._of_session.setdefault(session_id, [])
        mine.append(sid)
        self._sessions[sid] = session_id
        return mine[:-SOCKETS_A_SESSION]

    def close(self, sid: str) -> None:
        session_id = self._sessions.pop(sid, "")
        mine = self._of_session.get(session_id, [])
        if sid in mine:
            mine.remove(sid)
        if not mine:
            self._of_session.pop(session_id, None)

    def end(self, session_id: str) -> list[str]:
        """Forget the session; return the sockets that it leaves."""
        left = self._of_session.pop(session_id, [])
        for sid in left:
            self._sessions.pop(sid, None)
        return left

    def knows(self, sid: str) -> bool:
        return sid in self._sessions

    def admits(self, sid: str) -> bool:
        """Whether the session may say one thing more; counted by session, so that coming back does not help."""
        session_id = self._sessions[sid]
        if len(self._said.moments(session_id)) >= MESSAGES_A_MINUTE:
            return False
        self._said.add(session_id)
        return True
