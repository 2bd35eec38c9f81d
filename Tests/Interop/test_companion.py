"""SpendGuard's HTTP companion on the gateway, for proxies that speak no gRPC: tokenize, decision, trace."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import canaries
from console_process import Answer, ask
from farthing_process import ROOT, Farthing, Sandbox

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: usd, match: { "tag:budget": "usd-*" }, per: ["tag:budget"], limit: 1.00 USD, window: day }
  - { id: tok, match: { "tag:budget": "tok-*" }, per: ["tag:budget"], limit: 1000 tokens, window: day }
  - id: credits
    match: { "tag:budget": "cred-*" }
    per: ["tag:budget"]
    limit: 50 credits:gpu
    window: day
  - { id: asked, match: { "tag:budget": "ask-*" }, per: ["tag:budget"], limit: 1.00 USD, window: day }
rules:
  - { id: no-opus, when: { model: "claude-opus-4-6" }, do: downgrade, to: claude-haiku-4-5 }
  - { id: dear, when: { "tag:budget": "ask-*", cost: ">= 0.10 USD" }, do: approve, approvers: finance }
"""
CLAIM = ("--claim", "tag:budget=*")

_numbers = itertools.count()


def fresh(kind: str) -> str:
    """A name that no test has used: of a budget by its kind, or of a key."""
    return f"{kind}-{next(_numbers)}"


class Proxy:
    """What a proxy asks of its companion."""

    def __init__(self, server: Farthing):
        self.server = server

    def ask(self, verb: str, document: dict) -> Answer:
        headers = {"authorization": f"Bearer {self.server.key}"}
        return ask(self.server.port, "POST", f"/v1/{verb}", document, headers=headers)

    def done(self, verb: str, document: dict) -> dict:
        answer = self.ask(verb, document)
        assert answer.status == 200, answer.text
        return answer.json

    def decide(self, budget: str, amount: int | str, key: str | None = None, **more) -> dict:
        return self.done("decision", wish(budget, amount, key, **more))

    def trace(self, reservation: str, **more) -> dict:
        return self.done("trace", {"reservation_id": reservation, "outcome": "ACCEPTED", **more})

    def account(self, budget: str) -> tuple[int, int]:
        """What is spent and held in the account of a claimed budget."""
        text = self.server.run("budgets", "--data", self.server.data, "--json").stdout
        for account in json.loads(text)["accounts"]:
            if f"tag:budget={budget}" in account["scope"]:
                return account["spent"], account["held"]
        return 0, 0


def wish(budget: str, amount: int | str, key: str | None = None, **more) -> dict:
    return {
        "tenant_id": "acme-corp", "claim_estimate_atomic": str(amount), "prompt_class": "general",
        "model_class": "openai/gpt-4o-mini", "idempotency_key": key or fresh("key"),
        "budget_id": budget, **more,
    }


def started(box: Sandbox, provider, *flags: str) -> Proxy:
    server = box.farthing(POLICY, *flags, scripted=provider)
    server.key = server.create_key("proxy", *CLAIM)
    return Proxy(server)


@pytest.fixture(scope="module")
def proxy(sandbox: Sandbox, provider) -> Proxy:
    return started(sandbox, provider)


@pytest.fixture
def own(provider) -> Iterator[Proxy]:
    """One whose server a test may kill."""
    box = Sandbox()
    yield started(box, provider)
    box.close()


@pytest.mark.parametrize("verb", ["tokenize", "decision", "trace"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_method_is_told_which_one_there_is(proxy, verb, method):
    headers = {"authorization": f"Bearer {proxy.server.key}"}
    answer = ask(proxy.server.port, method, f"/v1/{verb}", headers=headers)
    assert answer.status == 405 and answer.header("allow") == "POST"
    assert answer.json["code"] == "SPENDGUARD_BAD_REQUEST"
    assert answer.json["reason"] == "method_not_allowed"


@pytest.mark.parametrize("model, name, column", [
    ("gpt-4o", "o200k_base", 0), ("gpt-4", "cl100k_base", 1),
])
def test_tokens_are_those_that_tiktoken_counts(proxy, model, name, column):
    # What tiktoken says of these texts: one count, the other, and the text.
    lines = (ROOT / "Tests/Vectors/tiktoken/counts.txt").read_text().split("\n")
    for line in lines[:40]:
        *counts, text = line.split("\t", 2)
        if "\\" in text:
            continue
        answer = proxy.done("tokenize", {"provider": "openai", "model": model, "prompt": text})
        assert answer == {
            "input_tokens": int(counts[column]), "tokenizer_tier": "T2",
            "tokenizer_version_id": name,
        }, text


def test_where_no_vocabulary_ships_the_bytes_bound_the_tokens(proxy):
    canaries.session.prompts += 1
    prompt = f"naïve 日本語 {canaries.PROMPT}"
    answer = proxy.done(
        "tokenize", {"provider": "anthropic", "model": "claude-sonnet-4-5", "prompt": prompt}
    )
    assert answer == {
        "input_tokens": len(prompt.encode()), "tokenizer_tier": "T3",
        "tokenizer_version_id": "utf8_bytes",
    }


def test_a_call_is_held_before_it_is_allowed_and_traced_once(proxy):
    budget = fresh("usd")
    decision = proxy.decide(budget, 250_000)
    assert decision["verdict"] == "ALLOW" and decision["reason_codes"] == []
    assert proxy.account(budget) == (0, 250_000_000)
    end = {"provider_event_id": "chatcmpl-1", "actual_amount_atomic": "120000"}
    first = proxy.trace(decision["reservation_id"], **end)
    assert first["verdict"] == "ACCEPTED" and int(first["ledger_transaction_id"]) > 0
    assert proxy.trace(decision["reservation_id"], **end) == first
    assert proxy.account(budget) == (120_000_000, 0)


def test_another_event_of_a_reservation_adds_and_another_amount_of_the_same_is_a_conflict(proxy):
    budget = fresh("usd")
    hold = proxy.decide(budget, 250_000)["reservation_id"]
    first = proxy.trace(hold, provider_event_id="a", actual_amount_atomic="1000")
    second = proxy.trace(hold, provider_event_id="b", actual_amount_atomic="1000")
    assert second != first
    assert proxy.account(budget) == (2_000_000, 0)
    for event in "ab":
        proxy.trace(hold, provider_event_id=event, actual_amount_atomic="1000")
    other = proxy.ask("trace", {
        "reservation_id": hold, "outcome": "ACCEPTED", "provider_event_id": "a",
        "actual_amount_atomic": "1001",
    })
    assert other.status == 409
    assert other.json["code"] == "SPENDGUARD_IDEMPOTENCY_CONFLICT"
    assert proxy.account(budget) == (2_000_000, 0)


def test_tokens_are_priced_where_no_amount_is_said(proxy):
    budget = fresh("usd")
    hold = proxy.decide(budget, 250_000)["reservation_id"]
    proxy.trace(hold, input_tokens=1_000, output_tokens=500)
    # 0.15 and 0.60 dollars for a million.
    assert proxy.account(budget) == (150_000 + 300_000, 0)
    silent = proxy.decide(budget, 250_000)["reservation_id"]
    proxy.trace(silent)
    assert proxy.account(budget) == (450_000 + 250_000_000, 0)


@pytest.mark.parametrize("kind, unit", [("tok", "tokens"), ("cred", "credits:gpu")])
@pytest.mark.parametrize("says_unit", [True, False])
def test_units_are_those_that_the_budget_counts(proxy, kind, unit, says_unit):
    budget = fresh(kind)
    more = {"unit": unit} if says_unit else {}
    hold = proxy.decide(budget, 40, **more)["reservation_id"]
    assert proxy.account(budget) == (0, 40)
    proxy.trace(hold, actual_amount_atomic="12", **more)
    assert proxy.account(budget) == (12, 0)
    wrong = proxy.ask("decision", wish(budget, 40, unit="usd_micros"))
    assert wrong.status == 400 and wrong.json["code"] == "SPENDGUARD_BAD_REQUEST"


def test_a_rejected_call_gives_its_hold_back(proxy):
    budget = fresh("usd")
    hold = proxy.decide(budget, 250_000)["reservation_id"]
    rejected = {"reservation_id": hold, "outcome": "REJECTED"}
    assert proxy.done("trace", rejected) == proxy.done("trace", rejected)
    assert proxy.account(budget) == (0, 0)


def test_what_was_committed_stays_when_the_call_is_rejected_afterwards(proxy):
    budget = fresh("usd")
    hold = proxy.decide(budget, 250_000)["reservation_id"]
    proxy.trace(hold, actual_amount_atomic="1000")
    proxy.done("trace", {"reservation_id": hold, "outcome": "REJECTED"})
    assert proxy.account(budget) == (1_000_000, 0)


def test_more_than_was_held_is_booked(proxy):
    budget = fresh("usd")
    hold = proxy.decide(budget, 1_000_000)["reservation_id"]
    proxy.trace(hold, actual_amount_atomic="1200000")
    assert proxy.account(budget) == (1_200_000_000, 0)
    assert proxy.decide(budget, 1)["verdict"] == "DENY"


def test_an_unknown_budget_is_a_denial(proxy):
    decision = proxy.decide("nobodys", 1)
    assert decision["verdict"] == "DENY" and decision["reservation_id"] == ""
    assert decision["reason_codes"][0] == "UNKNOWN_BUDGET"


def test_a_degrade_is_held_for_the_model_that_the_policy_names(proxy):
    more = {"model_class": "claude-opus-4-6", "provider": "anthropic"}
    budget, key = fresh("usd"), fresh("key")
    decision = proxy.decide(budget, 1_000, key, **more)
    assert decision["verdict"] == "DEGRADE", decision
    assert decision["model_class"] == "claude-haiku-4-5"
    assert proxy.account(budget) == (0, 1_000_000)
    assert proxy.decide(budget, 1_000, key, **more)["reservation_id"] == decision["reservation_id"]


def test_64_calls_race_for_32_places_and_not_one_passes_the_limit(proxy):
    budget = fresh("usd")
    with ThreadPoolExecutor(64) as pool:
        decisions = list(pool.map(lambda _: proxy.decide(budget, 31_250), range(64)))
    verdicts = [decision["verdict"] for decision in decisions]
    assert sorted(set(verdicts)) == ["ALLOW", "DENY"] and verdicts.count("ALLOW") == 32
    assert proxy.account(budget) == (0, 1_000_000_000)


def test_64_retries_at_once_hold_once_and_64_traces_are_booked_once(proxy):
    budget, key = fresh("usd"), fresh("key")
    with ThreadPoolExecutor(64) as pool:
        decisions = list(pool.map(lambda _: proxy.decide(budget, 1_000, key), range(64)))
        assert len({json.dumps(decision) for decision in decisions}) == 1
        assert proxy.account(budget) == (0, 1_000_000)
        hold = decisions[0]["reservation_id"]
        # Eight events, each of which is told eight times.
        list(pool.map(
            lambda n: proxy.trace(
                hold, provider_event_id=f"event-{n % 8}", actual_amount_atomic="100"
            ),
            range(64),
        ))
    assert proxy.account(budget) == (800_000, 0)


def test_an_approved_call_is_allowed_under_the_same_key(proxy, tmp_path):
    server, key, budget = proxy.server, fresh("key"), fresh("ask")
    asked = proxy.decide(budget, 200_000, key)
    assert asked["verdict"] == "DENY" and asked["reason_codes"][0] == "APPROVAL_REQUIRED"
    assert proxy.decide(budget, 200_000, key)["approval_request_id"] == asked["approval_request_id"]
    voter = server.create_key("finance", "--approves", "finance", "--approve-only")
    path = tmp_path / "voter.key"
    path.write_text(voter)
    server.run(
        "approvals", "approve", asked["approval_request_id"], "--data", server.data,
        "--key-file", path,
    )
    path.unlink()
    allowed = proxy.decide(budget, 200_000, key)
    assert allowed["verdict"] == "ALLOW", allowed
    assert proxy.account(budget) == (0, 200_000_000)


def test_kill_9_between_decision_and_trace_loses_nothing(own):
    budget, key, settled = fresh("usd"), fresh("key"), fresh("usd")
    decision = own.decide(budget, 250_000, key)
    done = own.decide(settled, 250_000)["reservation_id"]
    end = {"provider_event_id": "before", "actual_amount_atomic": "1000"}
    own.trace(done, **end)
    degraded = own.decide(settled, 1_000, "d", model_class="claude-opus-4-6")
    # Nobody waits for a settlement to be durable but the one who asked.
    own.server.process.child.kill()
    own.server.process.child.wait()
    own.server.start()
    assert own.decide(budget, 250_000, key) == decision
    again = own.decide(settled, 1_000, "d", model_class="claude-opus-4-6")
    assert again["verdict"] == "DEGRADE"
    assert again["reservation_id"] == degraded["reservation_id"]
    own.trace(decision["reservation_id"], input_tokens=1_000, output_tokens=500)
    assert own.account(budget) == (450_000, 0)
    own.trace(done, **end)
    own.trace(done, provider_event_id="after", actual_amount_atomic="1000")
    assert own.account(settled)[0] == 2_000_000
    assert own.decide(budget, 250_000, key)["decision_id"] == decision["decision_id"]
    assert own.server.verify().returncode == 0


@pytest.mark.parametrize("document, status", [
    ({}, 400), ({"tenant_id": "globex"}, 403), ({"idempotency_key": ""}, 400),
    ({"claim_estimate_atomic": "-1"}, 400), ({"claim_estimate_atomic": "1.5"}, 400),
    ({"claim_estimate_atomic": "9" * 39}, 400), ({"claim_estimate_atomic": 1.5}, 400),
    ({"model_class": ""}, 400), ({"budget_id": 7}, 400), ({"unit": "barrels"}, 400),
])
def test_what_is_wrong_is_told_as_error_and_code(proxy, document, status):
    wrong = {**wish("usd-wrong", 1), **document} if document else {}
    answer = proxy.ask("decision", wrong)
    assert answer.status == status, answer.text
    assert answer.json["error"] and answer.json["code"].startswith("SPENDGUARD_")
    assert proxy.account("usd-wrong") == (0, 0)


def test_nobody_traces_what_another_key_has_reserved(proxy):
    hold = proxy.decide(fresh("usd"), 1_000)["reservation_id"]
    headers = {"authorization": f"Bearer {proxy.server.create_key('other', *CLAIM)}"}
    document = {"reservation_id": hold, "outcome": "ACCEPTED", "actual_amount_atomic": "1"}
    answer = ask(proxy.server.port, "POST", "/v1/trace", document, headers=headers)
    assert answer.status == 400 and answer.json["reason"] == "unknown_hold"
    answer = ask(proxy.server.port, "POST", "/v1/trace", document)
    assert answer.status == 401 and answer.json["code"] == "SPENDGUARD_UNAUTHENTICATED"


def test_the_document_is_true(proxy, tmp_path):
    """Schemathesis, on what `docs/api/companion.openapi.json` says of the three paths."""
    document = json.loads((ROOT / "docs/api/companion.openapi.json").read_text())
    schemas = document["components"]["schemas"]
    asked = schemas["DecisionRequest"]["properties"]
    # Most of what is asked at random is for tenants and budgets that nobody has.
    asked["tenant_id"] = {"type": "string", "enum": ["acme-corp"]}
    asked["budget_id"] = {"type": "string", "enum": ["usd-fuzz", "tok-fuzz", "cred-fuzz", "ask-1"]}
    holds = [proxy.decide(fresh("usd"), 1_000)["reservation_id"] for _ in range(20)]
    schemas["TraceRequest"]["properties"]["reservation_id"] = {"type": "string", "enum": holds}
    for name in ("DecisionRequest", "TraceRequest"):
        del schemas[name]["examples"]
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(document))
    checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance",
        "response_schema_conformance",
    ]
    command = [
        Path(sys.executable).parent / "schemathesis", "run", described,
        "--url", f"http://127.0.0.1:{proxy.server.port}",
        "--header", f"Authorization:Bearer {proxy.server.key}", "--checks", ",".join(checks),
        "--max-examples", "60", "--seed", "20261122", "--continue-on-failure", "--no-color",
        "--request-timeout", "30", "--warnings", "off", "--generation-database", "none",
        "--suppress-health-check", "all",
    ]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=600, check=False,
        stdin=subprocess.DEVNULL, cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-1_000:]
    assert proxy.server.metric("farthing_holds_total") > 20
