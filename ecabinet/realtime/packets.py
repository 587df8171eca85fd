"""What a page may send over the socket: a packet of exactly these kinds. The libraries stumble over everything else."""

import json
import re
from typing import Any

# A pong, a goodbye, the showing of a ticket, a farewell to the room, and a message with or without a number to answer.
PACKET = re.compile(r"3|1|40(\{.*\})?|41|42[0-9]{0,9}(\[.*\])", re.DOTALL)
TAKEN = frozenset({"connect", "disconnect"})  # names the libraries use among themselves
MESSAGE = (1, 2)  # a name, and mostly what is sent under it


def is_packet(data: object) -> bool:
    found = PACKET.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return False
    body = found[1] or found[2]
    try:
        read = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return False
    return found[2] is None or _is_message(read)


def _is_message(read: Any) -> bool:
    return len(read) in MESSAGE and isinstance(read[0], str) and read[0] not in TAKEN
