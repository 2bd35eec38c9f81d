"""Calls that need somebody's yes, as each stock SDK and those who decide see them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import urlsplit

import pytest

import canaries
from farthing_process import Farthing, farthing_binary, request, wait_until
from prices import nanos
from sdks import ALL, CHAT, Caller, Refused, Sdk
from test_actions import MODEL, OUTPUT, billed, kinds, money, policy, spend
from test_reload import entries

OK = 0
ASKS = "{ id: costly, when: {}, do: approve, approvers: finance%s }"


@pytest.fixture(params=ALL, ids=[sdk.name for sdk in ALL])
def sdk(request) -> Sdk:
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def is_stream(request) -> bool:
    return request.param


class Desk:
    """A server, and the keys of those who decide on its calls."""

    def __init__(self, server: Farthing, *voters: str, group: str = "finance"):
        self.server = server
        self.keys = {}
        for name in voters or ("alice",):
            flags = ["--approves", group, "--approve-only"]
            self.keys[name] = server.create_key(name, *flags)

    def run(self, *words: str, who: str | None = None, key: str | None = None):
        """`farthing approvals …`, with a voter's key in the environment."""
        environment = dict(os.environ)
        environment.pop("FARTHING_KEY", None)
        if key or who:
            environment["FARTHING_KEY"] = key or self.keys[who]
        done = subprocess.run(
            [str(farthing_binary()), "approvals", *words, "--data", str(self.server.data)],
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
        said = (done.stdout + done.stderr).encode()
        canaries.session.note_output(self.server.folder, ("approvals", *words), said)
        return done

    def approve(self, approval: str, who: str = "alice") -> None:
        done = self.run("approve", approval, who=who)
        assert done.returncode == OK, done

    def deny(self, approval: str, who: str = "alice") -> None:
        done = self.run("deny", approval, "--note", "no", who=who)
        assert done.returncode == OK, done

    def listed(self, *words: str) -> list[dict]:
        return json.loads(self.run("list", "--json", *words).stdout)["approvals"]

    def state(self, approval: str) -> str:
        return next(one["state"] for one in self.listed("--all") if one["id"] == approval)

    def awaited(self, seconds: float = 10) -> str:
        """The one approval that is undecided, once there is one."""
        found = []

        def look() -> bool:
            found[:] = [one["id"] for one in self.listed() if one["state"] == "pending"]
            return bool(found)

        wait_until(look, seconds, "an approval")
        assert len(found) == 1
        return found[0]


def pending(caller: Caller, **more) -> Refused:
    """What a call raises that needs an approval: the SDK's error for what is forbidden, once."""
    before = len(caller.attempts)
    with pytest.raises(Refused) as raised:
        caller.ask(**more)
    refused = raised.value
    assert isinstance(refused.error, caller.sdk.forbidden) and refused.status == 403, refused
    assert len(caller.attempts) == before + 1
    return refused


def behind(call: Callable) -> tuple[threading.Thread, list]:
    """Runs a call beside the test; what it answered or raised is in the list in the end."""
    outcome: list = []

    def run() -> None:
        try:
            outcome.append(call())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def accounts(server: Farthing) -> dict:
    listed = json.loads(server.run("budgets", "list", "--data", server.data, "--json").stdout)
    [account] = listed["accounts"]
    return account


# MARK: Asked, granted, used


def test_asked_granted_and_used_once(farthing_server, sdk, is_stream):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server, "alice")
    stranger = server.create_key("stranger", team="finance")
    elsewhere = server.create_key("elsewhere", "--approves", "it", "--approve-only")
    caller = sdk.caller(server)
    headers = {"x-farthing-run": "report"}
    refused = pending(caller, is_stream=is_stream, headers=headers)
    where = urlsplit(refused.approval)
    assert (where.scheme, where.netloc) == ("http", f"127.0.0.1:{server.port}")
    assert "approval" in refused.message
    assert refused.code == "approval_pending" and refused.facts["approval"] == refused.approval
    for key, status in [
        (server.key, 200),
        (desk.keys["alice"], 200),
        (stranger, 404),
        (elsewhere, 404),
        ("fk_wrong", 401),
        (None, 401),
    ]:
        answer = request(server.port, "GET", where.path, key)
        assert answer[0] == status, (status, answer)
        if status == 200:
            shown = json.loads(answer[1])
            assert shown["state"] == "pending" and shown["id"] == refused.approval_id
            assert shown["approvers"] == "finance" and shown["votes_needed"] == 1
            assert shown["model"] == sdk.dear and shown["cost_nanos"] > 0
            assert any("costly" in reason for reason in shown["reasons"])
            assert shown["until_ms"] > shown["asked_at_ms"]
    assert request(server.port, "POST", where.path, server.key)[0] == 403
    # Asked for once, however often the call is tried.
    assert pending(caller, is_stream=is_stream, headers=headers).approval == refused.approval
    desk.approve(refused.approval_id)
    assert server.held() > 0
    assert caller.ask(is_stream=is_stream, headers=headers).headers
    server.wait_until_nothing_held()
    shown = json.loads(request(server.port, "GET", where.path, server.key)[1])
    assert shown["state"] == "used" and shown["votes_for"] == 1
    assert billed(server) == [sdk.dear]
    assert server.spent() == nanos(sdk.billed(server.scripted.bill()[0]))
    again = pending(caller, is_stream=is_stream, headers=headers)
    assert again.approval != refused.approval
    found = kinds(server)
    assert [found.count(f"approval{step}") for step in ("Ask", "Vote", "Grant")] == [2, 1, 1]
    assert server.verify().returncode == OK


def test_another_key_run_or_model_needs_its_own(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    caller = CHAT.caller(server)
    other = CHAT.caller(server, server.create_key("other", team="finance"))
    run = {"x-farthing-run": "r1"}
    granted = pending(caller, headers=run).approval
    desk.approve(granted.rsplit("/", 1)[-1])
    found = {granted}
    for who, more in [
        (other, {"headers": run}),
        (caller, {"headers": {"x-farthing-run": "r2"}}),
        (caller, {}),
        (caller, {"headers": run | {"x-farthing-agent": "a2"}}),
        (caller, {"headers": run, "model": CHAT.cheap}),
        # What costs more than was said yes to.
        (caller, {"headers": run, "limit": 640}),
    ]:
        found.add(pending(who, **more).approval)
    assert len(found) == 7
    # What costs less is covered.
    caller.ask(headers=run, limit=32)
    assert desk.state(granted.rsplit("/", 1)[-1]) == "used"


def test_two_of_three_and_never_its_own(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", need: 2"))
    desk = Desk(server, "alice", "bob", "carol")
    own = server.create_key("both", "--approves", "finance", team="finance")
    caller = CHAT.caller(server, own)
    approval = pending(caller).approval_id
    done = desk.run("approve", approval, key=own)
    assert done.returncode != OK and "own call" in done.stderr
    desk.approve(approval, "alice")
    desk.approve(approval, "alice")
    shown = json.loads(request(server.port, "GET", f"/v1/approvals/{approval}", own)[1])
    assert (shown["votes_for"], shown["votes_needed"], shown["state"]) == (1, 2, "pending")
    pending(caller)
    desk.approve(approval, "carol")
    assert caller.ask().words == 5
    assert len(billed(server)) == 1


def test_a_key_that_only_approves_makes_no_calls(farthing_server, sdk):
    server = farthing_server(policy("10.00 USD"))
    key = server.create_key("voter", "--approves", "finance", "--approve-only")
    refused = pending(sdk.caller(server, key))
    assert refused.code == "approver_key" and billed(server) == []


def test_one_grant_lets_one_of_many_pass(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    caller = CHAT.caller(server)
    desk.approve(pending(caller).approval_id)

    def attempt(_) -> bool:
        try:
            CHAT.caller(server).ask()
            return True
        except Refused as refused:
            assert refused.code == "approval_pending"
            return False

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) == 1
    assert len(billed(server)) == 1
    # The others have asked for one more, together.
    assert [one["state"] for one in desk.listed()] == ["pending"]


def test_a_retry_is_the_same_call_however_its_input_was_counted(farthing_server):
    """Input is counted exactly after a refusal, and bounded by its bytes at first: one approval."""
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    caller = CHAT.caller(server)
    pending(caller, limit=64)
    # Counted exactly by now; and by its bytes again when nothing is remembered of the refusal.
    more = {"limit": 640}
    approval = pending(caller, **more).approval_id
    server.stop()
    server.start()
    caller = CHAT.caller(server)
    assert pending(caller, **more).approval_id == approval
    desk.approve(approval)
    server.stop()
    server.start()
    CHAT.caller(server).ask(**more)
    assert desk.state(approval) == "used" and len(desk.listed()) == 1


def test_too_many_undecided(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    caller = CHAT.caller(server)
    for number in range(100):
        pending(caller, headers={"x-farthing-run": f"r{number}"})
    with pytest.raises(Refused) as refused:
        caller.ask(headers={"x-farthing-run": "one more"})
    assert refused.value.code == "too_many_approvals" and refused.value.status == 429
    assert len(caller.attempts) == 101
    # One that is there already still is.
    pending(caller, headers={"x-farthing-run": "r0"})
    # Another key is not kept out.
    pending(CHAT.caller(server, server.create_key("other", team="finance")))


# MARK: Held open


def test_held_open_until_somebody_votes(farthing_server, sdk, is_stream):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 20s"))
    desk = Desk(server)
    caller = sdk.caller(server)
    thread, outcome = behind(lambda: caller.ask(is_stream=is_stream))
    approval = desk.awaited()
    assert not outcome and billed(server) == []
    desk.approve(approval)
    started = time.monotonic()
    thread.join(20)
    assert time.monotonic() - started < 15
    [reply] = outcome
    assert not isinstance(reply, Exception), reply
    assert len(caller.attempts) == 1 and billed(server) == [sdk.dear]
    server.wait_until_nothing_held()
    assert desk.state(approval) == "used"


def test_held_open_until_somebody_denies(farthing_server, sdk):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 20s"))
    desk = Desk(server)
    caller = sdk.caller(server)
    thread, outcome = behind(lambda: pending(caller))
    desk.deny(desk.awaited())
    started = time.monotonic()
    thread.join(20)
    assert time.monotonic() - started < 15
    [refused] = outcome
    assert isinstance(refused, Refused) and refused.code == "approval_denied", refused
    assert billed(server) == [] and server.held() == 0


def test_held_open_no_longer_than_said(farthing_server, sdk):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 2s"))
    desk = Desk(server)
    caller = sdk.caller(server)
    started = time.monotonic()
    refused = pending(caller)
    assert 1.5 < time.monotonic() - started < 15
    # The answer can still come, for the next try.
    assert refused.approval_id == desk.awaited()
    desk.approve(refused.approval_id)
    caller.ask()
    assert billed(server) == [sdk.dear]


def test_who_hangs_up_holds_nothing(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 60s"))
    desk = Desk(server)
    body = json.dumps(
        {
            "model": CHAT.dear,
            "messages": [{"role": "user", "content": "Hello. [[scripted tokens=5]]"}],
            "max_completion_tokens": 4000,
        }
    )
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    fields = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    connection.request("POST", "/openai/v1/chat/completions", body, fields)
    approval = desk.awaited()
    connection.close()
    time.sleep(0.5)
    desk.approve(approval)
    time.sleep(1.5)
    # Granted, and nobody there: it waits for a retry.
    assert desk.state(approval) == "granted" and billed(server) == []
    CHAT.caller(server).ask()
    assert desk.state(approval) == "used"


def test_many_are_held_open_and_all_are_let_in(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 30s"))
    desk = Desk(server)

    def call(number: int):
        return CHAT.caller(server).ask(headers={"x-farthing-run": f"r{number}"})

    with ThreadPoolExecutor(16) as pool:
        answers = [pool.submit(call, number) for number in range(16)]
        wait_until(lambda: len(desk.listed()) == 16, 20, "sixteen approvals")
        for one in desk.listed():
            desk.approve(one["id"])
        assert all(answer.result(30).words == 5 for answer in answers)
    assert len(billed(server)) == 16 and desk.listed() == []


# MARK: Denied, taken back, expired


def test_denied_is_denied(farthing_server, sdk):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ""))
    desk = Desk(server)
    caller = sdk.caller(server)
    asked = pending(caller)
    desk.deny(asked.approval_id)
    for _ in range(2):
        refused = pending(caller)
        assert refused.code == "approval_denied" and asked.approval_id in refused.message
    assert billed(server) == [] and server.held() == 0
    assert kinds(server).count("approvalAsk") == 1
    # Another run may ask.
    assert pending(caller, headers={"x-farthing-run": "r2"}).approval != asked.approval


def test_what_nobody_decides_or_uses_expires(farthing_server):
    """A minute is the least: one test waits for all that expires."""
    limit = CHAT.price(CHAT.dear, OUTPUT) * 3 / 2
    text = policy(limit, "at: 100%, do: approve, approvers: finance, within: 1m")
    server = farthing_server(text)
    desk = Desk(server)
    caller = CHAT.caller(server)
    spend(caller)
    more = {"limit": OUTPUT}
    undecided = pending(caller, headers={"x-farthing-run": "r1"}, **more).approval_id
    unused = pending(caller, headers={"x-farthing-run": "r2"}, **more).approval_id
    desk.approve(unused)
    assert server.held() > 0 and accounts(server)["top_ups"] > 0
    wait_until(lambda: desk.state(unused) == "expired", 80, "the end of what was granted")
    assert desk.state(undecided) == "expired"
    assert server.held() == 0 and accounts(server)["top_ups"] == 0
    late = desk.run("approve", undecided, who="alice")
    assert late.returncode != OK and "expired" in late.stderr
    # It can be asked for again.
    assert pending(caller, headers={"x-farthing-run": "r1"}, **more).approval_id != undecided
    assert kinds(server).count("approvalExpire") == 2
    assert server.verify().returncode == OK


# MARK: At a threshold, at the limit


def test_past_four_fifths_somebody_is_asked(farthing_server, sdk, is_stream):
    limit = 10 * sdk.price(sdk.dear, OUTPUT)
    server = farthing_server(policy(limit, "at: 80%, do: approve, approvers: finance"))
    desk = Desk(server)
    caller = sdk.caller(server)
    made = 0
    with pytest.raises(Refused) as raised:
        for made in range(10):
            spend(caller, is_stream)
    assert 6 <= made <= 7 and isinstance(raised.value.error, sdk.forbidden)
    path = urlsplit(raised.value.approval).path
    shown = json.loads(request(server.port, "GET", path, server.key)[1])
    assert any("80%" in reason for reason in shown["reasons"])
    desk.approve(raised.value.approval_id)
    spend(caller, is_stream)
    assert len(billed(server)) == made + 1
    assert accounts(server)["top_ups"] == 0


@pytest.mark.parametrize("tenths", [2, 5, 9])
def test_what_was_granted_can_be_used_however_large(farthing_server, tenths):
    """The money that is set aside for the very call does not stand in its way."""
    output = 10 * OUTPUT
    limit = CHAT.price(CHAT.dear, output) * Decimal("1.05")
    server = farthing_server(policy(limit, "at: 10%, do: approve, approvers: finance"))
    desk = Desk(server)
    caller = CHAT.caller(server)
    asked = {"limit": tenths * OUTPUT}
    approval = pending(caller, **asked).approval_id
    desk.approve(approval)
    caller.ask(**asked)
    assert desk.state(approval) == "used"


@pytest.mark.parametrize(
    "further",
    [
        "at: 80%, do: downgrade, to: gpt-4o-mini",
        "at: 80%, do: approve, approvers: board, need: 2",
        "at: 80%, do: approve, approvers: finance",
        "at: 100%, do: approve, approvers: board, need: 2",
        "at: 100%, do: wait, within: 20s",
    ],
)
def test_what_was_granted_meets_no_share_further_up(farthing_server, further):
    """The call would pass half and no more; what is set aside for it does not count against it."""
    limit = CHAT.price(CHAT.dear, OUTPUT)
    server = farthing_server(policy(limit, "at: 50%, do: approve, approvers: finance", further))
    desk = Desk(server)
    caller = CHAT.caller(server)
    asked = {"limit": OUTPUT * 6 // 10}
    approval = pending(caller, **asked).approval_id
    desk.approve(approval)
    started = time.monotonic()
    assert MODEL not in caller.ask(**asked).headers
    assert time.monotonic() - started < 15
    assert desk.state(approval) == "used" and kinds(server).count("approvalAsk") == 1


def test_at_the_limit_exactly_what_is_missing_is_granted(farthing_server, sdk):
    limit = sdk.price(sdk.dear, OUTPUT) * 3 / 2
    server = farthing_server(policy(limit, "at: 100%, do: approve, approvers: finance"))
    desk = Desk(server)
    caller = sdk.caller(server)
    spend(caller)
    spent = accounts(server)["spent"]
    more = {"steering": f"tokens={OUTPUT}", "limit": OUTPUT}
    refused = pending(caller, **more)
    assert accounts(server)["top_ups"] == 0
    desk.approve(refused.approval_id)
    account = accounts(server)
    nano = int(Decimal(money(limit).split()[0]) * 10**9)
    assert account["top_ups"] == spent + account["held"] - nano > 0
    spend(caller)
    assert len(billed(server)) == 2
    account = accounts(server)
    assert account["held"] == 0 and account["spent"] <= account["limit"] + account["top_ups"]
    assert server.spent() == sum(nanos(sdk.billed(call)) for call in server.scripted.bill())
    # Once: the next one needs a yes of its own.
    assert pending(caller, **more).approval != refused.approval
    assert server.verify().returncode == OK


def test_what_was_granted_on_top_is_taken_back_unused(farthing_server):
    limit = CHAT.price(CHAT.dear, OUTPUT) * 3 / 2
    server = farthing_server(policy(limit, "at: 100%, do: approve, approvers: finance"))
    desk = Desk(server)
    caller = CHAT.caller(server)
    spend(caller)
    before = accounts(server)
    refused = pending(caller, limit=OUTPUT)
    desk.approve(refused.approval_id)
    assert accounts(server)["top_ups"] > 0
    assert desk.run("withdraw", refused.approval_id, "--note", "no").returncode == OK
    assert accounts(server) == before
    assert server.verify().returncode == OK


def test_money_that_is_granted_is_nobody_elses(farthing_server):
    """What stands between two calls is set aside: others find less room, not more."""
    limit = CHAT.price(CHAT.dear, 4 * OUTPUT)
    server = farthing_server(policy(limit, rules=ASKS.replace("{}", "{ model: gpt-4o }") % ""))
    desk = Desk(server)
    caller = CHAT.caller(server)
    refused = pending(caller, limit=3 * OUTPUT)
    desk.approve(refused.approval_id)
    with pytest.raises(Refused) as other:
        caller.ask(model=CHAT.cheap, limit=16_000 * 2)
    assert other.value.code in ("budget_exceeded", "invalid_value")
    caller.ask(limit=3 * OUTPUT)
    assert len(billed(server)) == 1


def test_downgraded_first_and_asked_for_the_cheaper_one(farthing_server):
    """An approval is judged on the final model."""
    limit = CHAT.price(CHAT.cheap, OUTPUT) * 12 / 5
    text = policy(
        limit,
        "at: 50%, do: downgrade, to: gpt-4o-mini",
        "at: 80%, do: approve, approvers: finance",
    )
    server = farthing_server(text)
    desk = Desk(server)
    caller = CHAT.caller(server)
    steering = {"steering": f"tokens={OUTPUT}", "limit": OUTPUT}
    assert caller.ask(**steering).headers[MODEL] == "gpt-4o-mini"
    server.wait_until_nothing_held()
    refused = pending(caller, **steering)
    shown = json.loads(request(server.port, "GET", urlsplit(refused.approval).path, server.key)[1])
    assert shown["model"] == "gpt-4o-mini"
    desk.approve(refused.approval_id)
    reply = caller.ask(**steering)
    assert reply.headers[MODEL] == "gpt-4o-mini"
    assert billed(server) == ["gpt-4o-mini"] * 2


def test_a_metered_stream_that_was_granted_runs_to_its_end(farthing_server):
    text = policy("10.00 USD", more="hold: metered", rules=ASKS % "")
    server = farthing_server(text)
    desk = Desk(server)
    caller = CHAT.caller(server)
    long = {"steering": "tokens=3000;chunk=16", "limit": 4_000, "is_stream": True}
    desk.approve(pending(caller, **long).approval_id)
    assert caller.ask(**long).words == 3_000
    server.wait_until_nothing_held()
    assert server.spent() == nanos(CHAT.billed(server.scripted.bill()[0]))
    assert server.verify().returncode == OK


def test_the_approval_with_the_most_votes_counts(farthing_server):
    rules = (ASKS % "") + "\n{ id: board, when: {}, do: approve, approvers: board, need: 2 }"
    server = farthing_server(policy("10.00 USD", rules=rules))
    board = Desk(server, "ann", "bea", group="board")
    finance = Desk(server, "alice")
    caller = CHAT.caller(server)
    approval = pending(caller).approval_id
    assert finance.run("approve", approval, who="alice").returncode != OK
    board.approve(approval, "ann")
    pending(caller)
    board.approve(approval, "bea")
    caller.ask()
    assert len(billed(server)) == 1


def test_what_blocks_is_not_asked_for(farthing_server):
    rules = (ASKS % "") + "\n{ id: never, when: { model: gpt-4o }, do: block }"
    server = farthing_server(policy("10.00 USD", rules=rules))
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask()
    assert refused.value.code == "rule" and kinds(server).count("approvalAsk") == 0


# MARK: Restarts


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["stop", "kill"])
def test_restarts_between_the_steps_lose_nothing(farthing_server, number):
    limit = CHAT.price(CHAT.dear, OUTPUT) * 3 / 2
    text = policy(limit, "at: 100%, do: approve, approvers: finance, need: 2")
    server = farthing_server(text)
    desk = Desk(server, "alice", "bob")
    spend(CHAT.caller(server))

    def restart() -> Caller:
        server.process.stop(number)
        server.start()
        return CHAT.caller(server)

    run = {"headers": {"x-farthing-run": "report"}, "limit": OUTPUT}
    approval = pending(CHAT.caller(server), **run).approval_id
    caller = restart()
    assert desk.state(approval) == "pending"
    assert pending(caller, **run).approval_id == approval
    desk.approve(approval, "alice")
    caller = restart()
    assert pending(caller, **run).approval_id == approval
    desk.approve(approval, "bob")
    before = accounts(server)
    caller = restart()
    assert accounts(server) == before and before["held"] > 0 and before["top_ups"] > 0
    assert desk.state(approval) == "granted"
    assert caller.ask(**run).headers
    server.wait_until_nothing_held()
    caller = restart()
    assert desk.state(approval) == "used" and len(billed(server)) == 2
    assert pending(caller, **run).approval_id != approval
    found = [one["kind"] for one in entries(server) if one["kind"].startswith("approval")]
    assert found == [
        *("approvalAsk", "approvalVote", "approvalVote", "approvalGrant", "approvalAsk"),
    ]
    assert server.verify().returncode == OK


def test_a_server_that_is_killed_with_requests_held_open(farthing_server):
    server = farthing_server(policy("10.00 USD", rules=ASKS % ", wait: 60s"))
    desk = Desk(server)
    caller = CHAT.caller(server)
    caller.client.max_retries = 0
    thread, outcome = behind(caller.ask)
    approval = desk.awaited()
    server.process.stop(signal.SIGKILL)
    thread.join(10)
    assert isinstance(outcome[0], Exception)
    server.start()
    desk.approve(approval)
    CHAT.caller(server).ask()
    assert desk.state(approval) == "used" and len(billed(server)) == 1


def test_a_server_that_stops_lets_requests_go(farthing_server):
    text = policy("10.00 USD", rules=ASKS % ", wait: 60s")
    server = farthing_server(text, "--set", "shutdownMs=1500")
    desk = Desk(server)
    caller = CHAT.caller(server)
    caller.client.max_retries = 0
    thread, outcome = behind(caller.ask)
    desk.awaited()
    started = time.monotonic()
    assert server.process.stop(signal.SIGTERM) == 0
    thread.join(30)
    assert time.monotonic() - started < 30
    assert isinstance(outcome[0], Refused), outcome
    assert outcome[0].code in ("approval_pending", "shutting_down")
