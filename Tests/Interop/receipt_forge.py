"""Whole journals and spoilt ones, made from docs/formats with a key of the tests."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Callable, Iterable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = SIGNER.public_key().public_bytes_raw()
KEY = PUBLIC.hex()
ORIGIN = "farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f"


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


FINGERPRINT = sha256(PUBLIC)[:8].hex()


def canonical(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


class Journal:
    """Entries and seals one behind the other; `lines` is the export."""

    def __init__(self, origin: str = ORIGIN, signer: Ed25519PrivateKey = SIGNER) -> None:
        self.origin = origin
        self.signer = signer
        self.public = signer.public_key().public_bytes_raw()
        self.lines = [
            canonical({
                "format": "farthing-receipts/1", "origin": origin,
                "signerFingerprint": sha256(self.public)[:8].hex(),
            })
        ]
        self.previous = "0" * 64
        self.size = 0
        self.frontier: list[bytes] = []

    def entry(self, decision: dict, is_signed: bool = False) -> None:
        body = {"decision": decision, "previousHash": self.previous, "sequence": self.size}
        digest = sha256(canonical(body))
        line = {**body, "entryHash": digest.hex()}
        if is_signed:
            line["signature"] = self.signer.sign(digest).hex()
            line["signerFingerprint"] = sha256(self.public)[:8].hex()
        self.lines.append(canonical(line))
        self.previous = digest.hex()
        node, rest = sha256(b"\0", digest), self.size
        while rest & 1:
            node = sha256(b"\1", self.frontier.pop(), node)
            rest >>= 1
        self.frontier.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.frontier:
            return sha256()
        node = self.frontier[-1]
        for left in self.frontier[-2::-1]:
            node = sha256(b"\1", left, node)
        return node

    def text(self) -> list[str]:
        """The lines that a seal signs."""
        root = base64.b64encode(self.root()).decode()
        when = f"time {1_785_312_000_000 + self.size}"
        return [self.origin, str(self.size), root, when, f"head {self.previous}"]

    def seal(self, edit: Callable[[list[str]], list[str]] = lambda lines: lines) -> None:
        text = "\n".join(edit(self.text())) + "\n"
        self.note(text + "\n" + self.signature(text))

    def note(self, whole: str) -> None:
        self.lines.append(canonical({"seal": whole}))

    def signature(
        self, text: str, name: str | None = None, signer: Ed25519PrivateKey | None = None,
        kind: bytes = b"\1", body: bytes | None = None,
    ) -> str:
        """The line of one signature over a note's text."""
        name = name or self.origin
        signer = signer or self.signer
        public = signer.public_key().public_bytes_raw()
        key_id = sha256(name.encode(), b"\n", kind, public)[:4]
        signed = signer.sign(text.encode()) if body is None else body
        return f"— {name} {base64.b64encode(key_id + signed).decode()}\n"

    def bytes(self) -> bytes:
        return b"\n".join(self.lines) + b"\n"


def mutations(sources: list[bytes], seed: int, count: int) -> Iterator[bytes]:
    """Spoilt copies, always the same for a seed."""
    chance = random.Random(seed)
    kinds = (flip, replace, remove, insert, cut_out, repeat, cut_off, swap_lines, drop_line,
             repeat_line, put_token, change_digit)
    for _ in range(count):
        data = bytearray(chance.choice(sources))
        yield bytes(chance.choice(kinds)(chance, data))


def flip(chance: random.Random, data: bytearray) -> bytes:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def replace(chance: random.Random, data: bytearray) -> bytes:
    data[chance.randrange(len(data))] = chance.randrange(256)
    return data


def remove(chance: random.Random, data: bytearray) -> bytes:
    del data[chance.randrange(len(data))]
    return data


def insert(chance: random.Random, data: bytearray) -> bytes:
    data.insert(chance.randrange(len(data) + 1), chance.randrange(256))
    return data


def cut_out(chance: random.Random, data: bytearray) -> bytes:
    start = chance.randrange(len(data))
    del data[start:start + chance.randrange(1, 40)]
    return data


def repeat(chance: random.Random, data: bytearray) -> bytes:
    start, place = chance.randrange(len(data)), chance.randrange(len(data))
    data[place:place] = data[start:start + chance.randrange(1, 60)]
    return data


def cut_off(chance: random.Random, data: bytearray) -> bytes:
    return data[:chance.randrange(len(data))]


def swap_lines(chance: random.Random, data: bytearray) -> bytes:
    lines = bytes(data).split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def drop_line(chance: random.Random, data: bytearray) -> bytes:
    lines = bytes(data).split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def repeat_line(chance: random.Random, data: bytearray) -> bytes:
    lines = bytes(data).split(b"\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines)


TOKENS = (
    b" ", b"\r", b"\t", b'"', b"\\", b",", b"null", b"1.0", b"-0", b"\\u0061", b"{}", b"[", b"\n",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xa8", b'"a":1,', b"true",
)


def put_token(chance: random.Random, data: bytearray) -> bytes:
    place = chance.randrange(len(data))
    data[place:place + chance.choice((0, 0, 1, 2))] = chance.choice(TOKENS)
    return data


def change_digit(chance: random.Random, data: bytearray) -> bytes:
    digits = b"0123456789abcdefABCDEF"
    places = [place for place, byte in enumerate(data) if byte in digits]
    data[chance.choice(places)] = chance.choice(digits)
    return data


def long_journal(entries: int, batch: int) -> Iterable[bytes]:
    """An export line by line, so that a large one needs no memory."""
    journal = Journal()
    for number in range(entries):
        journal.entry({
            "amounts": [number], "evidence": "reported", "hold": number, "kind": "settle",
            "holdId": f"5d22dbe7-c9f6-426d-abbb-{number:012}",
            "timestamp": "2026-07-29T08:00:01.000Z",
            "usage": {"costNanos": 52050, "ending": "complete", "inputTokens": 7},
        })
        if journal.size % batch == 0 or journal.size == entries:
            journal.seal()
        yield from journal.lines
        journal.lines.clear()
