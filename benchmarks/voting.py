"""Members who vote without end, whatever happens to the server, and what must be true of their votes afterwards."""

import http.client
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from benchmarks import setting
from benchmarks.people import Person
from tests.servers import LiveServer, wait_until

CHOICES = ("for_", "against")
SETTLED = {200, 409, 410}
AGAIN_S = 0.05
AT_A_TIME = 4  # who sign in: a password is dear to check
PATIENCE_S = 60


@dataclass
class Voter:
    """A member's device: it sends the same bytes until an answer settles them, then votes anew."""

    person: Person
    ballot: str
    acknowledged: int = 0
    last: tuple[int, str, str] = (
        0,
        "",
        "",
    )  # number, choice, receipt of what was acknowledged last
    trying: tuple[int, str] = (0, "")
    heard: str = ""  # the last answer, or what came instead of one
    refused: list[str] = field(default_factory=list)
    uncertain: int = 0  # how often nobody could say what became of it
    again: Callable[[], object] | None = None  # what opens the door anew once it is shut

    def vote_until(self, enough: threading.Event) -> None:
        pause = threading.Event()
        while not enough.is_set():
            seq = self.last[0] + 1
            self.trying = seq, CHOICES[seq % len(CHOICES)]
            while not self._send() and not enough.is_set():
                pause.wait(AGAIN_S)

    def _send(self) -> bool:
        seq, choice = self.trying
        path = f"/ballots/{self.ballot}/votes"
        try:
            answer = self.person.post(
                path, accept="application/json", choice=choice, text="", seq=seq
            )
            if answer.status == http.client.UNAUTHORIZED and self.again:
                self.again()
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self.heard = repr(error)
            return False
        self.heard = f"{answer.status} {answer.body[:200]}"
        self.uncertain += answer.status == http.client.SERVICE_UNAVAILABLE
        if answer.status == http.client.OK:
            self.acknowledged += 1
            self.last = seq, choice, str(answer.json["receipt"])
        elif answer.status in SETTLED:
            self.refused.append(f"{self.person.username} {seq}: {self.heard}")
            self.last = seq, choice, ""
        return answer.status in SETTLED


class Crowd:
    """All of them at once, on one ballot. Inside the `with` they vote without end."""

    def __init__(self, server: LiveServer, people: Sequence[Person], ballot: str) -> None:
        self._server = server
        self.voters = [Voter(each, ballot) for each in people]
        self.ballot = ballot
        self._enough = threading.Event()

    def __enter__(self) -> Self:
        self._threads = [
            threading.Thread(target=each.vote_until, args=(self._enough,)) for each in self.voters
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> int:
        return sum(each.acknowledged for each in self.voters)

    @property
    def uncertain(self) -> int:
        return sum(each.uncertain for each in self.voters)

    def wait_for_more(self, than: int) -> None:
        """Let casting get going (again): a fault that nobody was voting under proves nothing."""
        wait_until(lambda: self.acknowledged > than, PATIENCE_S, self._silence)

    def _silence(self) -> str:
        heard = "; ".join(sorted({each.heard for each in self.voters}))
        return f"no vote is acknowledged; last heard: {heard}"

    def missing(self) -> int:
        """Return how many voters' last acknowledged vote is not in the database."""
        settled = {each.person.username: each.last[0] for each in self.voters}
        kept = setting.sequence_numbers(self._server, self.ballot)
        return sum(kept[name] < seq for name, seq in settled.items())

    def recount(self) -> tuple[int, int]:
        """Close the ballot; return how many votes count double, and how many otherwise than was acknowledged."""
        result = setting.close_ballot(self._server, self.voters[0].person, self.ballot)
        return result.double, self._wrong(result)

    def _wrong(self, result: setting.Result) -> int:
        wrong = sum(len(each.refused) for each in self.voters) + abs(result.closings - 1)
        for each in self.voters:
            kept = result.votes.get(each.person.username, (0, "", ""))
            # What was sent but not answered when the end came may count too: the device would have asked again.
            sent_last = each.trying if each.trying[0] > each.last[0] else each.last[:2]
            wrong += kept != each.last and kept[:2] != sent_last
        return wrong


def sign_in(server: LiveServer, names: Sequence[str]) -> list[Person]:
    """Let everybody of these names in, a few at a time."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(lambda name: Person(server, name).sign_in(), names))
