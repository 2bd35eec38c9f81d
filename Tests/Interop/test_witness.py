"""`farthing witness` seen by a log that knows nothing of Farthing, and by whoever checks its word."""

from __future__ import annotations

import base64
import datetime
import http.client
import ipaddress
import random
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

import log_reader
import witness_peer
from farthing_process import farthing_binary
from log_reader import LOG, Checkpoint, Note
from witness_peer import SIZE_TYPE, ForeignLog, WitnessProcess, body, public, read_body


@pytest.fixture
def log() -> ForeignLog:
    return ForeignLog().grow(300)


@pytest.fixture
def witness_of(tmp_path: Path) -> Iterator[Callable[..., WitnessProcess]]:
    running: list[WitnessProcess] = []

    def start(*keys: str, **more) -> WitnessProcess:
        running.append(WitnessProcess(tmp_path / f"w{len(running)}", *keys, **more))
        return running[-1]

    yield start
    for witness in running:
        witness.stop()


def test_a_foreign_log_is_cosigned_step_by_step(log, witness_of):
    witness = witness_of(log.verifier_key)
    old = 0
    for size in (1, 2, 3, 64, 64, 65, 200, 255, 256, 257, 300):
        before = int(time.time())
        status, _, answer = witness.ask(log.request(old, size))
        assert status == 200
        at = witness.cosigned_at(log.checkpoint(size), answer)
        assert before <= at <= time.time() + 1
        old = size
    shown = witness.show()
    assert shown["vkey"] == witness.verifier_key
    assert [(one["origin"], one["size"]) for one in shown["logs"]] == [(log.origin, 300)]
    assert shown["logs"][0]["root"] == log.root(300).hex()
    assert shown["evidence"] == []


def test_every_status_of_the_protocol(log, witness_of):
    witness = witness_of(log.verifier_key)
    assert witness.ask(log.request(0, 100))[0] == 200
    stranger, forger = ForeignLog("log.example/other").grow(5), ForeignLog().grow(200)
    other = log.forked(40, "other")
    note = log.checkpoint(200)
    wrong_signature = note.replace(b"\n200\n", b"\n201\n")
    good = log.proof(100, 200)
    table = [
        (stranger.request(0, 5), 404),
        (forger.request(100, 200), 403),
        (body(100, good, wrong_signature), 403),
        (body(201, [], note), 400),
        (body(100, [], note), 422),
        (body(100, good[:-1], note), 422),
        (body(100, good + [good[0]], note), 422),
        (body(100, [bytes(32), *good[1:]], note), 422),
        (other.request(100, 200), 422),
        (log.request(99, 200), 409),
        (log.request(0, 200), 409),
        (log.request(0, 50), 409),
        (log.request(50, 50), 409),
        (other.request(100, 100), 409),
        (log.request(100, 100), 200),
        (b"", 400),
        (b"old 100\n", 400),
        (log.request(100, 200)[:-1], 400),
        (log.request(100, 200).replace(b"old 100", b"old 0100"), 400),
        (log.request(100, 200).replace(b"\n", b"\r\n"), 400),
        (body(100, good * 20, note)[:4000], 400),
        (body(100, [bytes(32)] * 64, note), 400),
        (body(100, [bytes(32)] * 63, note), 422),
        (random.Random(1).randbytes(100_000), 400),
    ]
    for request, status in table:
        got, kind, answer = witness.ask(request)
        assert got == status, (request[:60], got)
        if status == 409:
            assert (kind, answer) == (SIZE_TYPE, b"100\n")
    assert witness.ask(log.request(100, 200))[0] == 200


def test_signatures_of_strangers_are_ignored_and_a_log_may_have_several_keys(log, witness_of):
    stranger, second = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    second_key = log_reader.verifier_key(log.origin, LOG, public(second))
    witness = witness_of(log.verifier_key)
    assert witness.ask(log.request(0, 10, stranger))[0] == 403
    assert witness.ask(log.request(0, 10, stranger, log.key))[0] == 200
    assert witness.ask(log.request(10, 20, second))[0] == 403
    witness.reload(log.verifier_key, second_key)
    for old, keys in [(10, [second]), (20, [log.key]), (30, [log.key, second, stranger])]:
        status, _, answer = witness.ask(log.request(old, old + 10, *keys))
        assert status == 200
        assert witness.cosigned_at(log.checkpoint(old + 10), answer)
    # The old key is let go; a list that cannot be read changes nothing.
    witness.reload(second_key)
    assert witness.ask(log.request(40, 50))[0] == 403
    witness.reload("no key at all")
    assert "line 2" in witness.process.text()
    assert witness.ask(log.request(40, 50, second))[0] == 200


def test_extension_lines_are_cosigned_with_the_rest(log, witness_of):
    witness = witness_of(log.verifier_key)
    note = log.checkpoint(7, more="time 1785312000000\nanything — at all\n")
    status, _, answer = witness.ask(body(0, [], note))
    assert status == 200
    assert witness.cosigned_at(note, answer)
    with pytest.raises(AssertionError):
        witness.cosigned_at(log.checkpoint(7), answer)


def test_what_was_cosigned_is_remembered_over_a_kill(log, witness_of):
    witness = witness_of(log.verifier_key)
    for old, new in [(0, 5), (5, 9), (9, 120)]:
        assert witness.ask(log.request(old, new))[0] == 200
        witness.kill()
        witness.start()
        assert witness.ask(log.request(old, new))[2] == f"{new}\n".encode()
    other = log.forked(30, "other")
    assert witness.ask(other.request(120, 120))[0] == 409
    assert witness.ask(other.request(120, 121))[0] == 422


def test_no_kill_makes_it_cosign_two_histories(log, witness_of):
    """Many submit two histories at once, the witness is killed at any moment, and begins again."""
    witness = witness_of(log.verifier_key)
    assert witness.ask(log.request(0, 20))[0] == 200
    cosigned: list[tuple[int, bytes]] = []
    guard = threading.Lock()
    trunk, base = log, 20
    for number in range(8):
        histories = [trunk.forked(base, f"{number} {side}").grow(base + 60) for side in "abcd"]
        stop = threading.Event()

        def submit(history: ForeignLog, seed: int):
            dice, old = random.Random(seed), base
            while not stop.is_set():
                size = min(old + dice.randint(0, 3), base + 60)
                try:
                    status, _, answer = witness.ask(history.request(old, size))
                except (OSError, http.client.HTTPException):
                    continue
                if status == 200:
                    assert witness.cosigned_at(history.checkpoint(size), answer)
                    with guard:
                        cosigned.append((size, history.root(size)))
                    old = size
                elif status == 409:
                    old = min(int(answer), base + 60)

        workers = [
            threading.Thread(target=submit, args=(history, seed))
            for seed, history in enumerate(histories * 2)
        ]
        for worker in workers:
            worker.start()
        for pause in (0.15, 0.1, 0.2):
            time.sleep(pause + 0.013 * number)
            witness.kill()
            witness.start()
        time.sleep(0.2)
        stop.set()
        for worker in workers:
            worker.join()
        size = witness.show()["logs"][0]["size"]
        held = bytes.fromhex(witness.show()["logs"][0]["root"])
        of_one = [history for history in histories if history.root(size) == held]
        assert of_one
        trunk = of_one[0]
        # All that ever left it lies in one history.
        assert cosigned
        for at, root in cosigned:
            assert at <= size and trunk.root(at) == root
        base = size
    assert len(cosigned) > 50


def test_a_fork_is_kept_as_evidence_and_said_aloud(log, witness_of):
    witness = witness_of(log.verifier_key)
    assert witness.ask(log.request(0, 100))[0] == 200
    other = log.forked(10, "other")
    for _ in range(5):
        assert witness.ask(other.request(100, 100))[0] == 409
    assert witness.process.text().count("A LOG HAS FORKED") == 1
    (place,) = witness.show()["evidence"]
    one = Checkpoint.read((Path(place) / "cosigned").read_bytes())
    _, _, note = read_body((Path(place) / "request").read_bytes())
    two = Checkpoint.read(note)
    for checkpoint in (one, two):
        assert checkpoint.note.is_by_log(log.origin, public(log.key))
    assert one.size == two.size == 100 and one.root != two.root
    assert one.note.cosigned_at(witness.name, witness.public)
    assert two.note.cosigned_at(witness.name, witness.public) is None
    figures = witness.ask(b"", "GET", "/metrics")[2].decode()
    assert "farthing_witness_forks 5" in figures


def test_a_hundred_logs_at_once(witness_of):
    logs = [ForeignLog(f"log.example/{number}").grow(40) for number in range(100)]
    witness = witness_of(*[log.verifier_key for log in logs])
    failures = []

    def submit(log: ForeignLog):
        for old, new in [(0, 7), (7, 8), (8, 40)]:
            status, _, answer = witness.ask(log.request(old, new))
            if status != 200 or not witness.cosigned_at(log.checkpoint(new), answer):
                failures.append((log.origin, new, status))

    workers = [threading.Thread(target=submit, args=(log,)) for log in logs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failures
    assert [one["size"] for one in witness.show()["logs"]] == [40] * 100


def test_connections_are_kept_and_strange_requests_harm_nobody(log, witness_of):
    witness = witness_of(log.verifier_key)
    connection = http.client.HTTPConnection("127.0.0.1", witness.port, timeout=20)
    for old, new in [(0, 1), (1, 2), (2, 3)]:
        connection.request("POST", "/add-checkpoint", log.request(old, new))
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
    # Without a length, in pieces.
    request = log.request(3, 4)
    pieces = (request[at : at + 7] for at in range(0, len(request), 7))
    connection.request("POST", "/add-checkpoint", pieces, encode_chunked=True, headers={
        "transfer-encoding": "chunked",
    })
    assert connection.getresponse().status == 200
    connection.close()
    assert witness.ask(b"a" * 2_000_000)[0] == 413
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        assert witness.ask(b"", method)[0] == 405
    assert witness.ask(b"", "POST", "/other")[0] == 404
    for junk in (b"\x00" * 100, b"GET", b"POST /add-checkpoint HTTP/1.1\r\n" + b"a: b\r\n" * 5000):
        with socket.create_connection(("127.0.0.1", witness.port), timeout=20) as raw:
            raw.sendall(junk)
            raw.shutdown(socket.SHUT_WR)
            raw.settimeout(20)
            try:
                while raw.recv(65536):
                    pass
            except OSError:
                pass
    assert witness.ask(log.request(4, 5))[0] == 200


def test_what_is_wrong_at_the_start_is_one_line_and_nothing_is_made(log, tmp_path, witness_of):
    logs = tmp_path / "logs"
    logs.write_text(log.verifier_key + "\n")

    def start(*words) -> subprocess.CompletedProcess:
        return witness_peer.run("serve", "--listen", "127.0.0.1:0", *words)

    missing = tmp_path / "none"
    done = start("--data", missing, "--logs", logs)
    assert done.returncode == 78 and "farthing witness new" in done.stderr
    assert not missing.exists()
    done = start("--data", missing, "--logs", tmp_path / "nothing")
    assert done.returncode == 78 and not missing.exists()
    logs.write_text(log.verifier_key[:-8] + "AAAAAAA=\n")
    done = start("--data", missing, "--logs", logs, "--name", "w")
    assert done.returncode == 78 and "line 1" in done.stderr and not missing.exists()
    for name in ("", "a b", "a+b", "a\tb"):
        assert witness_peer.run("new", "--data", missing, "--name", name).returncode == 73
    assert not missing.exists()

    logs.write_text(log.verifier_key + "\n")
    witness = witness_of(log.verifier_key)
    done = start("--data", witness.data, "--logs", logs)
    assert done.returncode == 78 and "uses it already" in done.stderr
    done = witness_peer.run("new", "--data", witness.data, "--name", "w2")
    assert done.returncode == 73 and "already" in done.stderr
    assert witness.ask(log.request(0, 9))[0] == 200
    witness.stop()
    done = start("--data", witness.data, "--logs", logs, "--name", "another")
    assert done.returncode == 78 and "--name" in done.stderr
    key = witness.data / "witness.key"
    key.chmod(0o644)
    done = start("--data", witness.data, "--logs", logs)
    assert done.returncode == 78 and "chmod 600" in done.stderr
    key.chmod(0o600)
    (state,) = (witness.data / "logs").iterdir()
    kept = state.read_bytes()
    for damage in (b"", kept[:-9], kept.replace(b"\n9\n", b"\n8\n"), log.checkpoint(5)):
        state.write_bytes(damage)
        done = start("--data", witness.data, "--logs", logs)
        assert done.returncode == 78 and "make a new witness" in done.stderr
    state.write_bytes(kept)
    witness.start()
    assert witness.ask(log.request(9, 10))[0] == 200


def certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "witness")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_with_tls_and_not_without_it_beyond_loopback(log, tmp_path, witness_of):
    cert, key = certificate(tmp_path)
    witness = witness_of(log.verifier_key, flags=["--tls-cert", cert, "--tls-key", key])
    context = ssl.create_default_context(cafile=str(cert))
    connection = http.client.HTTPSConnection(
        "127.0.0.1", witness.port, timeout=20, context=context
    )
    connection.request("POST", "/add-checkpoint", log.request(0, 9))
    answer = connection.getresponse()
    assert answer.status == 200
    assert witness.cosigned_at(log.checkpoint(9), answer.read())
    connection.close()
    with pytest.raises((OSError, http.client.HTTPException)):
        witness.ask(log.request(9, 10))
    done = subprocess.run(
        [
            *[farthing_binary(), "witness", "serve", "--data", witness.data],
            *["--logs", witness.logs, "--listen", "0.0.0.0:0"],
        ],
        capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 78 and "--behind-tls-proxy" in done.stderr


def test_the_witness_and_the_peers_witness_agree(log, witness_of):
    """The same random requests to ours and to one that was written from the protocol's text."""
    witness = witness_of(log.verifier_key)
    peer = witness_peer.PeerWitness("peer", {log.origin: public(log.key)})
    dice = random.Random(7)
    other = log.forked(33, "other")
    seen = {}
    try:
        for _ in range(400):
            history = dice.choice([log, log, log, other])
            held = peer.heads.get(log.origin, (0, b""))[0]
            old = dice.choice([held, held, held, max(0, held - 1), dice.randint(0, 60)])
            size = min(300, dice.choice([old, old + 1, old + dice.randint(0, 9), dice.randint(0, 60)]))
            proof = history.proof(old, size) if old <= size else []
            if dice.random() < 0.2:
                proof = dice.choice([proof[1:], proof + [bytes(32)], proof[::-1], []])
            request = body(old, proof, history.checkpoint(size))
            expected = peer.answer("/add-checkpoint", request)
            status, kind, answer = witness.ask(request)
            assert status == expected[0], request
            if status == 409:
                assert (kind, answer) == expected[1:]
            seen[status] = seen.get(status, 0) + 1
    finally:
        peer.stop()
    assert {200, 409, 422} <= set(seen)
    assert base64.b64encode(peer.heads[log.origin][1])
    assert witness.show()["logs"][0]["size"] == peer.heads[log.origin][0]


def test_an_answer_is_a_note_with_the_checkpoint(log, witness_of):
    witness = witness_of(log.verifier_key)
    _, _, answer = witness.ask(log.request(0, 3))
    note = Note.read(log.checkpoint(3) + answer)
    assert [name for name, _, _ in note.signatures] == [log.origin, witness.name]
