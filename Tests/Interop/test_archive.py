"""The journal's older part in files, and out of the ledger: no sum and no limit changes by it."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from conftest import messages, policy
from farthing_process import Farthing, farthing_binary

BODY = {"model": "gpt-4o-mini", "messages": None, "max_tokens": 16}
OPEN_WINDOW = policy()
# Nothing of the journal is needed for an edit of this budget.
FROM_NOW = policy() + "    countFrom: now\n"


def call(server: Farthing, count: int, **headers: str) -> int:
    """Some calls on one connection; the last one's status."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = json.dumps({**BODY, "messages": messages(steering="tokens=5")})
    fields = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    status = 0
    for _ in range(count):
        connection.request("POST", "/openai/v1/chat/completions", body, fields | headers)
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    connection.close()
    return status


def archive(server: Farthing, *flags, check: bool = True) -> dict:
    done = server.run("receipts", "archive", "--data", server.data, "--json", *flags, check=False)
    assert not check or done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr}


def prune(server: Farthing, *flags, check: bool = True) -> dict:
    server.run("log", "publish", "--data", server.data)
    return archive(server, "--keep-days", 0, "--prune", *flags, check=check)


def verify(server: Farthing, *paths) -> tuple[int, dict]:
    """Verifies with the folder's own key."""
    key = ["--key", server.data / "public.key"]
    done = server.run("verify", *paths, *key, "--json", check=False)
    return done.returncode, json.loads(done.stdout)


def segments(server: Farthing, folder: Path | None = None) -> list[Path]:
    found = (folder or server.data / "archive").glob("segment-*.jsonl")
    return sorted(found, key=lambda path: int(path.name.split("-")[1]))


def sums(server: Farthing) -> list[tuple]:
    return [(b["budget"], b["scope"], b["spent"], b["held"]) for b in server.budgets()]


@pytest.fixture
def used(farthing_server) -> Farthing:
    """A gateway with some hundred entries, and a budget that needs none of them."""
    server = farthing_server(FROM_NOW)
    call(server, 60)
    call(server, 1, **{"idempotency-key": "once"})
    call(server, 60)
    server.wait_until_nothing_held()
    return server


def test_segments_verify_alone_and_as_one(used):
    first = archive(used)
    assert [segment["is_new"] for segment in first["segments"]] == [True]
    call(used, 20)
    used.wait_until_nothing_held()
    again = archive(used)
    assert [segment["is_new"] for segment in again["segments"]] == [False, True]
    call(used, 5)
    used.wait_until_nothing_held()
    files = segments(used)
    assert len(files) == 2
    for file, segment in zip(files, again["segments"]):
        status, found = verify(used, file)
        assert (status, found["first"], found["entries"]) == (0, segment["first"], segment["end"])
    status, found = verify(used, *files)
    assert (status, found["first"]) == (0, 0) and "balances_compared" in found
    status, found = verify(used, *files, used.data)
    assert (status, found["entries"]) == (0, verify(used, used.data)[1]["entries"])
    assert "balances_compared" in found and found["head"] == verify(used, used.data)[1]["head"]
    assert verify(used, files[1], used.data)[0] == 0
    assert verify(used, files[0])[1]["head"] != found["head"]
    # One that is left out, or changed, shows.
    call(used, 2)
    used.wait_until_nothing_held()
    archive(used)
    files = segments(used)
    assert len(files) == 3
    assert verify(used, files[0], files[2])[1]["reason"] == "segment_gap"
    text = bytearray(files[1].read_bytes())
    text[len(text) // 2] ^= 1
    files[1].write_bytes(text)
    assert verify(used, *files)[0] == 1
    assert "is not what the journal has" in archive(used, check=False)["error"]


@pytest.mark.parametrize("running", [True, False])
def test_pruning_changes_no_sum(used, running):
    entries = verify(used, used.data)[1]["entries"]
    archive(used)
    call(used, 3)
    used.wait_until_nothing_held()
    before = sums(used)
    if not running:
        used.stop()
    pruned = prune(used)
    first = pruned["first"]
    assert first >= entries and "kept_because" not in pruned, pruned
    if not running:
        used.start()
    assert sums(used) == before
    call(used, 10)
    used.wait_until_nothing_held()
    assert sums(used)[0][2] > before[0][2]
    after = sums(used)
    # Wholly, through the archive.
    status, found = verify(used, used.data)
    assert (status, found["first"]) == (0, 0) and found["balances_compared"] > 0
    shown = used.run("receipts", "show", 0, "--data", used.data)
    assert '"sequence":0' in shown.stdout
    # What was pruned is gone from the ledger itself.
    elsewhere = used.folder / "elsewhere"
    (used.data / "archive").rename(elsewhere)
    status, found = verify(used, used.data)
    assert (status, found["first"]) == (0, first) and "balances_compared" not in found
    status, whole = verify(used, *segments(used, elsewhere), used.data)
    assert (status, whole["first"], whole["head"]) == (0, 0, found["head"])
    shown = used.run("receipts", "show", 0, "--data", used.data, check=False)
    assert shown.returncode != 0 and "are archived" in shown.stderr
    assert used.run("receipts", "list", "--last", 5, "--data", used.data).returncode == 0
    exported = used.run("receipts", "export", "--data", used.data, check=False)
    assert exported.returncode != 0 and "are archived" in exported.stderr
    # A start needs nothing of it, and the sums are the same.
    used.stop()
    listed = used.run("budgets", "list", "--data", used.data, check=False)
    assert listed.returncode != 0 and "are archived" in listed.stderr
    used.start()
    assert sums(used) == after
    used.process.child.kill()
    used.process.child.wait()
    used.start()
    assert sums(used) == after
    # With the segments where they were, who only reads finds them again.
    elsewhere.rename(used.data / "archive")
    used.stop()
    assert used.run("budgets", "list", "--data", used.data).returncode == 0
    assert used.run("receipts", "export", "--data", used.data).returncode == 0


@pytest.mark.parametrize("running", [True, False])
def test_a_quiet_ledger_is_pruned_to_its_end(used, running):
    call(used, 1)
    used.wait_until_nothing_held()
    # A checkpoint's balances, which no call follows.
    used.run("log", "publish", "--data", used.data)
    if not running:
        used.stop()
    for _ in range(2):
        pruned = archive(used, "--keep-days", 0, "--prune")
        assert "kept_because" not in pruned, pruned
        status, found = verify(used, used.data)
        assert (status, found["first"], found["entries"]) == (0, 0, pruned["first"])
    assert segments(used)[-1].stem.endswith(f"-{pruned['first'] - 1}")
    (used.data / "archive").rename(used.folder / "elsewhere")
    if not running:
        used.start()
    before = sums(used)
    # Neither a start nor a kill needs anything of it, and the log goes on where it was.
    for end in (used.stop, lambda: used.process.child.kill() or used.process.child.wait()):
        end()
        used.start()
        assert sums(used) == before
    call(used, 2)
    used.wait_until_nothing_held()
    used.run("log", "publish", "--data", used.data)
    status, found = verify(used, *segments(used, used.folder / "elsewhere"), used.data)
    assert (status, found["first"]) == (0, 0) and found["entries"] > pruned["first"]
    assert "balances_compared" in found


def test_after_a_lost_snapshot_pruning_goes_on(used):
    first = prune(used)["first"]
    call(used, 3)
    used.wait_until_nothing_held()
    used.process.child.kill()
    used.process.child.wait()
    (used.data / "book.snapshot").unlink()
    used.start()
    pruned = archive(used, "--keep-days", 0, "--prune")
    assert pruned["first"] > first and "kept_because" not in pruned, pruned


def test_what_is_not_whole_gets_no_segments_name(used):
    used.stop()
    with closing(sqlite3.connect(used.data / "ledger.sqlite")) as database, database:
        row = database.execute("SELECT first_sequence, seal FROM batches LIMIT 1 OFFSET 5")
        sequence, seal = row.fetchone()
        forged = seal[:-9] + (b"AAAA" if seal[-9:-5] != b"AAAA" else b"BBBB") + seal[-5:]
        database.execute(
            "UPDATE batches SET seal = ? WHERE first_sequence = ?", (forged, sequence)
        )
    failed = used.run("receipts", "archive", "--data", used.data, check=False)
    assert failed.returncode == 1 and "seal's signature is wrong" in failed.stderr, failed
    assert list((used.data / "archive").iterdir()) == []


def test_a_proof_of_a_pruned_entry_takes_its_line_from_a_segment(used):
    prune(used)
    (used.data / "archive").rename(used.folder / "elsewhere")
    segment = segments(used, used.folder / "elsewhere")[0]
    line = next(line for line in segment.read_bytes().split(b"\n") if b'"sequence":3' in line)
    (used.folder / "line").write_bytes(line + b"\n")
    prove = ["receipts", "prove", 3, "--data", used.data]
    refused = used.run(*prove, check=False)
    assert refused.returncode == 69 and "are archived" in refused.stderr
    for number, source in enumerate((segment, used.folder / "line")):
        proof = used.folder / f"{number}.tlog-proof"
        used.run(*prove, "--receipt", source, "--output", proof)
        key = ["--key", used.data / "public.key"]
        checked = used.run("verify", "--proof", proof, *key, "--json")
        assert json.loads(checked.stdout)["ok"] is True
    # Another line, and none at all.
    (used.folder / "line").write_bytes(line.replace(b'"kind":"', b'"kind":"x', 1))
    for source in (used.folder / "line", used.data / "public.key", used.folder / "nothere"):
        assert used.run(*prove, "--receipt", source, check=False).returncode in (1, 78), source


def test_a_pruned_call_is_not_made_again(used):
    call(used, 2)
    used.wait_until_nothing_held()
    archive(used)
    call(used, 2)
    used.wait_until_nothing_held()
    assert prune(used)["first"] > 0
    (used.data / "archive").rename(used.folder / "elsewhere")
    before = sums(used)
    assert call(used, 1, **{"idempotency-key": "once"}) == 409
    assert sums(used) == before


def test_what_a_window_may_need_stays(farthing_server):
    server = farthing_server(OPEN_WINDOW)
    call(server, 30)
    server.wait_until_nothing_held()
    archive(server)
    call(server, 3)
    server.wait_until_nothing_held()
    pruned = prune(server)
    assert pruned["first"] == 0 and "open window" in pruned["kept_because"]
    assert verify(server, server.data)[1]["first"] == 0
    # As after a change of the policy to one that needs nothing.
    (server.folder / "policy.yaml").write_text(FROM_NOW)
    server.run("policy", "reload", "--data", server.data)
    call(server, 3)
    server.wait_until_nothing_held()
    assert prune(server)["first"] > 0


def test_an_open_hold_keeps_its_entries(used):
    used.run("log", "publish", "--data", used.data)
    connection = http.client.HTTPConnection("127.0.0.1", used.port, timeout=30)
    fields = {"authorization": f"Bearer {used.key}", "content-type": "application/json"}
    body = json.dumps({"tool": "search", "amount": "1.00 USD"})
    connection.request("POST", "/v1/spend/hold", body, fields)
    held = json.loads(connection.getresponse().read())
    call(used, 20)
    archive(used)
    call(used, 3)
    pruned = prune(used)
    assert "is open" in pruned["kept_because"]
    connection.request("POST", "/v1/spend/settle", json.dumps({"id": held["id"]}), fields)
    assert connection.getresponse().read() and pruned["first"] < 400
    used.wait_until_nothing_held()
    call(used, 3)
    used.wait_until_nothing_held()
    assert prune(used)["first"] > pruned["first"]


def test_without_its_snapshot_a_pruned_folder_needs_its_segments(used):
    archive(used)
    call(used, 3)
    used.wait_until_nothing_held()
    assert prune(used)["first"] > 0
    before = sums(used)
    used.stop()
    (used.data / "book.snapshot").unlink()
    elsewhere = used.folder / "elsewhere"
    (used.data / "archive").rename(elsewhere)
    refused = used.run(
        "serve", "--data", used.data, "--listen", "127.0.0.1:0", "--scripted", check=False
    )
    assert refused.returncode != 0 and "put all segments in" in refused.stderr, refused.stderr
    elsewhere.rename(used.data / "archive")
    used.start()
    assert sums(used) == before
    call(used, 3)
    used.wait_until_nothing_held()
    assert verify(used, used.data)[0] == 0


def test_a_new_window_counts_the_archive_or_is_refused(used):
    archive(used)
    call(used, 3)
    used.wait_until_nothing_held()
    assert prune(used)["first"] > 0
    spent = sums(used)[0][2]
    (used.data / "archive").rename(used.folder / "elsewhere")
    text = FROM_NOW + OPEN_WINDOW.split("budgets:\n")[1].replace("plenty", "second")
    (used.folder / "policy.yaml").write_text(text)
    refused = used.run("policy", "reload", "--data", used.data, check=False)
    assert refused.returncode != 0 and "are archived" in refused.stderr, refused.stderr
    (used.folder / "elsewhere").rename(used.data / "archive")
    used.run("policy", "reload", "--data", used.data)
    # Its account is made by its first call, at what the journal shows.
    call(used, 1)
    used.wait_until_nothing_held()
    found = {budget: spent for budget, _, spent, _ in sums(used)}
    assert found["second"] == found["plenty"] > spent


def test_a_kill_leaves_whole_segments(used):
    call(used, 400)
    used.wait_until_nothing_held()
    command = [farthing_binary(), "receipts", "archive", "--data", used.data]
    for pause in (0.02, 0.05, 0.1, 0.2):
        child = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
        for file in segments(used):
            assert verify(used, file)[0] == 0
    archive(used)
    assert not list((used.data / "archive").glob("*.new"))
    assert verify(used, *segments(used), used.data)[0] == 0


def test_to_a_folder_of_ones_own(used):
    place = used.folder / "cold"
    archive(used, "--to", place)
    call(used, 3)
    used.wait_until_nothing_held()
    assert prune(used, "--to", place)["first"] > 0
    assert not (used.data / "archive").exists()
    assert verify(used, *segments(used, place), used.data)[1]["first"] == 0
    shutil.rmtree(place)
    # Nothing is left in it that could be verified; the seal before it can.
    assert verify(used, used.data)[0] == 2
    assert verify(used, used.data, "--min-entries", 0)[0] == 0
    # Pruning goes on from there.
    call(used, 3)
    used.wait_until_nothing_held()
    archive(used, "--to", place)
    call(used, 3)
    used.wait_until_nothing_held()
    first = prune(used, "--to", place)["first"]
    assert first == 1 + int(segments(used, place)[-1].stem.split("-")[2])


def test_after_a_change_of_keys_a_segment_follows_it(used):
    archive(used)
    used.run("keys", "signing", "rotate", "--data", used.data)
    call(used, 10)
    used.wait_until_nothing_held()
    archive(used)
    call(used, 3)
    used.wait_until_nothing_held()
    archive(used)
    files = segments(used)
    assert b'"lineage":"' in files[2].read_bytes().split(b"\n")[0]
    for file in files:
        assert verify(used, file)[0] == 0, file
    assert verify(used, *files, used.data)[0] == 0
    assert prune(used)["first"] > 0
    (used.data / "archive").rename(used.folder / "elsewhere")
    assert verify(used, used.data)[0] == 2
    assert verify(used, used.data, "--min-entries", 0)[0] == 0
    before = sums(used)
    used.stop()
    used.start()
    assert sums(used) == before
    call(used, 3)
    used.wait_until_nothing_held()
    assert verify(used, *segments(used, used.folder / "elsewhere"), used.data)[0] == 0


def test_wrong_options(used):
    for flags, word in [
        (("--prune",), "--keep-days or --before"),
        (("--keep-days", "1", "--before", "2026-01-01"), "exclude each other"),
        (("--before", "yesterday"), "write a day"),
        (("--keep-days=-1",), "from 0"),
    ]:
        done = used.run("receipts", "archive", "--data", used.data, *flags, check=False)
        assert done.returncode != 0 and word in done.stderr, done.stderr
    assert archive(used, "--before", "2026-01-01")["segments"] == []
