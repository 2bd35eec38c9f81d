"""Programs that share a running server's budgets: killed at random with the server, nothing is lost.

The programs are Swift, `farthing-library-probe`, and know the library alone: `Governor` over
`RemoteLedger` with an outbox on the disk.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import resource
import signal
import subprocess
import time
from decimal import Decimal
from pathlib import Path

import pytest

from farthing_process import Farthing, Process, farthing_binary, request, wait_until

LIMIT_NANOS = 400_000_000
CONCURRENT_MAX = 7
HELD_NANOS = 2_000_000
POLICY = f"""
version: 1
id: shared
budgets:
  - {{ id: money, limit: {LIMIT_NANOS / 1e9:.2f} USD, window: total, thresholds: [] }}
  - {{ id: line, limit: {CONCURRENT_MAX} concurrent, thresholds: [] }}
"""
PROGRAMS = 4
ROUNDS = 8
SEED = 20261121


def probe_binary() -> Path:
    """The program under test: FARTHING_PROBE_BIN, or what was built beside `farthing`."""
    beside = farthing_binary().with_name("farthing-library-probe")
    path = Path(os.environ.get("FARTHING_PROBE_BIN", beside))
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such program; run `make build` or set FARTHING_PROBE_BIN")
    return path


class Program:
    """One program that spends until it is killed; what it has said is what it was promised."""

    def __init__(self, server: Farthing, place: str, name: str, verb: str = "spend"):
        self.process = Process(
            [probe_binary(), verb, place, outbox_of(server)],
            server.folder / f"{name}.said",
            {"FARTHING_PROBE_KEY": server.key},
        )

    def said(self, word: str) -> list[list[str]]:
        lines = (line.split() for line in self.process.text().splitlines())
        return [line[1:] for line in lines if line and line[0] == word]

    def kill(self) -> None:
        self.process.check_alive()
        self.process.stop(signal.SIGKILL)


def outbox_of(server: Farthing) -> Path:
    return server.folder / "outbox"


def records(server: Farthing) -> dict[str, int]:
    """Settlements that the outbox's files have now, by hold; releases beside them are of no amount."""
    found = {}
    for file in sorted(outbox_of(server).glob("outbox-*.jsonl")):
        for line in file.read_bytes().splitlines():
            # Others write while this reads.
            if line.startswith(b"{") and line.rstrip().endswith(b"}"):
                record = json.loads(line)
                if record["verb"] == "settle":
                    found[record["hold"]] = record["body"]["amounts"]["USD"]
    return found


def entries(server: Farthing) -> list[dict]:
    path = server.folder / "all.jsonl"
    server.run("receipts", "export", "--data", server.data, "--form", "farthing", "--output", path)
    found = (json.loads(line) for line in path.read_text().splitlines())
    return [line["decision"] for line in found if "decision" in line]


class Book:
    """The journal added up by the page of its format, with the limits watched at each entry."""

    LIMITS = {"money": LIMIT_NANOS, "line": CONCURRENT_MAX}

    def __init__(self, decisions: list[dict]):
        self.spent = dict.fromkeys(self.LIMITS, 0)
        self.held = dict.fromkeys(self.LIMITS, 0)
        self.peak = dict.fromkeys(self.LIMITS, 0)
        self.open: dict[str, dict[str, int]] = {}
        self.booked: dict[str, list[int]] = {}
        self.charged: dict[str, int] = {}
        for decision in decisions:
            self.add(decision)
            for name, limit in self.LIMITS.items():
                total = self.spent[name] + self.held[name]
                self.peak[name] = max(self.peak[name], total)
                assert total <= limit, f"{name}: {total} past {limit} at {decision}"

    def add(self, entry: dict) -> None:
        kind = entry["kind"]
        if kind == "hold":
            lines = {line["budget"]: line["held"] for line in entry["lines"]}
            self.open[entry["decisionId"]] = lines
            for name, amount in lines.items():
                self.held[name] += amount
        elif kind in ("settle", "expire", "release"):
            self.close(entry["holdId"], entry)
        elif kind in ("lateSettle", "betterSettle", "correction"):
            self.book(entry["holdId"], entry["amounts"][0])

    def close(self, hold: str, entry: dict) -> None:
        lines = self.open.pop(hold)
        for name, amount in lines.items():
            self.held[name] -= amount
        if entry["kind"] == "settle":
            self.book(hold, (entry["amounts"] or [lines["money"]])[0])
        elif entry["kind"] == "expire" and entry["charged"]:
            self.charge(hold, lines["money"])

    def book(self, hold: str, nanos: int) -> None:
        self.booked.setdefault(hold, []).append(nanos)
        self.charge(hold, nanos)

    def charge(self, hold: str, nanos: int) -> None:
        self.spent["money"] += nanos - self.charged.get(hold, 0)
        self.charged[hold] = nanos


def check_never_over(server: Farthing) -> None:
    status, body = request(server.port, "GET", "/v1/spend/budgets", server.key)
    assert status == 200
    for account in json.loads(body)["accounts"]:
        assert account["spent"] + account["held"] <= account["limit"], account
        assert account["overrun"] == 0, account


def run_rounds(
    server: Farthing, place: str, chance: random.Random
) -> tuple[list[Program], dict[str, int]]:
    """Kills programs and the server at random, and starts them again; answers all programs that there
    were, and what the outbox had at each kill."""
    everyone: list[Program] = []
    running: list[Program] = []
    taken: dict[str, int] = {}

    def start() -> None:
        running.append(Program(server, place, f"program-{len(everyone)}"))
        everyone.append(running[-1])

    def kill_one() -> None:
        running.pop(chance.randrange(len(running))).kill()
        taken.update(records(server))

    for _ in range(PROGRAMS):
        start()
    for _ in range(ROUNDS):
        time.sleep(chance.uniform(0.4, 1.0))
        check_never_over(server)
        server_dies, program_dies = chance.choice([(True, True), (True, False), (False, True)])
        if server_dies:
            server.process.stop(signal.SIGKILL)
            time.sleep(chance.uniform(0.0, 0.5))
        if program_dies:
            kill_one()
        if server_dies:
            time.sleep(chance.uniform(0.0, 0.5))
            server.start()
        if program_dies:
            start()
    server.process.stop(signal.SIGKILL)
    time.sleep(0.1)
    while running:
        kill_one()
    return everyone, taken


@pytest.mark.parametrize("way", ["socket", "http"])
def test_killed_programs_and_servers_lose_and_double_nothing(farthing_server, way):
    server = farthing_server(POLICY)
    place = f"http://127.0.0.1:{server.port}"
    if way == "socket":
        place = str(server.folder / "spend.sock")
        server.stop()
        server.flags += ["--spend-socket", place]
        server.start()
    everyone, taken = run_rounds(server, place, random.Random(SEED + len(way)))
    server.start()
    last = Program(server, place, "last", "flush")
    wait_until(lambda: last.said("flushed"), 40, "the last outbox to be emptied")
    assert last.said("flushed") == [["true", "0"]]
    assert last.process.child.wait(60) == 0
    assert records(server) == {}
    server.wait_until_nothing_held(10)
    check_never_over(server)

    book = Book(entries(server))
    assert book.open == {} and set(book.held.values()) == {0}
    promised = {hold: int(nanos) for one in everyone for hold, nanos, _ in one.said("settled")}
    meant = {hold: int(nanos) for one in everyone for hold, nanos in one.said("settling")}
    later = sum(receipt == "later" for one in everyone for *_, receipt in one.said("settled"))
    print(
        f"{len(book.charged)} calls, {len(promised)} promised, {later} of them later, {len(taken)} in "
        f"outboxes at a kill, {sum(map(len, book.booked.values()))} booked, peak {book.peak}"
    )
    # Nothing is promised or taken that is not booked once, with its own amount.
    for kept in (promised, taken):
        assert {hold: book.booked.get(hold) for hold in kept} == {
            hold: [nanos] for hold, nanos in kept.items()
        }
    # What nobody could write down any more is charged in full, and nothing else is booked.
    for hold, nanos in book.charged.items():
        assert book.booked.get(hold, []) in ([], [meant.get(hold)])
        assert hold in book.booked or nanos == HELD_NANOS
    assert server.spent("money") == Decimal(book.spent["money"]) / 10**9
    # The test has tried what it is about.
    assert len(promised) > 50 and taken and book.peak["line"] == CONCURRENT_MAX
    assert server.verify().returncode == 0


def test_another_folder_at_the_address_takes_no_settlement_and_loses_none(farthing_server):
    server = farthing_server(POLICY)
    place = f"http://127.0.0.1:{server.port}"
    program = Program(server, place, "program")
    wait_until(lambda: len(program.said("settled")) > 20, 20, "some settlements")
    server.process.stop(signal.SIGKILL)
    other = farthing_server(POLICY, port=server.port)
    wait_until(lambda: ["notAuthorized"] in program.said("error"), 20, "a word of the key")
    program.kill()
    assert other.spent() == 0 and other.held() == 0
    other.stop()
    server.start()
    last = Program(server, place, "last", "flush")
    wait_until(lambda: last.said("flushed"), 40, "the outbox to be emptied")
    assert last.said("flushed") == [["true", "0"]]
    book = Book(entries(server))
    promised = {hold: [int(nanos)] for hold, nanos, _ in program.said("settled")}
    assert promised and promised == {hold: book.booked.get(hold) for hold in promised}


TROUBLES = {
    "disk": "refused ledgerUnavailable The outbox",
    "folder": "refused ledgerUnavailable The outbox",
    "line's end": "refused invalid The key",
    "key": "error notAuthorized",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_cannot_begin_says_why_and_holds_nothing(farthing_server, tmp_path, trouble):
    server = farthing_server(POLICY)
    key, folder, bytes_max = server.key, tmp_path / "outbox", resource.RLIM_INFINITY
    if trouble == "disk":
        # As a disk with 40 KiB left: the outbox has all its room from the beginning, or is refused.
        bytes_max = 40 << 10
    elif trouble == "folder":
        folder.write_text("a file")
    elif trouble == "line's end":
        key += "\n"
    else:
        key = "fk_" + "A" * 43

    def begin() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_max, bytes_max))

    said = tmp_path / "said"
    with said.open("wb") as output:
        program = subprocess.Popen(
            [probe_binary(), "spend", f"http://127.0.0.1:{server.port}", folder],
            env={**os.environ, "FARTHING_PROBE_KEY": key},
            stdout=output, stderr=output, preexec_fn=begin,
        )
    try:
        wait_until(lambda: b"\n" in said.read_bytes(), 20, "a word of the program")
        if trouble != "key":
            assert program.wait(20) == 69
    finally:
        program.kill()
        program.wait()
    text = said.read_text()
    assert text.startswith(TROUBLES[trouble]), text
    assert key.strip() not in text and "settl" not in text
    assert server.spent() == 0 and server.held() == 0


PAYMENTS = """
version: 1
budgets:
  - { id: all, limit: 1.00 USD, window: total }
rules:
  - { id: payments, when: { tool: "pay_*" }, require: payment_initiate }
"""


def ask(server: Farthing, verb: str, key: str, body: dict) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    try:
        connection.request("POST", f"/v1/spend/{verb}", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_a_call_may_name_less_trust_than_its_key_has_and_never_more(farthing_server):
    server = farthing_server(PAYMENTS)
    payer = server.create_key("payer", "--capability", "payment_execute", team="finance")
    call = {"tool": "pay_invoice", "amount": 1000}
    for key, capability, passes in [
        (payer, None, True),
        (payer, "payment_execute", True),
        (payer, "payment_initiate", True),
        (payer, "data_write", False),
        (server.key, None, False),
        (server.key, "payment_execute", False),
    ]:
        body = call if capability is None else {**call, "capability": capability}
        status, said = ask(server, "decide", key, body)
        assert (status, said["decision"]) == (200, "allow" if passes else "block"), capability
        status, said = ask(server, "hold", key, body)
        assert status == (200 if passes else 403), capability
        assert passes or said["error"]["code"] == "rule"
    for wrong in ["PAYMENT_EXECUTE", "root", "", 3, None]:
        status, said = ask(server, "hold", payer, {**call, "capability": wrong})
        assert status == 400 and said["error"]["param"] == "capability", said
    for verb in ["settle", "extend", "dispatch", "release"]:
        status, said = ask(server, verb, payer, {"id": "x", "capability": "read_only"})
        assert said["error"]["code"] == "unknown_parameter", verb
