"""The expectation language of the case files in `Tests/Vectors/agent_gov`.

A scalar is met by itself, numbers to one part in a thousand million; an object by one that has all its
members and maybe more; an array by one of equal length, element by element. An object whose keys begin
with `$` is a condition:

    {"$type": "string"}   {"$re": "rx"}     {"$in": [a, b]}    {"$ne": a}     {"$gte": n}   {"$lte": n}
    {"$len": n}           {"$keys": [..]}   {"$has": [..]}     {"$hasnot": [..]}
    {"$absent": true}     {"$any": true}

`${name}` stands for what an earlier step captured, `${uid}` for a text that is the case's own.
"""

from __future__ import annotations

import math
import re

CAPTURE = re.compile(r"\$\{(\w+)\}")
# Numbers are floats at the peer: what is further apart than this is another amount.
TOLERANCE = 1e-9
SHOWN_CHARACTERS_MAX = 200


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_of_type(name: str, value) -> bool:
    match name:
        case "number":
            return is_number(value)
        case "integer":
            return is_number(value) and float(value).is_integer()
        case "null":
            return value is None
        case "string" | "boolean" | "array" | "object":
            kinds = {"string": str, "boolean": bool, "array": list, "object": dict}
            return isinstance(value, kinds[name])
    raise ValueError(f"{name!r} is no type of the expectation language")


def is_condition_met(operator: str, operand, value) -> bool:
    """Whether a value that is there meets one `$` condition."""
    match operator:
        case "$any":
            return True
        case "$absent":
            return not operand
        case "$type":
            return is_of_type(operand, value)
        case "$re":
            return isinstance(value, str) and re.search(operand, value) is not None
        case "$in":
            return any(not differences(one, value) for one in operand)
        case "$ne":
            return value != operand
        case "$gte":
            return is_number(value) and value >= operand
        case "$lte":
            return is_number(value) and value <= operand
        case "$len":
            return isinstance(value, (str, list, dict)) and len(value) == operand
        case "$keys":
            return isinstance(value, dict) and set(operand) <= set(value)
        case "$has":
            return isinstance(value, list) and all(is_among(one, value) for one in operand)
        case "$hasnot":
            return isinstance(value, list) and not any(is_among(one, value) for one in operand)
    raise ValueError(f"{operator!r} is no condition of the expectation language")


def is_among(expected, values: list) -> bool:
    return any(not differences(expected, value) for value in values)


def is_condition(expected) -> bool:
    return isinstance(expected, dict) and any(key.startswith("$") for key in expected)


def differences(expected, value, place: str = "$") -> list[str]:
    """Where a value is not as expected, one text for each place; none where it is."""
    if is_condition(expected):
        unmet = [item for item in expected.items() if not is_condition_met(*item, value)]
        return [f"{place}: {shown(value)} where {dict(unmet)!r} was expected"] if unmet else []
    if isinstance(expected, dict):
        return object_differences(expected, value, place)
    if isinstance(expected, list):
        if not isinstance(value, list) or len(value) != len(expected):
            return [f"{place}: {shown(value)} where an array of {len(expected)} was expected"]
        pairs = enumerate(zip(expected, value))
        return [text for n, (one, got) in pairs for text in differences(one, got, f"{place}[{n}]")]
    if is_number(expected):
        close = is_number(value) and math.isclose(
            value, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE
        )
        return [] if close else [f"{place}: {shown(value)} where {expected!r} was expected"]
    same = type(value) is type(expected) and value == expected
    return [] if same else [f"{place}: {shown(value)} where {expected!r} was expected"]


def object_differences(expected: dict, value, place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: {shown(value)} where an object was expected"]
    found = []
    for name, wanted in expected.items():
        is_unwanted = isinstance(wanted, dict) and wanted.get("$absent") is True
        if name in value:
            text = f"{place}.{name}"
            found += [f"{text} is there"] if is_unwanted else differences(wanted, value[name], text)
        elif not is_unwanted:
            found.append(f"{place}.{name} is missing")
    return found


def shown(value) -> str:
    text = repr(value)
    cut = text[:SHOWN_CHARACTERS_MAX]
    return text if cut == text else f"{cut}…"


def filled_in(template, captures: dict):
    """A template with what was captured in its places, which keep their type where they stand alone."""
    if isinstance(template, dict):
        return {filled_in(key, captures): filled_in(one, captures) for key, one in template.items()}
    if isinstance(template, list):
        return [filled_in(one, captures) for one in template]
    if not isinstance(template, str):
        return template
    if alone := CAPTURE.fullmatch(template):
        return captures[alone.group(1)]
    return CAPTURE.sub(lambda found: str(captures[found.group(1)]), template)


def at_pointer(document, pointer: str):
    """The value at a JSON pointer."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document
