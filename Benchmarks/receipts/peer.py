#!/usr/bin/env python3
"""Verifies the first entries of a signed export with agentguard-spend's `verify_chain`.

    peer.py FILE KEY_FILE COUNT
    peer.py --version
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import metadata
from itertools import islice
from pathlib import Path


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print("agentguard-spend", metadata.version("agentguard-spend"))
        return
    from agentguard_spend import SignedDecisionLogEntry, verify_chain

    path, key_path, count = sys.argv[1:]
    with open(path, "rb") as file:
        # Its own loader knows fifteen members of a decision; plain objects it takes as they are.
        entries = [SignedDecisionLogEntry(**json.loads(line)) for line in islice(file, int(count))]
    key = bytes.fromhex(Path(key_path).read_text())
    verdict = asyncio.run(verify_chain(entries, key))
    if len(entries) != int(count) or not verdict.ok:
        sys.exit(f"not whole: {verdict}")


if __name__ == "__main__":
    main()
