"""`farthing serve` with witnesses: its checkpoints are cosigned, and what a backup undoes is noticed."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_reader
from conftest import policy
from farthing_process import Farthing, wait_until
from log_reader import LOG, Checkpoint, Log, Note
from test_log import OFTEN, call, publish, prove, public_key, verify
from test_signing import Root
from witness_peer import ForeignLog, PeerWitness, WitnessProcess, public


@pytest.fixture
def witness_of(tmp_path: Path) -> Iterator[Callable[..., WitnessProcess]]:
    running: list[WitnessProcess] = []

    def start(*keys: str, **more) -> WitnessProcess:
        name = f"witness.example/w{len(running)}"
        running.append(WitnessProcess(tmp_path / f"w{len(running)}", *keys, name=name, **more))
        return running[-1]

    yield start
    for witness in running:
        witness.stop()


@pytest.fixture
def peer() -> Iterator[PeerWitness]:
    witness = PeerWitness("peer.example/w", {})
    yield witness
    witness.stop()


def checkpoint(server: Farthing) -> Checkpoint:
    return Log(server.data / "log").checkpoint()


def log_key(server: Farthing) -> str:
    """The verifier key of the server's log, as `farthing keys signing show` prints it."""
    shown = server.run("keys", "signing", "show", "--data", server.data).stdout
    found = re.findall(r"\S+\+[0-9a-f]{8}\+\S+", shown)
    assert log_reader.verifier_key(checkpoint(server).origin, LOG, public_key(server)) in found
    return log_reader.verifier_key(checkpoint(server).origin, LOG, public_key(server))


def flags_of(*witnesses) -> list[str]:
    flags = []
    for number, witness in enumerate(witnesses):
        flags += ["--witness", f"w{number}={witness.url}"]
        flags += ["--witness-key", f"w{number}={witness.verifier_key}"]
    return flags


def restart(server: Farthing, *flags: str) -> Farthing:
    server.stop()
    server.flags = [*OFTEN, *flags]
    return server.start()


@pytest.fixture
def published(farthing_server) -> Farthing:
    server = farthing_server(policy(), *OFTEN)
    call(server, 20)
    server.wait_until_nothing_held()
    publish(server)
    return server


def test_checkpoints_are_cosigned_and_proofs_carry_it(published, witness_of):
    key = log_key(published)
    witnesses = [witness_of(key), witness_of(key)]
    restart(published, *flags_of(*witnesses))
    call(published, 60)
    published.wait_until_nothing_held()
    size = publish(published)

    def is_cosigned() -> bool:
        now = checkpoint(published)
        return now.size >= size and all(
            now.note.cosigned_at(witness.name, witness.public) for witness in witnesses
        )

    wait_until(is_cosigned, 15, "two cosignatures")
    path, proof = prove(published, 7)
    note = proof.checkpoint.note
    assert all(note.cosigned_at(witness.name, witness.public) for witness in witnesses)
    flags = ["--key", public_key(published).hex()]
    for witness in witnesses:
        flags += ["--witness", witness.verifier_key]
    code, answer = verify(published, path, *flags, "--witnesses-min", "2")
    assert code == 0, answer
    assert [one["name"] for one in answer["witnesses"]] == [one.name for one in witnesses]
    metrics = published.metrics()
    assert metrics["farthing_witnesses"] == 2
    assert metrics["farthing_checkpoint_cosignatures"] == 2
    assert metrics["farthing_witnessed_size"] >= size
    assert metrics["farthing_log_rollbacks"] == metrics["farthing_witness_wrong"] == 0
    # The tiles have what each cosigned checkpoint is over.
    Log(published.data / "log").check(public_key(published))
    for witness in witnesses:
        assert witness.show()["logs"][0]["size"] == checkpoint(published).size


def test_a_proof_after_a_start_has_the_cosignatures_that_were_there(published, witness_of):
    witness = witness_of(log_key(published))
    restart(published, *flags_of(witness))
    call(published, 20)
    published.wait_until_nothing_held()
    size = publish(published)
    wait_until(
        lambda: checkpoint(published).note.cosigned_at(witness.name, witness.public)
        and checkpoint(published).size >= size,
        15, "a cosignature",
    )
    witness.stop()
    # The next checkpoint is over more entries, and nobody cosigns it.
    restart(published, *flags_of(witness))
    assert call(published, 5) is None
    published.wait_until_nothing_held()
    newer = publish(published)
    assert newer > size
    assert not checkpoint(published).note.cosigned_at(witness.name, witness.public)
    flags = ["--key", public_key(published).hex(), "--witness", witness.verifier_key]
    path, proof = prove(published, 7)
    assert size <= proof.checkpoint.size < newer
    code, answer = verify(published, path, *flags)
    assert code == 0 and len(answer["witnesses"]) == 1, answer
    # What only the newer one covers has that one.
    path, proof = prove(published, newer - 1)
    assert proof.checkpoint.size == newer
    assert verify(published, path, *flags)[1]["reason"] == "witnesses_missing"


def test_a_strict_witness_of_others_is_served_as_the_protocol_says(published, peer):
    peer.origins[checkpoint(published).origin] = public_key(published)
    restart(published, *flags_of(peer))
    for _ in range(5):
        call(published, 15)
        size = publish(published)
        wait_until(
            lambda size=size: peer.heads.get(checkpoint(published).origin, (0, b""))[0] >= size,
            15,
            "a cosignature",
        )
    assert peer.faults == []
    # At first it asks where the witness stands, then it knows.
    assert [status for _, _, status in peer.requests] == [200] * len(peer.requests)
    assert peer.requests[0][0] == 0
    steps = [(old, size) for old, size, _ in peer.requests]
    assert all(old == before[1] for before, (old, _) in zip(steps, steps[1:]))
    # After a restart it knows where the witness stands, and goes on from there.
    restart(published, *flags_of(peer))
    call(published, 15)
    size = publish(published)
    wait_until(lambda: peer.heads[checkpoint(published).origin][0] >= size, 15, "an offer")
    assert {status for _, _, status in peer.requests} == {200}
    (kept,) = (published.data / "witnesses").iterdir()
    assert Note.read(kept.read_bytes()).cosigned_at(peer.name, public(peer.key))
    wait_until(lambda: peer.name in str(checkpoint(published).note.signatures), 15, "its line")
    assert checkpoint(published).note.cosigned_at(
        peer.name, base64.b64decode(peer.verifier_key.split("+", 2)[2])[1:]
    )


def test_a_witness_that_comes_late_or_was_away_catches_up(published, witness_of):
    witness = witness_of(log_key(published))
    call(published, 30)
    restart(published, *flags_of(witness))
    call(published, 30)
    size = publish(published)
    seen = lambda: witness.show()["logs"] and witness.show()["logs"][0]["size"]  # noqa: E731
    wait_until(lambda: seen() >= size, 15, "the first cosignature")
    witness.stop()
    call(published, 30)
    size = publish(published)
    wait_until(lambda: published.metrics()["farthing_witness_failures"] > 0, 15, "a failure")
    assert published.metrics()["farthing_witnessed_size"] < size
    # Calls go on as if nothing were.
    call(published, 5)
    witness.start()
    wait_until(lambda: seen() >= size, 30, "the cosignature after the pause")
    wait_until(
        lambda: published.metrics()["farthing_witnessed_size"] >= size, 15, "the figure"
    )
    assert "a witness cosigns again" in published.process.text()


def test_wrong_answers_are_errors_and_are_not_published(published, peer):
    origin = checkpoint(published).origin
    peer.origins[origin] = public_key(published)
    text = checkpoint(published).note.text
    stranger = Ed25519PrivateKey.generate()
    other_text = text.replace(b"time 1", b"time 2")
    answers = [
        (200, None, b""),
        (200, None, b"fine\n"),
        (200, None, log_reader.cosignature_line(text, "someone.else", stranger, 1)),
        (200, None, log_reader.cosignature_line(text, peer.name, stranger, 1)),
        (200, None, log_reader.cosignature_line(other_text, peer.name, peer.key, 1)),
        (409, "text/plain", b"5\n"),
        (409, "text/x.tlog.size", b"05\n"),
        (200, None, b"x" * 100_000),
    ]
    for number, answer in enumerate(answers):
        peer.instead = answer
        restart(published, *flags_of(peer))
        call(published, 3)
        publish(published)
        name = "farthing_witness_failures" if len(answer[2]) > 1000 else "farthing_witness_wrong"
        wait_until(lambda name=name: published.metrics()[name] > 0, 15, f"answer {number}")
        names = [found for found, _, _ in checkpoint(published).note.signatures]
        assert set(names) == {origin}
    assert "a witness is wrong" in published.process.text()
    # It knows neither the log nor its key.
    for status, words in [(404, "does not know this log"), (403, "does not trust this log's key")]:
        peer.instead = (status, None, b"")
        restart(published, *flags_of(peer))
        wait_until(lambda words=words: words in published.process.text(), 15, words)


def test_a_witness_that_was_put_back_is_noticed(published, peer):
    peer.origins[checkpoint(published).origin] = public_key(published)
    restart(published, *flags_of(peer))
    call(published, 5)
    first = publish(published)
    origin = checkpoint(published).origin
    wait_until(lambda: peer.heads.get(origin, (0,))[0] >= first, 15, "a cosignature")
    kept = dict(peer.heads)
    call(published, 15)
    size = publish(published)
    wait_until(lambda: peer.heads[origin][0] >= size, 15, "another")
    # Also where the log's server was started anew meanwhile.
    published.stop()
    with peer.lock:
        peer.heads = kept
    published.start()
    call(published, 15)
    size = publish(published)
    wait_until(lambda: peer.heads[origin][0] >= size, 15, "the next one")
    metrics = published.metrics()
    assert metrics["farthing_witness_rollbacks"] == 1
    assert metrics["farthing_log_rollbacks"] == 0
    assert "a witness has forgotten what it cosigned" in published.process.text()


def put_back(server: Farthing, backup: Path) -> None:
    """The whole data folder as it was, published log included."""
    shutil.rmtree(server.data)
    shutil.copytree(backup, server.data)


def test_a_restore_from_a_backup_from_beginning_to_end(published, witness_of):
    witness = witness_of(log_key(published))
    restart(published, *flags_of(witness))
    origin, public = checkpoint(published).origin, public_key(published)
    call(published, 10)
    published.stop()
    backup = published.folder / "backup"
    shutil.copytree(published.data, backup)
    published.start()
    call(published, 40)
    published.wait_until_nothing_held()
    size = publish(published)
    wait_until(lambda: witness.show()["logs"][0]["size"] >= size, 15, "a cosignature")
    published.stop()
    held = witness.show()["logs"][0]

    # The backup is put back, and goes on under the same name: shorter than what was cosigned.
    put_back(published, backup)
    published.start()
    wait_until(lambda: "THIS LOG WAS PUT BACK" in published.process.text(), 15, "the shout")
    assert published.metrics()["farthing_log_rollbacks"] >= 1
    text = published.process.text()
    assert f"cosigned {held['size']} entries" in text and "--restored" in text
    assert "event=log.rollback" in text
    # Calls go on; and once it is longer than what was cosigned, its other history shows.
    call(published, 80)
    published.wait_until_nothing_held()
    wait_until(lambda: "HAS ANOTHER HISTORY" in published.process.text(), 30, "the other shout")
    assert witness.show()["logs"] == [held]
    published.stop()

    # Put back again and started as it must be: a new name, which the witness does not know yet.
    put_back(published, backup)
    published.flags.append("--restored")
    published.start()
    published.flags.remove("--restored")
    call(published, 10)
    publish(published)
    new = checkpoint(published)
    assert new.origin != origin and new.origin.startswith(origin + "/")
    wait_until(lambda: "does not know this log" in published.process.text(), 15, "404")
    witness.reload(
        log_reader.verifier_key(origin, LOG, public),
        log_reader.verifier_key(new.origin, LOG, public),
    )
    call(published, 10)
    published.wait_until_nothing_held()
    size = publish(published)

    def is_witnessed() -> bool:
        now = checkpoint(published)
        return now.size >= size and now.note.cosigned_at(witness.name, witness.public) is not None

    wait_until(is_witnessed, 30, "a cosignature under the new name")
    logs = {one["origin"]: one["size"] for one in witness.show()["logs"]}
    assert logs[origin] == held["size"] and logs[new.origin] >= size
    published.stop()
    # The journal says which log it goes on from.
    done = published.verify()
    assert done.returncode == 0, done.stdout
    entries = published.run("receipts", "list", "--data", published.data, "--json", check=False)
    assert "logOrigin" in entries.stdout or published.run(
        "keys", "signing", "show", "--data", published.data
    ).stdout.count(origin)


def test_whoever_has_the_key_cannot_rewrite_or_fork_what_was_witnessed(published, witness_of):
    """Two rows of docs/formats/tampering.md: fork, and rewriting by the key holder."""
    witness = witness_of(log_key(published))
    restart(published, *flags_of(witness))
    call(published, 10)
    size = publish(published)
    wait_until(lambda: (witness.show()["logs"] or [{"size": 0}])[0]["size"] >= size, 15, "200")
    published.stop()
    now = checkpoint(published)
    held = witness.show()["logs"][0]
    assert held["size"] == now.size
    key = Ed25519PrivateKey.from_private_bytes((published.data / "private.key").read_bytes())
    forged = ForeignLog(now.origin, key)
    forged.leaves = Log(published.data / "log").hashes(0, now.size)
    assert forged.root(now.size) == now.root
    # An old entry altered, everything signed anew, of the same size and longer.
    forged.leaves[3] = log_reader.leaf_hash(b"another past")
    assert witness.ask(forged.request(now.size, now.size))[0] == 409
    assert witness.show()["evidence"]
    forged.grow(now.size + 5)
    assert witness.ask(forged.request(now.size, now.size + 5))[0] == 422
    # A shorter history, and entries taken off the end.
    assert witness.ask(forged.request(0, 5))[0] == 409
    assert witness.ask(forged.request(now.size - 2, now.size + 1))[0] == 409
    assert witness.show()["logs"] == [held]
    assert "A LOG HAS FORKED" in witness.process.text()


def test_a_rolled_back_witness_does_not_undo_what_others_hold(published, witness_of):
    """The row “rollback of a witness”: two witnesses needed, one of them put back, shows the fork."""
    key = log_key(published)
    one, two = witness_of(key), witness_of(key)
    restart(published, *flags_of(one, two))
    early = publish(published)
    wait_until(
        lambda: all((w.show()["logs"] or [{"size": 0}])[0]["size"] >= early for w in (one, two)),
        15,
        "both",
    )
    older = one.folder / "older"
    one.stop()
    shutil.copytree(one.data, older)
    one.start()
    call(published, 20)
    size = publish(published)
    wait_until(
        lambda: all(w.show()["logs"][0]["size"] >= size for w in (one, two)), 30, "both again"
    )
    published.stop()
    now = checkpoint(published)
    # The first is put back; whoever holds the log's key gets it to cosign a fork.
    one.stop()
    shutil.rmtree(one.data)
    shutil.copytree(older, one.data)
    one.start()
    old = one.show()["logs"][0]["size"]
    signer = Ed25519PrivateKey.from_private_bytes((published.data / "private.key").read_bytes())
    fork = ForeignLog(now.origin, signer)
    fork.leaves = Log(published.data / "log").hashes(0, now.size)[:old]
    fork.grow(now.size, "fork")
    status, _, answer = one.ask(fork.request(old, now.size))
    assert status == 200
    note = fork.checkpoint(now.size)
    assert one.cosigned_at(note, answer)
    # The second does not, so that a quorum of two is never had for both; and the two notes that
    # the first has cosigned are the proof against it.
    assert two.ask(fork.request(now.size, now.size))[0] == 409
    honest = now.note
    assert honest.cosigned_at(one.name, one.public) and honest.cosigned_at(two.name, two.public)
    forked = Note.read(note + answer)
    assert forked.cosigned_at(one.name, one.public) and not forked.cosigned_at(
        two.name, two.public
    )
    # The log's own server notices it at its next start.
    published.start()
    call(published, 5)
    wait_until(
        lambda: "HAS ANOTHER HISTORY" in published.process.text(), 20, "the witness's other tree"
    )


def test_a_witness_follows_a_new_key_once_it_is_listed(published, witness_of):
    witness = witness_of(log_key(published))
    origin = checkpoint(published).origin
    restart(published, *flags_of(witness))
    size = publish(published)
    seen = lambda: (witness.show()["logs"] or [{"size": 0}])[0]["size"]  # noqa: E731
    wait_until(lambda: seen() >= size, 15, "a cosignature")
    published.run("keys", "signing", "rotate", "--data", published.data)
    call(published, 5)
    publish(published)
    wait_until(
        lambda: "does not trust this log's key (403)" in published.process.text(), 15, "403"
    )
    shown = json.loads(
        published.run("keys", "signing", "show", "--data", published.data, "--json").stdout
    )
    new = bytes.fromhex(shown["keys"][0]["key"])
    assert new != public_key(published)
    keys = [log_reader.verifier_key(origin, LOG, key) for key in (public_key(published), new)]
    assert keys[1] in published.run("keys", "signing", "show", "--data", published.data).stdout
    witness.reload(*keys)
    call(published, 5)
    size = publish(published)
    wait_until(lambda: seen() >= size, 30, "a cosignature under the new key")


def test_a_witness_that_gets_the_new_key_late_cosigns_soon(published, witness_of):
    """It has refused for a while, and nothing else happens: no call, no restart."""
    witness = witness_of(log_key(published))
    origin = checkpoint(published).origin
    # The next checkpoint is far away.
    published.stop()
    published.flags = [*flags_of(witness)]
    published.start()
    publish(published)
    published.run("keys", "signing", "rotate", "--data", published.data)
    call(published, 5)
    published.wait_until_nothing_held()
    publish(published)
    for _ in range(8):
        publish(published)
    refused = "does not trust this log's key (403)"
    wait_until(lambda: refused in published.process.text(), 15, "403")
    assert published.metrics()["farthing_witness_failures"] >= 8
    shown = json.loads(
        published.run("keys", "signing", "show", "--data", published.data, "--json").stdout
    )
    new = bytes.fromhex(shown["keys"][0]["key"])
    keys = (public_key(published), new)
    witness.reload(*(log_reader.verifier_key(origin, LOG, key) for key in keys))
    wait_until(
        lambda: checkpoint(published).note.cosigned_at(witness.name, witness.public), 15,
        "a cosignature without anybody's doing",
    )


def test_of_a_key_that_is_kept_elsewhere_a_witness_knows_that_one_alone(
    farthing_server, witness_of, tmp_path
):
    root = Root(tmp_path / "root")
    server = farthing_server(policy(), *OFTEN, *root.flags)
    call(server, 3)
    publish(server)
    key = log_reader.verifier_key(checkpoint(server).origin, LOG, bytes.fromhex(root.public))
    witness = witness_of(key)
    # Each start seals with another key of the server's own.
    for number in range(2):
        restart(server, *root.flags, *flags_of(witness))
        call(server, 10)
        server.wait_until_nothing_held()
        size = publish(server)
        wait_until(
            lambda size=size: (witness.show()["logs"] or [{"size": 0}])[0]["size"] >= size,
            30,
            f"cosignature {number}",
        )
    path, _ = prove(server, 2)
    flags = ["--key", root.public, "--witness", witness.verifier_key]
    assert verify(server, path, *flags)[0] == 0


def test_settings_that_are_wrong_are_said_before_anything_starts(published, witness_of, tmp_path):
    witness = witness_of()
    published.stop()
    key = witness.verifier_key
    other = log_reader.verifier_key("w", LOG, public_key(published))
    file = tmp_path / "w.vkey"
    file.write_text(key + "\n")
    table = [
        (["--witness", f"w={witness.url}"], "--witness-key w=VKEY"),
        (["--witness-key", f"w={key}"], "no witness has this name"),
        (["--witness", "w=ftp://x", "--witness-key", f"w={key}"], "https://"),
        (["--witness", f"w={witness.url}", "--witness-key", "w=nonsense"], "neither"),
        (["--witness", f"w={witness.url}", "--witness-key", f"w={key[:-4]}AAA="], "neither"),
        (["--witness", f"w={witness.url}", "--witness-key", f"w={other}"], "a log's key"),
        (
            ["--witness", f"w={witness.url}", "--witness-key", f"w={key}", "--witnesses-min", "2"],
            "there are 1 witnesses",
        ),
        (["--log-listen", "0.0.0.0:0"], "--behind-tls-proxy"),
        (["--log-listen", "nowhere"], "HOST:PORT"),
    ]
    for flags, words in table:
        done = published.run(
            "serve", "--data", published.data, "--scripted", "--listen", "127.0.0.1:0", *flags,
            check=False,
        )
        assert done.returncode == 78 and words in done.stderr, (flags, done.stderr)
    # A file will do in the place of the key.
    published.flags = [*OFTEN, "--witness", f"w={witness.url}", "--witness-key", f"w={file}"]
    published.start()
    assert published.metrics()["farthing_witnesses"] == 1
