#!/usr/bin/env python3
"""Proves that every test that docs/library.md names exists.

A test is named `File: "the test's sentence"`, or by the beginning of its sentence and `…`; a test in
Python `file.py: function`. Fails with the line for each that is not there, for a row of a table that
names neither a test nor a reason, and where a row still says `not yet`, if `--strict` is given.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "library.md"
# In a cell of a table: `ToolTests: "a budget that refuses…"` and `test_x.py: test_y`.
SWIFT = re.compile(r'`(\w+): "([^"]+)"`')
PYTHON = re.compile(r"`(test_\w+\.py)(?:: (\w+))?`")
NAMED = re.compile(r'@Test\(\s*("(?:[^"\\]|\\.)*"(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)')
PART = re.compile(r'"((?:[^"\\]|\\.)*)"')
# A row without a test gives its reason in words: a cell that begins so.
REASONS = ("not here:", "not yet:", "compile time")
PROOFS_MIN = 100


def swift_tests() -> dict[str, list[str]]:
    """The sentences of each file's tests, by the file's name."""
    tests: dict[str, list[str]] = {}
    for path in (ROOT / "Tests").rglob("*.swift"):
        for literal in NAMED.findall(path.read_text()):
            sentence = "".join(PART.findall(literal)).replace('\\"', '"')
            tests.setdefault(path.stem, []).append(sentence)
    return tests


def python_tests() -> dict[str, set[str]]:
    """The names of each file's tests, by the file's name."""
    tests: dict[str, set[str]] = {}
    for path in (ROOT / "Tests").rglob("test_*.py"):
        tests[path.name] = set(re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE))
    return tests


def is_there(sentence: str, known: list[str]) -> bool:
    if sentence.endswith("…"):
        return sum(one.startswith(sentence[:-1].rstrip()) for one in known) == 1
    return sentence in known


def faults(strict: bool) -> list[str]:
    swift, python = swift_tests(), python_tests()
    found: list[str] = []
    proofs = 0
    for number, line in enumerate(PAGE.read_text().splitlines(), 1):
        place = f"{PAGE.relative_to(ROOT)}:{number}"
        named = 0
        for file, sentence in SWIFT.findall(line):
            named += 1
            if not is_there(sentence, swift.get(file, [])):
                found.append(f'{place}: no test, or several, of {file}: "{sentence}"')
        for file, name in PYTHON.findall(line):
            named += 1
            if file not in python or (name and name not in python[file]):
                found.append(f"{place}: no test {file}: {name or '(file)'}")
        proofs += named
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        is_row = line.startswith("| ") and not line.startswith("| ---") and len(cells) >= 2
        if not is_row or cells[-1] == "test":
            continue
        if not named and not cells[-1].startswith(REASONS):
            found.append(f"{place}: neither a test nor a reason: {cells[0]}")
        if strict and cells[-1].startswith("not yet:"):
            found.append(f"{place}: not yet: {cells[0]}")
    if proofs < PROOFS_MIN:
        found.append(f"{PAGE.relative_to(ROOT)}: only {proofs} tests named: is it read right?")
    return found


def main() -> None:
    found = faults("--strict" in sys.argv[1:])
    for fault in found:
        print(fault)
    if found:
        sys.exit(1)


if __name__ == "__main__":
    main()
