"""Writes Tests/Vectors/openai/routes.txt: every route that the `openai` package knows.

Each line is a method, a tab, and a path with its identifiers in braces. Run with the package that
Tests/Interop/requirements.txt pins; a route that a newer one adds then fails the completeness test
until the table of routes says what becomes of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import openai

RESOURCES = Path(openai.__file__).parent / "resources"
TARGET = Path(__file__).parents[2] / "Tests/Vectors/openai/routes.txt"
CALL = re.compile(
    r'self\._(get|post|delete|put|patch|get_api_list)\(\s*(?:path_template\(\s*)?f?"(/[^"]+)"'
)


def routes() -> set[tuple[str, str]]:
    found = set()
    for file in RESOURCES.rglob("*.py"):
        text = file.read_text()
        for match in CALL.finditer(text):
            verb, path = match.groups()
            method = verb.upper()
            if verb == "get_api_list":
                # Lists are read by GET unless the call says otherwise before the next function.
                rest = text[match.end() :].split("\n    def ")[0]
                said = re.search(r'method="(\w+)"', rest.split("self._get_api_list(")[0])
                method = said.group(1).upper() if said else "GET"
            found.add((path.split("?")[0], method))
    return found


def main() -> None:
    lines = [f"{method}\t/v1{path}\n" for path, method in sorted(routes())]
    TARGET.write_text("".join(lines))
    print(f"{len(lines)} routes of openai {openai.__version__}")


if __name__ == "__main__":
    main()
