"""The limit of the fan-out: a server made with `websockets` alone, which tells everybody the same bytes."""

import asyncio
import json
import os
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.doors import DOOR

_everybody: set[ServerConnection] = set()


async def _hold(connection: ServerConnection) -> None:
    _everybody.add(connection)
    try:
        await connection.wait_closed()
    finally:
        _everybody.discard(connection)


async def _listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        text = f"42{json.dumps(json.loads(line)['tell'], separators=(',', ':'))}"
        began = time.monotonic_ns()
        broadcast(_everybody, text)
        writer.write(f"{began}\n".encode())


async def main(port: int) -> None:
    await asyncio.start_unix_server(_listen, os.environ[DOOR])
    async with serve(_hold, "127.0.0.1", port, compression=None, backlog=1024) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
