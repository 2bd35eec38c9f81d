#!/usr/bin/env python3
"""Writes a journal whose keys and name change, from docs/formats alone, with no code of Farthing.

Tests/Vectors/receipts/lineage.jsonl: an export that begins with the key of the seed 01 02 … 20, which
rotates to the seed 02 02 … 02; that lets 03 03 … 03 seal for an hour; then the log gets another name.
Usage: lineage_vectors.py [FILE]
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "Tests" / "Vectors" / "receipts" / "lineage.jsonl"
START_MS = 1785312000000
HOUR_MS = 3_600_000
NAME = "farthing/65b60673d6ed884b"


class Key:
    def __init__(self, seed: bytes):
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes_raw()
        self.hex = self.public.hex()
        self.fingerprint = hashlib.sha256(self.public).hexdigest()[:16]

    def sign(self, *lines: str) -> str:
        return self.private.sign("".join(line + "\n" for line in lines).encode()).hex()


def canonical(value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    both = root_of(leaves[:split]) + root_of(leaves[split:])
    return hashlib.sha256(b"\x01" + both).digest()


class Log:
    def __init__(self):
        self.origin = NAME
        self.leaves: list[bytes] = []
        self.lines: list[str] = []
        self.sealed = (0, "0" * 64)

    @property
    def head(self) -> str:
        return self.leaves[-1].hex() if self.leaves else "0" * 64

    def add(self, kind: str, **members) -> None:
        decision = {"kind": kind, "timestamp": "2026-07-29T08:00:00.000Z", **members}
        entry = {"decision": decision, "previousHash": self.head, "sequence": len(self.leaves)}
        digest = hashlib.sha256(canonical(entry).encode()).digest()
        self.lines.append(canonical({**entry, "entryHash": digest.hex()}))
        self.leaves.append(digest)

    def seal(self, key: Key, at_ms: int = START_MS) -> None:
        root = base64.b64encode(root_of(self.leaves)).decode()
        lines = [self.origin, str(len(self.leaves)), root, f"time {at_ms}", f"head {self.head}"]
        text = "".join(line + "\n" for line in lines)
        key_id = hashlib.sha256(self.origin.encode() + b"\n\x01" + key.public).digest()[:4]
        signed = base64.b64encode(key_id + key.private.sign(text.encode())).decode()
        self.lines.append(canonical({"seal": f"{text}\n— {self.origin} {signed}\n"}))
        self.sealed = (len(self.leaves), self.head)


def main() -> None:
    first, second, third = Key(bytes(range(1, 33))), Key(b"\2" * 32), Key(b"\3" * 32)
    log = Log()
    log.add("setPolicy", policyHash="none", policyId="acme-corp", policyVersion=1)
    log.seal(first)
    size, head = log.sealed
    lines = ["farthing key rotation/1", log.origin, str(size), head, first.hex, second.hex]
    log.add(
        "keyRotation",
        **{"from": first.hex, "to": second.hex, "origin": log.origin, "size": size, "head": head},
        signatures=[first.sign(*lines), second.sign(*lines)],
    )
    log.seal(first)
    start, end = str(START_MS), str(START_MS + HOUR_MS)
    lines = ["farthing key delegation/1", log.origin, start, end, second.hex, third.hex]
    log.add(
        "keyDelegation",
        **{"root": second.hex, "to": third.hex, "origin": log.origin},
        notBeforeMs=START_MS,
        notAfterMs=START_MS + HOUR_MS,
        signatures=[second.sign(*lines), third.sign(*lines)],
    )
    log.seal(third)
    size, head = log.sealed
    new = f"{NAME}/{START_MS + 5}"
    log.add("logOrigin", **{"from": log.origin, "size": size, "head": head, "to": new})
    log.origin = new
    log.seal(third, START_MS + HOUR_MS)
    log.add(
        "imported",
        source="agentguard-spend",
        signerFingerprint=first.fingerprint,
        sequence=0,
        entryHash=head,
        previousHash="0" * 64,
        signature=first.private.sign(bytes.fromhex(head)).hex(),
        decision={"action": "allow"},
    )
    log.seal(second, START_MS + 2 * HOUR_MS)
    header = {
        "format": "farthing-receipts/1",
        "origin": NAME,
        "signerFingerprint": second.fingerprint,
    }
    text = "".join(line + "\n" for line in [canonical(header), *log.lines])
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
