"""`farthing verify --lenient` and agentguard-spend's own loader and `verify_chain`, on the same files."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
from pathlib import Path

import pytest
from agentguard_spend import (
    SpendCap,
    SpendDecision,
    generate_keypair,
    sign_decision,
    verify_chain,
)
from agentguard_spend.store_filesystem import FilesystemDecisionLogStore

from farthing_process import farthing_binary

AGENTGUARD = Path(__file__).resolve().parents[1] / "Vectors" / "agentguard_spend"
KEYS = json.loads((AGENTGUARD / "chain_keys.json").read_text())
KEY = KEYS["publicKeyHex"]
CASES = json.loads((AGENTGUARD / "expected.json").read_text())["cases"]
ANY_SEQUENCE = -(10**30)
REASONS = {
    "sequence gap": "sequence_gap",
    "previousHash mismatch": "previous_hash_mismatch",
    "signature": "hash_or_signature_invalid",
}


def ours(path: Path, *flags: str, key: str = KEY) -> tuple[int, dict]:
    command = [farthing_binary(), "verify", path, "--key", key, "--json", *flags]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    answer = json.loads(done.stdout)
    assert list(answer)[:3] == ["ok", "sequence", "reason"]
    assert answer["ok"] == (done.returncode == 0)
    return done.returncode, answer


def theirs(path: Path, key: str = KEY) -> tuple[bool, int | None, str | None] | None:
    """The package's verdict; None where it ends in an error."""

    async def verdict():
        store = FilesystemDecisionLogStore(path)
        return await verify_chain(await store.read(ANY_SEQUENCE, 10**9), bytes.fromhex(key))

    try:
        found = asyncio.run(verdict())
    except Exception:  # Whatever it is, it is no verdict.
        return None
    if found.ok:
        return True, None, None
    reason = next(ours for theirs, ours in REASONS.items() if theirs.lower() in found.reason.lower())
    return False, found.sequence, reason


def compare(path: Path, key: str = KEY) -> None:
    status, answer = ours(path, "--lenient", key=key)
    expected = theirs(path, key)
    if expected is None:
        assert status == 1, (path.read_bytes(), answer)
    else:
        assert (answer["ok"], answer["sequence"], answer["reason"]) == expected, path.read_bytes()


@pytest.mark.parametrize("name", CASES)
def test_stored_logs(name):
    compare(AGENTGUARD / name, KEYS[CASES[name]["public_key"]])


@pytest.mark.parametrize("name", CASES)
def test_strict_says_what_is_wrong(name):
    case = CASES[name]
    flags = ["--min-entries", "0"]
    status, answer = ours(AGENTGUARD / name, *flags, key=KEYS[case["public_key"]])
    wanted = case["recommended_strict"]
    if wanted["outcome"] == "fail":
        assert status == 1
        assert (answer["reason"], answer["sequence"]) == (wanted["reason"], wanted["sequence"])
    else:
        assert (answer["reason"], answer["sequence"]) == (None, None)
        assert answer["torn_line"] == (wanted["outcome"] == "ok_with_warning")


def decision(number: int) -> SpendDecision:
    cap = SpendCap(amountCents=500, window="day", action="block", reason="Grenze „voll“ → ä\u2028\t/")
    return SpendDecision(
        decisionId=f"00000000-0000-4000-8000-{number:012}",
        timestamp=f"2026-07-29T08:00:{number:02}.000Z",
        action="block" if number % 3 == 0 else "allow",
        triggeredCap=cap if number % 3 == 0 else None,
        triggeredScopeKey="agent:a1" if number % 3 == 0 else None,
        projectedCents=number,
        windowSpendBefore=0,
        windowSpendAfter=number,
        provider="openai",
        modelRequested="gpt-5",
        modelResolved="gpt-5",
        policyId="acme",
        policyVersion=1,
        enforcementMode="enforce",
        reasons=[f"reason {number} 😀", ""],
    )


def test_a_log_that_the_package_writes_now(tmp_path):
    path = tmp_path / "decisions.ndjson"
    secret, public = generate_keypair()

    async def write() -> None:
        store, head = FilesystemDecisionLogStore(path), "0" * 64
        for number in range(40):
            entry = await sign_decision(
                sequence=number,
                decision=decision(number),
                previous_hash=head,
                private_key=secret,
                public_key=public,
            )
            await store.append(entry)
            head = entry.entryHash

    asyncio.run(write())
    assert theirs(path, public.hex()) == (True, None, None)
    for flags in ([], ["--lenient"], ["--min-entries", "40"]):
        status, answer = ours(path, *flags, key=public.hex())
        assert status == 0 and answer["entries"] == 40, answer
    path.write_bytes(path.read_bytes().replace(b'"projectedCents":17', b'"projectedCents":71'))
    for flags in ([], ["--lenient"]):
        status, answer = ours(path, *flags, key=public.hex())
        assert (answer["reason"], answer["sequence"]) == ("hash_or_signature_invalid", 17)
    compare(path, public.hex())


SPACES = ["\n", "\r", "\r\n", " ", "\t", "\u00a0", "\u2028", "\x1c", "\x85", "\ufeff", "\x0b"]


def mutated(lines: list[bytes], chance: random.Random) -> bytes:
    """The log with a few changes of every kind that a reader may treat in its own way."""
    lines = list(lines)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        at = chance.randrange(len(lines))
        line = lines[at]
        entry = chance.choice(["bit", "drop", "twice", "swap", "space", "inner", "torn", "member"])
        if entry == "bit" and line:
            byte = chance.randrange(len(line))
            lines[at] = line[:byte] + bytes([line[byte] ^ 1 << chance.randrange(7)]) + line[byte + 1:]
        elif entry == "drop" and len(lines) > 1:
            del lines[at]
        elif entry == "twice":
            lines.insert(at, line)
        elif entry == "swap":
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif entry == "space":
            space = chance.choice(SPACES).encode()
            lines[at] = chance.choice([space + line, line + space, line + b"\n" + space])
        elif entry == "inner":
            place = chance.randrange(len(line) + 1)
            lines[at] = line[:place] + chance.choice(SPACES).encode() + line[place:]
        elif entry == "torn":
            lines[at] = line[: chance.randrange(len(line) + 1)]
        else:
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict) and "signature" in value:
                lines[at] = changed_member(value, chance)
    return b"\n".join(lines) + chance.choice([b"", b"\n"])


def changed_member(value: dict, chance: random.Random) -> bytes:
    signature = str(value["signature"])
    changes = [
        {"signature": signature.upper()},
        {"signature": " ".join(signature[i:i + 2] for i in range(0, len(signature), 2))},
        {"signature": signature[:1] + " " + signature[1:]},
        {"signature": signature + "\n"},
        {"signature": None},
        {"signerFingerprint": chance.choice(["", None, 7])},
        {"more": [1, {"x": None}]},
        {"sequence": chance.choice([0, 1, 5, -1, 2**40])},
        {"entryHash": str(value["entryHash"]).upper()},
        {"previousHash": None},
    ]
    text = json.dumps(value | chance.choice(changes), ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.2:
        # A name twice: the last one counts.
        text = '{"sequence":7,"decision":null,' + text[1:]
    return text.encode()


@pytest.mark.parametrize("seed", range(150))
def test_mutated_logs(tmp_path, seed):
    chance = random.Random(seed)
    name = chance.choice(["chain_valid.jsonl", "chain_valid_omitted_nulls_utf8.jsonl"])
    lines = (AGENTGUARD / name).read_bytes().split(b"\n")[:-1]
    path = tmp_path / "decisions.ndjson"
    path.write_bytes(mutated(lines[: chance.randint(1, len(lines))], chance))
    compare(path)


def test_what_cannot_be_read(tmp_path):
    whole = AGENTGUARD / "chain_valid.jsonl"
    for path, key in [
        (tmp_path / "missing.jsonl", KEY),
        (whole, "ab"),
        (whole, str(tmp_path / "missing.key")),
    ]:
        status, answer = ours(path, key=key)
        assert status == 2, (path, key)
        assert (answer["ok"], answer["sequence"], answer["reason"]) == (False, None, "unreadable")
        assert answer["error"]
    assert theirs(whole, "ab") is None
