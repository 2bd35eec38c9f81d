"""Writes the verifier page as Swift, so that the console serves it from within the program.

Reads Web/verifier/verify.html, which Web/verifier/build.py makes; writes VerifierPage+Data.swift.
Usage: verifier_page.py [--check].
"""

from __future__ import annotations

import sys

from wheels import ROOT, write_or_check

PAGE = ROOT / "Web" / "verifier" / "verify.html"
OUTPUT = ROOT / "Sources" / "FarthingConsole" / "Site" / "VerifierPage+Data.swift"
LINE_WIDTH = 92
LINES_PER_CHUNK = 200
# Nothing in the page looks like the end of such a literal.
MARK = "###"


def rows(text: str) -> list[str]:
    """The page's lines as those of raw literals; a long one is joined again by the compiler."""
    found = []
    for line in text.split("\n"):
        parts = [line[at : at + LINE_WIDTH] for at in range(0, len(line), LINE_WIDTH)] or [""]
        # White space at the end of a row would be taken for a mistake.
        for at in range(len(parts) - 1):
            while parts[at].endswith(" ") and parts[at + 1]:
                parts[at] += parts[at + 1][0]
                parts[at + 1] = parts[at + 1][1:]
        found += [part + f"\\{MARK}" for part in parts[:-1]] + [parts[-1]]
    return found


def swift(text: str) -> bytes:
    assert f"\\{MARK}" not in text and f'"""{MARK}' not in text, "the page would end its literal"
    assert "\r" not in text and text.endswith("\n"), "the literal would change the page"
    all_rows = rows(text[:-1])
    lines = [
        "// Made by Scripts/data/verifier_page.py of Web/verifier/verify.html; edit its source.",
        "",
        "extension VerifierPage {",
        "    /// The page, byte for byte.",
        "    static let text = chunks.joined(separator: \"\\n\") + \"\\n\"",
        "",
        "    private static let chunks: [String] = [",
    ]
    start = 0
    while start < len(all_rows):
        end = min(len(all_rows), start + LINES_PER_CHUNK)
        # A chunk ends where a line of the page does.
        while end < len(all_rows) and all_rows[end - 1].endswith(f"\\{MARK}"):
            end += 1
        lines.append(f'        {MARK}"""')
        lines += [f"        {row}" if row else "" for row in all_rows[start:end]]
        lines.append(f'        """{MARK},')
        start = end
    return "\n".join([*lines, "    ]", "}", ""]).encode()


def main() -> None:
    write_or_check(OUTPUT, swift(PAGE.read_text(encoding="utf-8")), "--check" in sys.argv)


if __name__ == "__main__":
    main()
