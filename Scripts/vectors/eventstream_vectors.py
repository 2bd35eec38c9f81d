"""Writes Tests/Vectors/eventstream/frames.txt: frames of application/vnd.amazon.eventstream.

Three fields a line, separated by tabs: what is wrong with the frame or `good`, the frame in
hexadecimal, and for a good one its headers (name, type, value in hexadecimal) and payload as JSON.
Python's zlib makes the checksums; botocore's own reader, which must be installed, agrees with every
line. Usage: eventstream_vectors.py [--check]
"""

from __future__ import annotations

import json
import random
import struct
import sys
import uuid
import zlib
from pathlib import Path

from botocore.eventstream import ChecksumMismatch, EventStreamBuffer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from wheels import ROOT, write_or_check  # noqa: E402

OUTPUT = ROOT / "Tests" / "Vectors" / "eventstream" / "frames.txt"


def frame(headers: list[tuple[str, int, bytes]], payload: bytes) -> bytes:
    fields = b""
    for name, kind, value in headers:
        fields += bytes([len(name.encode())]) + name.encode() + bytes([kind])
        fields += struct.pack(">H", len(value)) + value if kind in (6, 7) else value
    prelude = struct.pack(">II", 16 + len(fields) + len(payload), len(fields))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    whole = prelude + fields + payload
    return whole + struct.pack(">I", zlib.crc32(whole))


def random_headers(chance: random.Random) -> list[tuple[str, int, bytes]]:
    headers = []
    for number in range(chance.randrange(12)):
        kind = chance.randrange(10)
        value = {
            0: b"",
            1: b"",
            2: struct.pack(">b", chance.randrange(-128, 128)),
            3: struct.pack(">h", chance.randrange(-32768, 32768)),
            4: struct.pack(">i", chance.randrange(-(2**31), 2**31)),
            5: struct.pack(">q", chance.randrange(-(2**63), 2**63)),
            6: chance.randbytes(chance.choice([0, 1, 300])),
            7: chance.choice(["", "event", "application/json", "ä" * 200]).encode(),
            8: struct.pack(">q", chance.randrange(2**41)),
            9: uuid.UUID(int=chance.getrandbits(128)).bytes,
        }[kind]
        headers.append((f"{chance.choice([':a', 'ä', 'name'])}{number}", kind, value))
    return headers


def read(data: bytes) -> list:
    buffer = EventStreamBuffer()
    buffer.add_data(data)
    return list(buffer)


def good(chance: random.Random) -> str:
    headers = random_headers(chance)
    payload = chance.randbytes(chance.choice([0, 1, 7, 8, 9, 200, 3000]))
    data = frame(headers, payload)
    [event] = read(data)
    assert event.payload == payload and len(event.headers) == len(headers)
    shown = [[name, kind, value.hex()] for name, kind, value in headers]
    text = json.dumps({"headers": shown, "payload": payload.hex()}, ensure_ascii=False)
    return f"good\t{data.hex()}\t{text}"


def bad(chance: random.Random) -> str:
    """A frame of which one byte was changed."""
    data = bytearray(frame(random_headers(chance), chance.randbytes(40)))
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    try:
        read(bytes(data))
        raise AssertionError("botocore takes it")
    except ChecksumMismatch:
        pass
    return f"{'wrongPreludeChecksum' if place < 12 else 'wrongChecksum'}\t{data.hex()}\t"


def malformed() -> list[str]:
    """Frames with right checksums and wrong insides, which botocore does not look at closely."""
    whole = frame([("a", 7, b"b")], b"c")
    frames = []
    for total, headers in [(8, 0), (15, 0), (16, 1), (len(whole), len(whole) - 15)]:
        prelude = struct.pack(">II", total, headers)
        frames.append(prelude + struct.pack(">I", zlib.crc32(prelude)) + whole[12:])
    frames.append(frame([("a", 10, b"")], b""))
    frames.append(frame([("", 0, b"")], b""))
    frames.append(frame([("a", 4, b"\x01")], b""))
    frames.append(frame([("a", 9, b"\x01" * 15)], b""))
    short = b"\x01a\x07\x00\x05bc"
    prelude = struct.pack(">II", 16 + len(short), len(short))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    frames.append(prelude + short + struct.pack(">I", zlib.crc32(prelude + short)))
    return [f"malformed\t{data.hex()}\t" for data in frames]


def lines() -> list[str]:
    chance = random.Random(11)
    result = [good(chance) for _ in range(60)] + [bad(chance) for _ in range(60)]
    return result + malformed()


if __name__ == "__main__":
    content = "".join(line + "\n" for line in lines()).encode()
    write_or_check(OUTPUT, content, "--check" in sys.argv[1:])
