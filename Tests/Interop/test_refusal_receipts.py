"""Every refusal by the rules has its receipt, in each dialect, and the receipt can be explained."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from farthing_process import ROOT, Farthing, farthing_binary, wait_until
from sdks import ALL, CHAT, Refused, Sdk
from test_actions import policy
from test_reload import entries

VERIFIER = ROOT / "Scripts" / "verify" / "farthing_verify.py"
BLOCK = '{ id: no-tools, when: { tool: "rm*" }, do: block, reason: too dangerous }'


@pytest.fixture(params=ALL, ids=[sdk.name for sdk in ALL])
def sdk(request) -> Sdk:
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def is_stream(request) -> bool:
    return request.param


def refusals(server: Farthing) -> list[dict]:
    """Every entry of a refusal, with its number."""
    entries(server)
    lines = (server.folder / "export.jsonl").read_text().splitlines()
    found = [line for line in map(json.loads, lines) if "decision" in line]
    numbered = [line["decision"] | {"sequence": line["sequence"]} for line in found]
    return [one for one in numbered if one["kind"] == "refusal"]


def farthing(*words: str) -> subprocess.CompletedProcess[str]:
    done = [str(farthing_binary()), *words]
    return subprocess.run(done, capture_output=True, text=True, timeout=60)


def explain(server: Farthing, folder: Path, text: str, receipt: str) -> dict:
    """What `farthing policy explain --receipt` says; the same in words and as JSON."""
    file = folder / "policy.yaml"
    file.write_text(text)
    words = ["policy", "explain", str(file), "--receipt", receipt, "--data", str(server.data)]
    plain = farthing(*words)
    assert plain.returncode == 0, plain.stderr
    done = farthing(*words, "--json")
    answer = json.loads(done.stdout)
    assert all(reason in plain.stdout for reason in answer["reasons"]), plain.stdout
    return answer


def log_line(server: Farthing, *parts: str) -> str:
    found: list[str] = []

    def look() -> bool:
        lines = server.process.text().splitlines()
        found[:] = [line for line in lines if all(part in line for part in parts)]
        return bool(found)

    wait_until(look, 10, f"a line with {parts}")
    return found[0]


def verified(server: Farthing) -> None:
    """By the program and by the verifier that shares no line with it."""
    assert server.verify().returncode == 0
    done = subprocess.run(
        [sys.executable, VERIFIER, server.data, "--key", server.data / "public.key"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_refuses_leaves_a_receipt(farthing_server, sdk, is_stream, tmp_path):
    text = policy("10.00 USD", rules=BLOCK)
    server = farthing_server(text)
    caller = sdk.caller(server)
    headers = {"x-farthing-tool": "rm_all", "x-farthing-agent": "a1", "x-farthing-run": "r1"}
    with pytest.raises(Refused) as refused:
        caller.ask(headers=headers, is_stream=is_stream)
    assert refused.value.code == "rule" and refused.value.status == 403
    facts = refused.value.facts
    assert facts["reason"] == "rule" and facts["rule"] == "no-tools"
    [entry] = refusals(server)
    assert facts["receipt"] == str(entry["sequence"])
    assert entry["refusal"]["code"] == "rule" and entry["refusal"]["rule"] == "no-tools"
    assert entry["scope"]["tool"] == "rm_all" and entry["scope"]["run"] == "r1"
    assert entry["modelRequested"] == sdk.dear and entry["projectedNanos"] > 0
    assert entry["reasons"] == [
        'rule "no-tools" says block: tool "rm_all" fits "rm*" (too dangerous)'
    ]
    line = log_line(server, "call refused", "code=rule")
    for part in ("agent=a1", "run=r1", "rule=no-tools", f"receipt={facts['receipt']}", "key=key_"):
        assert part in line
    found = explain(server, tmp_path, text, facts["receipt"])
    assert found["kind"] == "refusal" and found["now"]["decision"] == "block"
    assert not server.scripted.bill()
    caller.ask(is_stream=is_stream)
    assert len(refusals(server)) == 1
    verified(server)


def test_what_lacks_a_capability_and_what_nothing_matches_are_found_out(farthing_server, tmp_path):
    rules = '{ id: payers, when: { tool: "pay_*" }, require: payment_execute }'
    text = policy("10.00 USD", rules=rules)
    server = farthing_server(text)
    with pytest.raises(Refused):
        CHAT.caller(server).ask(headers={"x-farthing-tool": "pay_bill"})
    with pytest.raises(Refused):
        CHAT.caller(server, server.create_key("other", team="marketing")).ask()
    lacks, unmatched = refusals(server)
    assert lacks["refusal"]["rule"] == "payers"
    assert "the key has none" in lacks["reasons"][0]
    assert unmatched["refusal"]["code"] == "unmatched" and "rule" not in unmatched["refusal"]
    assert unmatched["scope"]["team"] == "marketing"
    assert unmatched["principal"] != lacks["principal"]
    assert explain(server, tmp_path, text, str(unmatched["sequence"]))["now"]["decision"] == "block"
    listed = farthing(
        "events", "--data", str(server.data), "--types", "call.refused", "--since", "0", "--json"
    )
    events = [json.loads(line)["data"] for line in listed.stdout.splitlines()]
    assert [event["code"] for event in events] == ["rule", "unmatched"], listed.stderr
    assert events[0]["rule"] == "payers" and "payers" in events[0]["text"]
    assert "rule" not in events[1]
    rows = farthing("receipts", "list", "--data", str(server.data)).stdout
    assert "rule payers" in rows and "unmatched" in rows


def test_spend_verbs_that_rules_refuse_have_receipts(farthing_server):
    rules = '{ id: too-much, when: { cost: "> 4.00 USD" }, do: block }'
    server = farthing_server(policy("100.00 USD", rules=rules))

    def verb(name: str, **body) -> httpx.Response:
        return httpx.post(
            f"http://127.0.0.1:{server.port}/v1/spend/{name}",
            json=body,
            headers={"authorization": f"Bearer {server.key}"},
        )

    assert verb("decide", tool="t", amount="5.00 USD").json()["decision"] == "block"
    assert not refusals(server)
    held = verb("hold", tool="t", amount="1.00 USD").json()
    answers = [
        verb("hold", tool="t", amount="5.00 USD"),
        verb("extend", id=held["id"], amount="6.00 USD"),
    ]
    for answer in answers:
        assert answer.status_code == 403
        facts = answer.json()["error"]["farthing"]
        assert facts["rule"] == "too-much"
        assert answer.headers["x-farthing-receipt"] == facts["receipt"]
    found = refusals(server)
    assert 1 <= len(found) <= 2 and found[0]["projectedNanos"] == 5_000_000_000
    assert verb("settle", id=held["id"], amount="1.00 USD").status_code == 200
    verified(server)


def test_a_storm_of_refusals_is_few_entries_after_a_kill_too(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=BLOCK))
    caller = CHAT.caller(server)
    headers = {"x-farthing-tool": "rm_all"}
    for _ in range(60):
        with pytest.raises(Refused) as refused:
            caller.ask(headers=headers)
        assert refused.value.facts["receipt"]
    found = entries(server)
    assert sum(one["kind"] in ("refusal", "refusals") for one in found) < 30
    counted = sum(one["count"] for one in found if one["kind"] == "refusals")
    assert len(refusals(server)) + counted <= 60
    repeats = [one for one in found if one["kind"] == "refusals"]
    assert all(one["rule"] == "no-tools" and one["code"] == "rule" for one in repeats)
    server.stop()
    server.start()
    with pytest.raises(Refused):
        CHAT.caller(server).ask(headers=headers)
    verified(server)


def test_the_receipt_of_a_pending_approval_explains_it(farthing_server, tmp_path):
    rule = '{ id: costly, when: { tool: "t*" }, do: approve, approvers: finance, need: 2 }'
    text = policy("10.00 USD", rules=rule)
    server = farthing_server(text)
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask(headers={"x-farthing-tool": "t"})
    assert refused.value.code == "approval_pending"
    found = explain(server, tmp_path, text, refused.value.facts["receipt"])
    assert found["kind"] == "approvalAsk" and found["now"]["decision"] == "approve"
    assert any("costly" in reason for reason in found["reasons"])
    [line] = found["recorded"]
    assert line["budget"] == "main" and line["text"].startswith("needs 0.")


def test_the_budget_that_nobody_lifts_is_the_one_that_is_named(farthing_server):
    text = policy("0.10 USD", "at: 100%, do: approve, approvers: finance").replace("main", "soft")
    text += "  - { id: hard, limit: 0.12 USD, window: day, warnings: off }\n"
    server = farthing_server(text)
    answer = httpx.post(
        f"http://127.0.0.1:{server.port}/v1/spend/hold",
        json={"tool": "t", "amount": "0.15 USD"},
        headers={"authorization": f"Bearer {server.key}"},
    )
    facts = answer.json()["error"]["farthing"]
    assert facts["budget"] == "hard" and facts["limit"] == 120_000_000
    [entry] = refusals(server)
    assert entry["refusal"]["account"]["budget"] == "hard"
    listed = farthing("events", "--data", str(server.data), "--since", "0", "--json").stdout
    events = [json.loads(line) for line in listed.splitlines()]
    [exhausted] = [one for one in events if one["type"] == "budget.exhausted"]
    assert exhausted["data"]["budget"] == "hard"


def test_what_is_billed_beyond_several_limits_is_overrun_once(farthing_server):
    text = policy("0.020 USD") + "  - { id: hard, limit: 0.016 USD, window: day, warnings: off }\n"
    server = farthing_server(text)

    def verb(name: str, **body) -> dict:
        done = httpx.post(
            f"http://127.0.0.1:{server.port}/v1/spend/{name}",
            json=body,
            headers={"authorization": f"Bearer {server.key}"},
        )
        assert done.status_code == 200, done.text
        return done.json()

    held = verb("hold", tool="t", amount="0.015 USD", sent=True)
    settled = verb("settle", id=held["id"], amount="0.05 USD")
    assert settled["overrun"] == 34_000_000
