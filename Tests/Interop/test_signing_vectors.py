"""A log whose keys and name change, written by hand from the formats: both verifiers, and forgeries."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from farthing_process import farthing_binary

ROOT = Path(__file__).resolve().parents[2]
VECTOR = ROOT / "Tests" / "Vectors" / "receipts" / "lineage.jsonl"
VERIFIER = ROOT / "Scripts" / "verify" / "farthing_verify.py"
KEY = "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664"

sys.path.insert(0, str(ROOT / "Scripts" / "vectors"))

import lineage_vectors as by_hand  # noqa: E402


def verdicts(path: Path, key: str = KEY) -> list[dict]:
    """What our verifier says, and the one that was written from the formats alone."""
    found = []
    for command in ([str(farthing_binary()), "verify"], [sys.executable, str(VERIFIER)]):
        done = subprocess.run(
            [*command, str(path), "--key", key, "--json"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode in (0, 1), done.stdout + done.stderr
        found.append(json.loads(done.stdout))
        assert found[-1]["ok"] == (done.returncode == 0)
    return found


def test_the_vector_is_what_its_script_writes(tmp_path):
    script = ROOT / "Scripts" / "vectors" / "lineage_vectors.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "again")], check=True)
    assert (tmp_path / "again").read_bytes() == VECTOR.read_bytes()


@pytest.mark.parametrize("page", ["keys", "entries"])
def test_every_value_on_the_pages_is_in_the_vector(page):
    text = (ROOT / "docs" / "formats" / f"{page}.md").read_text()
    if page == "entries":
        text = text.split("## The journal itself")[1].split("## `balance`")[0]
    vector = VECTOR.read_text()
    texts = set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", text))
    assert len(texts) >= 2
    assert all(digits in vector for digits in texts)
    for start, end in re.findall(r"([0-9a-f]{8})…([0-9a-f]{6,8})", text):
        assert re.search(f'"{start}[0-9a-f]+{end}"', vector), (start, end)


def test_what_both_sign_is_what_the_page_shows():
    page = (ROOT / "docs" / "formats" / "keys.md").read_text()
    entries = [json.loads(line)["decision"] for line in VECTOR.open() if '"decision"' in line]
    for kind, title in (("keyRotation", "rotation/1"), ("keyDelegation", "delegation/1")):
        lines = page[page.index(f"    farthing key {title}") :].split("\n\n")[0].split("\n")
        text = "".join(line[4:] + "\n" for line in lines).encode()
        entry = next(entry for entry in entries if entry["kind"] == kind)
        keys = [entry.get("from") or entry["root"], entry["to"]]
        for key, signature in zip(keys, entry["signatures"]):
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
            public.verify(bytes.fromhex(signature), text)


def test_who_trusts_the_first_key_follows_to_the_last():
    for verdict in verdicts(VECTOR):
        assert verdict["ok"], verdict


def test_another_key_leads_nowhere():
    for verdict in verdicts(VECTOR, by_hand.Key(b"\2" * 32).hex):
        assert not verdict["ok"]


def log_of(*seeds: int) -> tuple[by_hand.Log, list[by_hand.Key]]:
    keys = [by_hand.Key(bytes(range(1, 33))), *(by_hand.Key(bytes([seed]) * 32) for seed in seeds)]
    log = by_hand.Log()
    log.add("setPolicy", policyHash="none", policyId="acme-corp", policyVersion=1)
    log.seal(keys[0])
    return log, keys


def rotate(log: by_hand.Log, old, new, *, swapped=False, origin=None, size=None, signer=None):
    at, head = log.sealed
    origin, size = origin or log.origin, at if size is None else size
    lines = ["farthing key rotation/1", origin, str(size), head, old.hex, new.hex]
    signatures = [(signer or old).sign(*lines), new.sign(*lines)]
    log.add(
        "keyRotation",
        **{"from": old.hex, "to": new.hex, "origin": origin, "size": size, "head": head},
        signatures=signatures[::-1] if swapped else signatures,
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"swapped": True}, "key_signature_invalid"),
        ({"origin": "farthing/other"}, "key_origin_mismatch"),
        ({"size": 0}, "key_position_mismatch"),
        ({"signer": 3}, "key_signature_invalid"),
        ({"by": 3}, "key_untrusted"),
        ({"sealed_by": 0}, "seal_key_retired"),
        ({}, None),
    ],
)
def test_both_find_the_same_forgery_at_the_same_entry(change, code, tmp_path):
    log, (first, second, third) = log_of(2, 3)
    change = dict(change)
    sealed_by = change.pop("sealed_by", 1)
    old = third if change.pop("by", None) else first
    if "signer" in change:
        change["signer"] = third
    rotate(log, old, second, **change)
    log.seal(first)
    log.add("setPolicy", policyHash="other", policyId="acme-corp", policyVersion=2)
    log.seal([first, second][sealed_by])
    header = {
        "format": "farthing-receipts/1",
        "origin": by_hand.NAME,
        "signerFingerprint": first.fingerprint,
    }
    path = tmp_path / "log.jsonl"
    path.write_text("".join(line + "\n" for line in [by_hand.canonical(header), *log.lines]))
    ours, independent = verdicts(path)
    assert ours["ok"] == independent["ok"] == (code is None)
    if code:
        sequence = 2 if code.startswith("seal") else 1
        assert independent["code"] == code and independent["sequence"] == sequence
        assert ours["sequence"] == sequence
        assert code in json.dumps(ours)


def test_an_unknown_kind_is_never_added_up(tmp_path):
    log, (first,) = log_of()
    log.add("moveMoney", amount=1)
    log.seal(first)
    header = {
        "format": "farthing-receipts/1",
        "origin": by_hand.NAME,
        "signerFingerprint": first.fingerprint,
    }
    path = tmp_path / "log.jsonl"
    path.write_text("".join(line + "\n" for line in [by_hand.canonical(header), *log.lines]))
    done = subprocess.run(
        [sys.executable, str(VERIFIER), str(path), "--key", KEY, "--json"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and json.loads(done.stdout)["code"] == "entry_refused"
