"""The examples of docs/formats/witness.md, and their vectors, are what the text says."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_reader
from log_reader import Checkpoint, Log, Note
from test_log_documents import KEY, NAME, WITNESS, blocks
from witness_peer import SIZE_TYPE, PeerWitness, WitnessProcess, read_body

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors" / "witness"
REQUEST, ANSWER = (VECTORS / name for name in ("request", "answer"))
LISTED = (VECTORS / "logs").read_text().splitlines()[1]


def test_the_page_shows_the_vectors():
    shown = blocks("witness.md")
    request, hashes, made, answer, refusal = shown[:5]
    head, _, body = request.partition("\n\n")
    assert head == "POST /add-checkpoint HTTP/1.1"
    assert body.encode() == REQUEST.read_bytes()
    assert len(body.encode()) == 423
    assert answer.partition("\n\n")[2].encode() == ANSWER.read_bytes()
    assert refusal.splitlines()[1:] == [f"Content-Type: {SIZE_TYPE}", "", "7"]
    old, proof, note = read_body(body.encode())
    leaves = Log(VECTORS.parent / "log").hashes(0, 7)
    assert [line.split()[0] for line in hashes.splitlines()] == [value.hex() for value in proof]
    assert proof == [log_reader.root_of(leaves[2:4]), log_reader.root_of(leaves[4:])]
    old_root = log_reader.root_of(leaves[:2])
    root = log_reader.node_hash(log_reader.node_hash(old_root, proof[0]), proof[1])
    assert made.split("= ")[1].strip() == root.hex()
    checkpoint = Checkpoint.read(note)
    assert checkpoint.root == root and checkpoint.note.is_by_log(checkpoint.origin, KEY)
    assert log_reader.is_consistent(old, 7, old_root, root, proof)
    assert old_root.hex() in (ROOT / "docs/formats/witness.md").read_text()
    listed = next(text for text in shown if text.startswith("# The log"))
    assert listed == (VECTORS / "logs").read_text()


def test_the_answer_is_the_checkpoint_with_its_cosignature():
    note = read_body(REQUEST.read_bytes())[2] + ANSWER.read_bytes()
    assert note == (VECTORS.parent / "log" / "checkpoint").read_bytes()
    public = WITNESS.public_key().public_bytes_raw()
    assert Note.read(note).cosigned_at(NAME, public) == 1785312060
    text = Note.read(note).text
    assert log_reader.cosignature_line(text, NAME, WITNESS, 1785312060) == ANSWER.read_bytes()


def test_a_real_witness_takes_the_request(tmp_path):
    """With the key of the vectors, after the checkpoint over two entries."""
    witness = WitnessProcess(tmp_path / "w", LISTED, name=NAME)
    try:
        witness.stop()
        folder = witness.data
        (folder / "witness.key").write_bytes(WITNESS.private_bytes_raw())
        public = WITNESS.public_key().public_bytes_raw()
        key = log_reader.verifier_key(NAME, log_reader.COSIGNATURE, public)
        (folder / "witness.vkey").write_text(key + "\n")
        witness.public = public
        witness.start()
        first = (VECTORS.parent / "log" / "old-checkpoint").read_bytes()
        assert witness.ask(b"old 0\n\n" + first)[0] == 200
        status, _, answer = witness.ask(REQUEST.read_bytes())
        assert status == 200
        assert witness.cosigned_at(read_body(REQUEST.read_bytes())[2], answer)
        assert answer[:28] == ANSWER.read_bytes()[:28]
        assert witness.ask(REQUEST.read_bytes()) == (409, SIZE_TYPE, b"7\n")
    finally:
        witness.stop()


def test_the_folder_is_as_the_page_says(tmp_path):
    witness = WitnessProcess(tmp_path / "w", LISTED)
    try:
        first = (VECTORS.parent / "log" / "old-checkpoint").read_bytes()
        assert witness.ask(b"old 0\n\n" + first)[0] == 200
        origin = Checkpoint.read(first).origin
        name = log_reader.sha256(origin.encode()).hex()
        kept = (witness.data / "logs" / name).read_bytes()
        assert kept.startswith(first)
        assert Note.read(kept).cosigned_at(witness.name, witness.public)
        assert sorted(path.name for path in witness.data.iterdir()) == [
            "lock", "logs", "witness.key", "witness.vkey",
        ]
        assert (witness.data / "witness.key").stat().st_mode & 0o777 == 0o600
    finally:
        witness.stop()


def test_the_key_in_the_guide_is_one():
    page = (ROOT / "docs" / "witness.md").read_text()
    (key,) = set(re.findall(r"\S+\+7bede9df\+\S{44}", page))
    name, number, material = key.removeprefix("acme=").split("+", 2)
    value = base64.b64decode(material)
    assert value[0] == log_reader.COSIGNATURE and len(value) == 33


def test_the_peers_witness_agrees_with_the_vectors():
    peer = PeerWitness(NAME, {Checkpoint.read(read_body(REQUEST.read_bytes())[2]).origin: KEY})
    peer.key = Ed25519PrivateKey.from_private_bytes(bytes(range(0x21, 0x41)))
    try:
        first = (VECTORS.parent / "log" / "old-checkpoint").read_bytes()
        assert peer.answer("/add-checkpoint", b"old 0\n\n" + first)[0] == 200
        assert peer.answer("/add-checkpoint", REQUEST.read_bytes())[0] == 200
        assert peer.answer("/add-checkpoint", REQUEST.read_bytes())[2] == b"7\n"
        assert peer.faults == []
    finally:
        peer.stop()
