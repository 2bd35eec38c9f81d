"""HTTP/2 by hand: frames as a client that means no good would send them, over a Unix socket.

Only what the tests need of RFC 9113 and RFC 7541: every header goes out as a literal that is never indexed,
and of what comes back the frames' heads are read, not the headers' values.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from pathlib import Path

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4
CANCEL = 8
SETTING_INITIAL_WINDOW = 4
SERVICE = "/spendguard.sidecar_adapter.v1.SidecarAdapter/"
FRAME_BYTES_MAX = 16_384


def frame(kind: int, flags: int, stream: int, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body))[1:] + struct.pack(">BBI", kind, flags, stream) + body


def integer(value: int, prefix_bits: int) -> bytes:
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([value])
    rest, value = [most], value - most
    while value >= 128:
        rest.append(value % 128 + 128)
        value //= 128
    return bytes([*rest, value])


def header(name: str, value: str) -> bytes:
    return b"\x00" + b"".join(
        integer(len(text), 7) + text for text in (name.encode(), value.encode())
    )


def headers(method: str, *more: tuple[str, str]) -> bytes:
    """The head of a call."""
    fields = [
        (":method", "POST"), (":scheme", "http"), (":path", SERVICE + method), (":authority", "localhost"),
        ("content-type", "application/grpc"), ("te", "trailers"), *more,
    ]
    return b"".join(header(name, value) for name, value in fields)


def message(body: bytes) -> bytes:
    """A message as gRPC frames it."""
    return b"\x00" + struct.pack(">I", len(body)) + body


class RawClient(contextlib.AbstractContextManager):
    """One connection; what it has been sent is read when it is asked for, and not before."""

    def __init__(self, path: Path, window: int | None = None, preface: bytes | None = None):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        # Without a time-out it waits for room among those who are not accepted yet.
        self.socket.connect(str(path))
        self.socket.settimeout(20)
        self.buffer = b""
        self.next_stream = 1
        settings = b"" if window is None else struct.pack(">HI", SETTING_INITIAL_WINDOW, window)
        self.send(PREFACE + frame(SETTINGS, 0, 0, settings) if preface is None else preface)

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> bool:
        """False when the other side has closed."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def call(self, method: str, body: bytes, *more: tuple[str, str], ends: bool = True) -> int:
        """Sends a whole call, and does not wait for its answer; the stream's number."""
        stream = self.next_stream
        self.next_stream += 2
        self.send(
            frame(HEADERS, END_HEADERS, stream, headers(method, *more))
            + frame(DATA, END_STREAM if ends else 0, stream, message(body))
        )
        return stream

    def open(self, method: str) -> int:
        """Begins a call and sends nothing more of it; the stream's number."""
        stream = self.next_stream
        self.next_stream += 2
        self.send(frame(HEADERS, END_HEADERS, stream, headers(method)))
        return stream

    def frames(self, seconds: float):
        """Frames as (kind, flags, stream, body) until none has come for so long, or none will."""
        while True:
            while len(self.buffer) >= 9:
                length = int.from_bytes(self.buffer[:3], "big")
                if len(self.buffer) < 9 + length:
                    break
                kind, flags, stream = struct.unpack(">BBI", self.buffer[3:9])
                body, self.buffer = self.buffer[9 : 9 + length], self.buffer[9 + length :]
                if kind == SETTINGS and not flags & ACK:
                    self.send(frame(SETTINGS, ACK, 0))
                if kind == PING and not flags & ACK:
                    self.send(frame(PING, ACK, 0, body))
                yield kind, flags, stream, body
            self.socket.settimeout(seconds)
            try:
                part = self.socket.recv(65_536)
            except (TimeoutError, ConnectionResetError):
                return
            finally:
                self.socket.settimeout(20)
            if not part:
                return
            self.buffer += part

    def wait_for_settings(self) -> None:
        """The server's are taken; before that no more than a hundred streams may be open."""
        for kind, flags, _, _ in self.frames(20):
            if kind == SETTINGS and not flags & ACK:
                return
        raise AssertionError("no settings have come")

    def ended(self, seconds: float) -> set[int]:
        """The streams that the server ends while frames come."""
        return {
            stream for kind, flags, stream, _ in self.frames(seconds)
            if kind == RST_STREAM or (kind in (DATA, HEADERS) and flags & END_STREAM)
        }

    def has_ended(self, stream: int, seconds: float) -> bool:
        """Whether the server ends a stream before nothing has come for so long."""
        return any(
            number == stream and (kind == RST_STREAM or kind in (DATA, HEADERS) and flags & END_STREAM)
            for kind, flags, number, _ in self.frames(seconds)
        )

    def is_closed_within(self, seconds: float) -> bool:
        """Whether the server closes the connection."""
        until = time.monotonic() + seconds
        self.socket.settimeout(min(0.2, seconds))
        while time.monotonic() < until:
            try:
                if not self.socket.recv(65_536):
                    return True
            except TimeoutError:
                continue
            except ConnectionResetError:
                return True
        return False
