"""`farthing receipts import --agentguard`: logs that agentguard-spend itself has written, taken into
a journal whole or not at all."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import time
from pathlib import Path

import agentguard_spend as peer
import pytest

from conftest import policy
from farthing_process import ROOT, Farthing, farthing_binary

AGENTGUARD = ROOT / "Tests" / "Vectors" / "agentguard_spend"
EXPECTED = json.loads((AGENTGUARD / "expected.json").read_text(encoding="utf-8"))["cases"]
KEYS = json.loads((AGENTGUARD / "chain_keys.json").read_text(encoding="utf-8"))
SEED = bytes(range(32))


def public_key() -> bytes:
    return peer.public_key_from_seed(SEED)


def write_log(path: Path, count: int, minutes_ago: int = 0) -> Path:
    """A log as the peer's own store and signer make it."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 60 * minutes_ago))

    async def make() -> None:
        store = peer.FilesystemDecisionLogStore(path=path)
        previous, sequence = peer.GENESIS_PREVIOUS_HASH, 0
        latest = await store.get_latest()
        if latest:
            previous, sequence = latest.entryHash, latest.sequence + 1
        for number in range(sequence, sequence + count):
            cap = {"amountCents": 500, "window": "per_month", "action": "downgrade"}
            decision = {
                "decisionId": f"00000000-0000-4000-8000-{number:012}", "timestamp": now,
                "action": "downgrade", "triggeredCap": cap, "triggeredScopeKey": "tenant=t1",
                "projectedCents": 2, "windowSpendBefore": 2 * number,
                "windowSpendAfter": 2 * number + 2, "provider": "openai",
                "modelRequested": "gpt-4o → é", "modelResolved": "gpt-4o-mini",
                "policyId": "p", "policyVersion": 1, "enforcementMode": "enforce",
                "reasons": ["cap — reached"],
            }
            entry = sign(number, previous, decision)
            await store.append(entry)
            previous = entry.entryHash

    asyncio.run(make())
    return path


def sign(number: int, previous: str, decision: dict):
    """An entry with the peer's own hash and a plain Ed25519 signature over it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    hashed = peer.sha256_hex(
        peer.canonical_json(
            {"sequence": number, "decision": decision, "previousHash": previous}
        )
    )
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(bytes.fromhex(hashed))
    return peer.SignedDecisionLogEntry(
        sequence=number, decision=decision, previousHash=previous, entryHash=hashed,
        signature=signature.hex(), signerFingerprint=peer.compute_signer_fingerprint(public_key()),
    )


@pytest.fixture
def server(farthing_server) -> Farthing:
    return farthing_server(policy())


def take(server: Farthing, path: Path, *flags: str, key: str | None = None):
    return server.run(
        "receipts", "import", "--data", server.data, "--agentguard", path,
        "--key", key or public_key().hex(), *flags, check=False,
    )


def imported(server: Farthing) -> list[dict]:
    done = server.run(
        "receipts", "list", "--data", server.data, "--kind", "imported", "--json",
        "--last", "100000",
    )
    return [json.loads(line)["decision"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("is_running", [True, False])
def test_a_log_is_taken_in_whole_and_once(server, tmp_path, is_running):
    path = write_log(tmp_path / "decisions.ndjson", 450)
    if not is_running:
        server.stop()
    done = take(server, path)
    assert done.returncode == 0, done.stderr
    assert "450 entries imported" in done.stdout
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    found = imported(server)
    assert [entry["entryHash"] for entry in found] == [line["entryHash"] for line in lines]
    for entry, line in zip(found, lines, strict=True):
        assert entry["source"] == "agentguard-spend"
        assert entry["signature"] == line["signature"]
        cap = {k: v for k, v in line["decision"]["triggeredCap"].items() if v is not None}
        assert entry["decision"] == {**line["decision"], "triggeredCap": cap}
    again = take(server, path)
    assert "all 450 entries are in the journal already" in again.stdout
    write_log(path, 3)
    grown = json.loads(take(server, path, "--json").stdout)
    assert (grown["added"], grown["known"]) == (3, 450)
    assert len(imported(server)) == 453
    assert server.verify().returncode == 0


def test_what_its_caps_had_counted_is_told(server, tmp_path):
    path = write_log(tmp_path / "decisions.ndjson", 4)
    told = json.loads(take(server, path, "--json").stdout)["openWindows"]
    assert told == [{"capCents": 500, "scope": "tenant=t1", "spentCents": 8, "window": "per_month"}]
    old = write_log(tmp_path / "old.ndjson", 4, minutes_ago=60 * 24 * 40)
    assert json.loads(take(server, old, "--json").stdout)["openWindows"] == []
    assert all(account["spent"] == 0 for account in server.budgets())


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_written_unless_all_of_it_verifies(shared, name):
    case = EXPECTED[name]
    before = len(imported(shared))
    done = take(shared, AGENTGUARD / name, key=KEYS[case["public_key"]])
    if case["recommended_strict"]["outcome"] == "fail":
        assert done.returncode == 1, done.stdout
        assert case["recommended_strict"]["reason"] in done.stderr
        assert len(imported(shared)) == before
    elif not (AGENTGUARD / name).read_bytes().strip():
        assert done.returncode == 2 and "nothing to import" in done.stderr
    else:
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def shared(sandbox, provider) -> Farthing:
    return sandbox.farthing(policy(), scripted=provider)


def test_lenient_takes_what_the_peer_takes(server):
    path = AGENTGUARD / "chain_lenient_signature_uppercase.jsonl"
    key = KEYS[EXPECTED[path.name]["public_key"]]
    assert take(server, path, key=key).returncode == 1
    done = take(server, path, "--lenient", key=key)
    assert done.returncode == 0, done.stderr
    assert all(entry["signature"] == entry["signature"].lower() for entry in imported(server))
    assert server.verify().returncode == 0


def test_an_import_that_was_killed_is_gone_on_with(server, tmp_path):
    path = write_log(tmp_path / "decisions.ndjson", 3_000)
    command = [
        farthing_binary(), "receipts", "import", "--data", server.data, "--agentguard", path,
        "--key", public_key().hex(),
    ]
    for wait in (0.3, 0.8, 1.5):
        child = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert take(server, path).returncode == 0
    hashes = [json.loads(line)["entryHash"] for line in path.read_text().splitlines()]
    assert [entry["entryHash"] for entry in imported(server)] == hashes


@pytest.mark.parametrize("count", [3, 1_200])
def test_two_imports_at_once_take_in_each_entry_once(server, tmp_path, count):
    path = write_log(tmp_path / "decisions.ndjson", count)
    command = [
        farthing_binary(), "receipts", "import", "--data", server.data, "--agentguard", path,
        "--key", public_key().hex(), "--json",
    ]
    children = [
        subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [json.loads(child.communicate(timeout=120)[0]) for child in children]
    assert all(child.returncode == 0 for child in children)
    assert sum(one["added"] for one in said) == count
    assert all(one["added"] + one["known"] == count for one in said)
    hashes = [json.loads(line)["entryHash"] for line in path.read_text().splitlines()]
    assert [entry["entryHash"] for entry in imported(server)] == hashes
    assert server.verify().returncode == 0


def test_a_journal_of_ours_is_no_log_of_theirs(server):
    path = server.folder / "own.jsonl"
    server.run("receipts", "export", "--data", server.data, "--output", path)
    done = take(server, path, key=(server.data / "public.key").read_bytes().hex())
    assert done.returncode == 1
    assert "not a log of agentguard-spend" in done.stderr
