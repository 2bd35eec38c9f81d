"""Chain, tree and seals of a Farthing journal, from docs/formats/receipts.md."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from farthing_json import DuplicateMember, canonical, read, without_unset
from farthing_lineage import Lineage, LineageFault

MEMBERS = {"decision", "entryHash", "previousHash", "sequence", "signature", "signerFingerprint"}
NOTE_BYTES_MAX = 128 << 10
SIGNATURES_MAX = 32
INT64_MAX = 2**63 - 1

ORIGIN = re.compile(r"[!-*,-~]{1,200}")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
HASH = re.compile(r"[0-9a-f]{64}")
SIGNATURE = re.compile(r"[0-9a-f]{128}")


class Fault(Exception):
    """The first thing that is wrong, and with which entry."""

    def __init__(self, code: str, sequence: int, reason: str):
        super().__init__(reason)
        self.code, self.sequence, self.reason = code, sequence, reason


class Key:
    """An Ed25519 public key."""

    def __init__(self, data: bytes):
        self.data = data
        self.key = Ed25519PublicKey.from_public_bytes(data)
        self.fingerprint = hashlib.sha256(data).hexdigest()[:16]

    def is_valid(self, signature: bytes, message: bytes) -> bool:
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def note_id(self, name: str) -> bytes:
        return hashlib.sha256(name.encode() + b"\n\x01" + self.data).digest()[:4]


class Tree:
    """The head of an RFC 6962 tree: the complete subtrees, the largest first, as (leaves, hash)."""

    def __init__(self):
        self.subtrees: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        self.subtrees.append((1, hashlib.sha256(b"\0" + leaf).digest()))
        while len(self.subtrees) > 1 and self.subtrees[-1][0] == self.subtrees[-2][0]:
            (leaves, right), (_, left) = self.subtrees.pop(), self.subtrees.pop()
            self.subtrees.append((2 * leaves, self.node(left, right)))

    def root(self) -> bytes:
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = self.node(left, root)
        return root

    @staticmethod
    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()


class Chain:
    """Takes in a journal in order; a fault leaves it where it was."""

    def __init__(
        self,
        keys: list[Key],
        origin: str | None,
        on_entry: Callable[[int, dict], str | None],
    ):
        self.on_entry = on_entry
        self.lineage = Lineage(keys, origin, Key)
        # The key that an export names, until the given ones have led to it.
        self.named: str | None = None
        self.tree = Tree()
        self.head = bytes(32)
        self.size = self.sealed = self.seals = 0
        self.sealed_at_ms: int | None = None
        # The hash of an entry that must be there, and the number of the entry that has it.
        self.expected_head: str | None = None
        self.expected_head_at: int | None = None
        # How many entries a published checkpoint covers, and the root over so many.
        self.published_size: int | None = None
        self.published_root: bytes | None = None
        # Whether some line was one of a journal's, whole or not; and whether each is signed.
        self.is_journal = self.is_signed_export = False

    @property
    def origin(self) -> str | None:
        return self.lineage.origin

    @origin.setter
    def origin(self, origin: str) -> None:
        self.lineage.origin = origin

    def unproven(self) -> Fault | None:
        """What is wrong with the key that an export names, where none of the given leads to it."""
        if self.named is None or self.lineage.knows(self.named):
            return None
        return Fault("fingerprint_mismatch", 0, "the file names none of the given keys")

    def unsealed(self) -> Fault | None:
        """Entries for which no seal vouches: anybody can write them."""
        if self.is_signed_export or self.sealed >= self.size:
            return None
        return Fault("unsealed_entries", self.sealed, "no seal covers the entries from here on")

    def fault(self, code: str, reason: str, sequence: int | None = None) -> Fault:
        return Fault(code, self.size if sequence is None else sequence, reason)

    def parse(self, line: bytes, code: str = "malformed_line") -> dict:
        """One JSON object; numbers with a point or an exponent stay out of the way as a marker."""
        try:
            value = read(line)
        except DuplicateMember as error:
            self.is_journal = True
            raise self.fault("duplicate_json_key", str(error)) from None
        except (ValueError, RecursionError) as error:
            raise self.fault(code, f"not JSON that is accepted: {error}") from None
        if not isinstance(value, dict):
            raise self.fault(code, "not an object")
        self.is_journal |= not MEMBERS.isdisjoint(value)
        return value

    # Entries

    def take_stored(self, line: bytes) -> None:
        """A line that has only one spelling."""
        entry = self.parse(line)
        digest = self.check_chain(entry, starts_anywhere=False)
        if "signature" in entry or "signerFingerprint" in entry:
            self.check_signature(entry, digest)
        if extra := entry.keys() - MEMBERS:
            raise self.fault("unknown_field", f"unknown member {min(extra)!r}")
        if canonical({**entry, "decision": without_unset(entry["decision"])}) != line:
            raise self.fault("non_canonical_encoding", "the line is not canonical JSON")
        self.finish(digest, entry["decision"], is_stored=True)

    def take_signed(self, entry: dict) -> None:
        """A signed entry of any spelling."""
        digest = self.check_chain(entry, starts_anywhere=True)
        self.check_signature(entry, digest)
        if self.size == 0 and entry["sequence"] != 0:
            raise self.fault("first_sequence_not_zero", "the first is not 0", entry["sequence"])
        if extra := entry.keys() - MEMBERS:
            raise self.fault("unknown_field", f"unknown member {min(extra)!r}")
        self.finish(digest, entry["decision"])

    def check_chain(self, entry: dict, starts_anywhere: bool) -> bytes:
        sequence = entry.get("sequence")
        if type(sequence) is not int or abs(sequence) > INT64_MAX:
            raise self.fault("malformed_line", "sequence is not an integer")
        if sequence != self.size and not (starts_anywhere and self.size == 0):
            raise self.fault("sequence_gap", f"expected {self.size}, got {sequence}", sequence)
        previous = entry.get("previousHash")
        if previous != self.head.hex():
            reason = f"expected {self.head.hex()}, got {previous!r:.80}"
            raise self.fault("previous_hash_mismatch", reason, sequence)
        decision = entry.get("decision")
        try:
            if not isinstance(decision, dict):
                raise ValueError("no decision")
            hashed = {
                "decision": without_unset(decision),
                "previousHash": previous,
                "sequence": sequence,
            }
            digest = hashlib.sha256(canonical(hashed)).digest()
        except (ValueError, TypeError, RecursionError):
            digest = None
        if digest is None or entry.get("entryHash") != digest.hex():
            raise self.fault("hash_or_signature_invalid", "not what was hashed", sequence)
        return digest

    def check_signature(self, entry: dict, digest: bytes) -> None:
        sequence, text = entry["sequence"], entry.get("signature")
        try:
            signature = bytes.fromhex(text)
        except (TypeError, ValueError):
            signature = b""
        signer = next((key for key in self.lineage.entry_keys if key.is_valid(signature, digest)), None)
        if signer is None:
            reason = "the signature is by none of the given keys"
            raise self.fault("hash_or_signature_invalid", reason, sequence)
        if not SIGNATURE.fullmatch(text):
            raise self.fault("non_canonical_encoding", "not lower-case hexadecimal", sequence)
        if entry.get("signerFingerprint") != signer.fingerprint:
            raise self.fault("fingerprint_mismatch", "not the signing key's", sequence)

    def finish(self, digest: bytes, decision: dict, is_stored: bool = False) -> None:
        if reason := self.on_entry(self.size, decision):
            raise self.fault("entry_refused", reason)
        if is_stored:
            try:
                self.lineage.take(decision)
            except LineageFault as fault:
                raise self.fault(fault.code, fault.reason) from None
        self.tree.append(digest)
        self.head = digest
        self.size += 1
        if digest.hex() == self.expected_head:
            self.expected_head_at = self.size - 1
        if self.size == self.published_size:
            self.published_root = self.tree.root()

    # Seals

    def take_seal_line(self, line: bytes) -> None:
        entry = self.parse(line, "seal_malformed")
        note = entry.get("seal")
        if not isinstance(note, str) or canonical({"seal": note}) != line:
            raise self.seal_fault("malformed", "the seal's line is malformed")
        self.take_seal(note.encode())

    def take_seal(self, note: bytes) -> None:
        text, signatures = self.split_note(note)
        lines = text.split("\n")
        if len(lines) != 6 or lines[5]:
            raise self.seal_fault("malformed", "not five lines")
        origin, size, root, time, head = lines[:5]
        root_bytes = decode_base64(root)
        if not (
            ORIGIN.fullmatch(origin)
            and DECIMAL.fullmatch(size)
            and int(size) <= INT64_MAX
            and root_bytes
            and len(root_bytes) == 32
            and time.startswith("time ")
            and DECIMAL.fullmatch(time[5:])
            and int(time[5:]) <= INT64_MAX
            and head.startswith("head ")
            and HASH.fullmatch(head[5:])
        ):
            raise self.seal_fault("malformed", "not a checkpoint of ours")
        self.check_note(text, origin, signatures, int(time[5:]))
        if self.origin not in (None, origin):
            raise self.seal_fault("origin_mismatch", f"of another log, {origin}")
        if int(size) != self.size:
            raise self.seal_fault("size_mismatch", f"{size} entries where there are {self.size}")
        if root_bytes != self.tree.root() or head[5:] != self.head.hex():
            raise self.seal_fault("root_mismatch", "over other entries than these")
        self.sealed = self.size
        self.sealed_at_ms = int(time[5:])
        self.lineage.sealed(self.size, self.head, self.sealed_at_ms, origin)
        self.seals += 1

    def split_note(self, note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
        """The signed text, and names and bytes of the signatures."""
        if len(note) > NOTE_BYTES_MAX:
            raise self.seal_fault("malformed", "too long")
        try:
            text, blank, rest = note.decode("utf-8").rpartition("\n\n")
        except UnicodeDecodeError:
            raise self.seal_fault("malformed", "not UTF-8") from None
        if not blank or not rest.endswith("\n"):
            raise self.seal_fault("malformed", "no signatures")
        signatures = []
        for line in rest[:-1].split("\n"):
            words = line.split(" ")
            data = decode_base64(words[2]) if len(words) == 3 else None
            if words[0] != "—" or not data or len(data) < 5 or not ORIGIN.fullmatch(words[1]):
                raise self.seal_fault("malformed", "a malformed signature line")
            signatures.append((words[1], data))
        if len(signatures) > SIGNATURES_MAX:
            raise self.seal_fault("malformed", "too many signatures")
        return text + "\n", signatures

    def check_note(
        self, text: str, origin: str, signatures: list[tuple[str, bytes]], at_ms: int
    ) -> None:
        if self.is_signed(text, origin, signatures, self.lineage.keys(at_ms)):
            return
        delegates = [delegate.key for delegate in self.lineage.delegates] + self.lineage.ended
        for keys, code in ((delegates, "key_expired"), (self.lineage.retired, "key_retired")):
            for key in keys:
                if self.has_signed(key, text, origin, signatures) is True:
                    raise self.seal_fault(code, "by a key that may not seal any more")
        raise self.seal_fault("unknown_key", "by none of the given keys, nor one they led to")

    def is_signed(self, text: str, origin: str, signatures: list, keys: list[Key]) -> bool:
        verdicts = [self.has_signed(key, text, origin, signatures) for key in keys]
        if False in verdicts:
            raise self.seal_fault("signature_invalid", "the signature is wrong")
        return True in verdicts

    @staticmethod
    def has_signed(key: Key, text: str, origin: str, signatures: list) -> bool | None:
        """None where no signature claims to be by this key."""
        claims = [d[4:] for name, d in signatures if (name, d[:4]) == (origin, key.note_id(origin))]
        return all(key.is_valid(data, text.encode()) for data in claims) if claims else None

    def seal_fault(self, code: str, reason: str) -> Fault:
        return Fault(f"seal_{code}", max(0, self.size - 1), f"the seal: {reason}")


def decode_base64(text: str) -> bytes | None:
    """Only the canonical spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None
