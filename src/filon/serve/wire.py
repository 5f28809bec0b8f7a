"""What the endpoint and its processes say to each other: frames over a socket, one byte of kind, four of length, then bytes.

::

    endpoint → worker   JOB   what is asked (JSON)
    worker → endpoint   HEAD  the media type of what follows (JSON), then DATA…, then END
                        or    FAULT  a status, a title, a sentence (JSON), alone
    endpoint ↔ keeper   JOB and HEAD or FAULT, and the socket of a new worker beside one

The standard library has pipes that block; these are read by an event loop on one side.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, Final

JOB, HEAD, DATA, END, FAULT = b"J", b"H", b"D", b"E", b"X"
PREFIX: Final = struct.Struct("!cI")


def frame(kind: bytes, data: bytes = b"") -> bytes:
    """One frame."""
    return PREFIX.pack(kind, len(data)) + data


def said(kind: bytes, value: Any) -> bytes:
    """One frame of JSON."""
    return frame(kind, json.dumps(value).encode())


def receive(peer: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame of a blocking socket: its kind and its bytes; ``None`` where the other side is gone."""
    prefix = _exactly(peer, PREFIX.size)
    if prefix is None:
        return None
    kind, length = PREFIX.unpack(prefix)
    data = _exactly(peer, length)
    return None if data is None else (kind, data)


def _exactly(peer: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        more = peer.recv(min(count - len(data), 1 << 16))
        if not more:
            return None
        data += more
    return bytes(data)
