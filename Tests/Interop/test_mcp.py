"""`farthing mcp` between the stock MCP SDK as a client and a server made with it: what is called is paid for."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ElicitResult

import console_process
from console_process import ConsoleServer, start_console
from farthing_process import (
    Process, Sandbox, farthing_binary, free_port, is_listening, wait_until,
)
from test_registered_tools import Agent, register

PRICE = 30_000_000
SERVER = Path(__file__).with_name("mcp_server.py")
TOOLS = ["echo", "search", "fail", "slow", "steps", "greet", "die"]
RACERS = 64
# What a secret argument or result must not leave anywhere.
SECRET = "xyzzy-4711-plugh"


@pytest.fixture(scope="module")
def console(sandbox: Sandbox) -> ConsoleServer:
    server = start_console(sandbox)
    for name in TOOLS:
        register(server, name, cost_nanos=PRICE)
    return server


@dataclass
class Bench:
    """One agent with a limit, and the proxy that spends for it."""

    console: ConsoleServer
    folder: Path
    limit: int = 100 * PRICE
    agent: Agent = field(init=False)

    def __post_init__(self):
        self.agent = Agent(self.console, limit=self.limit)
        self.calls_file = self.folder / "calls"
        self.errors = self.folder / "errors"

    @property
    def environment(self) -> dict[str, str]:
        return {"FARTHING_KEY": self.agent.key, "MCP_TEST_CALLS": str(self.calls_file)}

    def words(self, *flags: str, server: list[str] | None = None) -> list[str]:
        port = self.console.port
        words = [str(farthing_binary()), "mcp", "--farthing", f"http://127.0.0.1:{port}", *flags]
        return words + (["--", sys.executable, str(SERVER)] if server is None else server)

    @asynccontextmanager
    async def client(self, *flags: str, server: list[str] | None = None, **more) -> AsyncIterator[Client]:
        words = self.words(*flags, server=server)
        parameters = StdioServerParameters(command=words[0], args=words[1:], env=self.environment)
        with self.errors.open("a") as errors:
            async with Client(stdio_client(parameters, errlog=errors), **more) as client:
                yield client

    def calls(self) -> list[str]:
        return self.calls_file.read_text().split() if self.calls_file.exists() else []

    def account(self) -> tuple[int, int]:
        """What is spent and held."""
        return self.agent.account()

    def wait_for(self, spent: int) -> None:
        """Ends of calls may be told after their answers."""
        wait_until(lambda: self.account() == (spent, 0), 30, f"{self.account()}, not {spent}")


@pytest.fixture
def bench(console: ConsoleServer, tmp_path: Path) -> Bench:
    return Bench(console, tmp_path)


@pytest.fixture
def bench_with(console: ConsoleServer, tmp_path: Path) -> Callable[[int], Bench]:
    return functools.partial(Bench, console, tmp_path)


def text(result: CallToolResult) -> str:
    return result.content[0].text


def refusal(result: CallToolResult) -> dict:
    assert result.is_error, result
    return result.meta["farthing/refusal"]


def code(result: CallToolResult) -> str:
    return refusal(result)["code"]


def test_a_call_is_held_settled_and_receipted(bench):
    async def main():
        async with bench.client() as client:
            assert client.server_info.name == "tools-for-tests"
            result = await client.call_tool("echo", {"text": SECRET})
            assert not result.is_error and text(result) == SECRET
            assert result.structured_content == {"result": SECRET}

    anyio.run(main)
    assert bench.calls() == ["echo"]
    bench.wait_for(PRICE)
    assert bench.console.verify().returncode == 0
    said = bench.errors.read_text() + bench.console.process.text()
    assert SECRET not in said
    journal = b"".join(path.read_bytes() for path in bench.console.data.rglob("*") if path.is_file())
    assert SECRET.encode() not in journal


def test_the_list_has_prices_and_the_status_tool_and_is_otherwise_the_servers(bench):
    async def main():
        own = StdioServerParameters(
            command=sys.executable, args=[str(SERVER)], env=bench.environment
        )
        async with Client(stdio_client(own), mode="legacy") as client:
            plain = {tool.name: tool for tool in (await client.list_tools()).tools}
        async with bench.client() as client:
            listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(listed) == {*plain, "budget_status"}
        for name, tool in plain.items():
            shown = {"amount": PRICE, "currency": "USD", "shown": "0.03 USD"}
            assert listed[name].meta == {**(tool.meta or {}), "farthing/price": shown}
            listed[name].meta = tool.meta
            assert listed[name] == tool

    anyio.run(main)
    assert bench.account() == (0, 0)


def test_beyond_the_budget_an_agent_is_told_what_is_left_and_what_to_do(bench_with):
    bench = bench_with(limit=2 * PRICE + 1)

    async def main():
        async with bench.client() as client:
            for _ in range(2):
                assert not (await client.call_tool("echo", {"text": "a"})).is_error
            result = await client.call_tool("search", {"query": "b"})
            facts = refusal(result)
            assert facts["code"] == "budget_exceeded" and not facts["charged"]
            assert (facts["needed"], facts["remaining"], facts["unit"]) == (PRICE, 1, "USD")
            assert facts["limit"] == 2 * PRICE + 1
            assert 0 < facts["retryAfterMs"] <= 86_400_000
            assert facts["windowEndsMs"] > time.time() * 1_000
            assert facts["receipt"]
            said = text(result)
            assert "was not made" in said and "0.000000001 USD" in said and "rolls over" in said
            # A shape of its own is promised by tools that answer texts.
            assert result.structured_content in (None, {"error": facts})

    anyio.run(main)
    assert bench.calls() == ["echo", "echo"]
    bench.wait_for(2 * PRICE)


def test_racing_calls_never_pass_the_limit(bench_with):
    bench = bench_with(limit=20 * PRICE)

    async def main():
        results = []
        async with bench.client() as client:
            async def call(number: int) -> None:
                results.append(await client.call_tool("echo", {"text": str(number)}))

            async with anyio.create_task_group() as group:
                for number in range(RACERS):
                    group.start_soon(call, number)
        passed = [result for result in results if not result.is_error]
        assert len(results) == RACERS and len(passed) == 20
        # An agent whose budget is used up is paused by the same refusal.
        codes = {code(result) for result in results if result.is_error}
        assert codes <= {"budget_exceeded", "budget_paused"}

    anyio.run(main)
    assert len(bench.calls()) == 20
    bench.wait_for(20 * PRICE)


def test_a_failed_call_took_place(bench):
    async def main():
        async with bench.client() as client:
            result = await client.call_tool("fail", {})
            assert result.is_error and text(result).startswith("Error executing tool")
            assert not result.meta

    anyio.run(main)
    bench.wait_for(PRICE)


def test_a_call_that_the_server_does_not_take_costs_nothing(bench):
    register(bench.console, "nowhere", cost_nanos=PRICE)

    async def main():
        async with bench.client() as client:
            try:
                result = await client.call_tool("nowhere", {})
                took_place = result.is_error
            except MCPError:
                took_place = False
        return took_place

    took_place = anyio.run(main)
    bench.wait_for(PRICE if took_place else 0)


@pytest.mark.parametrize("policy, spent", [("refuse", None), ("free", 0), ("0.25", 250_000_000)])
def test_tools_without_a_price(console, tmp_path, policy, spent):
    bench = Bench(console, tmp_path, limit=1_000_000_000)

    async def main():
        flags = ["--unknown-tools", policy, "--prefix", "unregistered."]
        async with bench.client(*flags) as client:
            result = await client.call_tool("echo", {"text": "a"})
            if spent is None:
                assert code(result) == "unknown_tool"
            else:
                assert not result.is_error

    anyio.run(main)
    assert bench.calls() == ([] if spent is None else ["echo"])
    bench.wait_for(spent or 0)


def test_a_cancelled_call_is_charged_and_nothing_is_held(bench):
    async def main():
        async with bench.client() as client:
            with anyio.move_on_after(1.5):
                await client.call_tool("slow", {"seconds": 60})
            with anyio.fail_after(20):
                while bench.account() != (PRICE, 0):
                    await anyio.sleep(0.05)
            # The connection goes on.
            assert text(await client.call_tool("echo", {"text": "a"})) == "a"

    anyio.run(main)
    bench.wait_for(2 * PRICE)


def test_a_call_without_an_answer_in_time_is_charged(bench):
    async def main():
        async with bench.client("--timeout-ms", "1000") as client:
            result = await client.call_tool("slow", {"seconds": 60})
            assert code(result) == "tool_timed_out" and refusal(result)["charged"]
            assert text(await client.call_tool("echo", {"text": "a"})) == "a"

    anyio.run(main)
    bench.wait_for(2 * PRICE)


def test_a_server_that_dies_in_a_call_ends_all_calls_and_the_proxy(bench):
    proxy = Talk(bench)
    proxy.greet()
    proxy.call(1, "slow", seconds=60)
    wait_until(lambda: "slow" in bench.calls(), 30, "the call")
    proxy.call(2, "die")
    answers = {answer["id"]: answer["result"] for answer in (proxy.hear(), proxy.hear())}
    assert set(answers) == {1, 2}
    for result in answers.values():
        assert result["isError"] and result["_meta"]["farthing/refusal"]["code"] == "server_gone"
        assert result["_meta"]["farthing/refusal"]["charged"]
    assert proxy.end() == 69
    assert "signal 9" in proxy.errors()
    bench.wait_for(2 * PRICE)


def test_a_client_that_goes_leaves_nothing_held(bench):
    proxy = Talk(bench, "--drain-ms", "200")
    proxy.greet()
    for number in range(3):
        proxy.call(number, "slow", seconds=60)
    wait_until(lambda: len(bench.calls()) == 3, 30, "the calls")
    assert bench.account() == (0, 3 * PRICE)
    assert proxy.end() == 0
    bench.wait_for(3 * PRICE)


def test_calls_under_way_may_end_after_the_client_has_closed_its_end(bench):
    proxy = Talk(bench, "--drain-ms", "20000")
    proxy.greet()
    proxy.call(7, "slow", seconds=1)
    wait_until(lambda: bench.calls() == ["slow"], 30, "the call")
    proxy.child.stdin.close()
    assert proxy.hear()["result"]["content"][0]["text"] == "done"
    assert proxy.child.wait(20) == 0
    bench.wait_for(PRICE)


def test_what_a_killed_proxy_held_stays_held(bench):
    proxy = Talk(bench, "--timeout-ms", "1000")
    proxy.greet()
    proxy.call(1, "slow", seconds=60)
    wait_until(lambda: bench.calls() == ["slow"], 30, "the call")
    proxy.child.kill()
    proxy.child.wait()
    # It may have cost money: the ledger charges it when it expires, a minute after the call's time.
    assert bench.account() == (0, PRICE)


def test_without_a_ledger_nothing_is_called(bench):
    async def main():
        flags = ["--farthing", f"http://127.0.0.1:{free_port()}"]
        async with bench.client(*flags) as client:
            for tool, arguments in [("echo", {"text": "a"}), ("budget_status", {})]:
                result = await client.call_tool(tool, arguments)
                facts = refusal(result)
                assert facts["code"] == "ledger_unavailable" and facts["retryAfterMs"] > 0
            # What costs nothing goes on.
            assert len((await client.list_tools()).tools) == len(TOOLS) + 1

    anyio.run(main)
    assert bench.calls() == []


@pytest.mark.parametrize("is_durable", [False, True])
def test_a_call_that_ends_while_the_ledger_is_away_is_booked_when_it_is_back(bench, is_durable):
    proxy = Talk(bench, *(["--outbox", str(bench.folder / "outbox")] if is_durable else []))
    proxy.greet()
    proxy.call(1, "slow", seconds=3)
    wait_until(lambda: bench.calls() == ["slow"], 30, "the call")
    bench.console.stop()
    try:
        assert proxy.hear()["result"]["content"][0]["text"] == "done"
        if is_durable:
            # Another one takes up what this one leaves.
            proxy.child.kill()
            proxy.child.wait()
    finally:
        bench.console.start()
    if is_durable:
        proxy = Talk(bench, "--outbox", str(bench.folder / "outbox"))
        proxy.greet()
    bench.wait_for(PRICE)
    assert proxy.end() == 0


def test_budget_status_says_what_is_left(bench_with):
    bench = bench_with(limit=10 * PRICE)

    async def main():
        async with bench.client("--run", "trip") as client:
            await client.call_tool("echo", {"text": "a"})
            result = await client.call_tool("budget_status", {})
            assert not result.is_error
            status = result.structured_content
            own = [b for b in status["budgets"] if b["scope"] == f"agent={bench.agent.id}"]
            assert [(b["limit"], b["spent"], b["held"], b["remaining"]) for b in own] == [
                (10 * PRICE, PRICE, 0, 9 * PRICE)
            ]
            assert status["run"] == "trip"
            prices = {tool["name"]: tool["amount"] for tool in status["tools"]}
            assert prices["echo"] == PRICE
            assert "0.27 USD left of 0.30 USD" in text(result)

    anyio.run(main)
    bench.wait_for(PRICE)


def test_the_status_tool_can_have_another_name_or_none(bench):
    async def main():
        for flag, names in [("purse", {"purse"}), ("off", set()), ("echo", set())]:
            async with bench.client("--status-tool", flag) as client:
                listed = [tool.name for tool in (await client.list_tools()).tools]
                assert len(listed) == len(set(listed)) and set(listed) - set(TOOLS) == names
                if flag == "echo":
                    assert text(await client.call_tool("echo", {"text": "mine"})) == "mine"

    anyio.run(main)


def test_guards_of_registered_tools_hold(console, bench):
    register(
        console, "limited.echo", cost_nanos=PRICE,
        rate_limit={"calls_max": 2, "period_ms": 600_000},
    )
    register(console, "once.echo", cost_nanos=PRICE, attempts_max=1)

    async def main():
        async with bench.client("--prefix", "limited.") as client:
            results = [await client.call_tool("echo", {"text": str(n)}) for n in range(3)]
            assert [result.is_error for result in results] == [False, False, True]
            facts = refusal(results[2])
            assert facts["code"] == "tool_rate_limited" and 0 < facts["retryAfterMs"] <= 600_000
        async with bench.client("--prefix", "once.") as client:
            assert not (await client.call_tool("echo", {"text": "a"})).is_error
            assert code(await client.call_tool("echo", {"text": "b"})) == "tool_attempts_exhausted"
        # Another session is another run.
        async with bench.client("--prefix", "once.") as client:
            assert not (await client.call_tool("echo", {"text": "a"})).is_error

    anyio.run(main)
    bench.wait_for(4 * PRICE)


def test_a_breaker_opens_when_calls_are_lost(console, bench):
    register(
        console, "fuse.slow", cost_nanos=PRICE,
        circuit_breaker={"failures_max": 2, "reset_ms": 600_000},
    )

    async def main():
        async with bench.client("--prefix", "fuse.", "--timeout-ms", "1000") as client:
            codes = [code(await client.call_tool("slow", {"seconds": 30})) for _ in range(3)]
            assert codes == ["tool_timed_out", "tool_timed_out", "tool_breaker_open"]

    anyio.run(main)
    bench.wait_for(2 * PRICE)


def test_a_repeat_of_an_idempotent_call_is_answered_and_not_made(console, bench):
    register(console, "idem.echo", cost_nanos=PRICE, idempotency={"ttl_ms": 600_000})

    async def main():
        flags = ["--prefix", "idem.", "--run", "r1"]
        async with bench.client(*flags) as client:
            first = await client.call_tool("echo", {"text": "a"})
            second = await client.call_tool("echo", {"text": "a"})
            assert second == first and not second.is_error
            assert not (await client.call_tool("echo", {"text": "b"})).is_error
        # Another process knows that it is done, and not what came of it.
        async with bench.client(*flags) as client:
            assert code(await client.call_tool("echo", {"text": "a"})) == "call_already_done"

    anyio.run(main)
    assert len(bench.calls()) == 2
    bench.wait_for(2 * PRICE)


def test_everything_else_passes_through(bench):
    async def asked(context, parameters) -> ElicitResult:
        return ElicitResult(action="accept", content={"name": "Ada"})

    async def main():
        steps = []

        async def note(done: float, total: float | None, message: str | None) -> None:
            steps.append((done, total))

        async with bench.client(elicitation_callback=asked) as client:
            result = await client.call_tool("steps", {"count": 5}, progress_callback=note)
            assert text(result) == "done"
            assert steps == [(step, 5) for step in range(1, 6)]
            assert text(await client.call_tool("greet", {})) == "Hello Ada"
            read = await client.read_resource("memo://first")
            assert read.contents[0].text == "a memo"
            prompt = await client.get_prompt("summary", {"topic": "it"})
            assert prompt.messages[0].content.text == "Sum up it"
            assert [str(r.uri) for r in (await client.list_resources()).resources] == ["memo://first"]

    anyio.run(main)


class Talk:
    """The proxy as a program that is written to line by line."""

    def __init__(self, bench: Bench, *flags: str):
        self.log = bench.folder / "talk.errors"
        with self.log.open("wb") as errors:
            self.child = subprocess.Popen(
                bench.words(*flags), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                env={**os.environ, **bench.environment},
            )

    def write(self, line: bytes) -> None:
        self.child.stdin.write(line + b"\n")
        self.child.stdin.flush()

    def say(self, **message) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def hear(self) -> dict:
        return json.loads(self.child.stdout.readline())

    def greet(self, version: str = "2025-11-25") -> dict:
        info = {"name": "talk", "version": "1"}
        self.say(id="hello", method="initialize", params={
            "protocolVersion": version, "capabilities": {}, "clientInfo": info,
        })
        answer = self.hear()
        self.say(method="notifications/initialized")
        return answer

    def call(self, number: int, name: str, **arguments) -> None:
        self.say(id=number, method="tools/call", params={"name": name, "arguments": arguments})

    def errors(self) -> str:
        return self.log.read_text(errors="replace")

    def end(self) -> int:
        try:
            self.child.stdin.close()
        except BrokenPipeError:
            pass
        return self.child.wait(30)


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_each_revision_is_agreed_on_with_the_server(bench, version):
    proxy = Talk(bench)
    assert proxy.greet(version)["result"]["protocolVersion"] == version
    proxy.call(1, "echo", text="a")
    assert proxy.hear()["result"]["content"][0]["text"] == "a"
    assert proxy.end() == 0


def test_bad_lines_end_nothing_and_leak_nothing(bench):
    proxy = Talk(bench, "--message-bytes-max", "65536")
    proxy.greet()
    call = {"method": "tools/call", "params": {"name": "echo", "arguments": {"text": "a"}}}
    bad = [
        (b"{", -32700), (b"\xff\xfe", -32700), (b'{"a":1,"a":2}', -32700),
        (json.dumps([{"jsonrpc": "2.0", "id": 5, **call}]).encode(), -32600),
        (json.dumps({"id": 6, **call}).encode(), -32600),
        (json.dumps({"jsonrpc": "2.0", "id": 1.5, **call}).encode(), -32600),
        (json.dumps({"jsonrpc": "2.0", "id": None, **call}).encode(), -32600),
        (json.dumps({"jsonrpc": "2.0", "id": 8, "result": {}, **call}).encode(), -32600),
        (json.dumps({"jsonrpc": "2.0", "id": 9, "method": "tools/call"}).encode(), -32602),
        (b'{"jsonrpc":"2.0","id":10,"method":"ping","params":"' + b"x" * 70_000 + b'"}', -32600),
        (b"[" * 5_000, -32700), (b"null", -32600), (b"7", -32600),
    ]
    for line, expected in bad:
        proxy.write(line)
        assert proxy.hear()["error"]["code"] == expected, line[:80]
    # A call without an id is one that nobody answers for: it goes nowhere.
    proxy.say(**call)
    proxy.write(b"")
    proxy.write(b"   \r")
    proxy.say(method="notifications/cancelled", params={"requestId": 999})
    # Escapes are read before it is judged what is called.
    proxy.write(
        b'{"jsonrpc":"2.0","id":11,"method":"tools\\/c\\u0061ll",'
        b'"params":{"name":"ech\\u006f","arguments":{"text":"b"}}}'
    )
    assert proxy.hear()["result"]["content"][0]["text"] == "b"
    assert proxy.end() == 0
    assert bench.calls() == ["echo"]
    bench.wait_for(PRICE)


def test_a_program_that_is_no_server_is_said(bench):
    words = bench.words(server=["--", "/nonexistent/server"])
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        env={**os.environ, **bench.environment}, check=False,
    )
    assert done.returncode == 69 and "could not be started" in done.stderr
    for flags in [["--server", "x", "--", "y"], []]:
        done = subprocess.run(
            bench.words(server=flags), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60, env={**os.environ, **bench.environment}, check=False,
        )
        assert done.returncode == 64, done.stderr


def test_the_server_does_not_get_the_key(bench):
    proxy = Talk(bench)
    proxy.child.kill()
    proxy.child.wait()
    shown = subprocess.run(
        bench.words(server=["--", "sh", "-c", "env >&2"]), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, env={**os.environ, **bench.environment}, check=False,
    )
    assert "MCP_TEST_CALLS" in shown.stderr and bench.agent.key not in shown.stderr


class Listening:
    """The proxy as a server of its own, by HTTP."""

    def __init__(self, bench: Bench, *flags: str, server: list[str] | None = None, **more: str):
        ready = bench.folder / "mcp.ready"
        ready.unlink(missing_ok=True)
        words = bench.words(
            "--listen", "127.0.0.1:0", "--ready-file", str(ready), *flags, server=server
        )
        self.process = Process(words, bench.folder / "mcp.log", {**bench.environment, **more})

        def is_ready() -> bool:
            self.process.check_alive()
            return ready.exists() and ready.read_text().strip() != ""

        wait_until(is_ready, 20, "farthing mcp --listen")
        self.port = int(ready.read_text())
        self.url = f"http://127.0.0.1:{self.port}/mcp"

    def client(self, **more) -> Client:
        return Client(streamable_http_client(self.url), **more)

    def stop(self) -> int:
        return self.process.stop()


@pytest.fixture
def listening(bench) -> Callable[..., Listening]:
    running = []

    def start(*flags: str, **more) -> Listening:
        running.append(Listening(bench, *flags, **more))
        return running[-1]

    yield start
    for proxy in running:
        proxy.stop()


def test_over_http_it_is_the_same(bench, listening):
    proxy = listening()
    steps = []

    async def note(done: float, total: float | None, message: str | None) -> None:
        steps.append((done, total))

    async def asked(context, parameters) -> ElicitResult:
        return ElicitResult(action="accept", content={"name": "Ada"})

    async def main():
        async with proxy.client(elicitation_callback=asked) as client:
            assert text(await client.call_tool("echo", {"text": "a"})) == "a"
            assert "budget_status" in [tool.name for tool in (await client.list_tools()).tools]
            await client.call_tool("steps", {"count": 3}, progress_callback=note)
            assert steps == [(1, 3), (2, 3), (3, 3)]
            assert text(await client.call_tool("greet", {})) == "Hello Ada"
            assert text(await client.call_tool("slow", {"seconds": 3})) == "done"
            status = await client.call_tool("budget_status", {})
            assert status.structured_content["run"].startswith("mcp-")

    anyio.run(main)
    bench.wait_for(4 * PRICE)
    assert proxy.stop() == 0


def test_sessions_over_http_race_on_one_budget(bench_with):
    bench = bench_with(limit=20 * PRICE)
    proxy = Listening(bench)

    async def main():
        results = []

        async def session(number: int) -> None:
            async with proxy.client() as client:
                async def call() -> None:
                    results.append(await client.call_tool("echo", {"text": str(number)}))

                async with anyio.create_task_group() as calls:
                    for _ in range(16):
                        calls.start_soon(call)

        async with anyio.create_task_group() as group:
            for number in range(RACERS // 16):
                group.start_soon(session, number)
        assert len(results) == RACERS
        assert len([result for result in results if not result.is_error]) == 20

    try:
        anyio.run(main)
    finally:
        assert proxy.stop() == 0
    bench.wait_for(20 * PRICE)


def test_a_session_over_http_that_ends_charges_its_calls(bench, listening):
    proxy = listening("--drain-ms", "100")

    async def main():
        async with proxy.client() as client:
            with anyio.move_on_after(1):
                await client.call_tool("slow", {"seconds": 60})
        # Its end is told by DELETE; another session goes on.
        async with proxy.client() as client:
            assert not (await client.call_tool("echo", {"text": "a"})).is_error

    anyio.run(main)
    bench.wait_for(2 * PRICE)


def post(proxy: Listening, message, **headers) -> console_process.Answer:
    given = {
        "content-type": "application/json", "accept": "application/json, text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    given = {name: value for name, value in given.items() if value}
    return console_process.ask(proxy.port, "POST", "/mcp", body=body, headers=given, seconds=30)


GREETING = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "plain", "version": "1"},
    },
}


def test_the_rules_of_http_are_kept(bench, listening):
    proxy = listening("--message-bytes-max", "8192")
    ping = {"jsonrpc": "2.0", "id": 2, "method": "ping"}
    greeted = post(proxy, GREETING)
    assert greeted.status == 200 and greeted.header("content-type") == "application/json"
    session = greeted.header("mcp-session-id")
    assert len(session) >= 22
    own = {"mcp_session_id": session}
    initialized = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert post(proxy, initialized, **own).status == 202
    assert post(proxy, ping, **own).json["result"] == {}
    for status, answer in [
        (400, post(proxy, ping)),
        (404, post(proxy, ping, mcp_session_id="nobody")),
        (400, post(proxy, ping, mcp_protocol_version="2026-07-28", **own)),
        (400, post(proxy, [ping], **own)),
        (400, post(proxy, b"{", **own)),
        (413, post(proxy, b" " * 9_000 + b"{}", **own)),
        (415, post(proxy, ping, content_type="text/plain", **own)),
        (406, post(proxy, ping, accept="text/html", **own)),
        (403, post(proxy, ping, origin="https://evil.example", **own)),
        (403, post(proxy, ping, origin="null", **own)),
        (403, post(proxy, ping, host="evil.example", **own)),
        (200, post(proxy, ping, origin="http://localhost:5173", **own)),
        (405, console_process.ask(proxy.port, "PUT", "/mcp")),
        (404, console_process.ask(proxy.port, "GET", "/other")),
        (400, console_process.ask(proxy.port, "GET", "/mcp", headers={"accept": "text/event-stream"})),
    ]:
        assert answer.status == status, (status, answer.status, answer.text)
    ended = console_process.ask(proxy.port, "DELETE", "/mcp", headers={"mcp-session-id": session})
    assert ended.status == 204
    assert post(proxy, ping, **own).status == 404


def test_a_token_is_asked_for_and_needed_beyond_loopback(bench, listening):
    token = bench.folder / "token"
    token.write_text("a-token-of-the-house\n")
    proxy = listening("--token-file", str(token))
    assert post(proxy, GREETING).status == 401
    assert post(proxy, GREETING, authorization="Bearer a-token-of-the-mouse").status == 401
    assert post(proxy, GREETING, authorization="Bearer a-token-of-the-house").status == 200
    words = bench.words("--listen", "0.0.0.0:0", "--behind-tls-proxy")
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        env={**os.environ, **bench.environment},
    )
    assert done.returncode == 64 and "--token-file" in done.stderr


@pytest.fixture
def http_server(bench) -> str:
    """The test server behind an address."""
    port = free_port()
    words = [sys.executable, str(SERVER), "http", str(port)]
    process = Process(words, bench.folder / "server.log", {"MCP_TEST_CALLS": str(bench.calls_file)})

    def is_up() -> bool:
        process.check_alive()
        return is_listening(port)

    wait_until(is_up, 30, "the server")
    bench.server_process = process
    yield f"http://127.0.0.1:{port}/mcp"
    process.stop(signal.SIGKILL)


def test_a_server_behind_an_address(bench, http_server):
    steps = []

    async def note(done: float, total: float | None, message: str | None) -> None:
        steps.append((done, total))

    async def asked(context, parameters) -> ElicitResult:
        return ElicitResult(action="accept", content={"name": "Ada"})

    async def main():
        server = ["--server", http_server]
        async with bench.client(server=server, elicitation_callback=asked) as client:
            assert text(await client.call_tool("echo", {"text": "a"})) == "a"
            await client.call_tool("steps", {"count": 3}, progress_callback=note)
            assert text(await client.call_tool("greet", {})) == "Hello Ada"
            with anyio.move_on_after(1):
                await client.call_tool("slow", {"seconds": 60})
            assert text(await client.call_tool("echo", {"text": "b"})) == "b"
            with anyio.fail_after(20):
                while bench.account() != (5 * PRICE, 0):
                    await anyio.sleep(0.05)
            bench.server_process.stop(signal.SIGKILL)
            result = await client.call_tool("echo", {"text": "c"})
            assert code(result) == "server_unreachable" and not refusal(result)["charged"]

    anyio.run(main)
    assert steps == [(1, 3), (2, 3), (3, 3)]
    bench.wait_for(5 * PRICE)


def test_an_http_server_that_dies_in_a_call_is_charged(bench, http_server):
    async def main():
        async with bench.client(server=["--server", http_server]) as client:
            result = await client.call_tool("die", {})
            assert code(result) == "server_failed" and refusal(result)["charged"]

    anyio.run(main)
    bench.wait_for(PRICE)


def test_http_on_both_sides_with_header_fields_from_a_file(bench, http_server, listening):
    fields = bench.folder / "fields"
    fields.write_text("Authorization: Bearer of-the-server\nX-Team: blue\n")
    proxy = listening("--server-header-file", str(fields), server=["--server", http_server])

    async def main():
        async with proxy.client() as client:
            assert text(await client.call_tool("echo", {"text": "a"})) == "a"
            assert (await client.read_resource("memo://first")).contents[0].text == "a memo"

    anyio.run(main)
    bench.wait_for(PRICE)
    assert "of-the-server" not in proxy.process.text()
