"""The independent verifier and agentguard-spend against the pinned receipts; no server needed."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from pathlib import Path

import agentguard_spend
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors"
RECEIPTS = VECTORS / "receipts"
AGENTGUARD = VECTORS / "agentguard_spend"
VERIFIER = ROOT / "Scripts" / "verify" / "farthing_verify.py"
sys.path.insert(0, str(VERIFIER.parent))

from farthing_balances import Balances  # noqa: E402

KEY = "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664"


def verify(path: Path, key: str = KEY) -> dict:
    # One of the vectors has no entries, which the format allows and an auditor does not.
    allowed = ["--min-entries", "0"]
    command = [sys.executable, str(VERIFIER), str(path), "--key", key, "--json", *allowed]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    result = json.loads(done.stdout)
    assert result["ok"] == (done.returncode == 0)
    return result


def agentguard_entries(path: Path) -> list:
    """Entries with their decisions as plain objects, as its `verify_chain` takes them."""
    # Not `splitlines`: U+2028 inside a string ends no line.
    lines = path.read_bytes().split(b"\n")[:-1]
    return [agentguard_spend.SignedDecisionLogEntry(**json.loads(line)) for line in lines]


def agentguard_verdict(entries: list):
    return asyncio.run(agentguard_spend.verify_chain(entries, bytes.fromhex(KEY)))


@pytest.mark.parametrize("name", ["journal", "journal_sign_each", "signed"])
def test_the_independent_verifier_finds_the_vectors_whole_and_balanced(name):
    result = verify(RECEIPTS / f"{name}.jsonl")
    assert result["ok"], result
    assert (result["entries"], result["balances"]) == (7, 2)
    assert result["sealed"] == (0 if name == "signed" else 7)
    assert result["unknownKinds"] == []


def test_agentguard_spend_accepts_the_signed_export():
    assert agentguard_verdict(agentguard_entries(RECEIPTS / "signed.jsonl")).ok


def test_agentguard_spend_finds_the_entry_that_was_changed():
    entries = agentguard_entries(RECEIPTS / "signed.jsonl")
    entries[3].decision["amounts"] = [9]
    verdict = agentguard_verdict(entries)
    assert not verdict.ok
    assert verdict.sequence == 3


CASES = json.loads((AGENTGUARD / "expected.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("name", CASES)
def test_the_independent_verifier_gives_the_recommended_verdict(name):
    case = CASES[name]
    keys = json.loads((AGENTGUARD / "chain_keys.json").read_text(encoding="utf-8"))
    result = verify(AGENTGUARD / name, keys[case["public_key"]])
    wanted = case["recommended_strict"]
    if wanted["outcome"] == "fail":
        assert (result["code"], result["sequence"]) == (wanted["reason"], wanted["sequence"])
    else:
        assert result["ok"], result
        assert result["tornLine"] == (wanted["outcome"] == "ok_with_warning")


@pytest.mark.parametrize("seed", range(40))
def test_the_independent_verifier_finds_a_flipped_bit(tmp_path, seed):
    data = bytearray((RECEIPTS / "journal.jsonl").read_bytes())
    chance = random.Random(seed)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    changed = tmp_path / "journal.jsonl"
    changed.write_bytes(data)
    result = verify(changed)
    # Without its first line's mark the file is taken for a signed export whose first line is torn.
    assert not result["ok"] or result["tornLine"], result


ACCOUNT = {"budget": "b", "scope": "agent=a", "windowStartMs": 0, "generation": 0}


def at(second: float) -> str:
    return f"2026-07-29T08:{int(second) // 60:02}:{second % 60:06.3f}Z"


def budget(window: str = "total", unit: str = "USD", opening: int = 0) -> dict:
    body = {"id": "b", "unit": unit, "window": window}
    return {
        **{"kind": "setBudget", "generation": 0, "budget": body, "timestamp": at(0)},
        "opening": {"agent=a": opening} if opening else {},
    }


def entry(kind: str, second: float = 1, **members) -> dict:
    return {"kind": kind, "timestamp": at(second), **members}


def hold(held: int, **members) -> dict:
    return entry("hold", lines=[{**ACCOUNT, "held": held}], **members)


def balance(held: int, spent: int, top_ups: int = 0, second: float = 2) -> dict:
    stated = {**ACCOUNT, "held": held, "spent": spent, "topUps": top_ups, "overrun": 0}
    return entry("balance", second, accounts=[stated])


SUMS = {
    "a hold is held": ([budget(), hold(5)], (5, 0, 0)),
    "a settled hold is spent": (
        [budget(), hold(5), entry("settle", hold=1, amounts=[3])],
        (0, 3, 0),
    ),
    "no amounts settle what was held": (
        [budget(), hold(5), entry("settle", hold=1, amounts=[])],
        (0, 5, 0),
    ),
    "a released hold is gone": ([budget(), hold(5), entry("release", hold=1, why="x")], (0, 0, 0)),
    "an expiry charges what was sent": (
        [budget(), hold(5), entry("expire", hold=1, charged=True)],
        (0, 5, 0),
    ),
    "an expiry gives back what was not": (
        [budget(), hold(5), entry("expire", hold=1, charged=False)],
        (0, 0, 0),
    ),
    "an expiry frees a concurrent place": (
        [budget(unit="concurrent"), hold(1), entry("expire", hold=1, charged=True)],
        (0, 0, 0),
    ),
    "an extend sets totals": ([budget(), hold(5), entry("extend", hold=1, held=[9])], (9, 0, 0)),
    "a renewal leaves them": ([budget(), hold(5), entry("extend", hold=1, held=[])], (5, 0, 0)),
    "a charge holds nothing": (
        [budget(), entry("charge", lines=[{**ACCOUNT, "held": 4}], amounts=[4])],
        (0, 4, 0),
    ),
    "a correction replaces an amount": (
        [
            *(budget(), hold(5), entry("settle", hold=1, amounts=[3])),
            entry("correction", hold=1, amounts=[2]),
        ],
        (0, 2, 0),
    ),
    "a late settlement is spent": (
        [
            *(budget(), hold(5), entry("expire", hold=1, charged=False)),
            entry("lateSettle", hold=1, amounts=[3]),
        ],
        (0, 3, 0),
    ),
    "top-ups and refunds": (
        [
            *(budget(), hold(5), entry("settle", hold=1, amounts=[3])),
            entry("topUp", account=ACCOUNT, amount=7),
            entry("refund", account=ACCOUNT, amount=1),
        ],
        (0, 2, 7),
    ),
    "an edited budget starts with what was spent": ([budget(opening=6), hold(5)], (5, 6, 0)),
    "a rolling window forgets": (
        [budget("rolling:1000"), hold(5), entry("settle", hold=1, amounts=[3])],
        (0, 0, 0),
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_the_independent_verifier_adds_up(name):
    entries, (held, spent, top_ups) = SUMS[name]
    stated = balance(held, spent, top_ups, second=4)
    for change in ({}, {"held": held + 1}, {"spent": spent + 4}, {"topUps": top_ups - 1}):
        balances = Balances()
        wrong = dict(stated["accounts"][0], **change)
        journal = [*entries, {**stated, "accounts": [wrong]}]
        faults = [balances.take(number, decision) for number, decision in enumerate(journal)]
        assert faults[:-1] == [None] * len(entries)
        assert (faults[-1] is None) == (not change), faults
        assert not balances.unknown_kinds


@pytest.mark.parametrize(
    "decision",
    [
        entry("settle", hold=7, amounts=[1]),
        entry("settle", hold=1, amounts=[1, 2]),
        entry("settle", hold=1, amounts=["1"]),
        entry("release", hold="x"),
        entry("extend", hold=1, held=[-1]),
        entry("hold"),
        entry("balance", accounts=[{}]),
        {"kind": "hold", "lines": [], "timestamp": "yesterday"},
    ],
)
def test_an_entry_that_cannot_be_posted_is_a_fault(decision):
    balances = Balances()
    for number, before in enumerate([budget(), hold(5)]):
        assert balances.take(number, before) is None
    assert balances.take(2, decision)
