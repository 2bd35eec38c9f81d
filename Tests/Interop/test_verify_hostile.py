"""Journals that anybody can forge who gets the hashes right: `farthing verify` says what is wrong."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from farthing_process import farthing_binary
from receipt_forge import KEY, Journal

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "Tests" / "Vectors"
sys.path.insert(0, str(ROOT / "Scripts" / "verify"))

from farthing_balances import Balances  # noqa: E402

TIME = "2026-11-21T01:19:28.506Z"
DAY_MS = 1_795_219_200_000
MONTH_MS = 1_793_491_200_000
MOST = 2**63 - 1


def id_of(number: int) -> str:
    return f"5d22dbe7-c9f6-426d-abbb-{number:012x}"


def account(budget: str = "b", start_ms: int = DAY_MS, generation: int = 0, **more) -> dict:
    return {"budget": budget, "generation": generation, "scope": "", "windowStartMs": start_ms,
            **more}


def entry(kind: str, **members) -> dict:
    return {"kind": kind, "timestamp": TIME, **members}


CALL = {
    "action": "allow", "enforcementMode": "enforce", "modelRequested": "m", "modelResolved": "m",
    "policyId": "p", "policyVersion": 1, "priceBook": "none", "principal": "key",
    "projectedCents": 1, "projectedNanos": 1, "provider": "none", "reasons": [],
    "triggeredCap": None, "triggeredScopeKey": None, "windowSpendAfter": 0, "windowSpendBefore": 0,
}


def budget(name: str = "b", window: str = "day", generation: int = 0, opening=None) -> dict:
    definition = {
        "countsFromNow": False, "enforced": True, "hold": "ceiling", "id": name, "limit": 100,
        "match": [], "per": [], "thresholds": [], "unit": "USD", "window": window, "zone": "UTC",
        "zoneData": "",
    }
    return entry("setBudget", budget=definition, generation=generation, opening=opening or {})


def hold(number: int, held: int, *, line: dict | None = None, **more) -> dict:
    return entry(
        "hold", **CALL, decisionId=id_of(number), expiresAtMs=DAY_MS + 10**9, outputTokens=0,
        sent=True, lines=[{**(line or account()), "held": held}], **more,
    )


def of(sequence: int, number: int, kind: str, **more) -> dict:
    return entry(kind, hold=sequence, holdId=id_of(number), **more)


def settle(sequence: int, number: int, amounts: list[int], kind: str = "settle", **more) -> dict:
    evidence = "estimated" if kind == "settle" else "reported"
    return of(sequence, number, kind, amounts=amounts, evidence=evidence, **more)


def balance(start_ms: int = DAY_MS, generation: int = 0, **sums) -> dict:
    stated = {"held": 0, "overrun": 0, "spent": 0, "topUps": 0, **sums}
    return entry("balance", accounts=[account(start_ms=start_ms, generation=generation, **stated)])


def sealed(decisions: list[dict], behind: list[dict] = ()) -> bytes:
    """A journal; what stands behind needs no key."""
    journal = Journal()
    for decision in decisions:
        journal.entry(decision)
    journal.seal()
    for decision in behind:
        journal.entry(decision)
    return journal.bytes()


def verify(path: Path, *flags) -> tuple[int, dict]:
    command = [farthing_binary(), "verify", path, "--key", KEY, *flags, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout)


def verdict(folder: Path, data: bytes, *flags) -> tuple[int, dict]:
    path = folder / "journal.jsonl"
    path.write_bytes(data)
    return verify(path, *flags)


OPEN = [budget(), hold(1, 10)]
HOSTILE = {
    "a budget that was never set": ([budget()], hold(1, 10, line=account("z"))),
    "a hold that is open": (OPEN, hold(1, 10)),
    "a hold of too much": (OPEN, hold(2, MOST)),
    "a hold of less than nothing": (OPEN, hold(2, -1)),
    "an extension of too many lines": (OPEN, of(1, 1, "extend", held=[1, 1], expected=[1, 1],
                                                outputTokens=0, expiresAtMs=DAY_MS)),
    "a settlement of too many lines": (OPEN, settle(1, 1, [1, 1])),
    "a settlement of less than nothing": (OPEN, settle(1, 1, [-2**63])),
    "a correction of too many lines": (
        [*OPEN, settle(1, 1, [1])], settle(1, 1, [1, 1], "betterSettle")
    ),
    "a charge of too much": (OPEN, {**hold(2, 1), "kind": "charge", "amounts": [MOST]}),
    "an expiry without amounts": (OPEN, of(1, 1, "expire", charged=True, held=[0, 0])),
    "a top-up of too much": (
        [budget(), entry("topUp", account=account(), amount=MOST, changeKey="", note="")],
        entry("topUp", account=account(), amount=MOST, changeKey="", note=""),
    ),
    "a refund of the least number": (
        OPEN, entry("refund", account=account(), amount=-2**63, changeKey="", note="")
    ),
    "a move of a line that is not there": (
        OPEN, entry("move", budget="b", moves=[
            {"account": account(), "held": 1, "hold": 1, "holdId": id_of(1), "line": 63}
        ]),
    ),
    "an opening of the least number": ([], budget(opening={"": -2**63})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_entry_that_cannot_follow_is_told_by_its_number(tmp_path, name):
    before, entry_of_a_stranger = HOSTILE[name]
    if not before:
        before = [budget("other")]
    data = sealed(before, [entry_of_a_stranger])
    code, found = verdict(tmp_path, data, "--balances")
    assert (code, found["reason"], found["sequence"]) == (1, "entry_refused", len(before)), found
    assert "does not follow" in found["fault"]["reason"]
    # Chain and seals are whole; that sums were not followed is said.
    code, found = verdict(tmp_path, data, "--allow-unsealed")
    assert (code, found["balances_unchecked_from"]) == (0, len(before))
    assert verdict(tmp_path, data)[1]["reason"] == "unsealed_entries"
    assert "does not follow" in found["balances_unchecked_why"]


def test_what_is_said_of_a_hold_that_is_not_open_posts_nothing(tmp_path):
    idle = [settle(1, 1, [1]), of(1, 1, "release", why=""), of(1, 1, "dispatch")]
    data = sealed([budget(), hold(2, 5), *idle, balance(held=5)])
    code, found = verdict(tmp_path, data, "--balances")
    assert (code, found["balances_compared"]) == (0, 1), found


def test_where_balances_are_not_checked_is_said(tmp_path):
    odd = entry("unheardOf")
    wrong = balance(spent=7)
    data = sealed([*OPEN, balance(held=10), odd, wrong])
    code, found = verdict(tmp_path, data)
    assert code == 0 and found["balances_compared"] == 1
    assert found["balances_unchecked_from"] == 3
    assert "none of Farthing's" in found["balances_unchecked_why"]
    path = tmp_path / "journal.jsonl"
    shown = subprocess.run(
        [farthing_binary(), "verify", path, "--key", KEY], capture_output=True, text=True, timeout=60
    )
    assert "balances  not checked from entry 3 on: " in shown.stdout
    code, found = verdict(tmp_path, data, "--balances")
    assert (code, found["reason"], found["sequence"]) == (1, "entry_refused", 3)
    # What is wrong before it is still found.
    code, found = verdict(tmp_path, sealed([*OPEN, wrong, odd]))
    assert (code, found["reason"], found["sequence"]) == (1, "balance_mismatch", 2)
    code, found = verdict(tmp_path, sealed([*OPEN, balance(held=10)]))
    assert code == 0 and "balances_unchecked_from" not in found


@pytest.mark.parametrize("member", ["signature", "signerFingerprint"])
@pytest.mark.parametrize("byte", [b"\xff", b"\x01", b"\n", b"\xc3", b'"'])
def test_bytes_that_are_no_text_in_a_signature_are_malformed(tmp_path, member, byte):
    data = (VECTORS / "receipts" / "journal_sign_each.jsonl").read_bytes()
    place = data.index(f'"{member}":"'.encode(), data.index(b'"decision"')) + len(member) + 4
    data = data[:place] + byte + data[place + 1:]
    code, found = verdict(tmp_path, data)
    assert (code, found["reason"], found["sequence"]) == (1, "malformed_line", 0)


@pytest.mark.parametrize(("excess", "reason"), [(0, None), (1, "malformed_line")])
def test_a_line_is_at_most_4_mib_long(tmp_path, excess, reason):
    def lines(filler: int) -> list[bytes]:
        journal = Journal()
        journal.entry(entry("unheardOf", x="x" * filler))
        journal.seal()
        return journal.lines

    length = (4 << 20) + excess
    made = lines(length - len(lines(0)[1]))
    assert len(made[1]) == length
    found = verdict(tmp_path, b"\n".join(made) + b"\n")[1]
    assert (found["reason"], found["ok"]) == (reason, reason is None), found


def test_a_receipt_in_a_proof_has_no_line_feed(tmp_path):
    text = (VECTORS / "log" / "receipt.tlog-proof").read_text()
    head, extra, rest = text.split("\n", 2)
    line = base64.b64decode(extra.removeprefix("extra "))
    for addition, reason in ((b"", None), (b"\n", "receipt_invalid"), (b"\n\n", "receipt_invalid")):
        path = tmp_path / "r.tlog-proof"
        changed = "extra " + base64.b64encode(line + addition).decode()
        path.write_text("\n".join([head, changed, rest]))
        command = [farthing_binary(), "verify", "--proof", path, "--key", KEY, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert json.loads(done.stdout)["reason"] == reason


def test_who_has_only_the_first_key_is_told_how_to_follow():
    proof = VECTORS / "log" / "receipt.tlog-proof"
    command = [farthing_binary(), "verify", "--proof", proof, "--key", "0" * 63 + "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    found = json.loads(done.stdout)
    assert (done.returncode, found["reason"]) == (1, "seal_unknown_key")
    assert "keyRotation" in found["detail"] and "--key" in found["detail"]


def granted() -> list[dict]:
    """90 of 100 are spent, 20 are granted and held by the call: the limit is raised by 10."""
    return [
        budget(),
        {**hold(1, 90), "kind": "charge", "amounts": [90]},
        entry(
            "approvalAsk", **{**CALL, "action": "block"}, decisionId=id_of(2), group="g", needed=1,
            withinMs=3_600_000, waitMs=0, limitIsReason=True, lifts=["b"], subject="call", why=[],
            lines=[{"amount": 20, "budget": "b", "scope": ""}], untilMs=DAY_MS + 10**9,
        ),
        entry("approvalVote", approval=2, approvalId=id_of(2), voter="alice", **{"for": True}),
        entry(
            "approvalGrant", approval=2, approvalId=id_of(2), holdId=id_of(3),
            lines=[account(held=20, topUp=10)], untilMs=DAY_MS + 10**9,
        ),
        hold(4, 20, source=id_of(3)),
        balance(spent=90, held=20, topUps=10),
    ]


EDITED = budget(window="month", generation=1, opening={"": 90})
MOVED = entry("move", budget="b", moves=[
    {"account": account(start_ms=MONTH_MS, generation=1), "held": 20, "hold": 5,
     "holdId": id_of(4), "line": 0}
])
RAISED = {
    "a correction": [
        settle(5, 4, [20]), balance(spent=110, topUps=10),
        settle(5, 4, [5], "betterSettle"), balance(spent=95, topUps=0),
    ],
    "a correction of what went back in part": [
        settle(5, 4, [16]), balance(spent=106, topUps=6),
        settle(5, 4, [14], "betterSettle"), balance(spent=104, topUps=4),
        settle(5, 4, [18], "correction", note=""), balance(spent=108, topUps=4, overrun=4),
        settle(5, 4, [1], "correction", note=""), balance(spent=91, topUps=0, overrun=4),
    ],
    "a move": [
        EDITED, MOVED, balance(spent=90), balance(MONTH_MS, 1, spent=90, held=20, topUps=10),
        settle(5, 4, [12]), balance(MONTH_MS, 1, spent=102, topUps=2),
        settle(5, 4, [11], "betterSettle"), balance(MONTH_MS, 1, spent=101, topUps=1),
    ],
    "a move of an approval's money": [
        *[EDITED, {**MOVED, "moves": [{**MOVED["moves"][0], "hold": 4, "holdId": id_of(3)}]}],
        balance(spent=90), balance(MONTH_MS, 1, spent=90, held=20, topUps=10),
        entry("approvalExpire", approval=2, approvalId=id_of(2)),
        balance(MONTH_MS, 1, spent=90),
    ],
}


@pytest.mark.parametrize("name", RAISED)
def test_what_a_limit_was_raised_by_is_followed_by_both(tmp_path, name):
    decisions = granted() + RAISED[name]
    if name == "a move of an approval's money":
        del decisions[5]
        decisions[5:6] = [balance(spent=90, held=20, topUps=10)]
    balances = Balances()
    for sequence, decision in enumerate(decisions):
        assert balances.take(sequence, decision) is None, (sequence, decision)
    assert not balances.unknown_kinds
    code, found = verdict(tmp_path, sealed(decisions), "--balances")
    assert code == 0, found
    assert found["balances_compared"] == balances.compared
    # And neither takes another sum.
    place = next(
        place for place in range(len(decisions) - 1, 0, -1) if decisions[place]["kind"] == "balance"
    )
    [stated] = decisions[place]["accounts"]
    decisions[place] = {**decisions[place], "accounts": [{**stated, "topUps": stated["topUps"] + 1}]}
    code, found = verdict(tmp_path, sealed(decisions), "--balances")
    assert (code, found["reason"], found["sequence"]) == (1, "balance_mismatch", place)
    balances = Balances()
    faults = [balances.take(sequence, decision) for sequence, decision in enumerate(decisions)]
    assert faults[place] and not any(faults[:place])
