"""The two servers of the benchmark: agent-gov as it ships, and `farthing serve --console`."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from console_process import ConsoleServer, ask
from farthing_process import START_SECONDS_MAX, Process, Sandbox, free_port, request, wait_until
from harness.report import median

HERE = Path(__file__).resolve().parent
# Two decimals, so that no answer rounds.
PRICE = 0.01
PRICE_NANOS = 10_000_000
CONNECTIONS = 64
AGENTS = 16
# What no run spends, and what every account can hold.
PLENTY = 100_000_000
# Connections that set a server up.
SETUP_THREADS = 8


@dataclass
class Target:
    """A server, the agents that call, and the runs of the load generator so far."""

    name: str
    port: int
    process: Process
    server: ConsoleServer | None = None
    keys: list[str] = field(default_factory=list)
    runs: list[dict] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.server.admin_token}"} if self.server else {}

    def done(self, method: str, path: str, document=None) -> dict:
        answer = ask(self.port, method, path, document, headers=self.headers)
        if answer.status != 200:
            raise SystemExit(f"{self.name}: {method} {path}: {answer.status} {answer.text[:500]}")
        return answer.json

    def register_tool(self, name: str) -> None:
        document = {"name": name, "cost_per_call": PRICE, "description": "measured"}
        self.done("POST", "/tools/register", document)

    def register_agents(self, count: int, daily_budget: float, name: str) -> list[str]:
        return register_agents(self.port, self.headers, count, daily_budget, name)

    def figures(self, tool: str) -> tuple[int, float]:
        """Calls and money of a tool, as the server's own analytics have them."""
        listed = self.done("GET", "/analytics/tools")["tools"]
        own = [one for one in listed if one["tool_name"] == tool]
        return (own[0]["total_calls"], own[0]["total_spent"]) if own else (0, 0.0)

    def rate(self) -> float:
        return median([run["requests"] * 1e6 / run["microseconds"] for run in self.runs])

    def milliseconds(self, percentile: str) -> float:
        return median([run[percentile] for run in self.runs]) / 1000


def register_agents(
    port: int, headers: dict, count: int, daily_budget: float, name: str, tool: str = ""
) -> list[str]:
    """Registers agents over a few connections, and has each make one call where a tool is named."""
    def some(numbers: range) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def post(path: str, document: dict, more: dict) -> dict:
            body = json.dumps(document)
            connection.request("POST", path, body, {"content-type": "application/json", **more})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise SystemExit(f"POST {path}: {answer.status} {text[:500]!r}")
            return json.loads(text)

        keys = []
        with contextlib.closing(connection):
            for number in numbers:
                document = {"name": f"{name}-{number}", "daily_budget": daily_budget}
                keys.append(post("/agents/register", document, headers)["api_key"])
                if tool:
                    post("/proxy/call", {"agent_key": keys[-1], "tool_name": tool}, {})
        return keys

    shares = [range(first, count, SETUP_THREADS) for first in range(SETUP_THREADS)]
    with ThreadPoolExecutor(SETUP_THREADS) as pool:
        return [key for keys in pool.map(some, shares) for key in keys]


def peer(box: Sandbox, venv: Path) -> Target:
    """agent-gov by its own command, with what it logs in a file."""
    program = venv / "bin" / "agent-gov"
    if not program.exists():
        raise SystemExit(f"{program} is missing: run `make bench-console`, which installs it")
    port = free_port()
    process = Process(
        [program, "start", "--host", "127.0.0.1", "--port", port],
        box.folder / "peer.log",
        {"AGENT_GOV_TEST_DB": str(box.folder / "peer.db")},
    )
    box.running.append(process)

    def is_up() -> bool:
        process.check_alive()
        with contextlib.suppress(OSError, http.client.HTTPException):
            return request(port, "GET", "/")[0] == 200
        return False

    wait_until(is_up, START_SECONDS_MAX, "agent-gov")
    return Target("agent-gov", port, process)


def load(target: Target, tool: str, keys: list[str], seconds: int) -> dict:
    """One run of the load generator."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    command += ["-s", str(HERE / "call.lua"), f"http://127.0.0.1:{target.port}"]
    environment = {**os.environ, "BENCH_KEYS": " ".join(keys), "BENCH_TOOL": tool}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(ran.stdout.splitlines()[-1])


def page_milliseconds(server: ConsoleServer, path: str, times: int) -> tuple[list[float], bytes]:
    """How long a page takes over one connection, signed in as a browser is, and what it is."""
    browser = server.browser_of_admin()
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"cookie": cookies, "accept": "text/html"}
    connection = http.client.HTTPConnection("127.0.0.1", server.console_port, timeout=60)
    taken, body = [], b""
    with contextlib.closing(connection):
        for _ in range(times):
            started = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            taken.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                raise SystemExit(f"GET {path}: {answer.status} {body[:500]!r}")
    return taken, body
