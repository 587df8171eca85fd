"""The limit below the limit: plain sockets, one frame encoded for all, and nothing else done."""

import base64
import hashlib
import json
import os
import selectors
import socket
import sys
import time
from functools import partial

from benchmarks.doors import DOOR
from ecabinet.realtime.frames import text_frame

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_everybody: list[socket.socket] = []


def _shake_hands(listener: socket.socket) -> None:
    client, _ = listener.accept()
    head = client.recv(4096).decode()
    key = next(line[19:] for line in head.split("\r\n") if line.startswith("Sec-WebSocket-Key: "))
    accepted = base64.b64encode(hashlib.sha1(key.encode() + MAGIC).digest()).decode()  # noqa: S324 -- the protocol's
    answer = (
        "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
    )
    client.sendall(f"{answer}{accepted}\r\n\r\n".encode())
    client.settimeout(0)
    _everybody.append(client)


def _let_in(door: socket.socket, ears: selectors.BaseSelector) -> None:
    asking, _ = door.accept()
    ears.register(asking, selectors.EVENT_READ, partial(_shout, asking))


def _shout(asking: socket.socket) -> None:
    said = json.loads(asking.recv(65536))["tell"]
    began = time.monotonic_ns()
    frame = text_frame(f"42{json.dumps(said, separators=(',', ':'))}")
    for client in _everybody:
        client.send(frame)
    asking.sendall(f"{began}\n".encode())


def main(port: int) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    door = socket.socket(socket.AF_UNIX)
    door.bind(os.environ[DOOR])
    door.listen()
    ears = selectors.DefaultSelector()
    ears.register(listener, selectors.EVENT_READ, partial(_shake_hands, listener))
    ears.register(door, selectors.EVENT_READ, partial(_let_in, door, ears))
    while True:
        for key, _ in ears.select():
            key.data()


if __name__ == "__main__":
    main(int(sys.argv[1]))
