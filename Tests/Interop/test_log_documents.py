"""The examples of docs/formats/log.md and proofs.md, and their vectors, are what the texts say."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_reader
from farthing_process import farthing_binary
from log_reader import Checkpoint, Log, Proof

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors"
FOLDER = VECTORS / "log"
KEY = bytes.fromhex("79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664")
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(0x21, 0x41)))
WITNESS_KEY = WITNESS.public_key().public_bytes_raw()
NAME = "witness.example/w1"


def page(name: str) -> str:
    return (ROOT / "docs" / "formats" / name).read_text()


def blocks(name: str) -> list[str]:
    """The indented examples of a page, without their indentation."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", page(name), re.MULTILINE)
    return [re.sub(r"^    ", "", text, flags=re.MULTILINE).strip("\n") + "\n" for text in found]


def entries() -> list[bytes]:
    lines = (VECTORS / "receipts" / "journal.jsonl").read_bytes().split(b"\n")[:-1]
    return [line for line in lines if b'"entryHash"' in line]


def matches(shown: str, value: str) -> bool:
    """Whether figures that may be cut by … are those of a value."""
    return re.fullmatch(".*".join(re.escape(part) for part in shown.split("…")), value) is not None


def test_the_vectors_are_a_log_of_the_vectors_of_receipts():
    checkpoint = Log(FOLDER).check(KEY)
    assert checkpoint.size == 7
    hashes = [log_reader.entry_hash(line) for line in entries()]
    assert Log(FOLDER).entries(7) == hashes
    assert checkpoint.extensions[1] == f"head {hashes[-1].hex()}"
    assert checkpoint.note.cosigned_at(NAME, WITNESS_KEY) == 1785312060
    old = Checkpoint.read((FOLDER / "old-checkpoint").read_bytes())
    assert old.note.is_by_log(old.origin, KEY)
    assert old.root == log_reader.root_of([log_reader.leaf_hash(value) for value in hashes[:2]])


def test_the_page_of_the_log_shows_its_bytes():
    shown = blocks("log.md")
    checkpoint = (FOLDER / "checkpoint").read_text()
    assert checkpoint in shown
    text, name = checkpoint.split("\n\n")[0] + "\n", checkpoint.split("\n")[0]
    assert "cosignature/v1\ntime 1785312060\n" + text in shown
    keys = [(name, log_reader.LOG, KEY), (NAME, log_reader.COSIGNATURE, WITNESS_KEY)]
    assert "".join(log_reader.verifier_key(*key) + "\n" for key in keys) in shown
    tile = (FOLDER / "tile/0/000.p/7").read_bytes()
    bundle = (FOLDER / "tile/entries/000.p/7").read_bytes()
    assert (len(tile), len(bundle)) == (224, 238)
    leaves = [tile[at : at + 32].hex() for at in range(0, 224, 32)]
    items = [f"{bundle[at:at + 2].hex()} {bundle[at + 2:at + 34].hex()}" for at in range(0, 238, 34)]
    for number in (0, 1, 6):
        line = f"{leaves[number]}    SHA-256(00 ‖ hash of entry {number})"
        assert any(line in block for block in shown)
    assert "\n".join([*items[:2], "…", items[6]]) + "\n" in shown
    value = base64.b64decode(checkpoint.rstrip("\n").split(" ")[-1])
    block = next(block for block in shown if block.startswith("key id     = "))
    assert f"= {value[:4].hex()} =" in block and f"= {value[4:12].hex()} = 1785312060" in block
    figure = re.search(r"signature  = (\S+),", block)[1]
    assert matches(figure, value[12:].hex())


def test_the_page_of_proofs_shows_its_bytes():
    shown = blocks("proofs.md")
    assert (FOLDER / "hash.tlog-proof").read_text() in shown
    data = (FOLDER / "receipt.tlog-proof").read_text()
    extra = next(block for block in shown if block.startswith("extra "))
    assert matches(extra.rstrip("\n"), data.split("\n")[1])
    bare = Proof.read((FOLDER / "hash.tlog-proof").read_bytes())
    whole = Proof.read(data.encode())
    assert (whole.extra, whole.path, whole.index) == (entries()[1], bare.path, 1)
    entry = log_reader.entry_hash(whole.extra)
    assert whole.is_for(entry) and not whole.is_for(bytes(32))

    leaves = [log_reader.leaf_hash(log_reader.entry_hash(line)) for line in entries()]
    named = {
        "leaf 0": leaves[0],
        "leaf 1": leaves[1],
        "0 to 1": log_reader.root_of(leaves[:2]),
        "2 to 3": log_reader.root_of(leaves[2:4]),
        "0 to 3": log_reader.root_of(leaves[:4]),
        "4 to 6": log_reader.root_of(leaves[4:]),
        "root": log_reader.root_of(leaves),
    }
    block = next(block for block in shown if block.startswith("leaf 1  = "))
    for line in block.splitlines():
        name, _, rest = line.partition("= ")
        figures = re.findall(r"[0-9a-f]{8}…[0-9a-f]{8,9}", rest)
        assert matches(figures[-1], named[name.strip()].hex()), line
    assert whole.path == [named["leaf 0"], named["2 to 3"], named["4 to 6"]]

    growth = json.loads(next(block for block in shown if block.startswith('{"ok":true')))
    path = [bytes.fromhex(value) for value in growth["hashes"]]
    roots = [bytes.fromhex(growth[name]) for name in ("from_root", "to_root")]
    assert roots == [named["0 to 1"], named["root"]]
    assert log_reader.is_consistent(2, 7, *roots, path)
    assert not log_reader.is_consistent(2, 7, *roots, path[::-1])


@pytest.mark.parametrize("name", ["receipt", "hash"])
def test_farthing_verifies_the_vectors(name):
    flags = ["--key", KEY.hex(), "--witness"]
    flags.append(log_reader.verifier_key(NAME, log_reader.COSIGNATURE, WITNESS_KEY))
    if name == "hash":
        flags += ["--entry-hash", log_reader.entry_hash(entries()[1]).hex()]
    command = [farthing_binary(), "verify", "--proof", FOLDER / f"{name}.tlog-proof", *flags]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=60)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["ok"], answer["sequence"]) == (0, True, 1)
    assert answer["witnesses"] == [{"at_s": 1785312060, "name": NAME}]


def test_every_fault_of_the_page_is_one_of_the_command():
    rows = re.findall(r"^\| `([a-z_]+)` \|", page("proofs.md"), re.MULTILINE)
    source = (ROOT / "Sources" / "farthing" / "Log" / "ProofCheck.swift").read_text()
    assert sorted(rows) == sorted(re.findall(r'case \w+ = "(\w+)"', source))
