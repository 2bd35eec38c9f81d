"""`farthing prices rerate`: past calls priced again by a corrected book, put right by entries.

The expected costs are computed here, from what the journal says of each call and from the text of
the book, in exact fractions."""

from __future__ import annotations

import hashlib
import json
import math
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import anthropic
import pytest

from conftest import messages, policy
from farthing_process import ROOT, Farthing
from test_prices import BOOK, seal

MINI, MINI_SNAPSHOT = "gpt-4o-mini", "gpt-4o-mini-2024-07-18"
CLAUDE = "claude-opus-5-5"
USAGE, CONFIGURATION, UNAVAILABLE = 64, 78, 69
DAY = 86_400
BUDGETS = """
  - { id: agents, per: [team], limit: 50.00 USD, window: day }
  - { id: words, limit: 50M tokens, window: day }
  - { id: count, limit: 1000 calls, window: day }
"""
# The book's columns, and the journal's names for their counts.
COLUMNS = {
    "in": "input", "cached": "cached_input", "write": "cache_write", "hour": "cache_write_hour",
    "out": "output", "search": "web_searches", "file-search": "file_searches", "call": "calls",
}
FOLLOWS = {"cached": "in", "write": "in", "hour": "in", "reasoning": "out"}


def day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def lines(text: str) -> dict[tuple[str, str], str]:
    rows = [line.split("\t") for line in text.splitlines() if line.count("\t") > 5]
    return {(row[0], row[1]): "\t".join(row) for row in rows}


def sheet(line: str, variant: str) -> dict[str, Fraction]:
    """The rates of the last edition's sheet, in dollars per million."""
    fields = line.rsplit("\t@", 1)[1].split("\t")
    found = next(field for field in fields if field.split(" ")[0] == variant)
    return {name: Fraction(rate) for name, rate in re.findall(r"(\S+)=(\S+)", found)}


def nanos(entry: dict, line: str) -> int:
    """What a settlement's buckets come to by a line of the book, rounded up to a nano."""
    def cost(variant: str) -> Fraction:
        rates = sheet(line, variant)
        total = Fraction(0)
        for column, name in COLUMNS.items():
            rate = rates.get(column, rates.get(FOLLOWS.get(column, ""), Fraction(0)))
            total += rate * entry["usage"]["buckets"].get(name, 0) * 1_000
        return total

    assert set(entry["usage"]["buckets"]) <= set(COLUMNS.values()), entry
    return math.ceil(max(cost(variant) for variant in entry["usage"]["variants"]))


def doubled(line: str, since: str) -> str:
    """The line with an edition that costs twice as much."""
    last = line.rsplit("\t@", 1)[1].split("\t", 1)[1]
    dearer = re.sub(r"=(\d[\d.]*)", lambda rate: f"={float(rate[1]) * 2:g}", last)
    return f"{line}\t@{since}\t{dearer}"


def write_book(path: Path, change: Callable[[str], str | None], *models: tuple[str, str]) -> Path:
    """The built-in book with other lines for some models; None leaves a model out."""
    text = BOOK.read_text()
    for model in models:
        old = lines(text)[model]
        new = change(old)
        text = text.replace(old + "\n", "" if new is None else new + "\n")
    path.write_text(seal(text))
    return path


def entries(server: Farthing) -> list[dict]:
    shown = server.run("receipts", "list", "--data", server.data, "--last", "10000", "--json")
    return [json.loads(line)["decision"] for line in shown.stdout.splitlines()]


def rerate(server: Farthing, *words, status: int = 0) -> subprocess.CompletedProcess:
    done = server.run("prices", "rerate", "--data", server.data, *words, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def rerated(server: Farthing, *words) -> dict:
    return json.loads(rerate(server, *words, "--json").stdout)


def spend(server: Farthing, verb: str, body: dict) -> dict:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/spend/{verb}",
        json.dumps(body).encode(),
        {"authorization": f"Bearer {server.key}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def assert_verified(server: Farthing) -> None:
    """Both verifiers accept every seal and every balance."""
    assert server.verify().returncode == 0
    program = ROOT / "Scripts" / "verify" / "farthing_verify.py"
    command = [sys.executable, program, server.data, "--key", server.data / "public.key"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def traffic(client_of) -> Callable[[Farthing], None]:
    """Calls of several models, variants and evidences."""

    def make(server: Farthing) -> None:
        client = client_of(server, max_retries=0)

        def chat(steering: str, model: str = MINI, **more) -> None:
            text = messages(steering=steering)
            answer = client.chat.completions.create(
                model=model, messages=text, max_tokens=200, **more
            )
            if more.get("stream"):
                list(answer)

        chat("tokens=40")
        chat(f"tokens=41;prompt=3000;cached=1024;model={MINI_SNAPSHOT}")
        chat("tokens=42", service_tier="priority")
        chat("tokens=43", model="gpt-4o")
        chat("tokens=44;fault=no_usage", stream=True)
        chat("tokens=45;fault=no_usage")
        address = f"http://127.0.0.1:{server.port}/anthropic"
        claude = anthropic.Anthropic(base_url=address, api_key=server.key, max_retries=0)
        claude.messages.create(
            model=CLAUDE,
            messages=messages(steering="tokens=30;prompt=4000;cached=1000;written=900;hour=300"),
            max_tokens=200,
        )
        usage = {"input_tokens": 1000, "max_output_tokens": 500}
        held = spend(server, "hold", {"provider": "openai", "model": MINI, "usage": usage})
        used = {"input_tokens": 900, "cached_input_tokens": 100, "output_tokens": 333}
        spend(server, "settle", {"id": held["id"], "usage": used})
        held = spend(server, "hold", {"tool": "search", "amount": "0.25 USD"})
        spend(server, "settle", {"id": held["id"], "amount": "0.20 USD"})
        server.wait_until_nothing_held()

    return make


def test_a_settlement_says_all_that_its_price_depends_on(farthing_server, traffic) -> None:
    server = farthing_server(policy() + BUDGETS)
    traffic(server)
    book = lines(BOOK.read_text())
    holds = {entry["decisionId"]: entry for entry in entries(server) if entry["kind"] == "hold"}
    priced = [e for e in entries(server) if "buckets" in e.get("usage", {})]
    assert len(priced) == 7
    for entry in priced:
        hold = holds[entry["holdId"]]
        line = book[hold["provider"], hold["modelResolved"]]
        assert nanos(entry, line) == entry["usage"]["costNanos"], entry
        buckets = entry["usage"]["buckets"]
        assert list(buckets) == sorted(buckets) and 0 not in buckets.values()
        assert not {"priceBook", "priceSource", "provider"} & set(entry["usage"])
    by_tokens = {entry["usage"]["outputTokens"]: entry["usage"] for entry in priced}
    assert by_tokens[41]["buckets"] == {
        "cached_input": 1024, "calls": 1, "input": 1976, "output": 41
    }
    assert by_tokens[41]["model"] == MINI_SNAPSHOT and by_tokens[41]["variants"] == ["standard"]
    assert by_tokens[42]["variants"] == ["priority"]
    claude = by_tokens[30]["buckets"]
    assert (claude["cache_write"], claude["cache_write_hour"]) == (900, 300)
    assert {e["evidence"] for e in priced} == {"metered", "reported"}
    unpriced = [e for e in entries(server) if e["kind"] == "settle" and e not in priced]
    assert sorted(e["evidence"] for e in unpriced) == ["reported", "unknown"]


@pytest.mark.parametrize("is_running", [True, False])
def test_a_doubled_price_is_put_right_by_entries(
    farthing_server, traffic, tmp_path: Path, is_running: bool
) -> None:
    server = farthing_server(policy() + BUDGETS)
    traffic(server)
    since = day(time.time() - DAY)
    models = [("openai", MINI), ("anthropic", CLAUDE)]
    book = write_book(tmp_path / "new.txt", lambda line: doubled(line, since), *models)
    new = lines(book.read_text())
    before = {name: server.spent(name) for name in ("plenty", "agents", "words", "count")}
    journal = entries(server)
    holds = {entry["decisionId"]: entry for entry in journal if entry["kind"] == "hold"}
    expected = {}
    for entry in journal:
        if "buckets" in entry.get("usage", {}):
            hold = holds[entry["holdId"]]
            cost = nanos(entry, new[hold["provider"], hold["modelResolved"]])
            if cost != entry["usage"]["costNanos"]:
                expected[entry["holdId"]] = (entry["usage"]["costNanos"], cost)
    assert len(expected) == 6, "all but the one of another model"
    rise = sum(after - cost for cost, after in expected.values())
    if not is_running:
        server.stop()
        journal = entries(server)

    plan = rerated(server, "--book", book)
    found = {call["hold"]: call for call in plan["calls"] if "rerated_nanos" in call}
    assert {
        hold: (call["charged_nanos"], call["rerated_nanos"]) for hold, call in found.items()
    } == expected
    assert plan["not_rerated"] == {"no_usage": 1, "unknown": 1}
    assert plan["total"]["difference_nanos"] == rise and plan["total"]["calls"] == 7
    assert set(plan["budgets"]) == {"plenty", "agents"}
    assert all(one["difference_nanos"] == rise for one in plan["budgets"].values())
    assert "entries_written" not in plan
    shown = rerate(server, "--book", book).stdout
    assert "nothing is written without --apply" in shown and MINI_SNAPSHOT in shown
    assert entries(server) == journal, "nothing is written without --apply"

    applied = rerated(server, "--book", book, "--apply")
    assert applied["entries_written"] == 6 and applied["calls"] == plan["calls"]
    written = [e for e in entries(server)[len(journal):] if e["kind"] == "correction"]
    assert {e["holdId"]: e["usage"]["costNanos"] for e in written} == {
        hold: cost for hold, (_, cost) in expected.items()
    }
    hash_of_book = re.search(r"^sha256 (\w+)$", book.read_text(), re.M)[1]
    assert all(e["usage"]["priceBook"] == hash_of_book for e in written)
    assert all(e["note"].startswith("rerate: ") for e in written)

    for again in (rerated(server, "--book", book, "--apply"), rerated(server, "--book", book)):
        assert again.get("entries_written", 0) == 0 and again["total"]["changed"] == 0
        assert not [call for call in again["calls"] if "rerated_nanos" in call]
    if not is_running:
        server.start()
    for name in ("plenty", "agents"):
        assert (server.spent(name) - before[name]) * 10**9 == rise
    for name in ("words", "count"):
        assert server.spent(name) == before[name], "other units stay as they are"
    assert_verified(server)
    # Back to the old book: every call costs what it did, to the nano.
    back = rerated(server, "--book", BOOK, "--apply")
    assert back["entries_written"] == 6 and back["total"]["difference_nanos"] == -rise
    assert {name: server.spent(name) for name in before} == before
    assert_verified(server)


def test_more_calls_than_one_request_corrects(farthing_server, client_of, tmp_path: Path) -> None:
    server = farthing_server(policy())
    client = client_of(server)
    for _ in range(53):
        client.chat.completions.create(
            model=MINI, messages=messages(steering="tokens=5"), max_tokens=10
        )
    server.wait_until_nothing_held()
    spent = server.spent()
    since = day(time.time() - DAY)
    book = write_book(tmp_path / "new.txt", lambda l: doubled(l, since), ("openai", MINI))
    assert rerated(server, "--book", book, "--apply")["entries_written"] == 53
    assert server.spent() == 2 * spent
    # The opening entries of what was corrected are found again.
    assert rerated(server, "--book", BOOK, "--model", MINI)["total"]["changed"] == 53
    assert_verified(server)


def test_the_time_of_the_call_and_the_filters_decide(
    farthing_server, traffic, tmp_path: Path
) -> None:
    server = farthing_server(policy() + BUDGETS)
    traffic(server)
    tomorrow = day(time.time() + 2 * DAY)
    later = write_book(tmp_path / "later.txt", lambda l: doubled(l, tomorrow), ("openai", MINI))
    assert rerated(server, "--book", later)["total"]["changed"] == 0
    same = rerated(server)
    assert same["total"]["calls"] == 7 and same["total"]["changed"] == 0, "the book in force"
    since = day(time.time() - DAY)
    book = write_book(tmp_path / "new.txt", lambda l: doubled(l, since), ("openai", MINI))
    changed = rerated(server, "--book", book)["total"]["changed"]
    assert changed == 5
    for words, count in [
        (["--model", "gpt-4o"], 0),
        (["--model", "gpt-4o-mini*"], changed),
        (["--model", f"openai/{MINI_SNAPSHOT}"], 1),
        (["--since", since], changed),
        (["--since", tomorrow], 0),
        (["--until", since], 0),
        (["--since", since, "--until", tomorrow], changed),
    ]:
        assert rerated(server, "--book", book, *words)["total"]["changed"] == count, words
    # A book that does not know the model says nothing of its calls; one with a price of zero does.
    gone = write_book(tmp_path / "gone.txt", lambda _: None, ("openai", MINI))
    assert rerated(server, "--book", gone)["not_rerated"]["unpriced_model"] == 5
    free = write_book(
        tmp_path / "free.txt",
        lambda line: line.rsplit("\t@", 1)[0] + "\t@2026-10-14\tstandard in=0 out=0",
        ("openai", MINI),
    )
    plan = rerated(server, "--book", free)
    assert plan["not_rerated"]["unpriced_variant"] == 1
    assert {call["rerated_nanos"] for call in plan["calls"] if "rerated_nanos" in call} == {0}


def test_what_an_invoice_or_an_operator_says_is_kept(
    farthing_server, client_of, tmp_path: Path
) -> None:
    server = farthing_server(policy())
    client = client_of(server)
    for steering in ("tokens=20;fault=no_usage", "tokens=30"):
        client.chat.completions.create(
            model=MINI, messages=messages(steering=steering), max_tokens=100
        )
    server.wait_until_nothing_held()
    hour = int(time.time()) // 3_600 * 3_600
    known = next(e["usage"]["costNanos"] for e in entries(server) if e.get("evidence") == "reported")
    costs = {"object": "page", "has_more": False, "next_page": None, "data": [{
        "object": "bucket", "start_time": hour - 3_600, "end_time": hour + 7_200,
        "results": [{
            "object": "organization.costs.result", "line_item": f"{MINI_SNAPSHOT}, input",
            "amount": {"value": f"{(known + 1234) / 10**9:.12f}", "currency": "usd"},
            "project_id": None,
        }],
    }]}
    path = tmp_path / "costs.json"
    path.write_text(json.dumps(costs))
    server.run(
        "reconcile", "--data", server.data, path, "--correct", "--apply", "--tolerance", "0",
        check=False,
    )
    assert [e["evidence"] for e in entries(server) if e["kind"] == "correction"] == ["invoiced"]
    book = write_book(
        tmp_path / "new.txt", lambda l: doubled(l, day(time.time() - DAY)), ("openai", MINI)
    )
    plan = rerated(server, "--book", book, "--apply")
    assert plan["invoiced"] == 1 and plan["not_rerated"] == {}
    assert plan["entries_written"] == 1
    assert server.spent() * 10**9 == 2 * known + 1234
    assert_verified(server)


def test_a_call_that_expired_is_priced_once_its_usage_is_known(
    farthing_server, tmp_path: Path
) -> None:
    server = farthing_server(policy())
    usage = {"input_tokens": 1000, "max_output_tokens": 500}
    call = {"provider": "openai", "model": MINI, "usage": usage, "sent": True}
    held = spend(server, "hold", {**call, "expires_in_ms": 1_000})
    server.wait_until_nothing_held()
    book = write_book(
        tmp_path / "new.txt", lambda l: doubled(l, day(time.time() - DAY)), ("openai", MINI)
    )
    plan = rerated(server, "--book", book, "--apply")
    assert plan["not_rerated"] == {"expired": 1} and plan["entries_written"] == 0
    used = {"input_tokens": 800, "output_tokens": 100}
    model = {"provider": "openai", "model": MINI_SNAPSHOT}
    spend(server, "settle", {"id": held["id"], "usage": used, **model})
    [entry] = [e for e in entries(server) if "buckets" in e.get("usage", {})]
    assert entry["kind"] == "betterSettle" and entry["usage"]["model"] == MINI_SNAPSHOT
    plan = rerated(server, "--book", book, "--apply")
    assert plan["not_rerated"] == {} and plan["entries_written"] == 1
    assert server.spent() * 10**9 == 2 * entry["usage"]["costNanos"] == 2 * (800 * 150 + 100 * 600)
    assert_verified(server)


def test_a_policys_own_prices_are_taken_only_by_name(
    farthing_server, client_of, tmp_path: Path
) -> None:
    own = "prices:\n  - {{ provider: openai, model: gpt-4o-mini, input: 1, output: {} }}\n"
    server = farthing_server(policy() + own.format(10))
    client_of(server).chat.completions.create(
        model=MINI, messages=messages(steering="tokens=10"), max_tokens=50
    )
    server.wait_until_nothing_held()
    [entry] = [e for e in entries(server) if e["kind"] == "settle"]
    assert entry["usage"]["priceSource"] == "policy"
    assert rerated(server)["not_rerated"] == {"policy_price": 1}
    assert rerated(server, "--policy", server.folder / "policy.yaml")["total"]["changed"] == 0
    other = tmp_path / "other.yaml"
    other.write_text(policy() + own.format(11))
    plan = rerated(server, "--policy", other, "--apply")
    assert plan["total"]["difference_nanos"] == 10 * 1_000
    spent = server.spent() * 10**9
    assert spent == entry["usage"]["buckets"]["input"] * 1_000 + 10 * 11_000
    assert_verified(server)


@pytest.mark.parametrize(
    ("words", "status", "hint"),
    [
        (["--since", "yesterday"], USAGE, "--since"),
        (["--since", "2026-11-02", "--until", "2026-11-01"], USAGE, "later than --since"),
        (["--model", ""], USAGE, "--model"),
        (["--book", "nothing.txt"], CONFIGURATION, "nothing.txt"),
        (["--policy", "nothing.yaml"], CONFIGURATION, "nothing.yaml"),
        (["--data", "nowhere"], UNAVAILABLE, "no ledger in nowhere"),
    ],
)
def test_what_is_wrong_is_named(shared_server: Farthing, words, status, hint) -> None:
    done = rerate(shared_server, *words, status=status)
    assert hint in done.stderr and done.stdout == "", done


def test_a_book_that_was_touched_is_refused(shared_server: Farthing, tmp_path: Path) -> None:
    book = tmp_path / "touched.txt"
    book.write_text(BOOK.read_text().replace("in=0.15 ", "in=0.16 ", 1))
    assert hashlib.sha256(book.read_bytes()) != hashlib.sha256(BOOK.read_bytes())
    assert "hash" in rerate(shared_server, "--book", book, status=CONFIGURATION).stderr
