"""What `farthing verify` must not say: that a journal is whole for which nobody vouches, that a proof was
compared with what it was not, or that a file is a journal which is none."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import policy
from farthing_process import farthing_binary, serve_for_a_moment
from receipt_forge import KEY, ORIGIN, PUBLIC, SIGNER, Journal, sha256
from test_log import call, publish
from test_tampering import parts  # noqa: F401
from test_verify_hostile import budget

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors"
RECEIPTS = VECTORS / "receipts"
PYTHON_VERIFIER = ROOT / "Scripts" / "verify" / "farthing_verify.py"
USAGE = 64

sys.path.insert(0, str(PYTHON_VERIFIER.parent))
from farthing_chain import Tree  # noqa: E402


def run(*words) -> subprocess.CompletedProcess:
    command = [farthing_binary(), "verify", *words]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)


def by_python(*words) -> tuple[int, dict]:
    command = [sys.executable, PYTHON_VERIFIER, *words, "--json"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout or "{}")


def verdict(*words) -> tuple[int, dict]:
    """Of the program; the other verifier must say the same."""
    done = run(*words, "--json")
    answer = json.loads(done.stdout)
    status, other = by_python(*words)
    assert status == done.returncode, (done.stdout, other)
    if status < 2:
        assert (other["code"], other["sequence"]) == (answer["reason"], answer["sequence"])
    return done.returncode, answer


def journal(sealed: int, unsealed: int) -> bytes:
    made = Journal()
    for number in range(sealed):
        made.entry(budget(f"sealed-{number}"))
    if sealed:
        made.seal()
    for number in range(unsealed):
        made.entry(budget(f"unsealed-{number}"))
    return made.bytes()


@pytest.mark.parametrize("sealed", [0, 3])
def test_entries_for_which_nobody_vouches_are_not_whole(tmp_path, sealed):
    path = tmp_path / "forged.jsonl"
    path.write_bytes(journal(sealed, 5))
    status, answer = verdict(path, "--key", KEY)
    assert (status, answer["ok"]) == (1, False)
    assert (answer["reason"], answer["sequence"]) == ("unsealed_entries", sealed)
    assert (answer["key"] is None) == (sealed == 0)
    # Forged entries satisfy nothing that somebody knew.
    counted = run(path, "--key", KEY, "--min-entries", 8, "--expect-head", answer["head"])
    assert counted.returncode == 1 and "entries_missing" in counted.stdout
    status, answer = verdict(path, "--key", KEY, "--allow-unsealed", "--min-entries", sealed)
    assert (status, answer["unsealed"]) == (0, 5)
    for asked, reason in [
        (["--min-entries", sealed + 1], "entries_missing"),
        (["--expect-head", answer["head"]], "head_missing"),
    ]:
        status, found = verdict(path, "--key", KEY, "--allow-unsealed", *asked)
        assert (status, found["ok"], found["reason"]) == (1, False, reason)
    words = run(path, "--key", KEY, "--allow-unsealed").stdout
    assert "nobody vouches for" in words.splitlines()[0] and " 5 entries" in words.splitlines()[0]
    assert ("none has vouched" in words) == (sealed == 0)


def test_a_segment_with_entries_behind_its_seal_is_not_whole(parts, tmp_path):  # noqa: F811
    before, behind = parts
    lines = behind.read_bytes().split(b"\n")[:-1]
    behind.write_bytes(b"\n".join(lines[:-1]) + b"\n")
    for words in ([behind], [before, behind]):
        done = run(*words, "--key", KEY, "--json")
        assert done.returncode == 1, done.stdout
        assert json.loads(done.stdout)["reason"] == "unsealed_entries"
    # The seal may come with the next file.
    first = before.read_bytes().split(b"\n")[:-1]
    before.write_bytes(b"\n".join(first[:-1]) + b"\n")
    behind.write_bytes(b"\n".join(lines) + b"\n")
    assert run(before, "--key", KEY).returncode == 1
    assert run(before, behind, "--key", KEY).returncode == 0



@pytest.mark.parametrize("beside", [
    ["nothere.jsonl"], ["--lenient"], ["--min-entries", "1"], ["--expect-head", "0" * 64],
    ["--balances"], ["--no-balances"], ["--allow-unsealed"], ["--data", "x"],
])
def test_what_says_nothing_of_a_proof_is_refused_beside_one(beside):
    done = run("--proof", "p.tlog-proof", "--key", KEY, *beside)
    assert done.returncode == USAGE and "does not go with --proof" in done.stderr


def test_a_head_that_is_sealed_is_found_before_entries_that_are_not(tmp_path):
    path, whole = tmp_path / "forged.jsonl", tmp_path / "whole.jsonl"
    path.write_bytes(journal(3, 5))
    whole.write_bytes(journal(3, 0))
    head = verdict(whole, "--key", KEY)[1]["head"]
    asked = ["--expect-head", head, "--min-entries", 3]
    assert verdict(path, "--key", KEY, "--allow-unsealed", *asked)[0] == 0


def test_a_segment_without_entries_is_no_answer(parts, tmp_path):  # noqa: F811
    before, behind = parts
    alone = tmp_path / "alone.jsonl"
    alone.write_bytes(behind.read_bytes().split(b"\n")[0] + b"\n")
    for flags in ([], ["--min-entries", 1], ["--min-entries", 2], ["--lenient"], ["--allow-unsealed"]):
        done = run(alone, "--key", KEY, *flags)
        assert done.returncode == 2 and "there are no entries" in done.stderr, (flags, done.stdout)
    done = run(alone, "--key", KEY, "--min-entries", 0, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["first"], answer["entries"]) == (0, 2, 2)
    # Behind the file that has its entries it adds nothing and takes nothing away.
    assert run(before, alone, "--key", KEY, "--min-entries", 2).returncode == 0
    assert run(before, alone, "--key", KEY, "--min-entries", 3).returncode == 1
    # Entries before a segment that has some count: a seal is over them.
    assert run(behind, "--key", KEY, "--min-entries", 7).returncode == 0
    assert run(behind, "--key", KEY, "--min-entries", 8).returncode == 1
    foreign = "ab" * 32
    assert run(alone, "--key", foreign).returncode == 1


def vkey(kind: int = 1, name: str = ORIGIN) -> str:
    material = bytes([kind]) + PUBLIC
    return f"{name}+{sha256(name.encode(), bytes([10]), material)[:4].hex()}+" + (
        base64.b64encode(material).decode()
    )


def test_a_key_is_taken_as_it_is_shown(tmp_path):
    path = RECEIPTS / "journal.jsonl"
    (tmp_path / "vkey").write_text(vkey() + "\n")
    for key in (KEY, vkey(), tmp_path / "vkey"):
        done = run(path, "--key", key)
        assert done.returncode == 0, done.stderr


def test_what_is_wrong_with_a_key_is_said(tmp_path):
    path = RECEIPTS / "journal.jsonl"
    pem = tmp_path / "key.pem"
    pem.write_text("-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n")
    (tmp_path / "copy").write_bytes(SIGNER.private_bytes_raw())
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "some.key").write_bytes(bytes(range(2, 34)))
    for key, words in [
        ("abcd", "64 hexadecimal digits, not 4"),
        (tmp_path / "nothing", "no such file"),
        (vkey(kind=4), "a witness's key"),
        (vkey()[:-8] + "AAAAAAA=", "verifier key"),
        (pem, "this is a private key"),
        # Raw bytes have no form of their own: this one makes the key that the file names.
        (tmp_path / "copy", "this is a private key"),
    ]:
        done = run(path, "--key", key)
        assert done.returncode == 2 and words in done.stderr, (key, done.stderr)


@pytest.mark.parametrize("data", [
    b"a,b\n1,2\n", b"\0" * 5000, b'{"a":1}\n', b"[\n1\n]\n", b"\x1f\x8b\n\n", b"x",
])
def test_what_is_no_journal_is_not_judged(tmp_path, data):
    path = tmp_path / "other"
    path.write_bytes(data)
    status, answer = verdict(path, "--key", KEY)
    assert (status, answer["reason"]) == (2, "unreadable") and "head" not in answer


@pytest.fixture
def folder(farthing_server) -> Path:
    server = farthing_server(policy())
    call(server, 5)
    server.wait_until_nothing_held()
    publish(server)
    server.stop()
    shutil.copytree(server.data, server.folder / "copy")
    return server.folder / "copy"


def execute(folder: Path, sql: str) -> None:
    database = sqlite3.connect(folder / "ledger.sqlite")
    database.executescript(sql)
    database.close()


def judged(folder: Path) -> tuple[int, str | None]:
    status, answer = verdict(folder, "--key", folder / "public.key")
    return status, answer["reason"]


def test_a_folder_is_compared_with_what_it_has_published(folder):
    checkpoint = folder / "log" / "checkpoint"
    published = checkpoint.read_text()
    assert judged(folder) == (0, None)
    size = int(published.split("\n")[1])
    assert size > 4
    for spoilt in (
        published.replace("\nhead ", "\nhead 0", 1), published.replace(f"\n{size}\n", f"\n{size + 1}\n", 1),
        "no checkpoint\n", published.replace("farthing/", "farthing/x"),
    ):
        checkpoint.write_text(spoilt)
        assert judged(folder) == (1, "checkpoint_invalid"), spoilt
    checkpoint.unlink()
    assert judged(folder) == (0, None)
    checkpoint.write_text(published)
    last = "(SELECT max(first_sequence) FROM batches)"
    execute(folder, f"DELETE FROM batches WHERE first_sequence = {last}")
    assert judged(folder) == (1, "checkpoint_ahead")


@pytest.mark.parametrize(
    "sql", ["DELETE FROM folder", "DROP TABLE folder", "DELETE FROM folder WHERE name = 'format'"]
)
def test_a_folder_that_does_not_say_what_it_is_is_not_whole(folder, sql):
    execute(folder, sql)
    assert judged(folder)[0] == 2


def emptied(folder: Path) -> int:
    """What an archive leaves of a ledger, made by hand: a true seal over entries that are gone."""
    database = sqlite3.connect(folder / "ledger.sqlite")
    rows = database.execute(
        "SELECT first_sequence, count, lines, seal FROM batches ORDER BY first_sequence"
    ).fetchall()
    seal = rows[-1][3].decode()
    leaves = [
        bytes.fromhex(json.loads(line)["entryHash"])
        for row in rows for line in row[2].decode().split("\n") if line
    ]
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    log = seal.split("\n")[0]
    header = {
        "first": len(leaves), "format": "farthing-segment/1",
        "frontier": [digest.hex() for _, digest in tree.subtrees], "origin": log, "seal": seal,
        "signerFingerprint": log.split("/")[1],
    }
    line = json.dumps(header, separators=(",", ":"), ensure_ascii=False) + "\n"
    database.execute("INSERT INTO folder VALUES ('base', ?)", (line.encode(),))
    database.execute("INSERT OR REPLACE INTO folder VALUES ('base_budgets', ?)", (b"",))
    database.execute("DELETE FROM batches")
    database.commit()
    database.close()
    return len(leaves)


def started(folder: Path, *flags) -> subprocess.CompletedProcess:
    sample = folder.parent / "sample.yaml"
    sample.write_text(policy())
    return serve_for_a_moment(folder, sample, *flags)


def test_a_ledger_that_was_emptied_behind_a_seal_is_no_answer(folder):
    checkpoint = folder / "log" / "checkpoint"
    size = int(checkpoint.read_text().split("\n")[1])
    key = ["--key", folder / "public.key"]
    assert emptied(folder) >= size
    for flags in ([], ["--min-entries", 1], ["--min-entries", size]):
        done = run(folder, *key, *flags)
        assert done.returncode == 2 and "there are no entries" in done.stderr, done.stdout
        assert by_python(folder, *key, *flags)[0] == 2
    # The server's own checkpoint may say that all of it was archived, and nothing else may.
    shown = run(folder, *key, "--min-entries", 0, "--json")
    first = json.loads(shown.stdout)["first"]
    if first > size:
        assert json.loads(shown.stdout)["reason"] == "checkpoint_invalid"
    else:
        assert shown.returncode == 0
        done = started(shutil.copytree(folder, folder.parent / "proven"))
        assert "ready on" in done.stdout, done.stderr
    checkpoint.unlink()
    done = started(folder)
    assert "ready on" not in done.stdout and done.returncode == 69
    assert "says that all" in done.stderr and "--accept-lost-journal" in done.stderr
    done = started(folder, "--accept-lost-journal")
    assert "ready on" in done.stdout, done.stderr


def test_a_folder_of_another_format_is_refused_by_every_reader(folder):
    execute(folder, "UPDATE folder SET value = CAST('2' AS BLOB) WHERE name = 'format'")
    status, answer = verdict(folder, "--key", folder / "public.key")
    assert status == 2 and "format" in answer["error"]
    before = (folder / "ledger.sqlite").read_bytes()
    done = started(folder)
    assert "ready on" not in done.stdout and done.returncode == 69
    assert "reads format 1 alone" in done.stderr
    for words in (
        ["receipts", "list"], ["receipts", "export", "--form", "csv"], ["receipts", "archive"],
        ["budgets"], ["keys", "signing", "show"], ["events"], ["log", "publish"],
    ):
        command = [farthing_binary(), *words, "--data", folder]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
        assert done.returncode == 69 and "reads format 1 alone" in done.stderr, (words, done)
    assert (folder / "ledger.sqlite").read_bytes() == before
