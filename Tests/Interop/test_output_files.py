"""Where commands may write: never into a data folder, and over a file only where the user says so.
And what they say where nothing came of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from farthing_process import Farthing, farthing_binary, serve_for_a_moment
from test_archive import call

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: money, match: {}, limit: 100.00 USD, window: total, thresholds: [] }
  - { id: words, match: {}, limit: 50M tokens, window: total, thresholds: [] }
"""
INVALID, UNREADABLE, USAGE, CANNOT_CREATE = 1, 2, 64, 73


@pytest.fixture(scope="module")
def ledger(sandbox, provider) -> Farthing:
    server = sandbox.farthing(POLICY, scripted=provider)
    server.key = server.create_key("files", team="finance")
    assert call(server, 3) == 200
    server.wait_until_nothing_held()
    server.run("log", "publish", "--data", server.data)
    server.stop()
    return server


@pytest.fixture
def data(ledger, tmp_path) -> Path:
    return shutil.copytree(ledger.data, tmp_path / "data")


def farthing(*words, cwd: Path | None = None) -> subprocess.CompletedProcess:
    command = [farthing_binary(), *words]
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=60, cwd=cwd
    )


def writers(data: Path) -> list[list]:
    receipts = ["receipts", "export", "--data", data, "--form"]
    return [
        ["receipts", "prove", 3, "--data", data],
        [*receipts, "csv"],
        [*receipts, "farthing"],
        [*receipts, "agentguard"],
    ]


def contents(folder: Path) -> dict[str, bytes]:
    skipped = ("-wal", "-shm", "lock")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(skipped)
    }


def test_no_file_of_a_data_folder_is_written(data, tmp_path):
    before = contents(data)
    (tmp_path / "folder").symlink_to(data)
    (tmp_path / "file").symlink_to(data / "private.key")
    (tmp_path / "sub").symlink_to(data / "log")
    places = [
        data / "private.key", data / "ledger.sqlite", data / "book.snapshot", data / "new.jsonl",
        data / "log" / "new.jsonl", tmp_path / "folder" / "new.jsonl", tmp_path / "file",
        tmp_path / "sub" / "checkpoint", data / "log" / ".." / "private.key",
    ]
    for words in writers(data):
        for place in places:
            for flags in ([], ["--force"]):
                done = farthing(*words, "--output", place, *flags)
                assert done.returncode == CANNOT_CREATE, (words, place, done.stderr)
                assert "is a data folder of Farthing" in done.stderr
        done = farthing(*words, "--output", "private.key", "--force", cwd=data)
        assert done.returncode == CANNOT_CREATE
        assert contents(data) == before
    for words in (["policy", "init", "--out", data / "policy.yaml", "--force"],):
        done = farthing(*words)
        assert done.returncode == CANNOT_CREATE and "data folder" in done.stderr
    # A folder with a key alone is one that serves soon.
    bare = tmp_path / "bare"
    bare.mkdir()
    shutil.copy(data / "private.key", bare)
    done = farthing(*writers(data)[1], "--output", bare / "new.csv")
    assert done.returncode == CANNOT_CREATE
    # Where a key was made by itself, others may write beside it.
    made = farthing("keys", "signing", "new", "--output", tmp_path / "keys.d", cwd=tmp_path)
    assert made.returncode == 0
    assert contents(data) == before


def test_a_key_that_was_made_alone_makes_no_data_folder(data, tmp_path):
    place = tmp_path / "here"
    place.mkdir()
    assert farthing("keys", "signing", "new", cwd=place).returncode == 0
    assert farthing(*writers(data)[1], "--output", "calls.csv", cwd=place).returncode == 0


def test_a_file_that_is_there_is_written_over_only_on_request(data, tmp_path):
    for words in writers(data):
        path = tmp_path / "out"
        path.write_text("somebody's work")
        done = farthing(*words, "--output", path)
        assert done.returncode == CANNOT_CREATE and "is there already" in done.stderr
        assert path.read_text() == "somebody's work"
        # Another name of the same file keeps what it had.
        other = tmp_path / "other"
        os.link(path, other)
        done = farthing(*words, "--output", path, "--force")
        assert done.returncode == 0, done.stderr
        assert other.read_text() == "somebody's work"
        assert path.read_text() != "somebody's work"
        other.unlink()
        path.unlink()
        assert farthing(*words, "--output", path).returncode == 0
        path.unlink()
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nothing")
    assert farthing(*writers(data)[1], "--output", dangling).returncode == CANNOT_CREATE
    assert not (tmp_path / "nothing").exists()
    assert farthing(*writers(data)[1], "--output", "/dev/null").returncode == 0
    assert farthing(*writers(data)[1], "--output", tmp_path).returncode == CANNOT_CREATE
    done = farthing(*writers(data)[1], "--output", tmp_path / "a" / "b")
    assert done.returncode == CANNOT_CREATE
    done = farthing(*writers(data)[1], "--output", tmp_path / "c", "--force", "--resume")
    assert done.returncode == USAGE


def test_a_hard_link_to_a_key_is_no_way_to_it(data, tmp_path):
    key = (data / "private.key").read_bytes()
    os.link(data / "private.key", tmp_path / "link")
    assert farthing(*writers(data)[0], "--output", tmp_path / "link", "--force").returncode == 0
    assert (data / "private.key").read_bytes() == key


def test_an_export_that_never_began_leaves_no_file(data, tmp_path):
    path = tmp_path / "calls.csv"
    words = ["receipts", "export", "--data", data, "--form", "csv", "--output", path]
    for budget in ("nosuch", "words"):
        done = farthing(*words, "--budget", budget)
        assert done.returncode == USAGE and not path.exists(), done.stderr
    assert "it counts no money" in done.stderr
    assert farthing(*words, "--budget", "money").returncode == 0


def test_nothing_found_is_said(data):
    words = ["receipts", "export", "--data", data, "--form", "csv"]
    for start, end in (("33", "30"), ("2026-12-01", "2026-11-01")):
        done = farthing(*words, "--from", start, "--to", end)
        assert done.returncode == USAGE and "is after --to" in done.stderr
    # What lies between two runs at one place is nothing, and no mistake.
    assert farthing(*words, "--from", "3", "--to", "3").returncode == 0
    done = farthing("receipts", "list", "--data", data, "--kind", "zzz")
    assert done.returncode == USAGE and "weakerSettle" in done.stderr and not done.stdout
    assert farthing("receipts", "list", "--data", data, "--kind", "freeze").returncode == 0
    for hold in ("999", "no-such-id"):
        done = farthing("receipts", "list", "--data", data, "--hold", hold)
        assert done.returncode == USAGE and f"--hold {hold}" in done.stderr
    empty = data.parent / "empty"
    empty.write_bytes(b"")
    key = (data / "public.key").read_bytes().hex()
    for flags in ([], ["--lenient"]):
        done = farthing(
            "receipts", "import", "--data", data, "--agentguard", empty, "--key", key, *flags
        )
        assert done.returncode == UNREADABLE and "no entries" in done.stderr, done.stderr


def test_the_kinds_are_those_of_the_page():
    done = farthing("receipts", "list", "--data", "/nonexistent", "--kind", "zzz")
    assert done.returncode == USAGE
    named = set(done.stderr.split("the kinds are ")[1].strip().split(", "))
    page = (Path(__file__).parents[2] / "docs" / "formats" / "entries.md").read_text()
    assert len(named) == 37
    assert not {kind for kind in named if f"`{kind}`" not in page}


def damaged(data: Path) -> Path:
    """With an entry that is not what was sealed, in the last batch."""
    database = sqlite3.connect(data / "ledger.sqlite")
    first, lines = database.execute(
        "SELECT first_sequence, lines FROM batches ORDER BY first_sequence DESC LIMIT 1"
    ).fetchone()
    spoilt = lines.replace(b'"timestamp":"20', b'"timestamp":"21', 1)
    assert spoilt != lines
    database.execute("UPDATE batches SET lines = ? WHERE first_sequence = ?", (spoilt, first))
    database.commit()
    database.close()
    return data


def test_the_old_file_stays_until_the_new_one_is_whole(data, tmp_path):
    place = tmp_path / "out"
    place.mkdir()
    path = place / "calls.csv"
    path.write_text("somebody's work")
    path.chmod(0o640)
    words = ["receipts", "export", "--data", data, "--output", path, "--force", "--form"]
    done = farthing(*words, "csv", "--budget", "nosuch")
    assert done.returncode == USAGE, done.stderr
    for form in ("csv", "jsonl", "farthing", "agentguard", "focus"):
        done = farthing(*words[:3], damaged(shutil.copytree(data, tmp_path / form)), *words[4:], form)
        assert done.returncode == INVALID, (form, done.stderr)
    assert path.read_text() == "somebody's work" and os.listdir(place) == ["calls.csv"]
    link = tmp_path / "link"
    link.symlink_to(path)
    assert farthing(*words[:5], link, *words[6:], "csv").returncode == 0
    assert path.read_text().startswith("ledger") or "," in path.read_text()
    assert link.is_symlink() and os.listdir(place) == ["calls.csv"]
    assert path.stat().st_mode & 0o777 == 0o640
    # What an earlier run has begun is gone on with in its own place.
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    number = path.stat().st_ino
    done = farthing(*words[:6], "--resume", "--form", "csv")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == whole and path.stat().st_ino == number


@pytest.fixture
def witness(tmp_path) -> Path:
    place = tmp_path / "witness"
    assert farthing("witness", "new", "--data", place, "--name", "w.example/1").returncode == 0
    return place


def test_a_ready_file_replaces_nothing_but_one(data, witness, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    other = tmp_path / "other"
    other.write_text("8484 is not all of it")
    before, kept = contents(data), contents(witness)
    new = tmp_path / "new"
    for place in (
        data / "private.key", data / "ready", data / "log" / "ready", witness / "witness.key",
        witness / "ready", other, policy, new / "ready",
    ):
        folder = new if place.parent == new else data
        done = serve_for_a_moment(folder, policy, "--ready-file", place)
        assert done.returncode == CANNOT_CREATE and "ready on" not in done.stdout, done
        assert "--ready-file" in done.stderr
        if place.parent != data:
            logs = tmp_path / "logs"
            logs.write_text("")
            words = ["log", "serve", "--data", data, "--listen", "127.0.0.1:0"]
            done = farthing(*words, "--ready-file", place)
            assert done.returncode == CANNOT_CREATE, done
    assert contents(data) == before and contents(witness) == kept and not new.exists()
    assert other.read_text() == "8484 is not all of it" and policy.read_text() == POLICY
    empty = tmp_path / "new"
    empty.mkdir()
    done = serve_for_a_moment(empty, policy, "--ready-file", empty / "ready")
    assert done.returncode == CANNOT_CREATE and os.listdir(empty) == []
    ready = tmp_path / "ready"
    for earlier in (None, "", "8484\n"):
        if earlier is not None:
            ready.write_text(earlier)
        done = serve_for_a_moment(data, policy, "--ready-file", ready)
        assert done.returncode == 0 and "ready on" in done.stdout, done.stderr
        assert f":{int(ready.read_text())}," in done.stdout


def test_no_option_names_a_place_in_a_data_folder(data, witness, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    link = tmp_path / "link"
    link.symlink_to(data)
    second = shutil.copytree(data, tmp_path / "second")
    before, kept, others = contents(data), contents(witness), contents(second)
    refused = []
    for place in (data, data / "log", data / "mirror", second, witness, witness / "mirror", link):
        done = serve_for_a_moment(data, policy, "--mirror-agentguard", place)
        refused.append((place, done))
    for place in (data, data / "log", data / "new", second, second / "archive", witness, link):
        refused.append((place, farthing("receipts", "archive", "--data", data, "--to", place)))
    for place in (data, data / "log", data / "a" / "b", witness / "inner", link, link / "w"):
        words = ["witness", "new", "--name", "w.example/2", "--data", place]
        refused.append((place, farthing(*words)))
        words = ["witness", "serve", "--name", "w.example/2", "--data", place, "--logs", tmp_path / "l"]
        (tmp_path / "l").write_text("# none\n")
        refused.append((place, farthing(*words)))
    for place in (data / "next.key", data / "log" / "next.key", witness / "next.key", link / "next.key"):
        refused.append((place, farthing("keys", "signing", "new", "--output", place)))
        words = ["keys", "signing", "rotate", "--data", data, "--keep-old", place]
        refused.append((place, farthing(*words)))
        refused.append((place, farthing("policy", "init", "--out", f"{place}.yaml", "--force")))
        for words in writers(data):
            refused.append((place, farthing(*words, "--output", place, "--force")))
    for place, done in refused:
        assert done.returncode == CANNOT_CREATE, (place, done)
        words = "is a data folder of Farthing", "is a witness's folder"
        assert any(word in done.stderr for word in words), (place, done.stderr)
    done = serve_for_a_moment(witness, policy)
    assert done.returncode == 78 and "is a witness's folder" in done.stderr
    assert contents(data) == before and contents(witness) == kept and contents(second) == others
    # Where each belongs it is made.
    archive = ["receipts", "archive", "--data", data, "--to"]
    assert farthing(*archive, data / "archive").returncode == 0
    assert farthing(*archive, tmp_path / "cold").returncode == 0
    done = serve_for_a_moment(data, policy, "--mirror-agentguard", tmp_path / "mirror")
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "old.key"
    done = farthing("keys", "signing", "rotate", "--data", data, "--keep-old", kept)
    assert done.returncode == 0 and kept.exists(), done.stderr
    assert farthing("witness", "new", "--data", tmp_path / "w" / "2", "--name", "w.example/2").returncode == 0
