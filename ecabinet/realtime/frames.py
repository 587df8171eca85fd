"""A text as one frame of a WebSocket server, made once for all who get it."""

import struct
from typing import Any

WHOLE_TEXT = 0x81  # the first byte of a frame
SHORT = 126  # bytes that need no longer length


def frame_of(packet: Any) -> bytes:
    """Return a packet of Engine.IO as one WebSocket frame, made once for all who get it."""
    if not hasattr(packet, "frame"):
        packet.frame = text_frame(packet.encode())
    frame: bytes = packet.frame
    return frame


def text_frame(text: str) -> bytes:
    """Return a text as one frame of a server: whole, unmasked, uncompressed."""
    data = text.encode()
    if len(data) < SHORT:
        return bytes((WHOLE_TEXT, len(data))) + data
    if len(data) < 1 << 16:
        return struct.pack(">BBH", WHOLE_TEXT, SHORT, len(data)) + data
    return struct.pack(">BBQ", WHOLE_TEXT, SHORT + 1, len(data)) + data
