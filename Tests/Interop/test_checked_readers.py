"""Figures, reports and entries that come of a journal are made of what was sealed, by its own key."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import policy
from farthing_process import Farthing
from receipt_forge import PUBLIC, SIGNER, sha256
from test_archive import FROM_NOW, archive, call, prune, segments
from test_checked_journal import (  # noqa: F401  (stopped and copy are fixtures)
    FORGED, INVALID, alter, batch_of, batches, copy, farthing, holds, remodel, rewrite, stopped,
)

BUDGETS = ["budgets"]
EXPORT = {"object": "page", "has_more": False, "next_page": None, "data": []}


@pytest.fixture
def readers(stopped, tmp_path) -> Callable[[Path], list[list]]:
    """Commands that read the journal of a folder and pass on what they make of it."""
    usage = tmp_path / "usage.json"
    usage.write_text(json.dumps({
        **EXPORT,
        "data": [{
            "object": "bucket", "start_time": 1_760_000_000, "end_time": 2_000_000_000,
            "results": [{
                "object": "organization.costs.result", "line_item": None, "project_id": None,
                "amount": {"value": "0.00001", "currency": "usd"},
            }],
        }],
    }))
    rules = stopped.folder / "policy.yaml"

    def commands(folder: Path) -> list[list]:
        data = ["--data", folder]
        text = "provider=openai model=gpt-4o-mini input=10 output=5"
        return [
            [*BUDGETS, *data],
            [*BUDGETS, "holds", *data],
            ["approvals", *data],
            ["policy", "backtest", "--policy", rules, *data],
            ["policy", "explain", rules, "--call", text, *data],
            ["policy", "explain", rules, "--receipt", holds(folder)[-1], *data],
            ["prices", "rerate", "--policy", rules, *data],
            ["prices", "rerate", "--policy", rules, "--apply", *data],
            ["reconcile", usage, "--all-models", *data],
            ["reconcile", usage, "--all-models", "--correct", "--apply", *data],
            ["events", "--types", "*", *data],
        ]

    return commands


@pytest.mark.parametrize("isRehashed", [False, True])
def test_no_figure_is_made_of_what_was_altered(stopped, copy, readers, isRehashed):
    for words in readers(stopped.data):
        if "--apply" in words:
            continue
        done = farthing(*words)
        matches = "reconcile" not in words
        assert done.returncode == (0 if matches else INVALID), (words, done.stderr)
        assert "sealed" not in done.stderr
    middle = holds(copy)[3]
    if isRehashed:
        rewrite(copy, remodel(middle))
    else:
        alter(copy, batch_of(copy, middle), b"gpt-4o-mini", b"gpt-4o-maxi")
    before = batches(copy)
    for words in readers(copy):
        done = farthing(*words)
        assert done.returncode == INVALID, (words, done.stdout)
        assert "is not what was sealed" in done.stderr, (words, done.stderr)
        number = int(done.stderr.split(": entry ")[1].split(":")[0])
        assert number >= batch_of(copy, middle)
        assert "maxi" not in done.stdout and FORGED not in done.stdout, words
        assert "USD" not in done.stdout, words
    assert batches(copy) == before


def test_archived_entries_count_only_as_they_were_sealed(farthing_server):
    server = farthing_server(FROM_NOW)
    assert call(server, 30) == 200
    server.wait_until_nothing_held()
    archive(server)
    call(server, 3)
    server.wait_until_nothing_held()
    assert prune(server)["first"] > 0
    server.stop()
    rules = server.folder / "policy.yaml"
    readers = [["budgets"], ["policy", "backtest", "--policy", rules], ["events"]]
    for words in readers:
        done = farthing(*words, "--data", server.data)
        assert done.returncode == 0, (words, done.stderr)
    segment = segments(server)[0]
    segment.write_bytes(segment.read_bytes().replace(b"gpt-4o-mini", b"gpt-4o-maxi", 1))
    for words in readers:
        done = farthing(*words, "--data", server.data)
        assert done.returncode == INVALID and "is not what was sealed" in done.stderr, words


# --- Whose the journal is


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return sha256(b"\0", leaves[0])
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return sha256(b"\1", root(leaves[:half]), root(leaves[half:]))


def reseal(folder: Path) -> None:
    """Changes an entry and signs all seals anew, with a key of somebody else."""
    rewrite(folder, remodel(holds(folder)[3]))
    leaves: list[bytes] = []
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        (name,) = database.execute("SELECT value FROM folder WHERE name = 'origin'").fetchone()
        rows = database.execute("SELECT first_sequence, at_ms, lines FROM batches ORDER BY 1")
        for first, at_ms, lines in rows.fetchall():
            hashes = [json.loads(line)["entryHash"] for line in lines.decode().split("\n")[:-1]]
            leaves += map(bytes.fromhex, hashes)
            origin, tree = name.decode(), base64.b64encode(root(leaves)).decode()
            text = f"{origin}\n{len(leaves)}\n{tree}\ntime {at_ms}\nhead {hashes[-1]}\n"
            key_id = sha256(name, b"\n\x01", PUBLIC)[:4]
            signature = base64.b64encode(key_id + SIGNER.sign(text.encode())).decode()
            seal = f"{text}\n— {origin} {signature}\n"
            database.execute(
                "UPDATE batches SET seal = ? WHERE first_sequence = ?", (seal.encode(), first)
            )
    shutil.rmtree(folder / "log", ignore_errors=True)


def name_in_database(folder: Path) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        database.execute(
            "UPDATE folder SET value = ? WHERE name IN ('public_key', 'signing_key')", (PUBLIC,)
        )


def key_readers(folder: Path, number: int) -> list[list]:
    exports = [["receipts", "export", "--form", form] for form in ("csv", "farthing", "jsonl")]
    commands = [
        ["receipts", "archive"], ["receipts", "list"], ["receipts", "show", number], ["budgets"],
        ["events"], *exports,
    ]
    return [[*words, "--data", folder] for words in commands]


@pytest.mark.parametrize("where", ["database", "file", "both"])
def test_a_journal_sealed_by_another_key_is_no_journal(stopped, copy, where):
    number = holds(copy)[3]
    for words in key_readers(stopped.data, number):
        assert farthing(*words).returncode == 0, words
    shutil.rmtree(copy / "archive", ignore_errors=True)
    reseal(copy)
    if where != "file":
        name_in_database(copy)
    if where != "database":
        (copy / "public.key").write_bytes(PUBLIC)
    for words in key_readers(copy, number):
        done = farthing(*words)
        assert done.returncode == INVALID, (words, done.stdout)
        assert "public.key" in done.stderr and "put back the one that belongs here" in done.stderr
        assert FORGED not in done.stdout
    assert not list((copy / "archive").glob("*"))


def test_a_key_that_is_named_elsewhere_must_fit(stopped, tmp_path, farthing_server):
    kept = tmp_path / "kept.key"
    shutil.move(stopped.data / "private.key", kept)
    other = farthing_server(policy())
    assert farthing("budgets", "--data", stopped.data).returncode == 0
    named = farthing("budgets", "--data", stopped.data, "--signing-key-file", kept)
    assert named.returncode == 0, named.stderr
    wrong = other.data / "private.key"
    done = farthing("budgets", "--data", stopped.data, "--signing-key-file", wrong)
    assert done.returncode == INVALID and "does not lead to" in done.stderr


def test_a_key_that_has_taken_over_fits(stopped):
    stopped.start()
    stopped.run("keys", "signing", "rotate", "--data", stopped.data)
    assert call(stopped, 2) == 200
    stopped.wait_until_nothing_held()
    stopped.stop()
    for words in key_readers(stopped.data, holds(stopped.data)[-1]):
        done = farthing(*words)
        assert done.returncode == 0, (words, done.stderr)
