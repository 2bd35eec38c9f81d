"""Starts the real `farthing` and a scripted provider, and asks both what happened.

Everything that depends on the command line, on names of headers, routes and members stands here and
only here; tests and benchmarks import it. Needs nothing but the standard library.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import canaries

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60

HEADER_COST = "x-farthing-cost"
HEADER_REMAINING = "x-farthing-remaining"
HEADER_RECEIPT = "x-farthing-receipt"
HEADER_HOLD = "x-farthing-hold"
HEADER_KEY = "x-farthing-key"

# Counters at /metrics: commands of the book that succeeded.
METRIC_DISPATCHES = "farthing_holds_total"
METRIC_SETTLES = "farthing_settles_total"
METRIC_REFUSALS = "farthing_refusals_total"

# Servers run side by side here, and the console's usual port is one; who tests it names another.
os.environ.setdefault("FARTHING_CONSOLE", "off")

# Below what systems give out by themselves (Linux from 32768, macOS from 49152).
PORTS = range(20_000, 32_000)
PORT_STRETCHES = 16
_worker = os.environ.get("PYTEST_XDIST_WORKER", f"gw{os.getpid()}")
_stretch = int(_worker.removeprefix("gw")) % PORT_STRETCHES
_ports_asked = itertools.count(os.getpid() // PORT_STRETCHES)

BUDGETS_PATH = "/v1/spend/budgets"
OPENAI_PATH = "/openai/v1"


def farthing_binary() -> Path:
    """The executable under test: FARTHING_BIN, or the release build of this repository."""
    path = Path(os.environ.get("FARTHING_BIN", ROOT / ".build" / "release" / "farthing"))
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such program; run `make build` or set FARTHING_BIN")
    return path


def free_port() -> int:
    """A port that nothing listens on now, for a server that is started later.

    It lies below those that the system hands to whoever connects or asks for any port, so that
    nobody is given it in between; every process of the tests counts through a stretch of its own.
    """
    stretch = PORTS[_stretch::PORT_STRETCHES]
    for _ in stretch:
        port = stretch[next(_ports_asked) % len(stretch)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError(f"no port is free among the {len(stretch)} of this process")


def request(port: int, method: str, path: str, key: str | None = None) -> tuple[int, bytes]:
    """One plain request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def wait_until(condition, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A program that is stopped by its own process id."""

    def __init__(self, arguments: list, log: Path, environment: dict | None = None):
        self.log = log
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def check_alive(self) -> None:
        if self.child.poll() is not None:
            raise RuntimeError(f"ended with status {self.child.returncode}:\n{self.text()[-4000:]}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.child.poll() is None:
            self.child.send_signal(number)
        try:
            return self.child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            raise


class ScriptedProvider:
    """The scripted provider as a process of its own; its bill is the truth of every test."""

    def __init__(self, folder: Path, *flags: str):
        self.port = free_port()
        binary = os.environ.get("FARTHING_SCRIPTED_BIN")
        command = [binary, self.port] if binary else [farthing_binary(), "scripted"]
        if not binary:
            command += ["--port", self.port, *flags]
        self.process = Process(command, folder / "scripted.log")

        def is_up() -> bool:
            self.process.check_alive()
            return is_listening(self.port)

        wait_until(is_up, START_SECONDS_MAX, "scripted provider")
        self.url = f"http://127.0.0.1:{self.port}"

    def stats(self) -> dict:
        return json.loads(request(self.port, "GET", "/_scripted/stats")[1])

    def bill(self) -> list[dict]:
        """Every call accepted, once none is open any more."""
        wait_until(lambda: self.stats()["open"] == 0, 30, "an open call at the provider")
        stats = self.stats()
        if stats["rows_dropped"]:
            raise RuntimeError(f"the bill dropped {stats['rows_dropped']} rows: raise its bound")
        _, lines = request(self.port, "GET", "/_scripted/bill")
        return [json.loads(line) for line in lines.splitlines()]

    def reset(self) -> None:
        request(self.port, "POST", "/_scripted/reset")

    def stop(self) -> None:
        self.process.stop()


@dataclass
class Farthing:
    """A running `farthing serve` on a data folder of its own."""

    policy: str
    scripted: ScriptedProvider
    folder: Path
    flags: list[str] = field(default_factory=list)
    environment: dict = field(default_factory=dict)
    port: int = 0
    key: str = ""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}{OPENAI_PATH}"

    def start(self) -> Farthing:
        policy_file = self.folder / "policy.yaml"
        policy_file.write_text(self.policy)
        ready_file = self.folder / "ready"
        ready_file.unlink(missing_ok=True)
        self.process = Process(
            [
                *[farthing_binary(), "serve", "--data", self.data],
                *["--listen", f"127.0.0.1:{self.port}", "--policy", policy_file],
                *self.upstreams(),
                *["--ready-file", ready_file],
                *self.flags,
            ],
            self.folder / "farthing.log",
            {"OPENAI_API_KEY": canaries.PROVIDER_KEY, **self.environment},
        )

        def is_ready() -> bool:
            self.process.check_alive()
            return ready_file.exists() and ready_file.read_text().strip() != ""

        wait_until(is_ready, START_SECONDS_MAX, "farthing serve")
        # The file may hold an address or the port alone.
        self.port = int(ready_file.read_text().strip().rsplit(":", 1)[-1])
        found = re.search(r"OPENAI_API_KEY=(fk_\S+)", self.process.text())
        self.key = self.key or (found.group(1) if found else "")
        return self

    def upstreams(self) -> list:
        """The scripted provider plays every provider, but for those that the flags name."""
        dialects = ["openai", "anthropic", "gemini", "bedrock"]
        named = [f"--upstream-{dialect}" for dialect in dialects]
        return [
            word for flag in named if flag not in self.flags for word in (flag, self.scripted.url)
        ]

    def stop(self) -> int:
        if canaries.session and self.process.child.poll() is None:
            self.keep_metrics()
        return self.process.stop()

    def keep_metrics(self) -> None:
        try:
            text = request(self.port, "GET", "/metrics")[1]
        except (OSError, http.client.HTTPException):
            return  # It may be ending by itself.
        (self.folder / "metrics").write_bytes(text)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Another command of `farthing` beside the server."""
        words = tuple(map(str, arguments))
        done = subprocess.run(
            [str(farthing_binary()), *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=check,
            stdin=subprocess.DEVNULL,
        )
        if canaries.session:
            canaries.session.note_output(self.folder, words, (done.stdout + done.stderr).encode())
        return done

    def create_key(self, name: str, *flags: str, **scope: str) -> str:
        """A new key with this scope; the flags are those of `farthing keys create`."""
        scopes = [word for item in scope.items() for word in ("--scope", "=".join(item))]
        command = ["keys", "create", "--data", self.data, "--name", name, *scopes, *flags, "--json"]
        made = json.loads(self.run(*command).stdout)
        return next(text for text in strings(made) if text.startswith("fk_"))

    def verify(self) -> subprocess.CompletedProcess:
        return self.run("verify", self.data, check=False)

    def budgets(self) -> list[dict]:
        """What `/v1/spend/budgets` says: one object for each account."""
        status, body = request(self.port, "GET", BUDGETS_PATH, self.key)
        if status != 200:
            raise RuntimeError(f"{BUDGETS_PATH}: {status} {body!r}")
        answer = json.loads(body)
        return answer if isinstance(answer, list) else next(
            value for value in answer.values() if isinstance(value, list)
        )

    def amount(self, name: str, budget: str | None = None) -> Decimal:
        """The sum over accounts of `held`, `spent`, …, in the budget's own unit."""
        total = Decimal(0)
        for account in self.budgets():
            if budget is None or budget in (account.get("budget"), account.get("id")):
                total += amount_of(account, name)
        return total

    def held(self) -> Decimal:
        return self.amount("held")

    def spent(self, budget: str | None = None) -> Decimal:
        return self.amount("spent", budget)

    def wait_until_nothing_held(self, seconds: float = 30) -> None:
        wait_until(lambda: self.held() == 0, seconds, f"held money: {self.held()}")

    def metrics(self) -> dict[str, float]:
        """`/metrics`: each series with its labels, and its value."""
        _, body = request(self.port, "GET", "/metrics", self.key)
        series = {}
        for line in body.decode().splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                series[name] = float(value)
        return series

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's series that carry these labels."""
        wanted = [f'{label}="{value}"' for label, value in labels.items()]
        return sum(
            value
            for series, value in self.metrics().items()
            if series.split("{")[0] == name and all(text in series for text in wanted)
        )


def serve_for_a_moment(data: Path, policy: Path, *flags) -> subprocess.CompletedProcess:
    """A start that may fail; a server that is ready is stopped at once."""
    command = [
        farthing_binary(), "serve", "--data", data, "--policy", policy, "--scripted",
        "--listen", "127.0.0.1:0", *flags,
    ]
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        # One that neither serves nor ends is an error of its own, by its status.
        late = threading.Timer(START_SECONDS_MAX, server.kill)
        late.start()
        try:
            lines = []
            for line in server.stdout:
                lines.append(line)
                if line.startswith("ready on "):
                    server.terminate()
                    break
            out, err = server.communicate(timeout=STOP_SECONDS_MAX)
        finally:
            late.cancel()
        return subprocess.CompletedProcess(command, server.returncode, "".join(lines) + out, err)


def strings(value) -> list[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    return [text for part in value for text in strings(part)] if hasattr(value, "__iter__") else []


def amount_of(account: dict, name: str) -> Decimal:
    """An amount of an account: money in dollars (the wire has nano-units), other units as they are."""
    if name not in account:
        raise KeyError(f"{name}: not among {sorted(account)}")
    unit = account.get("unit", "")
    is_money = len(unit) == 3 and unit.isupper()
    return Decimal(account[name]) * (Decimal(10) ** -9 if is_money else 1)


def refusal_amount(refusal: dict, name: str) -> Decimal | None:
    """An amount that the body of a refusal names, such as what was held; None where it does not."""
    error = refusal.get("error", {})
    for source in (error, error.get("farthing", {})):
        try:
            return amount_of(source, name)
        except KeyError:
            continue
    return None


def decimal(text) -> Decimal:
    """The number in `0.000123 USD`."""
    return Decimal(str(text).split()[0])


class Sandbox:
    """A temporary folder, and the processes that end with it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="farthing-test-"))
        self.running: list = []
        if canaries.session:
            canaries.session.boxes.append(self)

    def scripted(self, *flags: str) -> ScriptedProvider:
        provider = ScriptedProvider(self.folder, *flags)
        self.running.append(provider)
        return provider

    def farthing(self, policy: str, *flags: str, scripted: ScriptedProvider, **more) -> Farthing:
        folder = Path(tempfile.mkdtemp(prefix="server-", dir=self.folder))
        server = Farthing(policy, scripted, folder, list(flags), **more).start()
        self.running.append(server)
        return server

    def stop_servers(self) -> None:
        for server in self.running:
            if isinstance(server, Farthing):
                server.stop()

    def close(self) -> None:
        while self.running:
            self.running.pop().stop()
        if canaries.session:
            canaries.session.boxes.remove(self)
            canaries.session.kept.append(self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
