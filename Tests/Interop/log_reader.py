"""Reads a published log and its proofs, from docs/formats and the C2SP texts alone.

Knows nothing of Farthing's code: hashlib, base64 and Ed25519 of `cryptography`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, COSIGNATURE = 1, 4


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00", leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01", left, right)


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, from the hashes of the leaves."""
    if not hashes:
        return sha256()
    if len(hashes) == 1:
        return hashes[0]
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root_of(hashes[:left]), root_of(hashes[left:]))


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode(), b"\n", bytes([kind]), public)[:4]


def verifier_key(name: str, kind: int, public: bytes) -> str:
    material = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_id(name, kind, public).hex()}+{material}"


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@dataclass
class Note:
    """C2SP signed-note."""

    text: bytes
    signatures: list[tuple[str, bytes, bytes]]

    @classmethod
    def read(cls, data: bytes) -> Note:
        end = data.rindex(b"\n\n")
        signatures = []
        for line in data[end + 2 :].decode().splitlines():
            dash, name, word = line.split(" ")
            assert dash == "—"
            value = base64.b64decode(word, validate=True)
            signatures.append((name, value[:4], value[4:]))
        assert signatures
        return cls(data[: end + 1], signatures)

    def by(self, name: str, kind: int, public: bytes) -> list[bytes]:
        wanted = (name, key_id(name, kind, public))
        return [value for found, number, value in self.signatures if (found, number) == wanted]

    def is_by_log(self, name: str, public: bytes) -> bool:
        found = self.by(name, LOG, public)
        return bool(found) and all(is_signed(public, value, self.text) for value in found)

    def cosigned_at(self, name: str, public: bytes) -> int | None:
        """When a witness has cosigned; None where it has not."""
        for value in self.by(name, COSIGNATURE, public):
            time = struct.unpack(">Q", value[:8])[0]
            message = f"cosignature/v1\ntime {time}\n".encode() + self.text
            assert is_signed(public, value[8:], message)
            return time
        return None


def cosignature_line(text: bytes, name: str, key: Ed25519PrivateKey, time: int) -> bytes:
    public = key.public_key().public_bytes_raw()
    message = f"cosignature/v1\ntime {time}\n".encode() + text
    value = key_id(name, COSIGNATURE, public) + struct.pack(">Q", time) + key.sign(message)
    return f"— {name} ".encode() + base64.b64encode(value) + b"\n"


@dataclass
class Checkpoint:
    """C2SP tlog-checkpoint."""

    note: Note
    origin: str
    size: int
    root: bytes
    extensions: list[str]

    @classmethod
    def read(cls, data: bytes) -> Checkpoint:
        note = Note.read(data)
        origin, size, root, *extensions = note.text.decode().removesuffix("\n").split("\n")
        assert str(int(size)) == size and all(extensions) and origin
        return cls(note, origin, int(size), base64.b64decode(root, validate=True), extensions)


def tile_path(level: int | str, index: int, width: int = 256) -> str:
    """C2SP tlog-tiles."""
    digits = f"{index:03}"
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{number}" + (f".p/{width}" if width < 256 else "")


class Log:
    """A log's folder."""

    def __init__(self, folder: Path):
        self.folder = folder

    def checkpoint(self) -> Checkpoint:
        return Checkpoint.read((self.folder / "checkpoint").read_bytes())

    def tile(self, level: int | str, index: int, width: int, item: int = 32) -> bytes:
        """A tile, or the full one where the partial one is gone by now."""
        partial, full = (self.folder / tile_path(level, index, w) for w in (width, 256))
        data = partial.read_bytes() if partial.exists() else full.read_bytes()[: width * item]
        assert len(data) == width * item
        return data

    def hashes(self, level: int, size: int) -> list[bytes]:
        """All hashes of a level, of every tile of it."""
        count = size >> 8 * level
        data = b"".join(
            self.tile(level, index, min(256, count - 256 * index))
            for index in range((count + 255) // 256)
        )
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    def entries(self, size: int) -> list[bytes]:
        found = []
        for index in range((size + 255) // 256):
            data = self.tile("entries", index, min(256, size - 256 * index), item=34)
            while data:
                length = struct.unpack(">H", data[:2])[0]
                found.append(data[2 : 2 + length])
                data = data[2 + length :]
        return found

    def check(self, public: bytes) -> Checkpoint:
        """Everything that a checkpoint stands for."""
        checkpoint = self.checkpoint()
        assert checkpoint.note.is_by_log(checkpoint.origin, public)
        leaves = self.hashes(0, checkpoint.size)
        assert len(leaves) == checkpoint.size
        assert root_of(leaves) == checkpoint.root
        assert [leaf_hash(entry) for entry in self.entries(checkpoint.size)] == leaves
        level = 1
        while checkpoint.size >> 8 * level:
            width = 256**level
            for number, value in enumerate(self.hashes(level, checkpoint.size)):
                assert value == root_of(leaves[number * width : (number + 1) * width])
            level += 1
        return checkpoint


def inclusion_root(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        return None
    at, last, root = index, size - 1, leaf
    for value in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(value, root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, value)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path
    if not path:
        return False
    path = ([old_root] if old & (old - 1) == 0 else []) + path
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for value in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(value, first), node_hash(value, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, value)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


@dataclass
class Proof:
    """C2SP tlog-proof@v1."""

    extra: bytes | None
    index: int
    path: list[bytes]
    checkpoint: Checkpoint

    @classmethod
    def read(cls, data: bytes) -> Proof:
        head, _, note = data.partition(b"\n\n")
        first, *lines = head.decode().split("\n")
        assert first == "c2sp.org/tlog-proof@v1"
        extra = None
        if lines[0].startswith("extra "):
            extra = base64.b64decode(lines.pop(0).removeprefix("extra "), validate=True)
        index = int(lines.pop(0).removeprefix("index "))
        path = [base64.b64decode(line, validate=True) for line in lines]
        return cls(extra, index, path, Checkpoint.read(note))

    def is_for(self, entry: bytes) -> bool:
        checkpoint = self.checkpoint
        root = inclusion_root(self.index, checkpoint.size, leaf_hash(entry), self.path)
        return root == checkpoint.root


def entry_hash(line: bytes) -> bytes:
    """docs/formats/receipts.md: SHA-256 of the stored line without its hash and its signature."""
    entry = json.loads(line)
    hashed = {name: entry[name] for name in ("decision", "previousHash", "sequence")}
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # U+007F and above U+FFFF are as they are; Python escapes what the format escapes.
    value = sha256(text.encode())
    assert value.hex() == entry["entryHash"]
    return value
