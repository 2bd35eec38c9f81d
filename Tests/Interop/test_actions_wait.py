"""Calls that wait for room: let in by turns among runs, until their time is over."""

from __future__ import annotations

import http.client
import json
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from conftest import messages
from farthing_process import Farthing, request, wait_until
from sdks import ALL, CHAT, Caller, Refused, Reply, Sdk
from test_actions import OUTPUT, billed, holds, kinds, money, policy, spend
from test_actions_approve import behind
from test_reload import hang_up
from test_runs import verb

OK = 0
WAITS = "at: 100%%, do: wait, within: %s"


@pytest.fixture(params=ALL, ids=[sdk.name for sdk in ALL])
def sdk(request) -> Sdk:
    return request.param


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def one_at_a_time(within: str = "30s", rules: str = "") -> str:
    return policy("1 concurrent", WAITS % within, rules=rules)


def begin(pool: ThreadPoolExecutor, caller: Caller, steering: str, **more) -> Future[Reply]:
    """A call beside the test; it has the place, or stands in line, when this returns."""
    future = pool.submit(caller.ask, steering=steering, **more)
    # There is no other sign of a call that stands in line.
    time.sleep(0.15)
    return future


def occupied(pool: ThreadPoolExecutor, server: Farthing, seconds: float) -> Future[Reply]:
    """A call that takes the place for so long."""
    steering = f"tokens=5;delay_ms={int(seconds * 1_000)}"
    future = pool.submit(CHAT.caller(server).ask, steering=steering)
    wait_until(lambda: server.held() > 0, 10, "a call that runs")
    return future


def runs(server: Farthing) -> str:
    return "".join(hold["scope"].get("run", "-") for hold in holds(server))


def run(name: str) -> dict:
    return {"headers": {"x-farthing-run": name}}


# MARK: By turns


def test_twelve_calls_of_three_runs_come_by_turns(farthing_server, pool, sdk):
    server = farthing_server(one_at_a_time())
    first = occupied(pool, server, 3)
    callers = {name: sdk.caller(server) for name in "abc"}
    calls = [
        begin(pool, callers[name], "tokens=5;delay_ms=20", **run(name))
        for name in "aaaabbbbcccc"
    ]
    assert not any(call.done() for call in calls)
    for call in [first, *calls]:
        assert call.result(30).headers
    assert runs(server) == "-" + "abc" * 4
    assert [len(caller.attempts) for caller in callers.values()] == [4, 4, 4]
    server.wait_until_nothing_held()
    assert len(billed(server)) == 13 and "refusal" not in kinds(server)
    assert server.verify().returncode == OK


def test_who_asks_a_hundred_times_keeps_out_nobody(farthing_server, pool):
    server = farthing_server(one_at_a_time("60s"))
    first = occupied(pool, server, 4)
    caller = CHAT.caller(server)
    calls = [pool.submit(caller.ask, steering="tokens=5", **run("a")) for _ in range(24)]
    time.sleep(2)
    one = begin(pool, CHAT.caller(server), "tokens=5", **run("b"))
    for call in [first, one, *calls]:
        call.result(40)
    assert runs(server).index("b") <= 2


def test_nobody_who_comes_later_overtakes(farthing_server, pool):
    """Also not a small call for which there would be room."""
    limit = CHAT.price("gpt-4o", OUTPUT)
    server = farthing_server(policy(limit, WAITS % "30s"))
    caller = CHAT.caller(server)
    first = begin(pool, caller, "tokens=5;delay_ms=2500", limit=700, **run("a"))
    wait_until(lambda: server.held() > 0, 10, "the first call")
    large = begin(pool, caller, "tokens=5", limit=500, **run("b"))
    small = begin(pool, caller, "tokens=5", limit=20, **run("c"))
    for call in (first, large, small):
        call.result(30)
    assert runs(server) == "abc"


def test_calls_that_need_room_in_two_places_all_come_to_it(farthing_server, pool):
    """Whoever finds room in one place and none in another stands in the other's line."""
    text = policy("2 concurrent", WAITS % "60s")
    text += "  - id: each\n    per: [agent]\n    limit: 1 concurrent\n"
    text += "    thresholds: [{ at: 100%, do: wait, within: 60s }]\n"
    server = farthing_server(text)
    calls = []
    for number in range(24):
        headers = {"x-farthing-agent": f"a{number % 4}", "x-farthing-run": f"r{number % 6}"}
        caller = CHAT.caller(server)
        calls.append(pool.submit(caller.ask, steering="tokens=5;delay_ms=50", headers=headers))
    started = time.monotonic()
    for call in calls:
        assert call.result(60).words == 5
    assert time.monotonic() - started < 30
    server.wait_until_nothing_held()
    assert len(billed(server)) == 24 and server.verify().returncode == OK


def test_streams_wait_too(farthing_server, pool, sdk):
    server = farthing_server(one_at_a_time())
    first = occupied(pool, server, 1)
    calls = [begin(pool, sdk.caller(server), "tokens=5", is_stream=True) for _ in range(3)]
    for call in [first, *calls]:
        assert call.result(20).headers
    assert len(billed(server)) == 4


def test_at_a_share_a_call_waits_until_it_fits_below_again(farthing_server, pool):
    limit = CHAT.price("gpt-4o", OUTPUT)
    server = farthing_server(policy(limit, "at: 50%, do: wait, within: 20s"))
    first = begin(pool, CHAT.caller(server), "tokens=5;delay_ms=1500", limit=400)
    wait_until(lambda: server.held() > 0, 10, "the first call")
    second = begin(pool, CHAT.caller(server), "tokens=5", limit=400)
    time.sleep(0.3)
    assert not second.done() and len(holds(server)) == 1
    first.result(20)
    second.result(20)


# MARK: How room is made


def test_room_that_is_topped_up_is_found(farthing_server, pool):
    server = farthing_server(policy("0 USD", WAITS % "20s"))
    call = begin(pool, CHAT.caller(server), "tokens=5")
    server.run("budgets", "top-up", "main", "1.00 USD", "--data", server.data)
    started = time.monotonic()
    assert call.result(20).words == 5
    assert time.monotonic() - started < 15


def test_room_that_a_window_frees_is_found(farthing_server):
    limit = CHAT.price("gpt-4o", OUTPUT) * 3 / 2
    server = farthing_server(policy(limit, WAITS % "20s", more="window: rolling 3s"))
    caller = CHAT.caller(server)
    spend(caller)
    started = time.monotonic()
    spend(caller)
    assert 1 < time.monotonic() - started < 15
    assert len(caller.attempts) == 2


def test_room_that_a_policy_gives_is_found(farthing_server, pool):
    server = farthing_server(policy("0 USD", WAITS % "20s"))
    call = begin(pool, CHAT.caller(server), "tokens=5")
    hang_up(server, policy("1 USD", WAITS % "20s"))
    assert call.result(20).words == 5


def test_room_that_a_released_hold_leaves_is_found(farthing_server, pool):
    server = farthing_server(one_at_a_time("20s"))
    held = verb(server, "hold", {"tool": "search", "amount": 0}, {})
    call = begin(pool, CHAT.caller(server), "tokens=5")
    assert not call.done()
    verb(server, "release", {"id": held["id"]}, {})
    started = time.monotonic()
    assert call.result(20).words == 5
    assert time.monotonic() - started < 15


def test_room_that_an_expired_hold_leaves_is_found(farthing_server, pool):
    server = farthing_server(one_at_a_time("20s"))
    verb(server, "hold", {"tool": "search", "amount": 0, "expires_in_ms": 1_500}, {})
    call = begin(pool, CHAT.caller(server), "tokens=5")
    assert call.result(20).words == 5


# MARK: Its end


def test_a_wait_that_is_over_is_refused_once(farthing_server, pool, sdk):
    server = farthing_server(one_at_a_time("1s"))
    first = occupied(pool, server, 5)
    caller = sdk.caller(server)
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        caller.ask()
    assert 0.8 < time.monotonic() - started < 3.5
    assert isinstance(refused.value.error, sdk.no_money) and len(caller.attempts) == 1
    assert refused.value.code == "budget_exceeded" and refused.value.facts["budget"] == "main"
    assert kinds(server).count("refusal") == 1
    first.result(20)
    caller.ask()
    assert server.verify().returncode == OK


def test_of_several_waits_the_shortest_counts(farthing_server, pool):
    rule = "{ id: patient, when: {}, do: wait, within: 60s }"
    text = policy("2 concurrent", WAITS % "10s", "at: 50%, do: wait, within: 1s", rules=rule)
    server = farthing_server(text)
    first = occupied(pool, server, 4)
    started = time.monotonic()
    with pytest.raises(Refused):
        CHAT.caller(server).ask()
    assert time.monotonic() - started < 3.5
    first.result(10)


def test_a_rules_calls_wait_and_others_do_not(farthing_server, pool):
    rule = '{ id: patient, when: { agent: "nightly-*" }, do: wait, within: 20s }'
    server = farthing_server(policy("1 concurrent", rules=rule))
    nightly = {"headers": {"x-farthing-agent": "nightly-1"}}
    # Where there is room nobody waits.
    started = time.monotonic()
    CHAT.caller(server).ask(**nightly)
    assert time.monotonic() - started < 15
    server.wait_until_nothing_held()
    first = occupied(pool, server, 2)
    patient = begin(pool, CHAT.caller(server), "tokens=5", **nightly)
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask(headers={"x-farthing-agent": "daily"})
    assert refused.value.code == "budget_exceeded" and not patient.done()
    first.result(10)
    assert patient.result(10).words == 5


def test_a_wait_ends_where_something_stricter_blocks(farthing_server, pool):
    """A call that no wait can help is refused at once."""
    text = policy("1 concurrent", WAITS % "20s")
    server = farthing_server(text + "  - { id: spent, limit: 0 USD, window: day }\n")
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask()
    assert "spent" in refused.value.message and time.monotonic() - started < 15


def hung_up(server: Farthing, headers: dict | None = None, is_stream: bool = False):
    """A raw request that stands in line, to be closed."""
    body = {
        "model": "gpt-4o",
        "messages": messages(steering="tokens=5"),
        "max_completion_tokens": 64,
        "stream": is_stream,
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    fields = {"authorization": f"Bearer {server.key}", "content-type": "application/json"}
    path = "/openai/v1/chat/completions"
    connection.request("POST", path, json.dumps(body), fields | (headers or {}))
    time.sleep(0.15)
    return connection


@pytest.mark.parametrize("is_stream", [False, True], ids=["plain", "stream"])
def test_who_hangs_up_leaves_the_line(farthing_server, pool, is_stream):
    server = farthing_server(one_at_a_time())
    first = occupied(pool, server, 2)
    gone = [hung_up(server, {"x-farthing-run": "gone"}, is_stream) for _ in range(5)]
    last = begin(pool, CHAT.caller(server), "tokens=5", **run("b"))
    for connection in gone:
        connection.close()
    first.result(10)
    assert last.result(10).words == 5
    server.wait_until_nothing_held()
    assert runs(server) == "-b" and len(billed(server)) == 2


def test_everybody_hangs_up(farthing_server, pool):
    server = farthing_server(one_at_a_time())
    first = occupied(pool, server, 1)
    for connection in [hung_up(server) for _ in range(5)]:
        connection.close()
    first.result(10)
    assert CHAT.caller(server).ask().words == 5
    assert len(holds(server)) == 2


def test_a_pause_is_told_to_those_who_wait(farthing_server, pool):
    server = farthing_server(one_at_a_time("20s"))
    first = occupied(pool, server, 2)
    caller = CHAT.caller(server)
    call = begin(pool, caller, "tokens=5")
    server.run("budgets", "pause", "main", "--data", server.data)
    with pytest.raises(Refused) as refused:
        call.result(10)
    assert refused.value.code == "budget_paused" and len(caller.attempts) == 1
    first.result(10)


def test_a_policy_that_blocks_is_told_to_those_who_wait(farthing_server, pool):
    server = farthing_server(one_at_a_time("20s"))
    first = occupied(pool, server, 2)
    call = begin(pool, CHAT.caller(server), "tokens=5")
    hang_up(server, one_at_a_time("20s", rules="{ id: never, when: {}, do: block }"))
    with pytest.raises(Refused) as refused:
        call.result(10)
    assert refused.value.code == "rule"
    first.result(10)


def test_a_kill_leaves_nothing_of_those_who_wait(farthing_server, pool):
    """The call that ran keeps its place until its hold expires; the one in line had none."""
    server = farthing_server(one_at_a_time("60s"), "--set", "holdMs=5000")
    steering = {"steering": "tokens=5;delay_ms=20000"}
    callers = [CHAT.caller(server), CHAT.caller(server)]
    for caller in callers:
        caller.client.max_retries = 0
    running = pool.submit(callers[0].ask, **steering, **run("a"))
    wait_until(lambda: server.held() > 0, 10, "a call that runs")
    waiting = begin(pool, callers[1], "tokens=5", **run("b"))
    server.process.stop(signal.SIGKILL)
    assert running.exception(10) and waiting.exception(10)
    server.start()
    assert CHAT.caller(server).ask(**run("c")).words == 5
    assert runs(server) == "ac" and server.verify().returncode == OK


def test_a_server_that_stops_tells_those_who_wait(farthing_server):
    server = farthing_server(policy("0 USD", WAITS % "60s"), "--set", "shutdownMs=1000")
    caller = CHAT.caller(server)
    caller.client.max_retries = 0
    thread, outcome = behind(caller.ask)
    time.sleep(0.5)
    assert server.process.stop(signal.SIGTERM) == 0
    thread.join(10)
    assert isinstance(outcome[0], Refused), outcome


def test_waits_cost_no_more_than_one_entry(farthing_server, pool):
    """However often room is looked for in vain, the journal tells of the end alone."""
    server = farthing_server(policy(money(CHAT.price("gpt-4o", 1)), WAITS % "2s"))
    before = int(request(server.port, "GET", "/readyz")[0])
    assert before == 200
    calls = [pool.submit(CHAT.caller(server).ask, **run(f"r{number}")) for number in range(8)]
    for call in calls:
        assert isinstance(call.exception(20), Refused)
    found = kinds(server)
    assert found.count("refusal") == 1 and found.count("hold") == 0
