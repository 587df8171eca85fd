"""T5: a network that sends each request one to three times, late and out of order, and loses every tenth answer.

What is kept in the end (votes, positions, answers, and each fact once) is what a good network would have left.
"""

import http.client
import queue
import random
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly
from benchmarks.mutants import served_by
from benchmarks.people import Person
from benchmarks.voting import AGAIN_S, SETTLED
from tests.servers import LiveServer

MEMBERS, LETTERS, CANARY_LETTERS = (8, 6, 6) if QUICK else (30, 60, 10)
MOST_COPIES, LOST_SHARE = 3, 0.1
LATEST_S = 0.4
PATIENCE_S = 60
WAYS = ("votes", "positions", "answers")


@dataclass(frozen=True)
class Letter:
    """What a device wants: the same bytes however often it is sent."""

    path: str
    fields: dict[str, object]


@dataclass
class Network:
    """What lies between one device and the server. A good one brings everything once, and every answer back."""

    person: Person
    bad: bool
    chance: random.Random
    sent: int = 0
    lost: int = 0

    def __post_init__(self) -> None:
        self._late: queue.Queue[tuple[float, Letter] | None] = queue.Queue()

    def bring(self, letters: Sequence[Letter]) -> None:
        """Bring one after the other, each until an answer settles it; copies come when they come."""
        other_way = threading.Thread(target=self._bring_late)
        other_way.start()
        try:
            for letter in letters:
                self._bring(letter)
        finally:
            self._late.put(None)
            other_way.join()

    def _bring(self, letter: Letter) -> None:
        self._copy(letter)
        until = time.monotonic() + PATIENCE_S
        while not self._settled(letter):
            if time.monotonic() > until:
                raise TimeoutError(f"{letter} is never settled")
            time.sleep(AGAIN_S)

    def _copy(self, letter: Letter) -> None:
        for _ in range(self.chance.randrange(MOST_COPIES) if self.bad else 0):
            self._late.put((self.chance.uniform(0, LATEST_S), letter))

    def _settled(self, letter: Letter) -> bool:
        if self.bad and self.chance.random() < LOST_SHARE:
            self._lose(letter)
            return False
        self.sent += 1
        self.person.leave()  # a line that rested for long was ended by the server
        answer = self.person.post(letter.path, accept="application/json", **letter.fields)
        if answer.status not in SETTLED | {http.client.SERVICE_UNAVAILABLE}:
            raise AssertionError(f"{letter}: {answer.status} {answer.body[:300]}")
        return answer.status in SETTLED

    def _lose(self, letter: Letter) -> None:
        """Bring it, and cut the line before the answer comes."""
        self.sent, self.lost = self.sent + 1, self.lost + 1
        with socket.create_connection(("127.0.0.1", self.person.port)) as line:
            line.sendall(self.person.spelled(letter.path, **letter.fields))

    def _bring_late(self) -> None:
        """Bring copies by another line, when the letter itself has long been followed by the next."""
        person = self.person.twin()
        while late := self._late.get():
            rest, letter = late
            time.sleep(rest)
            self.sent += 1
            person.leave()
            person.post(letter.path, accept="application/json", **letter.fields)
        person.leave()


def measure(new_house: setting.House = setting.on_sqlite) -> list[Figure]:
    clean, _ = _carried(new_house(), LETTERS, bad=False)
    real, networks = _carried(new_house(), LETTERS, bad=True)
    short, _ = _carried(new_house(), CANARY_LETTERS, bad=False)
    forgetful, _ = _carried(new_house(), CANARY_LETTERS, bad=True, mutant="forgetful")
    wanted = MEMBERS * LETTERS * len(WAYS)
    return [
        at_least("sent", sum(each.sent for each in networks), wanted),
        at_least("answers_lost", sum(each.lost for each in networks), 1),
        *(exactly(f"{way}_unlike", _unlike(clean[way], real[way])) for way in WAYS),
        exactly("facts_unlike", _unlike(clean["facts"], real["facts"])),
        exactly("facts", sum(real["facts"].values()), wanted),
        caught(
            "canary_unlike",
            sum(_unlike(short[way], forgetful[way]) for way in ("votes", "facts")),
        ),
    ]


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(one.get(name) != other.get(name) for name in one.keys() | other.keys())


def _carried(
    server: LiveServer, letters: int, *, bad: bool, mutant: str = ""
) -> tuple[dict[str, Any], list[Network]]:
    """Let everybody send their letters over such networks; return what is kept, and the networks."""
    try:
        house = setting.prepare(server, "benchmarks.repeating_world", "make", MEMBERS)
        with served_by(server, mutant) if mutant else nullcontext():
            server.start(prepared=True)
        people = [Person(server, name).sign_in() for name in house["members"]]
        networks = [
            Network(person, bad, random.Random(place)) for place, person in enumerate(people)
        ]
        written = _letters(house, letters)
        with ThreadPoolExecutor(MEMBERS) as pool:
            for done in [pool.submit(each.bring, written) for each in networks]:
                done.result()
        words = ("look", house["ballot"], house["consultation"])
        return setting.prepare(server, "benchmarks.repeating_world", *words), networks
    finally:
        server.stop()


def _letters(house: dict[str, Any], count: int) -> list[Letter]:
    """Return what each device sends, in its order: a vote, a position, an answer, and again with another mind."""
    written: list[Letter] = []
    for seq in range(1, count + 1):
        other = bool(seq % 2)
        vote = {"choice": "for_" if other else "against", "text": "", "seq": seq}
        position = {"stand": "no_objection" if other else "not_my_field", "text": "", "seq": seq}
        stand, why = ("agree", "") if other else ("disagree", f"Reason {seq}")
        question = house["question"]
        answer = {f"stand-{question}": stand, f"text-{question}": why, "seq": seq}
        written += [
            Letter(f"/ballots/{house['ballot']}/votes", vote),
            Letter(f"/items/{house['item']}/position", position),
            Letter(f"/consultations/{house['consultation']}/answer", answer),
        ]
    return written
