"""Approvals that are open while the policy is edited: what it does not ask for so any more is taken back."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from farthing_process import Farthing, farthing_binary, wait_until
from test_actions_spend import approval_of, ask, refused, settle
from test_reload import entries, reload, write

OK, USAGE = 0, 64
TERMS = "approvers: finance, need: 1, within: 1h"
ASKS = "  - {{ id: asks, limit: 1.00 USD, window: day, thresholds: [{{ at: 50%, do: approve, {} }}] }}"
PLAIN = "  - { id: plain, limit: 2.00 USD, window: day }"
SHADOW = "  - { id: shadow, limit: 1M calls, window: day, mode: shadow }"


def policy(*budgets: str, more: str = "") -> str:
    return "\n".join(["version: 1", "tenant: acme-corp", "budgets:", *budgets, more]) + "\n"


def asks(terms: str = TERMS) -> str:
    return ASKS.format(terms)


START = policy(asks(), PLAIN, SHADOW)
TIGHTER = policy(asks("approvers: board, need: 2, within: 1h"), PLAIN, SHADOW)
GONE = policy(PLAIN, SHADOW)
UNTOUCHED = policy(
    asks().replace("1.00 USD", "5.00 USD").replace("50%", "10%"), PLAIN, more="# and no shadow\n"
)


class Desk:
    """A server with a call that asks, and those who decide."""

    def __init__(self, server: Farthing):
        self.server = server
        self.keys = {
            name: server.create_key(name, "--approves", group, "--approve-only")
            for name, group in [("alice", "finance"), ("bob", "finance"), ("carol", "board")]
        }

    def ask(self) -> str:
        """The approval that the call needs."""
        return approval_of(refused(self.server, "hold", "0.60 USD"))

    def vote(self, who: str, approval: str) -> subprocess.CompletedProcess:
        return self.run("approve", approval, who=who)

    def run(self, *words: str, who: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(farthing_binary()), "approvals", *words, "--data", str(self.server.data)],
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "FARTHING_KEY": self.keys[who]},
        )

    def state(self, approval: str) -> str:
        words = ["approvals", "show", approval, "--data", self.server.data]
        return self.server.run(*words).stdout.splitlines()[1].split()[1].rstrip(":")

    def put_in_force(self, text: str, is_start: bool) -> list[str]:
        """The approvals that were taken back."""
        before = {one["approvalId"] for one in self.withdrawn()}
        if is_start:
            assert self.server.stop() == 0
            self.server.policy = text
            self.server.start()
        else:
            told = reload(self.server, text)["change"]["withdrawn"]
        found = [one["approvalId"] for one in self.withdrawn() if one["approvalId"] not in before]
        assert is_start or told == found
        return found

    def wait_for_one(self) -> str:
        """The only approval that is open, once there is one."""
        words = ["approvals", "list", "--data", self.server.data, "--json"]

        def listed() -> list[dict]:
            return json.loads(self.server.run(*words).stdout)["approvals"]

        wait_until(lambda: len(listed()) == 1, 10, "an approval")
        return listed()[0]["id"]

    def withdrawn(self) -> list[dict]:
        return [one for one in entries(self.server) if one.get("kind") == "approvalWithdraw"]

    def held(self) -> dict[str, int]:
        held: dict[str, int] = {}
        for account in self.server.budgets():
            held[account["budget"]] = held.get(account["budget"], 0) + account["held"]
        return held


@pytest.fixture
def desk(farthing_server) -> Desk:
    return Desk(farthing_server(START))


HOWS = pytest.mark.parametrize("is_start", [False, True], ids=["reload", "start"])
STATES = pytest.mark.parametrize("is_granted", [False, True], ids=["pending", "granted"])


@HOWS
@STATES
def test_other_terms_ask_anew(desk, is_granted, is_start):
    approval = desk.ask()
    if is_granted:
        assert "granted" in desk.vote("alice", approval).stdout
        assert desk.held()["plain"] == 600_000_000
    assert desk.put_in_force(TIGHTER, is_start) == [approval]
    assert desk.withdrawn()[0]["note"] == "policy 2 asks otherwise"
    # What was set aside went back before the new policy was in force.
    kinds = [one.get("kind") for one in entries(desk.server)]
    assert kinds.index("approvalWithdraw") < len(kinds) - 1 - kinds[::-1].index("setPolicy")
    assert desk.state(approval) == "withdrawn" and set(desk.held().values()) <= {0}
    late = desk.vote("bob", approval)
    assert late.returncode == USAGE and "is withdrawn already" in late.stderr, late
    again = desk.ask()
    assert again != approval
    shown = desk.server.run("approvals", "show", again, "--data", desk.server.data).stdout
    assert 'by 2 of "board"' in shown
    words = ["events", "--types", "approval.withdrawn", "--data", desk.server.data]
    assert "policy 2 asks otherwise" in desk.server.run(*words).stdout
    text = "is withdrawn: policy 2 asks otherwise"
    wait_until(lambda: text in desk.server.process.text(), 10, "the log's line")
    assert desk.server.verify().returncode == OK


@HOWS
@STATES
def test_a_budget_that_asked_is_gone(desk, is_granted, is_start):
    approval = desk.ask()
    if is_granted:
        assert "granted" in desk.vote("alice", approval).stdout
    assert desk.put_in_force(GONE, is_start) == [approval]
    assert desk.held().get("plain", 0) == 0
    late = desk.vote("alice", approval)
    if not is_granted:
        assert late.returncode == USAGE and "is withdrawn already" in late.stderr, late
    assert "unknownBudget" not in late.stdout + late.stderr
    held = ask(desk.server, "hold", "0.60 USD")
    assert desk.held()["plain"] == 600_000_000
    settle(desk.server, held)
    assert desk.server.verify().returncode == OK


@HOWS
@STATES
def test_an_edit_that_leaves_terms_and_budgets_alone_takes_nothing_back(desk, is_granted, is_start):
    approval = desk.ask()
    if is_granted:
        desk.vote("alice", approval)
    assert desk.put_in_force(UNTOUCHED, is_start) == []
    assert desk.state(approval) == ("granted" if is_granted else "pending")
    if not is_granted:
        assert desk.ask() == approval
        assert "granted" in desk.vote("bob", approval).stdout
    held = ask(desk.server, "hold", "0.60 USD")
    assert desk.state(approval) == "used"
    settle(desk.server, held)
    assert desk.server.verify().returncode == OK


def test_a_request_that_is_held_open_asks_anew(farthing_server):
    with ThreadPoolExecutor(1) as pool:
        desk = Desk(farthing_server(policy(asks(TERMS + ", wait: 25s"), PLAIN)))
        waiting = pool.submit(ask, desk.server, "hold", "0.60 USD")
        first = desk.wait_for_one()
        told = reload(desk.server, policy(asks("approvers: board, need: 1, wait: 25s"), PLAIN))
        assert told["change"]["withdrawn"] == [first]
        second = desk.wait_for_one()
        assert not waiting.done() and second != first
        assert "granted" in desk.vote("carol", second).stdout
        assert waiting.result(25)["id"]
    assert desk.state(second) == "used" and desk.held()["plain"] == 600_000_000


@STATES
def test_an_approval_goes_with_its_budget_into_another_window(desk, is_granted):
    approval = desk.ask()
    if is_granted:
        desk.vote("alice", approval)
    assert desk.put_in_force(START.replace("window: day", "window: month"), False) == []
    if not is_granted:
        assert "granted" in desk.vote("alice", approval).stdout
    assert desk.held()["plain"] == 600_000_000
    settle(desk.server, ask(desk.server, "hold", "0.60 USD"))
    assert desk.state(approval) == "used" and set(desk.held().values()) == {0}
    assert desk.server.verify().returncode == OK


def test_a_reload_says_what_it_takes_back(desk):
    approval = desk.ask()
    write(desk.server, TIGHTER)
    told = desk.server.run("policy", "reload", "--data", desk.server.data).stdout
    assert f"approval {approval}: taken back, version 2 asks otherwise" in told


def test_a_raised_limit_goes_back_with_its_approval(farthing_server):
    at_limit = asks().replace("50%", "100%").replace("1.00 USD", "0.50 USD")
    desk = Desk(farthing_server(policy(at_limit)))
    approval = desk.ask()
    assert "granted" in desk.vote("alice", approval).stdout
    assert desk.server.amount("top_ups", "asks") > 0
    # The people are the same, and no longer asked to lift the limit.
    assert desk.put_in_force(policy(at_limit.replace("100%", "90%")), False) == [approval]
    assert desk.server.amount("top_ups", "asks") == 0
    assert refused(desk.server, "hold", "0.60 USD").code == "budget_exceeded"


def test_a_vote_that_comes_too_late_hears_what_it_is_now(desk):
    approval = desk.ask()
    assert desk.vote("bob", approval).returncode == OK
    late = desk.vote("alice", approval)
    assert late.returncode == USAGE and f"{approval} is granted already" in late.stderr, late
    # The same voice again is told what came of it, another one that it stands.
    assert "granted" in desk.vote("bob", approval).stdout
    other = desk.run("deny", approval, "--note", "no", who="bob")
    assert other.returncode == USAGE, other
    assert "bob: has voted for it already" in other.stderr and "is granted" in other.stderr
    settle(desk.server, ask(desk.server, "hold", "0.60 USD"))
    late = desk.vote("alice", approval)
    assert late.returncode == USAGE and "is used already" in late.stderr, late
