"""What leaves a ledger is what was sealed: every command that passes entries on checks them first."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import policy
from farthing_process import Farthing, farthing_binary, wait_until
from test_archive import FROM_NOW, archive, call, prune

INVALID = 1
FORMS = ["farthing", "agentguard", "jsonl", "csv", "focus"]
FORGED = "FORGED-MODEL"


def farthing(*words) -> subprocess.CompletedProcess:
    command = [farthing_binary(), *words]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)


def export(folder: Path, form: str, *flags) -> tuple[subprocess.CompletedProcess, bytes]:
    path = folder.parent / f"{folder.name}.{form}"
    done = farthing(
        "receipts", "export", "--data", folder, "--form", form, "--output", path, "--force", *flags
    )
    return done, path.read_bytes() if path.exists() else b""


def batches(folder: Path) -> list[tuple[int, list[str]]]:
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        rows = database.execute("SELECT first_sequence, lines FROM batches ORDER BY 1").fetchall()
    return [(first, lines.decode().split("\n")[:-1]) for first, lines in rows]


def rewrite(folder: Path, changed: Callable[[list[dict]], None]) -> None:
    """Changes entries as somebody does who has the database: the chain holds again behind them."""
    stored = batches(folder)
    entries = [json.loads(line) for _, lines in stored for line in lines]
    changed(entries)
    before = entries[0]["previousHash"]
    texts = []
    for entry in entries:
        entry["previousHash"] = before
        entry.pop("entryHash")
        before = hashlib.sha256(canonical(entry)).hexdigest()
        texts.append(canonical({**entry, "entryHash": before}) + b"\n")
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        for first, lines in stored:
            text = b"".join(texts[first : first + len(lines)])
            database.execute("UPDATE batches SET lines = ? WHERE first_sequence = ?", (text, first))


def canonical(value: dict) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def alter(folder: Path, first: int, old: bytes, new: bytes) -> None:
    """Changes bytes of a batch, and nothing that hangs on them."""
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        (lines,) = database.execute(
            "SELECT lines FROM batches WHERE first_sequence = ?", (first,)
        ).fetchone()
        assert old in lines
        database.execute(
            "UPDATE batches SET lines = ? WHERE first_sequence = ?",
            (lines.replace(old, new, 1), first),
        )


def holds(folder: Path) -> list[int]:
    return [
        entry["sequence"]
        for _, lines in batches(folder)
        for entry in map(json.loads, lines)
        if entry["decision"]["kind"] == "hold"
    ]


def batch_of(folder: Path, sequence: int) -> int:
    return max(first for first, _ in batches(folder) if first <= sequence)


@pytest.fixture
def stopped(farthing_server) -> Farthing:
    server = farthing_server(policy())
    assert call(server, 6) == 200
    server.wait_until_nothing_held()
    server.stop()
    return server


@pytest.fixture
def copy(stopped, tmp_path) -> Path:
    return shutil.copytree(stopped.data, tmp_path / "copy")


def remodel(number: int) -> Callable[[list[dict]], None]:
    def change(entries: list[dict]) -> None:
        entries[number]["decision"]["modelRequested"] = FORGED

    return change


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("isRehashed", [False, True])
def test_no_export_has_what_was_altered(stopped, copy, form, isRehashed):
    whole, good = export(stopped.data, form)
    assert whole.returncode == 0, whole.stderr
    middle = holds(copy)[3]
    first = batch_of(copy, middle)
    if isRehashed:
        rewrite(copy, remodel(middle))
    else:
        alter(copy, batch_of(copy, middle), b"gpt-4o-mini", b"gpt-4o-maxi")
    done, bad = export(copy, form)
    assert done.returncode == INVALID, done.stdout + done.stderr
    assert "is not what was sealed" in done.stderr and "run farthing verify" in done.stderr
    number = int(done.stderr.split(": entry ")[1].split(":")[0])
    assert first <= number
    assert FORGED.encode() not in bad and b"gpt-4o-maxi" not in bad
    # What was written before is an export's beginning, which `--resume` could go on with.
    assert good.startswith(bad) and len(bad) < len(good)


def test_a_seal_by_another_key_is_no_seal(stopped, copy, tmp_path):
    first, _ = batches(copy)[-1]
    with sqlite3.connect(copy / "ledger.sqlite") as database:
        (seal,) = database.execute(
            "SELECT seal FROM batches WHERE first_sequence = ?", (first,)
        ).fetchone()
        lines = seal.decode().split("\n")
        words = lines[-2].split(" ")
        words[2] = words[2][:20] + ("A" if words[2][20] != "A" else "B") + words[2][21:]
        lines[-2] = " ".join(words)
        database.execute(
            "UPDATE batches SET seal = ? WHERE first_sequence = ?",
            ("\n".join(lines).encode(), first),
        )
    for form in FORMS:
        assert export(copy, form)[0].returncode == INVALID
    for words in (["show", first], ["list"], ["prove", first]):
        done = farthing("receipts", *words, "--data", copy)
        assert done.returncode == INVALID and "signature is wrong" in done.stderr, words


def test_single_entries_are_checked_with_their_batch(stopped, copy):
    numbers = holds(copy)
    middle = numbers[3]
    alter(copy, batch_of(copy, middle), b"gpt-4o-mini", b"gpt-4o-maxi")
    for words in (["show", middle], ["list"], ["list", "--hold", middle], ["prove", middle]):
        done = farthing("receipts", *words, "--data", copy)
        assert done.returncode == INVALID, (words, done.stdout)
        assert "entry" in done.stderr and "maxi" not in done.stdout + done.stderr
    # Others lie in batches of their own, and are as they were.
    for number in (0, numbers[0], numbers[-1]):
        assert farthing("receipts", "show", number, "--data", copy).returncode == 0
    assert farthing("receipts", "list", "--last", 1, "--data", copy).returncode == 0


def test_a_journal_that_another_key_has_sealed_is_not_signed(stopped, farthing_server):
    """Who can write the whole folder but for the signing key puts a journal of his own there."""
    other = farthing_server(policy())
    assert call(other, 2) == 200
    other.stop()
    key = (other.data / "private.key").read_bytes()
    shutil.copy(stopped.data / "private.key", other.data / "private.key")
    done, text = export(other.data, "agentguard")
    assert done.returncode != 0 and text == b"", done.stdout
    assert "not one that the signing key" in done.stderr or "key" in done.stderr
    (other.data / "private.key").write_bytes(key)
    assert export(other.data, "agentguard")[0].returncode == 0


def test_entries_behind_a_rotation_are_shown(stopped):
    stopped.start()
    for _ in range(2):
        stopped.run("keys", "signing", "rotate", "--data", stopped.data)
        assert call(stopped, 2) == 200
    stopped.wait_until_nothing_held()
    last = holds(stopped.data)[-1]
    for words in (["show", last], ["show", 1], ["list"], ["list", "--last", 1]):
        done = farthing("receipts", *words, "--data", stopped.data)
        assert done.returncode == 0, done.stderr
    stopped.stop()
    for form in FORMS:
        done, _ = export(stopped.data, form)
        assert done.returncode == 0, done.stderr
    alter(stopped.data, batch_of(stopped.data, last), b"gpt-4o-mini", b"gpt-4o-maxi")
    assert farthing("receipts", "show", last, "--data", stopped.data).returncode == INVALID


def test_archived_entries_are_checked_as_those_of_the_ledger(farthing_server):
    server = farthing_server(FROM_NOW)
    assert call(server, 30) == 200
    server.wait_until_nothing_held()
    archive(server)
    call(server, 3)
    server.wait_until_nothing_held()
    assert prune(server)["first"] > 0
    server.stop()
    segment = sorted((server.data / "archive").iterdir())[0]
    assert farthing("receipts", "show", 3, "--data", server.data).returncode == 0
    before = export(server.data, "csv")
    assert before[0].returncode == 0, before[0].stderr
    text = segment.read_bytes()
    assert b"gpt-4o-mini" in text
    segment.write_bytes(text.replace(b"gpt-4o-mini", b"gpt-4o-maxi", 1))
    altered = next(
        number
        for number, line in enumerate(segment.read_text().split("\n"))
        if "gpt-4o-maxi" in line
    )
    number = json.loads(segment.read_text().split("\n")[altered])["sequence"]
    done = farthing("receipts", "show", number, "--data", server.data)
    assert done.returncode == INVALID and "maxi" not in done.stdout
    for form in FORMS:
        done, bad = export(server.data, form)
        assert done.returncode == INVALID and b"maxi" not in bad


def test_the_mirror_signs_nothing_that_was_altered(stopped, tmp_path):
    alter(
        stopped.data, batch_of(stopped.data, holds(stopped.data)[3]), b"gpt-4o-mini", b"gpt-4o-maxi"
    )
    mirror = tmp_path / "mirror"
    stopped.flags += ["--mirror-agentguard", str(mirror)]
    stopped.start()
    wait_until(lambda: "the mirror stands still" in stopped.process.text(), 20, "the mirror's word")
    assert "is not what was sealed" in stopped.process.text()
    stopped.stop()
    for path in mirror.rglob("*.ndjson"):
        assert b"maxi" not in path.read_bytes()
