"""`farthing reconcile` against exports made from the scripted provider's own bill, priced by code
that is not ours."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import anthropic
import openai
import pytest

from conftest import messages, policy
from farthing_process import Farthing, farthing_binary
from prices import nanos, price, total

MODEL, SNAPSHOT = "gpt-4o-mini", "gpt-4o-mini-2024-07-18"
CLAUDE = "claude-opus-5-5"
HOUR = 3_600
MATCHED, DIFFERS, UNREADABLE, USAGE = 0, 1, 2, 64


def rfc3339(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


@pytest.fixture
def window() -> tuple[int, int]:
    """Some hours around now, however near a full hour it is."""
    start = int(time.time()) // HOUR * HOUR - HOUR
    return start, start + 3 * HOUR


def write(path: Path, value) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def page(window, results: list[dict]) -> dict:
    """A page of OpenAI's usage and cost APIs."""
    start, end = window
    bucket = {"object": "bucket", "start_time": start, "end_time": end, "results": results}
    return {"object": "page", "data": [bucket], "has_more": False, "next_page": None}


def usage_result(calls: list[dict], model: str | None = SNAPSHOT, **more) -> dict:
    return {
        "object": "organization.usage.completions.result",
        "input_tokens": sum(call["prompt_tokens"] for call in calls),
        "output_tokens": sum(call["completion_tokens"] for call in calls),
        "input_cached_tokens": sum(call["cached_tokens"] for call in calls),
        "num_model_requests": len(calls),
        "model": model,
        "project_id": None,
        **more,
    }


def cost_result(amount: Decimal, line_item: str | None = f"{SNAPSHOT}, input", **more) -> dict:
    return {
        "object": "organization.costs.result",
        # A number in the real API; as a string it keeps its digits in Python, too.
        "amount": {"value": str(amount), "currency": "usd"},
        "line_item": line_item,
        "project_id": None,
        **more,
    }


@pytest.fixture
def chat(client_of) -> Callable[..., None]:
    """Makes some calls through a gateway and waits for their settlements."""

    def call(server: Farthing, count: int = 1, steering: str = "tokens=40", **more) -> None:
        client = client_of(server, max_retries=0)
        for _ in range(count):
            answer = client.chat.completions.create(
                **{"model": MODEL, "messages": messages(steering=steering), "max_tokens": 200,
                   **more}
            )
            if more.get("stream"):
                list(answer)
        server.wait_until_nothing_held()

    return call


def reconcile(server: Farthing, *words) -> subprocess.CompletedProcess:
    return server.run("reconcile", "--data", server.data, *words, check=False)


def compared(server: Farthing, *words, status: int = MATCHED) -> dict:
    done = reconcile(server, *words, "--json")
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_usage_and_cost_of_the_same_traffic_match_to_the_nano(
    farthing_server, chat, window, tmp_path
):
    server = farthing_server(policy())
    chat(server, 5)
    bill = server.scripted.bill()
    usage = write(tmp_path / "usage.json", page(window, [usage_result(bill)]))
    # Two line items of one model, as the cost API groups them.
    half = total(bill) / 2
    items = [cost_result(half), cost_result(total(bill) - half, f"{SNAPSHOT}, output")]
    costs = write(tmp_path / "costs.json", page(window, items))
    result = compared(server, usage, costs, "--tolerance", "0")
    [line] = result["lines"]
    assert line["status"] == "matched"
    assert line["model"] == MODEL
    tokens = {k: line["ours"][k] for k in ("calls", "input_tokens", "output_tokens")}
    assert tokens == {k: line["theirs"][k] for k in tokens} and tokens["calls"] == 5
    assert line["ours"]["cost_nanos"] == sum(int(nanos(price(call)) * 10**9) for call in bill)
    assert abs(line["difference_nanos"]) <= 5
    assert result["error_bar"]["uncertain_nanos"] == 0
    shown = reconcile(server, usage, costs)
    assert "1 matched, 0 ours higher, 0 missing, 0 unaccounted" in shown.stdout


def test_traffic_past_the_gateway_is_unaccounted(farthing_server, chat, window, tmp_path):
    server = farthing_server(policy())
    chat(server, 3)
    ours = total(server.scripted.bill())
    direct = openai.OpenAI(base_url=f"{server.scripted.url}/v1", api_key="sk-direct")
    direct.chat.completions.create(model=MODEL, messages=messages(steering="tokens=90"))
    theirs = total(server.scripted.bill())
    costs = write(tmp_path / "costs.json", page(window, [cost_result(theirs)]))
    result = compared(server, costs, status=DIFFERS)
    [line] = result["lines"]
    assert line["status"] == "unaccounted"
    assert abs(line["difference_nanos"] - int((theirs - ours) * 10**9)) <= 4
    # Certain costs are left alone, however much the provider says.
    assert compared(server, costs, "--correct", status=DIFFERS)["corrections"] == []
    usage = write(tmp_path / "usage.json", page(window, [usage_result(server.scripted.bill())]))
    assert compared(server, usage, status=DIFFERS)["lines"][0]["status"] == "unaccounted"
    assert compared(server, usage, "--tolerance", "60")["matched"]


def test_calls_that_the_provider_does_not_know_are_missing(
    farthing_server, chat, window, tmp_path
):
    server = farthing_server(policy())
    chat(server, 2)
    chat(server, 1, model="gpt-4o")
    bill = [call for call in server.scripted.bill() if call["model"].startswith(MODEL)]
    usage = write(tmp_path / "usage.json", page(window, [usage_result(bill)]))
    lines = {line["model"]: line for line in compared(server, usage, status=DIFFERS)["lines"]}
    assert {name: line["status"] for name, line in lines.items()} == {
        MODEL: "matched",
        "gpt-4o": "missing",
    }
    empty = write(tmp_path / "empty.json", page(window, []))
    assert compared(server, empty, status=DIFFERS)["lines"][0]["status"] == "missing"
    low = write(tmp_path / "low.json", page(window, [cost_result(Decimal("0.00001"), None)]))
    [line] = compared(server, low, status=DIFFERS)["lines"]
    assert (line["model"], line["status"]) == (None, "ours_higher")


def entries(server: Farthing) -> list[dict]:
    shown = server.run("receipts", "list", "--data", server.data, "--last", "10000", "--json")
    return [json.loads(line)["decision"] for line in shown.stdout.splitlines()]


@pytest.mark.parametrize("is_running", [True, False])
def test_corrections_make_uncertain_costs_those_of_the_bill(
    farthing_server, chat, window, tmp_path, is_running
):
    server = farthing_server(policy())
    chat(server, 2)
    chat(server, 3, "tokens=40;fault=no_usage")
    bill = server.scripted.bill()
    assert server.spent() > total(bill), "without usage, the held amount is charged"
    costs = write(tmp_path / "costs.json", page(window, [cost_result(total(bill))]))
    if not is_running:
        server.stop()
    before = entries(server)
    plan = compared(server, costs, "--correct", status=DIFFERS)
    assert plan["lines"][0]["status"] == "ours_higher"
    assert plan["error_bar"]["uncertain_nanos"] == plan["lines"][0]["uncertain_nanos"] > 0
    assert len(plan["corrections"]) == 3 and plan["corrections_rest_nanos"] == 0
    assert {step["evidence_before"] for step in plan["corrections"]} == {"unknown"}
    # The difference falls on them in proportion: equal calls pay the same, to a nano.
    after = [step["cost_nanos"] for step in plan["corrections"]]
    assert max(after) - min(after) <= 1
    assert entries(server) == before, "nothing is written without --apply"

    applied = compared(server, costs, "--correct", "--apply", status=DIFFERS)
    assert len(applied["entries"]) == 3
    written = entries(server)[len(before):]
    corrections = [entry for entry in written if entry["kind"] == "correction"]
    assert [entry["evidence"] for entry in corrections] == ["invoiced"] * 3
    assert {entry["holdId"] for entry in corrections} == {
        step["hold"] for step in plan["corrections"]
    }
    assert all(entry["amounts"] == [entry["usage"]["costNanos"]] for entry in corrections)

    again = compared(server, costs, "--correct", "--apply", "--tolerance", "0")
    assert again["corrections"] == [] and again["entries"] == []
    assert again["error_bar"]["uncertain_nanos"] == 0
    # Reported costs are rounded up to a nano each, and the corrections fill up to the bill.
    assert again["total"]["ours_nanos"] == again["total"]["theirs_nanos"]
    if is_running:
        assert server.spent() * 10**9 == again["total"]["ours_nanos"]
    assert server.verify().returncode == 0


def test_unknown_costs_are_corrected_before_metered_ones_and_never_above_the_hold(
    farthing_server, chat, window, tmp_path
):
    server = farthing_server(policy())
    chat(server, 1, "tokens=30;fault=no_usage")
    chat(server, 1, "tokens=30;fault=no_usage", stream=True)
    kinds = {e["evidence"]: e for e in entries(server) if e["kind"] == "settle"}
    assert set(kinds) == {"unknown", "metered"}
    unknown, metered = (kinds[k]["usage"]["costNanos"] for k in ("unknown", "metered"))

    def plan(amount: int) -> dict:
        cost = cost_result(Decimal(amount) / 10**9, None)
        costs = write(tmp_path / "costs.json", page(window, [cost]))
        result = compared(server, costs, "--correct", "--tolerance", "0", status=DIFFERS)
        steps = {step["evidence_before"]: step["cost_nanos"] for step in result["corrections"]}
        return steps | {"rest": result["corrections_rest_nanos"]}

    # Less: what was charged for want of knowledge goes first, down to nothing.
    assert plan(metered + unknown - 100) == {"unknown": unknown - 100, "rest": 0}
    assert plan(metered - 10) == {"unknown": 0, "metered": metered - 10, "rest": 0}
    # More: an unknown cost was charged in full already; the metered one rises to what was held.
    assert plan(metered + unknown + 100) == {"metered": metered + 100, "rest": 0}
    held = next(
        entry["projectedNanos"]
        for entry in entries(server)
        if entry.get("decisionId") == kinds["metered"]["holdId"]
    )
    much = 10**9
    expected = {"metered": held, "rest": much - unknown - held}
    assert plan(much) == expected


def test_a_call_at_a_windows_end_may_stand_on_either_side(
    farthing_server, chat, tmp_path
):
    server = farthing_server(policy())
    chat(server, 1)
    bill = server.scripted.bill()
    # The provider's clock is 20 seconds behind ours.
    now = int(time.time())
    data = [
        page((now - 7_200, now - 10), [usage_result(bill)])["data"][0],
        page((now - 10, now + 7_200), [])["data"][0],
    ]
    usage = write(tmp_path / "usage.json", {"object": "page", "data": data, "has_more": False})
    assert compared(server, usage)["matched"]
    strict = compared(server, usage, "--edge-seconds", "0", status=DIFFERS)
    assert [line["status"] for line in strict["lines"]] == ["unaccounted", "missing"]


def test_an_anthropic_export_is_compared(farthing_server, window, tmp_path):
    server = farthing_server(policy())
    address = f"http://127.0.0.1:{server.port}/anthropic"
    claude = anthropic.Anthropic(base_url=address, api_key=server.key, max_retries=0)
    for steering in ("tokens=30", "tokens=50;prompt=3000;cached=1000"):
        claude.messages.create(model=CLAUDE, messages=messages(steering=steering), max_tokens=200)
    server.wait_until_nothing_held()
    bill = server.scripted.bill()
    start, end = map(rfc3339, window)

    def export(name: str, result: dict) -> Path:
        bucket = {"starting_at": start, "ending_at": end, "results": [result]}
        return write(tmp_path / name, {"data": [bucket], "has_more": False, "next_page": None})

    tokens = {
        name: sum(call[name] for call in bill)
        for name in (
            "prompt_tokens", "cached_tokens", "cache_write_tokens", "cache_write_hour_tokens",
            "completion_tokens",
        )
    }
    cached = tokens["cached_tokens"]
    written, hour = tokens["cache_write_tokens"], tokens["cache_write_hour_tokens"]
    usage = export("usage.json", {
        "uncached_input_tokens": tokens["prompt_tokens"] - cached - written,
        "cache_read_input_tokens": cached,
        "cache_creation": {
            "ephemeral_5m_input_tokens": written - hour,
            "ephemeral_1h_input_tokens": hour,
        },
        "output_tokens": tokens["completion_tokens"],
        "model": CLAUDE,
        "workspace_id": "wrkspc_1",
    })
    # Cents, as a decimal string.
    spent = server.spent()
    cost = {
        "amount": str(spent * 100), "currency": "USD", "cost_type": "tokens",
        "description": "Usage", "model": CLAUDE, "workspace_id": "wrkspc_1",
    }
    costs = export("costs.json", cost)
    [line] = compared(server, usage, costs, "--tolerance", "0", "--project", "wrkspc_1")["lines"]
    assert line["provider"] == "anthropic" and line["status"] == "matched"
    assert line["theirs"]["cost_nanos"] == line["ours"]["cost_nanos"] == int(spent * 10**9)
    assert line["theirs"]["input_tokens"] == line["ours"]["input_tokens"]
    other = compared(server, usage, "--project", "wrkspc_2", status=DIFFERS)
    assert other["lines"][0]["status"] == "missing"


def test_csv_files_and_standard_input_are_read(farthing_server, chat, window, tmp_path):
    server = farthing_server(policy())
    chat(server, 2)
    bill = server.scripted.bill()
    cost = format(total(bill), "f")
    row = usage_result(bill)
    counts = f'{row["num_model_requests"]},{row["input_tokens"]},{row["output_tokens"]}'
    start, end = map(rfc3339, window)
    header = "start,end,provider,model,requests,input_tokens,output_tokens,cost,currency,note"
    ours = write(
        tmp_path / "ours.csv",
        f'{header}\r\n{start},{end},OpenAI,"{SNAPSHOT}",{counts},{cost},USD,"a ""b"",\nc"\r\n',
    )
    assert compared(server, ours, "--tolerance", "0.0001")["lines"][0]["ours"]["calls"] == 2
    # The columns of OpenAI's own tables, tab-separated, with a day on which nothing was used.
    theirs = (
        "start_time\tend_time\tamount_value\tamount_currency\tline_item\n"
        f"{window[0]}\t{window[1]}\t{cost}\tusd\t{SNAPSHOT}, input\n"
        f"{window[1]}\t{window[1] + HOUR}\t\t\t\n"
    )
    done = subprocess.run(
        [str(farthing_binary()), "reconcile", "--data", str(server.data), "-", "--json"],
        input=theirs, text=True, capture_output=True, timeout=60,
    )
    assert done.returncode == MATCHED, done.stderr
    assert json.loads(done.stdout)["lines"][0]["model"] == MODEL


NO_END = {"data": [{"start_time": 1_700_000_000, "results": []}]}
BAD_COUNT = page((3_600, 7_200), [{"input_tokens": -1, "num_model_requests": 1}])
EUROS = page((3_600, 7_200), [{"amount": {"value": 1, "currency": "eur"}}])
WORDS = page((3_600, 7_200), [{"amount": {"value": "much", "currency": "usd"}}])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["the file is empty"]),
        ('{"data": [\n{]', [":2:", "line 2"]),
        (json.dumps({"error": {"message": "no"}}), [":1:", "data", "error"]),
        (json.dumps(NO_END), [":1:", "end_time"]),
        (json.dumps(BAD_COUNT, indent=1), [":10:", "input_tokens", "whole number"]),
        (json.dumps(EUROS), ["currency", "USD"]),
        (json.dumps(WORDS), ["amount.value", "decimal"]),
        ("start,end,cost\n2026-11-20,2026-11-21,1\n", [":2:", "provider"]),
        ("start,cost,provider\n", [":1:", "end"]),
        ("start,end,provider\n1,2,openai\n", [":1:", "cost"]),
        ("start,end,provider,cost\n1,2,openai\n", [":2:", "3 cells", "4"]),
        ("start,end,provider,cost\n2026-02-30,3,openai,1\n", [":2:", "start"]),
        ("start,end,provider,cost\n\n5,5,openai,1\n", [":3:", "end"]),
        ("start,end,provider,cost\n1,5,openai,1e\n", [":2:", "cost", "decimal"]),
        ('start,end,provider,cost\n1,5,"openai,1\n', [":2:", "quotation"]),
        ("start,end,provider,cost\n1,5,openai,1\n4,9,openai,1\n", ["overlap"]),
        (
            "start,end,provider,model,cost\n1,5,openai,gpt-4o,1\n1,5,openai,,1\n",
            ["without a model", "--all-models"],
        ),
    ],
)
def test_what_cannot_be_read_is_named(shared_server, tmp_path, text, words):
    path = write(tmp_path / "export.txt", text)
    done = reconcile(shared_server, path)
    assert done.returncode == UNREADABLE, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1 and "export.txt" in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_the_same_figures_twice_are_refused(shared_server, tmp_path, window):
    files = [
        write(tmp_path / name, page(window, [cost_result(Decimal(1))])) for name in ("a", "b")
    ]
    done = reconcile(shared_server, *files)
    assert done.returncode == UNREADABLE and "same figures" in done.stderr
    assert reconcile(shared_server, tmp_path / "none").returncode == UNREADABLE


@pytest.mark.parametrize(
    "flags",
    [("--tolerance", "x"), ("--tolerance", "101"), ("--edge-seconds", "-1"), ("--apply",)],
)
def test_bad_flags_are_named(shared_server, tmp_path, window, flags):
    path = write(tmp_path / "a", page(window, []))
    done = reconcile(shared_server, path, *[f"{flags[0]}={flags[1]}"] if flags[1:] else flags)
    assert done.returncode == USAGE and flags[0] in done.stderr
