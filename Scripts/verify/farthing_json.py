"""Canonical JSON, from docs/formats/receipts.md."""

from __future__ import annotations

import json


class Float:
    """A number that is no integer: JSON, but without a canonical spelling."""

    def __init__(self, text: str):
        self.text = text


class DuplicateMember(ValueError):
    """Two members of one object have the same name."""


def refuse_constant(text: str):
    raise ValueError(f"{text} is no JSON")


def refuse_duplicates(pairs: list) -> dict:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise DuplicateMember("a member twice")
    return value


def read(line: bytes):
    """One value; a number that is no integer becomes something that `canonical` refuses."""
    return json.loads(
        line.decode("utf-8"),
        object_pairs_hook=refuse_duplicates,
        parse_float=Float,
        parse_constant=refuse_constant,
    )


def canonical(value) -> bytes:
    """Sorted by code points, raw UTF-8, the short escapes: what this encoder does by itself."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def without_unset(decision: dict) -> dict:
    """The decision as it is hashed: optional members of the cap that are null are left out."""
    cap = decision.get("triggeredCap")
    if not isinstance(cap, dict):
        return decision
    kept = {
        name: value
        for name, value in cap.items()
        if value is not None or name not in ("downgradeTo", "reason")
    }
    return {**decision, "triggeredCap": kept}
