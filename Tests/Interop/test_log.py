"""The published log of a running server, read by an implementation that knows the formats alone."""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_reader
from conftest import messages, policy
from farthing_process import Farthing, wait_until
from log_reader import LOG, Log, Proof

BODY = {"model": "gpt-4o-mini", "messages": None, "max_tokens": 16}
OFTEN = ["--set", "checkpointEntries=40", "--set", "checkpointSeconds=1"]


def call(server: Farthing, count: int) -> None:
    """Some calls on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = json.dumps({**BODY, "messages": messages(steering="tokens=5")})
    headers = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    for _ in range(count):
        connection.request("POST", "/openai/v1/chat/completions", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    connection.close()


def log_of(server: Farthing) -> Log:
    return Log(server.data / "log")


def public_key(server: Farthing) -> bytes:
    return (server.data / "public.key").read_bytes()


def publish(server: Farthing) -> int:
    """Publishes now; returns the checkpoint's size."""
    done = server.run("log", "publish", "--data", server.data, "--json")
    return json.loads(done.stdout)["size"]


def entry(server: Farthing, number: int) -> bytes:
    shown = server.run("receipts", "show", number, "--data", server.data, "--json")
    return shown.stdout.encode().removesuffix(b"\n")


def prove(server: Farthing, what, *flags: str) -> tuple[Path, Proof]:
    path = server.folder / f"{what}.tlog-proof"
    server.run("receipts", "prove", what, "--data", server.data, "--output", path, "--force", *flags)
    return path, Proof.read(path.read_bytes())


def verify(server: Farthing, path: Path, *flags) -> tuple[int, dict]:
    done = server.run("verify", "--proof", path, *flags, "--json", check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def published(farthing_server) -> Farthing:
    """A gateway with some hundred entries, whose log is published often."""
    server = farthing_server(policy(), *OFTEN)
    call(server, 150)
    server.wait_until_nothing_held()
    return server


def test_checkpoints_and_tiles_are_published_by_count_and_by_time(published):
    log, public = log_of(published), public_key(published)
    wait_until(lambda: (log.folder / "checkpoint").exists(), 10, "a checkpoint")
    size = publish(published)
    assert size > 300
    checkpoint = log.check(public)
    assert checkpoint.size == size
    assert checkpoint.origin == f"farthing/{log_reader.sha256(public)[:8].hex()}"
    assert [line.split(" ")[0] for line in checkpoint.extensions] == ["time", "head"]
    # By time: one call, and the checkpoint follows within some seconds.
    published_before = published.metrics()["farthing_checkpoints"]
    assert published_before >= 1
    call(published, 1)
    wait_until(lambda: log.checkpoint().size > size, 10, "a checkpoint after a call")
    assert log.check(public).size > size
    wait_until(
        lambda: published.metrics()["farthing_checkpoint_size"] == log.checkpoint().size,
        10, "the figure of the last checkpoint",
    )
    metrics = published.metrics()
    assert metrics["farthing_checkpoint_failures"] == 0
    assert metrics["farthing_checkpoints"] > published_before
    # The last balances and their checkpoint are written when the server ends.
    published.stop()
    checkpoint = log.check(public)
    last = entry(published, checkpoint.size - 1)
    assert json.loads(last)["entryHash"] == checkpoint.extensions[1].removeprefix("head ")
    assert json.loads(last)["decision"]["kind"] == "balance"
    assert published.verify().returncode == 0


def test_the_same_checkpoint_is_not_written_twice(published):
    published.stop()
    path = log_of(published).folder / "checkpoint"
    before = path.read_bytes(), path.stat().st_mtime_ns
    published.start()
    time.sleep(1.5)
    published.stop()
    text = log_reader.Note.read(path.read_bytes()).text
    if text == log_reader.Note.read(before[0]).text:
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_every_receipt_has_a_proof_that_holds_offline(published):
    public = public_key(published)
    size = publish(published)
    for number in (0, 1, 255, 256, size - 1):
        path, proof = prove(published, number)
        assert proof.index == number
        assert proof.checkpoint.note.is_by_log(proof.checkpoint.origin, public)
        assert proof.extra == entry(published, number)
        assert proof.is_for(log_reader.entry_hash(proof.extra))
        assert verify(published, path, "--key", public.hex())[1]["ok"] is True
    hold = next(
        json.loads(line)["decision"]
        for line in (entry(published, number) for number in range(20))
        if b'"kind":"hold"' in line
    )
    _, proof = prove(published, hold["decisionId"])
    assert json.loads(proof.extra)["decision"] == hold
    assert published.run("receipts", "prove", size + 9_999, "--data", published.data, check=False)
    missing = published.run("receipts", "prove", "nobody", "--data", published.data, check=False)
    assert missing.returncode == 64


def test_a_proof_that_was_tampered_with_is_refused_with_its_reason(published):
    public = public_key(published)
    publish(published)
    path, proof = prove(published, 7)
    data = path.read_bytes()
    key = ["--key", public.hex()]

    def verdict(changed: bytes, *flags) -> tuple[int, str | None]:
        path.write_bytes(changed)
        code, answer = verify(published, path, *(flags or key))
        return code, answer["reason"]

    receipt = base64.b64encode(proof.extra)
    altered = proof.extra.replace(b'"sequence":7', b'"sequence":8')
    assert verdict(data) == (0, None)
    assert verdict(data.replace(b"index 7\n", b"index 8\n")) == (1, "receipt_index_mismatch")
    assert verdict(data.replace(receipt, base64.b64encode(altered))) == (1, "receipt_invalid")
    other = base64.b64encode(entry(published, 8))
    assert verdict(data.replace(receipt, other)) == (1, "receipt_index_mismatch")
    line = base64.b64encode(proof.path[0])
    assert verdict(data.replace(line, base64.b64encode(bytes(32)))) == (1, "inclusion_invalid")
    assert verdict(data.replace(line + b"\n", b"")) == (1, "inclusion_invalid")
    assert verdict(data.replace(b"\ntime 1", b"\ntime 2")) == (1, "seal_signature_invalid")
    assert verdict(data, "--key", bytes(31).hex() + "09") in [(1, "seal_unknown_key"), (2, "unreadable")]
    assert verdict(data, *key, "--origin", "farthing/other") == (1, "seal_origin_mismatch")
    assert verdict(b"") == (2, "unreadable")
    assert verdict(data[:-5]) == (2, "unreadable")
    assert verdict(data, *key, "--entry-hash", "ab" * 32) == (1, "receipt_invalid")
    # Without the receipt, the caller brings it.
    path, bare = prove(published, 7, "--no-receipt")
    assert bare.extra is None
    bare_bytes = path.read_bytes()
    assert verdict(bare_bytes) == (1, "receipt_missing")
    digits = log_reader.entry_hash(proof.extra).hex()
    assert verdict(bare_bytes, *key, "--entry-hash", digits) == (0, None)
    assert verdict(bare_bytes, *key, "--entry-hash", "ab" * 32) == (1, "inclusion_invalid")
    kept = published.folder / "kept.json"
    kept.write_bytes(proof.extra + b"\n")
    assert verdict(bare_bytes, *key, "--receipt", kept) == (0, None)


def test_cosignatures_of_others_witnesses_count(published):
    public = public_key(published)
    publish(published)
    path, proof = prove(published, 3)
    data = path.read_bytes()
    names = [f"witness.example/w{number}" for number in range(3)]
    keys = [Ed25519PrivateKey.generate() for _ in names]
    publics = [key.public_key().public_bytes_raw() for key in keys]
    flags = ["--key", public.hex()]
    for name, value in zip(names, publics):
        flags += ["--witness", log_reader.verifier_key(name, log_reader.COSIGNATURE, value)]
    path.write_bytes(data)
    assert verify(published, path, *flags)[1]["reason"] == "witnesses_missing"
    for name, key in zip(names[:2], keys):
        data += log_reader.cosignature_line(proof.checkpoint.note.text, name, key, 1_800_000_000)
    path.write_bytes(data)
    assert verify(published, path, *flags)[1]["reason"] == "witnesses_missing"
    code, answer = verify(published, path, *flags, "--witnesses-min", "2")
    assert code == 0
    assert answer["witnesses"] == [{"at_s": 1_800_000_000, "name": name} for name in names[:2]]
    note = Proof.read(data).checkpoint.note
    assert note.cosigned_at(names[0], publics[0]) == 1_800_000_000
    # Over another text it is worth nothing, and a known witness's wrong word spoils the proof.
    data += log_reader.cosignature_line(b"another\n", names[2], keys[2], 1_800_000_000)
    path.write_bytes(data)
    assert verify(published, path, *flags, "--witnesses-min", "2")[1]["reason"] == (
        "cosignature_invalid"
    )


def growth(server: Farthing, *flags) -> tuple[int, dict]:
    done = server.run("log", "proof", "--data", server.data, *flags, "--json", check=False)
    return done.returncode, json.loads(done.stdout)


def signed(server: Farthing, note: bytes) -> bytes:
    """A note's text with another signature by the log's key."""
    key = Ed25519PrivateKey.from_private_bytes(
        (server.data / "private.key").read_bytes()
    )
    text = note[: note.index(b"\n\n") + 1]
    name = text.split(b"\n")[0].decode()
    number = log_reader.key_id(name, LOG, key.public_key().public_bytes_raw())
    mark = base64.b64encode(number + key.sign(text)).decode()
    return text + f"\n\u2014 {name} {mark}\n".encode()


def test_a_later_log_proves_that_it_continues_an_older_one(published):
    log = log_of(published)
    publish(published)
    kept = published.folder / "kept"
    shutil.copy(log.folder / "checkpoint", kept)
    old = log.checkpoint()
    call(published, 20)
    published.wait_until_nothing_held()
    publish(published)
    new = log.checkpoint()
    code, answer = growth(published, "--from", kept, "--key", public_key(published).hex())
    assert (code, answer["ok"], answer["from"], answer["to"]) == (0, True, old.size, new.size)
    path = [bytes.fromhex(value) for value in answer["hashes"]]
    assert log_reader.is_consistent(old.size, new.size, old.root, new.root, path)
    for start, end in [(0, 5), (1, 300), (128, 256), (255, 257), (300, 300), (17, new.size)]:
        code, answer = growth(published, "--from", start, "--to", end)
        roots = [bytes.fromhex(answer[name]) for name in ("from_root", "to_root")]
        path = [bytes.fromhex(value) for value in answer["hashes"]]
        assert code == 0 and log_reader.is_consistent(start, end, *roots, path)
    # One that was altered, and one that was kept as it was.
    text = kept.read_bytes()
    assert growth(published, "--from", kept)[0] == 0
    time = next(line for line in text.split(b"\n") if line.startswith(b"time "))
    root = base64.b64encode(old.root)
    for part, other in [(time, b"time 1"), (root, base64.b64encode(bytes(32)))]:
        kept.write_bytes(text.replace(part, other))
        code, answer = growth(published, "--from", kept)
        assert (code, answer["reason"]) == (1, "checkpoint_signature_invalid")
    # A fork, a log that was cut, another log: the log's own key has signed them.
    for part, other, reason in [
        (root, base64.b64encode(bytes(32)), "log_forked"),
        (f"\n{old.size}\n".encode(), b"\n9999999\n", "log_shorter"),
    ]:
        kept.write_bytes(signed(published, text.replace(part, other)))
        assert growth(published, "--from", kept)[0] == 1
        assert growth(published, "--from", kept)[1]["reason"] == reason
    kept.write_bytes(text.replace(b"farthing/", b"another/"))
    assert growth(published, "--from", kept)[1]["reason"] == "log_origin_mismatch"
    # Arguments in the wrong order are no fault of the log's.
    kept.write_bytes(text)
    for words in (["20", "--to", "10"], [kept, "--to", "10"]):
        done = published.run(
            "log", "proof", "--data", published.data, "--from", *words, check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode in (2, 64) and "older" in said and "cut off" not in said, said
    kept.write_bytes(b"no checkpoint")
    assert growth(published, "--from", kept)[0] == 2


def test_tiles_are_made_again_where_they_are_missing_or_damaged(published):
    log, public = log_of(published), public_key(published)
    publish(published)
    for is_running in (True, False):
        if not is_running:
            published.stop()
        (log.folder / "tile/0/000").write_bytes(bytes(8192))
        (log.folder / "tile/entries/000").unlink()
        shutil.rmtree(log.folder / "tile/1")
        failed = published.run("receipts", "prove", 3, "--data", published.data, check=False)
        assert failed.returncode == 69 and "log publish" in failed.stderr
        publish(published)
        log.check(public)
    shutil.rmtree(log.folder)
    publish(published)
    log.check(public)


def test_a_journal_that_is_not_the_published_one_is_not_published(published):
    log = log_of(published)
    published.stop()
    backup = published.folder / "backup"
    shutil.copytree(published.data, backup)
    published.start()
    call(published, 30)
    published.stop()
    later = log.checkpoint()
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "book.snapshot"):
        (published.data / name).unlink(missing_ok=True)
        if (backup / name).exists():
            shutil.copy(backup / name, published.data / name)
    shutil.rmtree(published.data / "keys", ignore_errors=True)
    if (backup / "keys").exists():
        shutil.copytree(backup / "keys", published.data / "keys")
    published.start()
    refused = published.run("log", "publish", "--data", published.data, check=False)
    assert refused.returncode == 69 and "does not" in refused.stderr, refused.stderr
    # Neither when it has grown longer than what was published.
    call(published, 80)
    published.wait_until_nothing_held()
    refused = published.run("log", "publish", "--data", published.data, check=False)
    assert refused.returncode == 69, refused.stdout
    published.stop()
    assert log.checkpoint().note.text == later.note.text


def test_a_crash_at_any_moment_leaves_a_log_that_is_whole_and_goes_on(farthing_server):
    server = farthing_server(policy(), "--set", "checkpointEntries=8", "--set", "checkpointSeconds=1")
    log, public = log_of(server), public_key(server)
    older = None
    for number in range(6):
        stop = threading.Event()

        def work():
            while not stop.is_set():
                try:
                    call(server, 3)
                except (OSError, http.client.HTTPException):
                    return

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        time.sleep(0.7 + 0.13 * number)
        os.kill(server.process.child.pid, signal.SIGKILL)
        server.process.child.wait()
        stop.set()
        for worker in workers:
            worker.join()
        checkpoint = log.check(public)
        if older:
            start, end = older.size, checkpoint.size
            code, answer = growth(server, "--from", start, "--to", end)
            assert code == 0
            path = [bytes.fromhex(value) for value in answer["hashes"]]
            assert log_reader.is_consistent(start, end, older.root, checkpoint.root, path)
        older = checkpoint
        server.start()
    server.stop()
    assert log.check(public).size > older.size
    assert server.verify().returncode == 0
