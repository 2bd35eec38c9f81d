"""The files that `farthing serve --mirror-agentguard` keeps are agentguard-spend's own: its
unmodified loader, verifier and dashboard take them, whatever happened to the server."""

from __future__ import annotations

import asyncio
import json
import signal
import stat
import sys
import urllib.request
from pathlib import Path

import openai
import pytest
from agentguard_spend import FilesystemDecisionLogStore, verify_chain

from conftest import messages
from farthing_process import ROOT, Farthing, Process, free_port, is_listening, wait_until

POLICY = """
version: 1
tenant: {tenant}
mode: enforce
budgets:
  - id: plenty
    match: {{}}
    limit: 1.00 USD
    window: day
    thresholds: []
  - id: runs
    match: {{}}
    per: [run]
    limit: 0.005 USD
    window: run
    thresholds: []
"""
MODEL = "gpt-4o-mini"
MEMBERS = [
    "decisionId", "timestamp", "action", "triggeredCap", "triggeredScopeKey", "projectedCents",
    "windowSpendBefore", "windowSpendAfter", "provider", "modelRequested", "modelResolved",
    "policyId", "policyVersion", "enforcementMode", "reasons",
]
MARK = "farthing receipt "


@pytest.fixture
def mirror(tmp_path) -> Path:
    return tmp_path / "mirror"


@pytest.fixture
def server(farthing_server, mirror) -> Farthing:
    return farthing_server(POLICY.format(tenant="acme-corp"), "--mirror-agentguard", str(mirror))


def ask(client, count: int = 1) -> None:
    for _ in range(count):
        client.chat.completions.create(
            model=MODEL, messages=messages(steering="tokens=5"), max_tokens=16
        )


def refuse(client) -> None:
    with pytest.raises(openai.APIStatusError):
        client.with_options(max_retries=0).chat.completions.create(
            model=MODEL, messages=messages(), max_tokens=16_000,
            extra_headers={"x-farthing-run": "r1"},
        )


def lines(folder: Path, name: str = "decisions.ndjson") -> list[dict]:
    path = folder / name
    raw = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in raw.split(b"\n")[:-1]]


def decisions(server: Farthing) -> list[dict]:
    """The journal's own: entry and decision."""
    done = server.run("receipts", "export", "--data", server.data, "--form", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [entry for entry in found if entry["kind"] in ("hold", "charge", "refusal")]


def loaded(folder: Path) -> list:
    store = FilesystemDecisionLogStore(path=folder / "decisions.ndjson")
    return asyncio.run(store.read(0, 1_000_000))


def check(server: Farthing, folder: Path) -> list[dict]:
    """Whole for the peer, and neither a decision lost nor one doubled."""
    expected = [entry["entry"] for entry in decisions(server)]

    def entries() -> list[int]:
        return [
            int(line["decision"]["reasons"][-1].removeprefix(MARK)) for line in lines(folder)
        ]

    wait_until(lambda: len(entries()) >= len(expected), 20, "the mirror")
    assert entries() == expected
    taken = loaded(folder)
    assert len(taken) == len(expected)
    key = (folder / "public.key").read_bytes()
    verdict = asyncio.run(verify_chain(taken, key))
    assert verdict.ok, verdict
    return lines(folder)


def test_the_peers_loader_and_verifier_take_it(server, client_of, mirror):
    client = client_of(server)
    ask(client, 3)
    refuse(client)
    folder = mirror / "acme-corp"
    found = check(server, folder)
    assert [line["decision"]["action"] for line in found] == ["allow"] * 3 + ["block"]
    by_entry = {entry["entry"]: entry for entry in decisions(server)}
    for number, line in enumerate(found):
        assert list(line) == [
            "sequence", "decision", "previousHash", "entryHash", "signature", "signerFingerprint",
        ]
        assert line["sequence"] == number
        decision = line["decision"]
        assert list(decision) == MEMBERS
        entry = by_entry[int(decision["reasons"][-1].removeprefix(MARK))]
        for name in ("decisionId", "timestamp", "projectedCents", "windowSpendAfter", "policyId"):
            assert decision[name] == entry[name]
    cap = found[-1]["decision"]["triggeredCap"]
    assert list(cap) == ["amountCents", "window", "action", "downgradeTo", "reason"]
    assert (cap["window"], cap["downgradeTo"], cap["reason"]) == ("per_call", None, None)
    assert "window run" in found[-1]["decision"]["reasons"]
    assert (folder / "decisions.ndjson").read_bytes().isascii()


def test_only_the_public_key_is_there(server, client_of, mirror):
    ask(client_of(server))
    folder = mirror / "acme-corp"
    check(server, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["decisions.ndjson", "public.key"]
    assert (folder / "public.key").read_bytes() == (server.data / "public.key").read_bytes()
    assert stat.S_IMODE((folder / "public.key").stat().st_mode) == 0o644
    private = (server.data / "private.key").read_bytes()
    for path in mirror.rglob("*"):
        assert not path.is_file() or private not in path.read_bytes()


@pytest.mark.parametrize("torn", [0, 1, 200])
def test_a_killed_server_loses_and_doubles_nothing(server, client_of, mirror, torn):
    folder = mirror / "acme-corp"
    for _ in range(3):
        ask(client_of(server), 3)
        server.process.stop(signal.SIGKILL)
        path = folder / "decisions.ndjson"
        if torn and path.exists():
            # Half a line, as a full disk or a power loss leaves it.
            path.write_bytes(path.read_bytes()[:-torn])
        server.start()
        ask(client_of(server))
        check(server, folder)


def test_a_stopped_server_has_mirrored_everything(server, client_of, mirror):
    ask(client_of(server), 5)
    server.stop()
    assert len(lines(mirror / "acme-corp")) == len(decisions(server)) == 5


def test_a_ledger_that_had_no_mirror_gets_a_whole_one(farthing_server, client_of, mirror):
    server = farthing_server(POLICY.format(tenant="acme-corp"))
    ask(client_of(server), 3)
    server.stop()
    server.flags += ["--mirror-agentguard", str(mirror)]
    server.start()
    assert len(check(server, mirror / "acme-corp")) == 3


def test_a_tenant_cannot_leave_the_folder(farthing_server, client_of, mirror):
    server = farthing_server(POLICY.format(tenant="'../évil'"), "--mirror-agentguard", str(mirror))
    ask(client_of(server))
    check(server, mirror / "%2E.%2F%C3%A9vil")
    assert sorted(path.name for path in mirror.parent.iterdir()) == ["mirror"]


def test_another_key_begins_another_file(server, client_of, mirror):
    folder = mirror / "acme-corp"
    ask(client_of(server), 2)
    old = check(server, folder)
    server.run("keys", "signing", "rotate", "--data", server.data)
    ask(client_of(server), 2)
    wait_until(lambda: len(lines(folder)) == 2 and lines(folder) != old, 20, "the new file")
    key = (folder / "public.key").read_bytes()
    assert asyncio.run(verify_chain(loaded(folder), key)).ok
    (aside,) = folder.glob("decisions-*.ndjson")
    assert lines(folder, aside.name) == old
    server.process.stop(signal.SIGKILL)
    server.start()
    ask(client_of(server))
    wait_until(lambda: len(lines(folder)) == 3, 20, "the third line")
    assert asyncio.run(verify_chain(loaded(folder), key)).ok


def test_calls_go_on_while_the_mirror_cannot_be_written(server, client_of, mirror):
    folder = mirror / "acme-corp"
    ask(client_of(server))
    check(server, folder)
    server.process.stop(signal.SIGKILL)
    kept = (folder / "decisions.ndjson").read_bytes()
    # A log that another program has gone on with is left alone.
    (folder / "decisions.ndjson").write_bytes(kept + kept.replace(b"farthing receipt", b"other"))
    server.start()
    ask(client_of(server), 2)
    wait_until(
        lambda: server.metric("farthing_mirror_failures_total") > 0, 20, "a failure of the mirror"
    )
    assert "the mirror stands still" in server.process.text()
    ask(client_of(server))
    (folder / "decisions.ndjson").write_bytes(kept)
    assert len(check(server, folder)) == 4
    wait_until(lambda: "the mirror goes on" in server.process.text(), 20, "the notice")


def test_the_mirror_of_another_ledger_is_refused(server, farthing_server, mirror):
    server.stop()
    with pytest.raises(RuntimeError, match="the mirror of another ledger"):
        farthing_server(POLICY.format(tenant="acme-corp"), "--mirror-agentguard", str(mirror))


def test_the_peers_dashboard_shows_it(server, client_of, mirror, tmp_path):
    client = client_of(server)
    ask(client, 2)
    refuse(client)
    found = check(server, mirror / "acme-corp")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".agentguard").symlink_to(mirror)
    port = free_port()
    dashboard = Process(
        [Path(sys.executable).parent / "agentguard", "serve", "--port", port, "--no-open"],
        tmp_path / "dashboard.log",
        {"HOME": str(home)},
    )
    try:
        def is_up() -> bool:
            dashboard.check_alive()
            return is_listening(port)

        wait_until(is_up, 30, "the dashboard")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/stats", timeout=10) as answer:
            stats = json.load(answer)
    finally:
        dashboard.stop(signal.SIGKILL)
    totals = stats["totals"]
    assert (totals["calls"], totals["allowed"], totals["blocked"]) == (3, 2, 1)
    spent = sum(line["decision"]["projectedCents"] for line in found[:2])
    assert totals["spent_cents"] == spent > 0
    assert [entry["entryHash"] for entry in stats["recent"]] == [
        line["entryHash"] for line in reversed(found)
    ]


def test_the_documented_line_has_the_members_of_the_files(server, client_of, mirror):
    client = client_of(server)
    refuse(client)
    (line,) = check(server, mirror / "acme-corp")
    page = (ROOT / "docs" / "formats" / "agentguard.md").read_text(encoding="utf-8")
    example = page.split("broken here:\n\n")[1].split("\n\n")[0]
    shown = json.loads("".join(text.strip() for text in example.split("\n")))
    assert list(shown) == list(line)
    assert list(shown["decision"]) == list(line["decision"])
    assert list(shown["decision"]["triggeredCap"]) == list(line["decision"]["triggeredCap"])
    assert shown["decision"]["reasons"][-1].startswith(MARK)
