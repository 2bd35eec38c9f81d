#!/usr/bin/env python3
"""Puts verify.html together from source/: build.py writes it, build.py --check compares."""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
PAGE = HERE / "verify.html"

# In the order in which one needs the other.
CHECKER = (
    "bytes", "sha256", "json", "canonical", "merkle", "keys", "notes", "entries", "faults", "lines",
    "accounts", "balances", "postings", "lineage", "chain", "headers", "proof", "verify", "words", "worker",
)
# What the page and the tests call.
CALLED = (
    "verify", "keysOf", "keyTextOfFile", "selfTest", "wordsOf", "jsonOf", "shown", "grouped", "Unreadable",
)

NOTE = """
// A second implementation of Farthing's receipts, written from docs/formats. Made by build.py from
// source/: change it there.
"""


def text(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")


def checker() -> str:
    parts = "\n".join(text(f"{name}.js") for name in CHECKER)
    called = ", ".join(CALLED)
    return (
        f"{NOTE}const FarthingVerifier = (() => {{\n\"use strict\";\n\n{parts}\n"
        f"return {{ {called} }};\n}})();\n"
    )


def source_hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def built() -> str:
    style = "\n" + text("page.css")
    scripts = {"checker": checker(), "page": '\n"use strict";\n' + text("page.js")}
    for name, content in scripts.items():
        if "</script" in content.lower() or "<!--" in content:
            raise SystemExit(f"{name}: a script inside of a page must not say so")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {source_hash(scripts['checker'])} {source_hash(scripts['page'])}",
            f"style-src {source_hash(style)}",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types farthing-verifier",
        )
    )
    page = text("page.html")
    for name, content in {"policy": policy, "style": style, **scripts}.items():
        page = page.replace("{{" + name + "}}", content, 1)
    return page


def main() -> int:
    page = built()
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    print("verify.html is not what build.py makes of source/: run Web/verifier/build.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
