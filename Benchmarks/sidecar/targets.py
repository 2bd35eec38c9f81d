"""The server of the benchmark, and the two that load it: SpendGuard's own SDK, and h2load."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from spendguard._proto.spendguard.common.v1 import common_pb2 as common
from spendguard._proto.spendguard.sidecar_adapter.v1 import adapter_pb2 as adapter

from farthing_process import Farthing, Sandbox

HERE = Path(__file__).resolve().parent
TENANT = "bench"
# More than all runs together can claim.
POLICY = f"""
version: 1
tenant: {TENANT}
mode: enforce
budgets:
  - id: measured
    match: {{ "tag:budget": measured }}
    limit: 100000000.00 USD
    window: total
"""
SERVICE = "spendguard.sidecar_adapter.v1.SidecarAdapter"
# How long a decision's hold lasts that nobody commits: so short that within each run of the load
# generator as many end as begin.
HOLD_MS = 2_000


class NoProvider:
    """No call is sent to a provider here."""

    url = "http://127.0.0.1:9"


@dataclass
class Load:
    """One run of the load generator."""

    requests: int
    rate: float
    # In milliseconds, each request's, in order.
    taken: list[float]

    def quantile(self, share: float) -> float:
        return quantile(self.taken, share)


@dataclass
class Server:
    name: str
    process: Farthing
    socket: Path
    # Decisions that were made, and those that were committed, as their clients have counted them.
    decided: int = 0
    committed: int = 0
    loads: dict[tuple[int, int], list[Load]] = field(default_factory=dict)

    def entries(self) -> int:
        """Entries that it has written since it started."""
        return int(self.process.metric("farthing_entries"))

    def holds(self) -> int:
        """Holds in its journal."""
        path = f"file:{self.process.data / 'ledger.sqlite'}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as journal:
            batches = journal.execute("SELECT lines FROM batches")
            return sum(lines.count(b'"kind":"hold"') for (lines,) in batches)


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def start(box: Sandbox, name: str) -> Server:
    socket = box.folder / f"{name}.sock"
    process = box.farthing(
        POLICY,
        *["--durability", "full", "--sidecar", str(socket)],
        *["--set", f"sidecarHoldMs={HOLD_MS}"],
        scripted=NoProvider(),
    )
    # Who asks for accounts is shown those that its own calls count in.
    process.key = process.create_key("reader", **{"tag:budget": "measured"})
    return Server(name, process, socket)


# The SDK


class Client:
    """A client of the SDK, in a process of its own."""

    def __init__(self, server: Server, name: str):
        command = [sys.executable, str(HERE / "client.py"), str(server.socket), TENANT, name]
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self.answer() != "ready":
            raise SystemExit(f"the client {name} has not begun")

    def ask(self, line: str) -> None:
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    def answer(self) -> str:
        return self.child.stdout.readline().strip()

    def stop(self) -> None:
        self.child.stdin.close()
        self.child.wait()


def ask_all(clients: list[Client], word: str, seconds: float) -> dict[str, list[float]]:
    """Has all clients do the same at the same time; what each call has taken."""
    for client in clients:
        client.ask(f"{word} {seconds}")
    sums: dict[str, list[float]] = {}
    for client in clients:
        answer = client.answer()
        if not answer:
            raise SystemExit(f"a client has ended while it was to {word}")
        for what, taken in json.loads(answer).items():
            sums.setdefault(what, []).extend(taken)
    return sums


# The load generator


def write_body(folder: Path, server: Server) -> Path:
    """A decision as one gRPC message. It has no key, so that each is a call of its own."""
    unit = common.UnitRef(unit_id="usd_micros", kind=common.UnitRef.MONETARY, currency="USD")
    claim = common.BudgetClaim(
        budget_id="measured",
        unit=unit,
        amount_atomic="1000",
        direction=common.BudgetClaim.DEBIT,
    )
    request = adapter.DecisionRequest(
        trigger=adapter.DecisionRequest.LLM_CALL_PRE,
        ids=common.SpendGuardIds(
            run_id="run-of-h2load", step_id="step", llm_call_id="call", decision_id="decision"
        ),
        route="llm.call",
        inputs=adapter.DecisionRequest.Inputs(projected_claims=[claim], projected_unit=unit),
    )
    message = request.SerializeToString()
    path = folder / "decision.body"
    path.write_bytes(b"\0" + struct.pack(">I", len(message)) + message)
    return path


def load(server: Server, body: Path, connections: int, streams: int, requests: int) -> Load:
    """One run of the load generator: so many decisions, all of them to the end."""
    log = body.parent / "h2load.log"
    command = [
        "h2load", "-n", str(requests), "-c", str(connections), "-m", str(streams), "-t", "1",
        "-B", f"unix:{server.socket}", "-d", str(body), "--log-file", str(log),
        "-H", "content-type: application/grpc", "-H", "te: trailers",
        f"http://localhost/{SERVICE}/RequestDecision",
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    rate = re.search(r"finished in \S+, ([\d.]+) req/s", ran.stdout)
    done = re.search(r"(\d+) succeeded, (\d+) failed", ran.stdout)
    if ran.returncode or not rate or not done or int(done[1]) != requests:
        raise SystemExit(f"h2load: {ran.stdout}\n{ran.stderr}")
    with log.open() as lines:
        taken = sorted(int(line.rsplit("\t", 1)[1]) / 1_000 for line in lines)
    log.unlink()
    server.decided += requests
    return Load(requests, float(rate[1]), taken)
