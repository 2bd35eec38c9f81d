#!/usr/bin/env python3
"""Kills the gateway at random under load, at least fifty times, on one data folder.

After every kill the server starts again on the same folder, and what its clients were told must be
there: the hold of every answer (its receipt names the entry), and the settlement of every answer
that is older than the settle linger and the longest commit of that run. No account may be past its
limit, the journal must verify with `farthing verify` and with the verifier that was written from
docs/formats alone, and in the end nothing is held.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Interop"))

from farthing_process import HEADER_HOLD, HEADER_RECEIPT, Sandbox  # noqa: E402

POLICY = """
version: 1
budgets:
  - { id: day, limit: 1000.00 USD, window: day }
  - { id: agents, per: [agent], limit: 500.00 USD, window: day, hold: metered }
  - { id: small, match: { agent: small }, limit: 0.05 USD, window: day }
"""
SETTLE_LINGER_SECONDS = 0.005


def body(stream: bool, tokens: int) -> bytes:
    return json.dumps({
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": f"Say it. [[scripted tokens={tokens}]]"}],
        "max_tokens": 256,
        **({"stream": True} if stream else {}),
    }).encode()


class Client(threading.Thread):
    """Calls until the server is gone; keeps what it was told, and when."""

    def __init__(self, server, number: int, seed: int):
        super().__init__(daemon=True)
        self.server, self.number = server, number
        self.random = random.Random(seed)
        self.answers: list[tuple[float, str, int]] = []

    def run(self) -> None:
        headers = {
            "authorization": f"Bearer {self.server.key}",
            "content-type": "application/json",
            "x-farthing-agent": "small" if self.number == 0 else f"agent-{self.number % 5}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            while True:
                stream = self.random.random() < 0.3
                connection.request(
                    "POST", "/openai/v1/chat/completions",
                    body(stream, self.random.randint(1, 60)), headers,
                )
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.answers.append((
                        time.monotonic(), answer.headers[HEADER_HOLD],
                        int(answer.headers[HEADER_RECEIPT]),
                    ))
        except (OSError, http.client.HTTPException, ValueError):
            connection.close()


def entries(server) -> list[dict]:
    exported = server.folder / "export.ndjson"
    exported.unlink(missing_ok=True)
    server.run(
        "receipts", "export", "--data", server.data, "--form", "farthing", "--output", exported
    )
    lines = (json.loads(line) for line in exported.read_text().splitlines())
    return [line for line in lines if "decision" in line]


def check_round(server, clients, killed_at: float, longest: float) -> tuple[int, int, list[str]]:
    faults = []
    holds: dict[str, int] = {}
    settled: set[str] = set()
    for entry in entries(server):
        decision = entry["decision"]
        if decision["kind"] == "hold":
            holds[decision["decisionId"]] = entry["sequence"]
        elif decision["kind"] in ("settle", "expire", "release"):
            settled.add(decision["holdId"])
    acknowledged = old = 0
    for client in clients:
        for at, hold, receipt in client.answers:
            acknowledged += 1
            if holds.get(hold) != receipt:
                faults.append(f"hold {hold} (receipt {receipt}) is lost")
            if killed_at - at > SETTLE_LINGER_SECONDS + longest:
                old += 1
                if hold not in settled:
                    faults.append(f"the settlement of {hold} is lost")
    for account in server.budgets():
        used = account_amount(account, "spent") + account_amount(account, "held")
        if used > account_amount(account, "limit") + account_amount(account, "overrun"):
            faults.append(f"{account['budget']} is past its limit: {account}")
    return acknowledged, old, faults


def account_amount(account: dict, name: str) -> int:
    return account[f"{name}_nanos"] if f"{name}_nanos" in account else account[name]


def longest_commit(server) -> float:
    return server.metrics().get("farthing_longest_commit_us", 0.0) / 1e6


def verify(server) -> list[str]:
    faults = []
    if server.verify().returncode != 0:
        faults.append("farthing verify: not whole")
    independent = subprocess.run(
        [sys.executable, str(ROOT / "Scripts" / "verify" / "farthing_verify.py"),
         str(server.data), "--key", str(server.data / "public.key")],
        capture_output=True, text=True, timeout=300, check=False,
    )
    if independent.returncode != 0:
        faults.append(f"farthing_verify.py: {independent.stdout} {independent.stderr}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    box = Sandbox()
    faults: list[str] = []
    acknowledged = old = 0
    try:
        provider = box.scripted("--chunk-delay-ms", "1")
        server = box.farthing(POLICY, scripted=provider)
        for number in range(options.rounds):
            clients = [Client(server, n, chance.random()) for n in range(options.clients)]
            for client in clients:
                client.start()
            time.sleep(chance.uniform(0.1, 0.6))
            longest = longest_commit(server)
            time.sleep(chance.uniform(0.0, 0.1))
            killed_at = time.monotonic()
            server.process.child.send_signal(signal.SIGKILL)
            server.process.child.wait()
            for client in clients:
                client.join(15)
            server.port = 0
            server.start()
            got, aged, found = check_round(server, clients, killed_at, longest + 0.1)
            acknowledged += got
            old += aged
            faults += [f"round {number}: {fault}" for fault in found]
            if number % 10 == 9 or number == options.rounds - 1:
                faults += [f"round {number}: {fault}" for fault in verify(server)]
        print(f"{options.rounds} kills, {acknowledged} answers, {old} older than a settlement's wait")
        for fault in faults[:20]:
            print(fault)
        met = "met" if not faults and options.rounds >= 50 else "short"
        print(f"bar crash-rounds {options.rounds} kills >= 50 {'met' if options.rounds >= 50 else 'short'}")
        print(f"bar crash-faults {len(faults)} faults <= 0 {met if faults else 'met'}")
        return 1 if faults else 0
    finally:
        box.close()


if __name__ == "__main__":
    sys.exit(main())
