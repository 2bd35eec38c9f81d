"""`farthing receipts export` as jsonl, csv and FOCUS: what is in the files adds up to the ledger's
own figures, and a run that was killed is gone on with."""

from __future__ import annotations

import csv
import json
import random
import re
import signal
import subprocess
import time
from decimal import Decimal
from pathlib import Path

import openai
import pytest

from conftest import messages
from farthing_process import Farthing, farthing_binary

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - id: all
    match: {}
    limit: 100.00 USD
    window: total
    thresholds: []
  - id: small
    match: { team: finance }
    per: [run]
    limit: 0.004 USD
    window: total
    thresholds: []
"""
MODEL = "gpt-4o-mini"


def spend(server: Farthing, client) -> None:
    """Calls that answer, stream, fail, and are refused; one has hostile tags."""
    short = {"model": MODEL, "messages": messages(steering="tokens=5"), "max_tokens": 16}
    for number in range(4):
        scope = {"x-farthing-run": f"=r{number}"}
        client.chat.completions.create(**short, extra_headers=scope)
    list(client.chat.completions.create(**short, stream=True))
    with pytest.raises(openai.APIStatusError):
        client.chat.completions.create(
            model=MODEL, messages=messages(), max_tokens=16_000
        )
    with pytest.raises(openai.APIStatusError):
        client.with_options(max_retries=0).chat.completions.create(
            model=MODEL, messages=messages(steering="fault=500"), max_tokens=16
        )
    server.wait_until_nothing_held()


@pytest.fixture
def spent(farthing_server, client_of) -> Farthing:
    server = farthing_server(POLICY)
    server.key = server.create_key("hostile", team="finance", **{"tag:cost": "@SUM(1)"})
    spend(server, client_of(server))
    return server


def export(server: Farthing, form: str, *flags: str) -> Path:
    path = server.folder / f"export.{form}"
    over = () if "--resume" in flags else ("--force",)
    server.run(
        "receipts", "export", "--data", server.data, "--form", form, "--output", path, *flags, *over
    )
    return path


def rows(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def stored(server: Farthing) -> list[dict]:
    path = export(server, "farthing")
    lines = [json.loads(line) for line in path.read_bytes().split(b"\n")[1:-1]]
    return [line for line in lines if "decision" in line]


def nanos(text: str) -> int:
    value = Decimal(text) * 10**9
    assert value == int(value)
    return int(value)


def spent_nanos(server: Farthing, budget: str) -> int:
    return int(server.spent(budget) * 10**9)


def test_jsonl_has_each_entry_of_a_call_as_it_is_stored(spent):
    lines = [json.loads(line) for line in export(spent, "jsonl").read_bytes().splitlines()]
    entries = {entry["sequence"]: entry for entry in stored(spent)}
    kinds = {line["kind"] for line in lines}
    assert {"hold", "settle", "release", "refusal"} <= kinds
    assert not kinds & {"balance", "setBudget", "setPolicy"}
    for line in lines:
        entry = entries[line.pop("entry")]
        assert line.pop("entryHash") == entry["entryHash"]
        assert line == entry["decision"]


def test_csv_has_a_row_for_each_call_and_adds_up_to_what_was_spent(spent):
    table = rows(export(spent, "csv"))
    assert [row["kind"] for row in table].count("settle") == 5
    assert sum(nanos(row["cost"]) for row in table) == spent_nanos(spent, "all") > 0
    entries = {str(entry["sequence"]): entry for entry in stored(spent)}
    for row in table:
        assert row["entry_hash"] == entries[row["entry"]]["entryHash"]
        assert row["tenant"] == "acme-corp" and row["team"] == "finance"
        if row["kind"] == "settle":
            usage = entries[row["entry"]]["decision"]["usage"]
            assert json.loads(row["usage"]) == usage["buckets"]
            assert int(row["output_tokens"]) == usage["outputTokens"]
            assert entries[row["admitted_entry"]]["decision"]["decisionId"] == row["call"]


def test_csv_is_rfc_4180_and_no_cell_is_a_formula(spent):
    raw = export(spent, "csv").read_bytes()
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    for row in rows(spent.folder / "export.csv"):
        for name, value in row.items():
            is_number = re.fullmatch(r"-?\d+(\.\d+)?", value)
            assert is_number or not value.startswith(("=", "+", "-", "@", "\t")), (name, value)


def test_parts_by_number_and_by_time_make_up_the_whole(spent):
    whole = rows(export(spent, "csv"))
    middle = whole[len(whole) // 2]
    for cut in (middle["entry"], middle["time"]):
        first = rows(export(spent, "csv", "--to", cut))
        last = rows(export(spent, "csv", "--from", cut))
        assert first + last == whole


def test_a_budgets_own_figures_add_up(spent):
    table = rows(export(spent, "csv", "--budget", "small"))
    assert sum(nanos(row["cost"]) for row in table if row["kind"] != "refusal") == spent_nanos(
        spent, "small"
    )


@pytest.mark.parametrize("form", ["farthing", "jsonl", "csv", "focus", "agentguard"])
def test_a_file_that_was_cut_anywhere_is_gone_on_with(spent, form):
    spent.stop()
    path = export(spent, form)
    whole = path.read_bytes()
    for size in [0, 1, len(whole) - 1, len(whole), *random.Random(7).sample(range(len(whole)), 6)]:
        path.write_bytes(whole[:size])
        export(spent, form, "--resume")
        assert path.read_bytes() == whole
    path.write_bytes(b"x" + whole[1:100])
    with pytest.raises(subprocess.CalledProcessError) as failure:
        export(spent, form, "--resume")
    assert "is not what this export has" in failure.value.stderr


def test_a_file_goes_on_with_what_came_later(spent, client_of):
    path = export(spent, "csv")
    before = path.read_bytes()
    spend(spent, client_of(spent))
    export(spent, "csv", "--resume")
    after = path.read_bytes()
    assert after.startswith(before) and len(after) > len(before)
    assert sum(nanos(row["cost"]) for row in rows(path)) == spent_nanos(spent, "all")


def test_progress_goes_to_standard_error(spent):
    done = spent.run("receipts", "export", "--data", spent.data, "--form", "csv", "--progress")
    assert done.stdout.startswith("entry,time,kind,call,")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "flags",
    [
        ["--from", "3"],
        ["--form", "csv", "--from", "yesterday"],
        ["--resume"],
        ["--budget", "all"],
    ],
)
def test_what_makes_no_sense_is_refused(spent, flags):
    done = spent.run("receipts", "export", "--data", spent.data, *flags, check=False)
    assert done.returncode == 64, done.stderr


def test_a_killed_export_is_gone_on_with(spent, client_of):
    """Kills real runs, whenever they are."""
    path = spent.folder / "killed.csv"
    whole = export(spent, "csv").read_bytes()
    command = [farthing_binary(), "receipts", "export", "--data", spent.data]
    command += ["--form", "csv", "--output", path, "--resume"]
    for _ in range(5):
        child = subprocess.Popen([str(word) for word in command], stderr=subprocess.DEVNULL)
        time.sleep(random.Random(3).uniform(0.0, 0.1))
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert whole.startswith(path.read_bytes() if path.exists() else b"")
    subprocess.run([str(word) for word in command], check=True, stderr=subprocess.DEVNULL)
    assert path.read_bytes() == whole


def test_a_budget_that_is_not_there_is_an_error(spent):
    words = ["receipts", "export", "--data", spent.data, "--form", "csv", "--budget", "alll"]
    done = spent.run(*words, check=False)
    assert done.returncode == 64
    assert "no such budget" in done.stderr


def test_what_is_spent_after_a_reset_is_in_the_export_too(spent, client_of):
    """A reset begins a generation of which no entry says what it counts in."""
    before = budget_nanos(spent)
    spent.run("budgets", "reset", "all", "--data", spent.data)
    client_of(spent).chat.completions.create(
        model=MODEL, messages=messages(steering="tokens=5"), max_tokens=16
    )
    spent.wait_until_nothing_held()
    assert budget_nanos(spent) - before == spent_nanos(spent, "all") > 0


def budget_nanos(server: Farthing) -> int:
    """What the export says that one budget's accounts were charged."""
    path = server.folder / "budget.csv"
    server.run(
        "receipts", "export", "--data", server.data, "--form", "csv", "--output", path,
        "--budget", "all", "--force",
    )
    return sum(nanos(row["cost"]) for row in rows(path))
