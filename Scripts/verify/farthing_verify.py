#!/usr/bin/env python3
"""Verifies a Farthing journal, independently of Farthing.

Written from docs/formats alone. Reads a data folder or an export, replays chain, tree and seals,
adds up every account and compares the sums with the journal's own balance entries.

    farthing_verify.py ./farthing-data --key public.key
    farthing_verify.py receipts.jsonl --key 79b5562e…

Needs Python 3.10 and the package `cryptography`. Exit status: 0 whole, 1 not whole, 2 no answer.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from farthing_balances import Balances
from farthing_chain import Chain, Fault, Key
from farthing_published import check_published, read_published, size_of

FORMAT = "farthing-receipts/1"
LINE_BYTES_MAX = 4 << 20


def read_key(text: str) -> Key:
    """A public key: 64 hexadecimal digits, or a file with those or with the 32 bytes."""
    data = text.encode()
    path = Path(text)
    if len(text) != 64 or path.exists():
        data = path.read_bytes()
    if len(data) != 32:
        digits = data.removesuffix(b"\n").removesuffix(b"\r")
        if len(digits) != 64:
            raise ValueError(f"{text}: a public key is 32 bytes or 64 hexadecimal digits")
        data = bytes.fromhex(digits.decode("ascii"))
    return Key(data)


def mode_of(path: Path) -> str:
    """Beside a server, or as a copy on a medium that can only be read."""
    is_writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    beside = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal", "-shm")]
    is_in_use = any(other.exists() and other.stat().st_size for other in beside)
    return "mode=ro" if is_writable or is_in_use else "mode=ro&immutable=1"


def verify_folder(path: Path, chain: Chain) -> None:
    """Batches in order, each with its seal, in one read transaction."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?{mode_of(path)}", uri=True)
    try:
        database.execute("BEGIN")
        values = {name: bytes_of(value) for name, value in database.execute("SELECT * FROM folder")}
        if values.get("format") != b"1":
            raise ValueError(f"{path}: the folder's format is {values.get('format')!r}, not 1")
        origin = values.get("origin", b"").decode()
        if chain.origin not in (None, origin):
            raise Fault("seal_origin_mismatch", 0, f"the folder is of another log, {origin}")
        chain.origin = origin
        rows = database.execute(
            "SELECT first_sequence, count, at_ms, lines, seal FROM batches ORDER BY first_sequence"
        )
        for first, count, at_ms, lines, seal in rows:
            if first != chain.size:
                raise Fault("sequence_gap", first, f"expected a batch from {chain.size}")
            lines = bytes_of(lines)
            if lines and not lines.endswith(b"\n"):
                raise Fault("malformed_line", first, "the last line has no end")
            for line in lines.split(b"\n")[:-1]:
                chain.take_stored(line)
            chain.take_seal(bytes_of(seal))
            if chain.size - first != count:
                raise Fault("batch_mismatch", first, f"{chain.size - first} entries, not {count}")
            if chain.sealed_at_ms != at_ms:
                raise Fault("batch_mismatch", first, "the batch's time is not its seal's")
    finally:
        database.close()


def bytes_of(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value


def lines_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(LINE_BYTES_MAX + 1):
            yield line


def verify_export(path: Path, chain: Chain) -> bool:
    """Our own format or signed entries, by the first line. True: half a line at the end."""
    lines = lines_of(path)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        return False
    if not first.startswith(b'{"format":"'):
        return verify_signed(first, lines, chain)
    chain.is_journal = True
    verify_header(first, chain)
    for line in lines:
        if not line.endswith(b"\n"):
            raise Fault("malformed_line", chain.size, "the last line has no end")
        if line.startswith(b'{"seal":'):
            chain.take_seal_line(line[:-1])
        else:
            chain.take_stored(line[:-1])
    return False


def verify_header(line: bytes, chain: Chain) -> None:
    try:
        header = json.loads(line)
        origin, fingerprint = header["origin"], header["signerFingerprint"]
    except (ValueError, KeyError, TypeError):
        raise Fault("header_invalid", 0, "the first line is malformed") from None
    wanted = json.dumps(
        {"format": FORMAT, "origin": origin, "signerFingerprint": fingerprint},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if line != wanted.encode() + b"\n" or chain.origin not in (None, origin):
        raise Fault("header_invalid", 0, "the first line is malformed, or the file of another log")
    chain.named = fingerprint
    chain.origin = origin


def verify_signed(first: bytes, rest: Iterator[bytes], chain: Chain) -> bool:
    unreadable: Fault | None = None
    chain.is_signed_export = True
    for line in itertools.chain([first], rest):
        unreadable = take_signed(line, chain, unreadable)
    return unreadable is not None


def take_signed(line: bytes, chain: Chain, unreadable: Fault | None) -> Fault | None:
    """Half a line is a fault only when another follows; then it shows as a gap."""
    if not line.strip():
        return unreadable
    try:
        entry = chain.parse(line)
    except Fault as fault:
        if fault.code != "malformed_line" or unreadable:
            raise (unreadable or fault) from None
        return fault
    if unreadable and entry.get("sequence") == chain.size:
        raise unreadable
    chain.take_signed(entry)
    return None


def check_whole(chain: Chain, published: bytes | None, arguments: argparse.Namespace) -> None:
    """What shows only at the end, in the order in which it counts."""
    if (named := chain.unproven()) or arguments.allow_unsealed:
        unsealed = None
    else:
        unsealed = chain.unsealed()
    if fault := named or unsealed:
        raise fault
    if chain.size == 0:
        check_known(chain, arguments)
    if published is not None:
        check_published(published, chain)
    check_known(chain, arguments)


def check_known(chain: Chain, arguments: argparse.Namespace) -> None:
    """What was cut off at the end shows only to those who know how it was."""
    if chain.size == 0 and arguments.min_entries != 0:
        raise ValueError(f"{arguments.path}: there are no entries, so there is nothing to verify")
    # Anybody can write the others, and with them whatever number and head are asked for.
    vouched = chain.size if chain.is_signed_export else chain.sealed
    if vouched < (arguments.min_entries or 0):
        raise Fault("entries_missing", chain.size, "fewer sealed entries than --min-entries")
    head_at = chain.expected_head_at
    if arguments.expect_head and (head_at is None or head_at >= vouched):
        raise Fault("head_missing", chain.size, "no entry has the hash of --expect-head")


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify a Farthing data folder or export.")
    parser.add_argument("path", type=Path, help="data folder, ledger.sqlite, or an export")
    parser.add_argument(
        "--key",
        action="append",
        required=True,
        help="public key that may have signed: a file or 64 hexadecimal digits; repeatable",
    )
    parser.add_argument("--origin", help="the log's name, if you know it from elsewhere")
    parser.add_argument("--min-entries", type=int, help="how many sealed entries there must be")
    parser.add_argument("--expect-head", help="the head of an earlier run, which must be in it")
    parser.add_argument(
        "--allow-unsealed",
        action="store_true",
        help="take entries behind the last seal, for which nobody vouches",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if arguments.expect_head and not re.fullmatch("[0-9a-f]{64}", arguments.expect_head):
        parser.error("--expect-head: give 64 hexadecimal digits in lower case")
    balances = Balances()
    fault, is_torn = None, False
    try:
        chain = Chain([read_key(key) for key in arguments.key], arguments.origin, balances.take)
        chain.expected_head = arguments.expect_head
        path = arguments.path
        if path.is_dir():
            path = path / "ledger.sqlite"
        with path.open("rb") as file:
            is_database = file.read(16) == b"SQLite format 3\0"
        published = read_published(path.parent) if is_database else None
        chain.published_size = size_of(published)
        try:
            if is_database:
                verify_folder(path, chain)
            else:
                is_torn = verify_export(path, chain)
            check_whole(chain, published, arguments)
        except Fault as found:
            # Who gives another key altogether is told that before anything else.
            fault = found if chain.lineage.has_followed else chain.unproven() or found
        if (fault or is_torn) and not chain.is_journal and not is_database:
            raise ValueError(f"{path}: this is no journal")
    except (OSError, ValueError, sqlite3.Error) as error:
        print(f"farthing_verify: {error}", file=sys.stderr)
        return 2
    result = {
        "ok": fault is None,
        "code": fault.code if fault else None,
        "sequence": fault.sequence if fault else None,
        "reason": fault.reason if fault else None,
        "entries": chain.size,
        "sealed": chain.sealed,
        "seals": chain.seals,
        "origin": chain.origin,
        "head": chain.head.hex(),
        "root": chain.tree.root().hex(),
        "tornLine": is_torn,
        "unsealed": 0 if chain.is_signed_export else chain.size - chain.sealed,
        "balances": balances.compared,
        "unknownKinds": sorted(balances.unknown_kinds),
    }
    if arguments.json:
        print(json.dumps({**result, "accounts": balances.statements()}))
    else:
        print_result(result)
    return 0 if fault is None else 1


def print_result(result: dict) -> None:
    if result["ok"]:
        print(f"whole: {result['entries']} entries, {result['sealed']} of them sealed")
        if result["unsealed"]:
            print(f"nobody vouches for the last {result['unsealed']}")
    else:
        print(f"NOT whole: {result['code']} at entry {result['sequence']}: {result['reason']}")
        print(f"whole before it: {result['entries']} entries, {result['sealed']} sealed")
    print(f"log {result['origin']}, head {result['head']}, root {result['root']}")
    print(f"balances compared: {result['balances']}")
    if result["tornLine"]:
        print("warning: the file ends in half a line")
    if result["unknownKinds"]:
        print(f"warning: entries of unknown kinds: {', '.join(result['unknownKinds'])}")


if __name__ == "__main__":
    sys.exit(main())
