"""Which keys may seal a Farthing journal, and its name, from docs/formats/keys.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

KEY = re.compile(r"[0-9a-f]{64}")
SIGNATURE = re.compile(r"[0-9a-f]{128}")
ORIGIN = re.compile(r"[!-*,-~]{1,200}")


class LineageFault(Exception):
    """What is wrong with an entry about keys or the log's name."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass
class Delegate:
    root: object
    key: object
    not_before_ms: int
    not_after_ms: int


class Lineage:
    """Begins with trusted keys and follows the entries."""

    def __init__(self, keys: list, origin: str | None, make_key):
        self.roots, self.origin, self.make_key = list(keys), origin, make_key
        self.delegates: list[Delegate] = []
        self.retired: list = []
        self.ended: list = []
        self.pending: tuple | None = None
        self.sealed_size, self.sealed_head = 0, bytes(32)
        self.has_followed = False
        # The names before the one of now.
        self.former_origins: list[str] = []

    def keys(self, at_ms: int) -> list:
        """The keys that may seal at a time."""
        spans = [d.key for d in self.delegates if d.not_before_ms <= at_ms <= d.not_after_ms]
        return self.roots + spans

    @property
    def entry_keys(self) -> list:
        return self.roots + [delegate.key for delegate in self.delegates]

    def knows(self, fingerprint: str) -> bool:
        return any(key.fingerprint == fingerprint for key in self.all_keys)

    @property
    def all_keys(self) -> list:
        pending = [self.pending[1]] if self.pending else []
        return self.entry_keys + self.retired + self.ended + pending

    def sealed(self, size: int, head: bytes, at_ms: int, origin: str) -> None:
        self.origin = origin
        self.sealed_size, self.sealed_head = size, head
        self.end(lambda delegate: delegate.not_after_ms < at_ms)
        if self.pending:
            old, new = self.pending
            self.pending = None
            self.roots = [key for key in self.roots if key.data not in (old.data, new.data)] + [new]
            self.retired.append(old)
            self.end(lambda delegate: delegate.root.data == old.data)

    def end(self, is_over) -> None:
        self.ended += [delegate.key for delegate in self.delegates if is_over(delegate)]
        self.delegates = [delegate for delegate in self.delegates if not is_over(delegate)]

    def take(self, decision: dict) -> None:
        method = {
            "keyRotation": self.rotate,
            "keyDelegation": self.delegate,
            "logOrigin": self.rename,
        }.get(decision.get("kind"))
        if method is None:
            return
        try:
            method(decision)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise LineageFault("key_entry_malformed", "without its members") from None
        self.has_followed = True

    def rotate(self, entry: dict) -> None:
        old, new = self.key(entry["from"]), self.key(entry["to"])
        size, head, signatures = entry["size"], entry["head"], self.signatures(entry)
        if type(size) is not int or size < 0 or not KEY.fullmatch(head):
            raise ValueError
        if not self.is_root(old) or self.pending:
            raise LineageFault("key_untrusted", "handed over by a key that may not")
        if new.data in {old.data, *(key.data for key in self.retired)}:
            raise LineageFault("key_untrusted", "handed over to a key that was in use before")
        self.check_origin(entry["origin"])
        lines = ["farthing key rotation/1", entry["origin"], str(size), head, entry["from"]]
        self.check(signatures, [old, new], [*lines, entry["to"]])
        if size != self.sealed_size or head != self.sealed_head.hex():
            raise LineageFault("key_position_mismatch", "signed for another place")
        self.origin = entry["origin"]
        self.pending = (old, new)

    def delegate(self, entry: dict) -> None:
        root, key = self.key(entry["root"]), self.key(entry["to"])
        start, end, signatures = entry["notBeforeMs"], entry["notAfterMs"], self.signatures(entry)
        if type(start) is not int or type(end) is not int or not 0 <= start <= end:
            raise ValueError
        if not self.is_root(root):
            raise LineageFault("key_untrusted", "delegated by a key that may not")
        self.check_origin(entry["origin"])
        lines = ["farthing key delegation/1", entry["origin"], str(start), str(end), entry["root"]]
        self.check(signatures, [root, key], [*lines, entry["to"]])
        self.origin = entry["origin"]
        self.delegates = [
            other
            for other in self.delegates
            if (other.root.data, other.key.data) != (root.data, key.data)
        ]
        self.delegates.append(Delegate(root, key, start, end))

    def rename(self, entry: dict) -> None:
        size, head = entry["size"], entry["head"]
        if type(size) is not int or size < 0 or not KEY.fullmatch(head):
            raise ValueError
        follows = (
            entry["from"] == self.origin != entry["to"]
            and ORIGIN.fullmatch(entry["to"])
            and (size, head) == (self.sealed_size, self.sealed_head.hex())
            and size > 0
        )
        if not follows:
            raise LineageFault("origin_change_invalid", "does not follow from the last seal")
        self.former_origins.append(self.origin)
        self.origin = entry["to"]

    # Checks

    def key(self, text: str):
        if not KEY.fullmatch(text):
            raise ValueError
        return self.make_key(bytes.fromhex(text))

    def is_root(self, key) -> bool:
        return any(key.data == root.data for root in self.roots)

    def signatures(self, entry: dict) -> list[bytes]:
        texts = entry["signatures"]
        if len(texts) != 2 or not all(SIGNATURE.fullmatch(text) for text in texts):
            raise ValueError
        return [bytes.fromhex(text) for text in texts]

    def check_origin(self, origin: str) -> None:
        if not ORIGIN.fullmatch(origin) or self.origin not in (None, origin):
            raise LineageFault("key_origin_mismatch", "of another log")

    def check(self, signatures: list[bytes], keys: list, lines: list[str]) -> None:
        text = "".join(line + "\n" for line in lines).encode()
        for signature, key in zip(signatures, keys):
            if not key.is_valid(signature, text):
                raise LineageFault("key_signature_invalid", "a signature is wrong")
