"""T12, its socket half: a hundred thousand frames that no page would send, from members and from strangers.

Three layers are mutated: the frame of the WebSocket, the packets of Engine.IO and Socket.IO, and the fields of our own
messages. The server may hang up; it may not fall, leave a trace of an error, keep the memory, or let others wait.
"""

import http.client
import json
import multiprocessing
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event

from benchmarks import setting
from benchmarks.crowd import Device, Guests, invite
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly, percentile
from benchmarks.machine import Others, family_of, memory_of
from benchmarks.people import Person
from ecabinet.realtime.tickets import Tickets
from tests.realtime.lines import Line, frame
from tests.servers import LiveServer, wait_until

FRAMES = 6_000 if QUICK else 100_000
CANARY_FRAMES = 10_000
# How many frames one line sends before somebody else comes: the first that is no packet ends it, so that those after
# it are not read.
A_MESSAGE_LINE, A_RUBBISH_LINE = 40, 4
PEOPLE, DEVICES = 60, 8
MOST_LEFT = 0.10  # of the memory
MOST_RATIO = 1.2
NEIGHBOURS, LOOKS = 4, 40 if QUICK else 150
PACE_S = (
    0.02  # between two frames while the neighbours are timed: far more than one session may send
)
GULLIBLE = ["-m", "gunicorn", "--config", "python:benchmarks.mutants.gullible", "wsgi:application"]
OPCODES = (0x0, 0x1, 0x2, 0x3, 0x7, 0x8, 0x9, 0xA, 0xB, 0xF)
EVENTS = ("watch", "sync", "cast", "cast_bloc", "connect", "disconnect", "__class__", "")
SOON_S = 20.0
KINDS = (*map(str, range(8)), "b", *map(str, range(40, 47)), "49", "\x00")
MIDDLES = ("", "/", "/other,", "/,,", "1-", "99-", "-", "0", "12345678901234567890", '{"sid"')
BODIES = (
    *("", "[", "[]", "{}", '["watch"]', '["watch",', "null", "[[[[[[", '"' * 9, "é" * 90),
    '[1,{"_placeholder":true,"num":0}]',
)

Mutate = Callable[[random.Random], bytes]


def of_the_frame(chance: random.Random) -> bytes:
    """A frame whose head lies: kinds that do not exist, lengths that do not hold, no mask, rubbish."""
    whole = bytearray(frame(chance.randbytes(chance.choice((0, 1, 40, 125, 126, 200, 2000)))))
    for _ in range(chance.randint(1, 4)):
        whole[chance.randrange(min(len(whole), 14))] = chance.randrange(256)
    return bytes(whole[: chance.randint(1, len(whole))] if _seldom(chance) else whole)


def of_the_packet(chance: random.Random) -> bytes:
    """A packet of Engine.IO or Socket.IO of any kind, with numbers, names and attachments that do not belong."""
    kind, middle, body = (chance.choice(each) for each in (KINDS, MIDDLES, BODIES))
    return frame((kind + middle + body).encode(), chance.choice(OPCODES[:3]))


def of_the_message(chance: random.Random) -> bytes:
    """One of our own messages, with fields that are missing, too many, of another kind, or endless."""
    name, sent = chance.choice(EVENTS), _anything(chance, 3)
    if not _seldom(chance):
        sent = {chance.choice(("topics", "ballot", "choice", "seq", "text", "votes")): sent}
    if _seldom(chance):
        sent = {
            "topics": {f"{chance.choice(('ballot', 'inbox', 'room', 'x'))}:{chance.random()}": sent}
        }
    arguments = [name, *([sent] * chance.choice((0, 1, 1, 1, 2)))]
    return frame(f"42{chance.choice(('', '0', '7'))}{json.dumps(arguments)}".encode())


def _seldom(chance: random.Random) -> bool:
    return chance.choice((True, False, False))


def _either(chance: random.Random) -> bool:
    return chance.choice((True, False))


def _anything(chance: random.Random, depth: int) -> object:
    simple = (
        None,
        True,
        -1,
        0,
        2**63,
        10**40,
        1e308,
        "",
        "x" * 3000,
        "\x00",
        "ballot:1",
        "\ud800",
        "for_",
    )
    if depth == 0 or _either(chance):
        return chance.choice(simple)
    if _either(chance):
        return [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {
        str(chance.choice(simple)): _anything(chance, depth - 1) for _ in range(chance.randrange(4))
    }


MUTATIONS: Sequence[tuple[Mutate, int]] = (
    *[(each, A_RUBBISH_LINE) for each in (of_the_frame, of_the_packet) * 5],
    (of_the_message, A_MESSAGE_LINE),
)


class Intruder:
    """Sends frames, on one line after the other; every third time as a stranger."""

    def __init__(self, server: LiveServer, guests: Guests, chance: random.Random) -> None:
        self._port, self._origin = server.port, server.url
        self._tickets = Tickets(guests.secret, None)
        self._devices = guests.devices
        self._chance = chance
        self.sent = 0

    def send(self, frames: int, pause_s: float = 0, until: Event | None = None) -> None:
        rest = threading.Event()
        while self.sent < frames and not (until and until.is_set()):
            line = self._come(self._chance.choice(self._devices))
            mutate, most = self._chance.choice(MUTATIONS)
            try:
                for _ in range(most):
                    line.raw.sendall(mutate(self._chance))
                    self.sent += 1
                    rest.wait(pause_s) if pause_s else None
                _hear_out(line)
            except OSError:
                pass  # sent away, as it deserves
            finally:
                line.raw.close()

    def _come(self, device: Device) -> Line:
        if self._chance.random() < 1 / 3:
            return Line(self._port, "", self._origin)
        line = Line(self._port, device.cookie, self._origin)
        return line.enter(self._tickets.issue(device.sign_in))


def _hear_out(line: Line) -> None:
    """Say no more, and listen until the other side has read it all: who closes on unread words takes back their own."""
    line.raw.shutdown(socket.SHUT_WR)
    while line.raw.recv(65536):
        pass


def measure() -> list[Figure]:
    server = LiveServer(DEMO="0")
    try:
        world = setting.furnish(server)
        guests = invite(server, PEOPLE, DEVICES)
        server.start(prepared=True)
        neighbours = [Person(server, name).sign_in() for name in world.members[:NEIGHBOURS]]
        worker = _worker(server)
        _intrude(
            server, guests, FRAMES // 20
        )  # what is loaded at the first need is no loss of memory
        before = _memory(server)
        sent = _intrude(server, guests, FRAMES)
        left = _memory(server) / before - 1
        calm, loud, noise = _neighbours(server, guests, neighbours)
        figures = _figures(sent, left, (calm, loud), _faults(server, worker), noise)
        return [*figures, caught("canary_faults", _canary(server, guests))]
    finally:
        server.stop()


def _figures(
    sent: int, left: float, waited: tuple[float, float], faults: int, noise: str
) -> list[Figure]:
    calm, loud = waited
    return [
        at_least("frames", sent, FRAMES),
        exactly("crashes_and_tracebacks", faults),
        Figure(
            name="memory_left",
            figure=100 * left,
            unit="%",
            bound=f"<= {MOST_LEFT:.0%}",
            holds=left <= MOST_LEFT,
        ),
        Figure(
            name=f"neighbours_p99{noise}",
            figure=1000 * loud,
            unit="ms",
            against=1000 * calm,
            bound=f"ratio <= {MOST_RATIO}",
            holds=loud <= MOST_RATIO * calm,
            binds=not noise,
        ),
    ]


def _intrude(server: LiveServer, guests: Guests, frames: int) -> int:
    intruder = Intruder(server, guests, random.Random(frames))
    intruder.send(frames)
    return intruder.sent


def _worker(server: LiveServer) -> int:
    return family_of(server.pid)[1]


def _memory(server: LiveServer) -> int:
    """Return the memory of the server once those who were sent away are gone."""
    port = f"{server.port:04X}"
    wait_until(lambda: _open_lines(port) == 0, SOON_S, lambda: "lines stay open")
    return memory_of(family_of(server.pid))


def _open_lines(port: str) -> int:
    """Count what is connected to a port of this machine, as the system says it."""
    with open("/proc/net/tcp") as table:  # noqa: PTH123 -- no file: the kernel's own table
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(row[1].endswith(f":{port}") and row[3] == "01" for row in rows)


def _faults(server: LiveServer, worker: int) -> int:
    """Count what fell: the worker, and whatever left a trace."""
    fell = worker not in family_of(server.pid)
    return fell + server.log().count("Traceback (most recent call last)")


def _neighbours(
    server: LiveServer, guests: Guests, neighbours: Sequence[Person]
) -> tuple[float, float, str]:
    """Return how long others wait at worst, alone and beside an intruder, in turns."""
    calm: list[float] = []
    loud: list[float] = []
    others = Others()
    for turn in range(4):
        calm += _look(neighbours)
        stop = multiprocessing.Event()
        intruder = Intruder(server, guests, random.Random(turn))
        process = multiprocessing.Process(target=intruder.send, args=(10**9, PACE_S, stop))
        process.start()
        loud += _look(neighbours)
        stop.set()
        process.join()
    return percentile(calm, 0.99), percentile(loud, 0.99), others.remark()


def _look(neighbours: Sequence[Person]) -> list[float]:
    taken: list[float] = []
    pause = threading.Event()
    for each in neighbours:
        each.leave()  # a line that rests for long is ended by the server
    for number in range(LOOKS):
        began = time.monotonic()
        if neighbours[number % len(neighbours)].get("/me").status != http.client.OK:
            raise AssertionError("a neighbour was turned away")
        taken.append(time.monotonic() - began)
        pause.wait(0.1)  # nobody turns pages faster
    return taken


def _canary(server: LiveServer, guests: Guests) -> int:
    """Let a server that takes what it is given stand in the same rain; count what fell."""
    server.kill_9()
    before = server.log().count("Traceback (most recent call last)")
    server.served_by = GULLIBLE
    server.start(prepared=True)
    worker = _worker(server)
    _intrude(server, guests, CANARY_FRAMES)
    return _faults(server, worker) - before
