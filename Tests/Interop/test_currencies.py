"""Budgets in other currencies: held, settled, corrected and re-rated at the rate of the hold.

Every amount is computed here again, from the scripted provider's bill priced by code that is not
ours, or from the journal's cost, in exact decimals."""

from __future__ import annotations

import json
import time
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

import openai
import pytest

from conftest import messages
from farthing_process import HEADER_COST, HEADER_REMAINING, Farthing
from prices import nanos, price
from test_reconcile import DIFFERS, compared, cost_result, page, window, write
from test_rerate import day, doubled, rerated, write_book

__all__ = ["window"]
MODEL, SNAPSHOT = "gpt-4o-mini", "gpt-4o-mini-2024-07-18"
RATE = Decimal("94.25")
POLICY = """
version: 1
rates:
  - {{ currency: INR, per_usd: "{rate}", from: 2026-01-01 }}
budgets:
  - {{ id: rupees, match: {{ team: finance }}, limit: {limit} INR, window: day }}
"""
BOTH = POLICY + "  - {{ id: dollars, match: {{ team: finance }}, limit: 50 USD, window: day }}\n"
CONFIGURATION = 78


def policy(limit: Decimal | str = "1000", rate: Decimal = RATE, text: str = POLICY) -> str:
    return text.format(limit=limit, rate=rate)


def in_rupees(cost_nanos: int | Decimal, rate: Decimal = RATE) -> int:
    """Nano-rupees for nano-dollars, rounded up."""
    return int((Decimal(cost_nanos) * rate).to_integral_value(ROUND_CEILING))


def entries(server: Farthing) -> list[dict]:
    shown = server.run("receipts", "list", "--data", server.data, "--last", "10000", "--json")
    return [json.loads(line)["decision"] for line in shown.stdout.splitlines()]


def of_kind(server: Farthing, *kinds: str) -> list[dict]:
    return [entry for entry in entries(server) if entry["kind"] in kinds]


def ask(client: openai.OpenAI, steering: str = "tokens=40", **more):
    return client.chat.completions.with_raw_response.create(
        **{"model": MODEL, "messages": messages(steering=steering), "max_tokens": 60, **more}
    )


def spent(server: Farthing, budget: str) -> int:
    return int(server.spent(budget) * 10**9)


def test_a_budget_of_exactly_so_many_calls_admits_so_many(farthing_server, client_of):
    server = farthing_server(policy("0.000000001"))
    with pytest.raises(openai.RateLimitError) as refused:
        ask(client_of(server, max_retries=0))
    told = refused.value.response.json()["error"]["farthing"]
    assert told["unit"] == "INR" and told["budget"] == "rupees"
    needed = told["needed"]
    server.stop()

    probe = farthing_server(policy())
    ask(client_of(probe, max_retries=0))
    probe.wait_until_nothing_held()
    cost = spent(probe, "rupees")
    probe.stop()

    # The last of five calls must still fit as it is held.
    limit = Decimal(4 * cost + needed) / 10**9
    server = farthing_server(policy(limit))
    server.scripted.reset()
    client = client_of(server, max_retries=0)
    for _ in range(5):
        answer = ask(client)
        assert Decimal(answer.headers[HEADER_COST]) > 0
        server.wait_until_nothing_held()
    with pytest.raises(openai.RateLimitError, match="INR"):
        ask(client)
    bill = server.scripted.bill()
    assert len(bill) == 5
    expected = [in_rupees(nanos(price(call)) * 10**9) for call in bill]
    assert [entry["amounts"] for entry in of_kind(server, "settle")] == [[n] for n in expected]
    assert spent(server, "rupees") == sum(expected) <= limit * 10**9
    holds = of_kind(server, "hold")
    assert [line["rate"] for entry in holds for line in entry["lines"]] == [94_250_000_000] * 5
    assert server.verify().returncode == 0


def test_streams_and_plain_answers_are_charged_alike_in_both_currencies(
    farthing_server, client_of
):
    server = farthing_server(policy(text=BOTH))
    client = client_of(server)
    answer = ask(client)
    assert Decimal(answer.headers[HEADER_REMAINING]) < 50
    list(ask(client, stream=True).parse())
    server.wait_until_nothing_held()
    cost = [int(nanos(price(call)) * 10**9) for call in server.scripted.bill()]
    assert spent(server, "dollars") == sum(cost)
    assert spent(server, "rupees") == sum(in_rupees(part) for part in cost)
    for entry in of_kind(server, "hold"):
        rates = {line["budget"]: line.get("rate") for line in entry["lines"]}
        assert rates == {"rupees": 94_250_000_000, "dollars": None}


def test_what_a_refusal_says_to_be_affordable_is_admitted(farthing_server, client_of):
    server = farthing_server(policy("0.01"))
    client = client_of(server, max_retries=0)
    with pytest.raises(openai.RateLimitError) as refused:
        ask(client, max_tokens=5_000)
    tokens = refused.value.response.json()["error"]["farthing"]["affordable_output_tokens"]
    assert tokens > 10
    with pytest.raises(openai.RateLimitError):
        ask(client, max_tokens=tokens + 1)
    ask(client, "tokens=5", max_tokens=tokens)


def test_a_rate_that_changes_leaves_the_running_call_alone(farthing_server, client_of, tmp_path):
    server = farthing_server(policy())
    client = client_of(server)
    stream = client.chat.completions.create(
        model=MODEL, messages=messages(steering="tokens=20;chunk=1-1;chunk_delay_ms=60"), max_tokens=60, stream=True
    )
    next(stream)
    (server.folder / "policy.yaml").write_text(policy(rate=Decimal("100")))
    reloaded = server.run("policy", "reload", "--data", server.data, check=False)
    assert reloaded.returncode == 0, reloaded.stdout + reloaded.stderr
    list(stream)
    ask(client)
    server.wait_until_nothing_held()
    holds = [entry["lines"][0]["rate"] for entry in of_kind(server, "hold")]
    assert holds == [94_250_000_000, 100_000_000_000]
    first, second = of_kind(server, "settle")
    assert first["amounts"] == [in_rupees(first["usage"]["costNanos"])]
    assert second["amounts"] == [in_rupees(second["usage"]["costNanos"], Decimal(100))]


def test_a_hold_from_before_a_restart_is_settled_at_its_own_rate(farthing_server):
    server = farthing_server(policy())
    held = spend(server, "hold", {"tool": "t", "amount": "0.25 USD", "expires_in_ms": 600_000})
    assert held["lines"][0]["amount"] == in_rupees(250_000_000)
    server.stop()
    server.policy = policy(rate=Decimal("50"))
    server.start()
    spend(server, "settle", {"id": held["id"], "amount": "0.10 USD"})
    server.wait_until_nothing_held()
    assert spent(server, "rupees") == in_rupees(100_000_000)


def spend(server: Farthing, verb: str, body: dict) -> dict:
    import urllib.request

    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/spend/{verb}",
        json.dumps(body).encode(),
        {"authorization": f"Bearer {server.key}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read())


def test_rerate_uses_the_rate_of_each_receipt(farthing_server, client_of, tmp_path):
    server = farthing_server(policy(text=BOTH))
    ask(client_of(server))
    server.wait_until_nothing_held()
    # What holds now is another rate, which is nobody's business any more.
    server.stop()
    server.policy = policy(rate=Decimal("50"), text=BOTH)
    server.start()
    book = write_book(
        tmp_path / "dearer.txt", lambda line: doubled(line, day(time.time())), ("openai", MODEL)
    )
    [settled] = of_kind(server, "settle")
    cost = settled["usage"]["costNanos"]
    result = rerated(server, "--book", book, "--apply")
    [call] = result["calls"]
    assert (call["charged_nanos"], call["rerated_nanos"]) == (cost, 2 * cost)
    assert result["entries_written"] == 1
    assert result["budgets"]["rupees"]["difference_nanos"] == in_rupees(2 * cost) - in_rupees(cost)
    [correction] = of_kind(server, "correction")
    assert sorted(correction["amounts"]) == sorted([2 * cost, in_rupees(2 * cost)])
    assert spent(server, "rupees") == in_rupees(2 * cost)
    assert rerated(server, "--book", book)["total"]["changed"] == 0


def test_reconcile_corrects_at_the_rate_of_each_receipt(
    farthing_server, client_of, window, tmp_path
):
    server = farthing_server(policy())
    client = client_of(server, max_retries=0)
    for _ in range(2):
        ask(client, "tokens=40;fault=no_usage")
    server.wait_until_nothing_held()
    bill = server.scripted.bill()
    cost = sum((price(call) for call in bill), Decimal(0))
    assert spent(server, "rupees") > in_rupees(cost * 10**9), "what was held is charged"
    costs = write(tmp_path / "costs.json", page(window, [cost_result(cost)]))
    applied = compared(server, costs, "--correct", "--apply", status=DIFFERS)
    assert len(applied["entries"]) == 2
    corrections = of_kind(server, "correction")
    for entry in corrections:
        assert entry["amounts"] == [in_rupees(entry["usage"]["costNanos"])]
    assert sum(Fraction(e["usage"]["costNanos"], 10**9) for e in corrections) == Fraction(cost)
    assert server.verify().returncode == 0


def test_policies_are_told_of_missing_and_old_rates(farthing_server, tmp_path):
    server = farthing_server(policy())

    def check(text: str, status: int = 0) -> str:
        path = write(tmp_path / "p.yaml", text)
        done = server.run("policy", "check", path, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    budget = "budgets:\n  - { id: b, limit: 200 %s, window: day }\n"
    missing = check("version: 1\n" + budget % "AED", CONFIGURATION)
    assert "p.yaml:3:" in missing and "budgets[0].limit" in missing
    assert "{ currency: AED, per_usd: …, from: " in missing
    rates = "version: 1\nrates:\n  - { currency: %s, per_usd: 3.6725, from: %s }\n"
    later = check(rates % ("AED", "2999-01-01") + budget % "AED", CONFIGURATION)
    assert "holds from 2999-01-01 on" in later
    long_ago = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 70 * 86_400))
    old = check(rates % ("AED", long_ago) + budget % "AED")
    assert f"warning: the policy's exchange rate of AED, of {long_ago}, is 70 days old" in old
    today = time.strftime("%Y-%m-%d", time.gmtime())
    assert "warning" not in check(rates % ("AED", today) + budget % "AED")
    assert "did you mean \"INR\"" in check(rates % ("INX", today), CONFIGURATION)


def test_rates_are_listed(farthing_server):
    server = farthing_server(policy())
    shown = server.run("prices", "rates", "--policy", server.folder / "policy.yaml")
    [rupees] = [line for line in shown.stdout.splitlines() if line.startswith("INR")]
    assert rupees.split()[1:] == ["94.250000000", "2026-01-01", "the", "policy"] or (
        rupees.split()[1:6] == ["94.250000000", "2026-01-01", "the", "policy", "older"]
    )
    listed = json.loads(server.run("prices", "rates", "--json").stdout)
    rates = {rate["currency"]: rate for rate in listed["rates"]}
    assert len(rates) >= 29 and "USD" not in rates
    assert rates["EUR"]["source"] == "reference" and 5 * 10**8 < rates["EUR"]["rate_nanos"] < 2 * 10**9
