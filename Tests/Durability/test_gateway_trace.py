"""No request leaves the real gateway before its hold is on disk: a trace of its writes, its syncs
and what it sends to the provider.

`farthing serve` runs under `forgetful.c`, the scripted provider beside it as a process of its own.
Each call carries a marker as its `user`; its answer's `x-farthing-hold` names the hold.
"""

from __future__ import annotations

import dataclasses
import http.client
import itertools
import json
import pathlib
import re
import sys
import threading
from collections.abc import Callable

import pytest

import shadow
import sync_trace

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

from canaries import PROMPT  # noqa: E402
from farthing_process import HEADER_HOLD, OPENAI_PATH, Farthing, Sandbox  # noqa: E402

CLIENTS = 16
MARKER = rb"trace-\d+-\d+"
POLICY = """
version: 1
budgets:
  - { id: plain, match: { agent: plain }, limit: 500.00 USD, window: day }
  - { id: streams, match: { agent: stream }, limit: 500.00 USD, window: day, hold: metered }
"""


def body(marker: str, *, is_stream: bool) -> bytes:
    # Long enough streams that their holds are extended while they flow.
    steering = "tokens=600;chunk=8" if is_stream else "tokens=12"
    return json.dumps({
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": f"{PROMPT} [[scripted {steering}]]"}],
        "max_tokens": 1024,
        "user": marker,
        "stream": is_stream,
    }).encode()


class Client(threading.Thread):
    """Calls one after the other on one connection; keeps the hold of each marker."""

    def __init__(self, server: Farthing, number: int, calls: int):
        super().__init__(daemon=True)
        self.server, self.number, self.calls = server, number, calls
        self.hold_of: dict[bytes, str] = {}
        self.streams = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        for call in range(self.calls):
            is_stream = (call + self.number) % 4 == 0
            marker = f"trace-{self.number}-{call}"
            connection.request(
                "POST",
                f"{OPENAI_PATH}/chat/completions",
                body(marker, is_stream=is_stream),
                {
                    "authorization": f"Bearer {self.server.key}",
                    "content-type": "application/json",
                    "x-farthing-agent": "stream" if is_stream else "plain",
                },
            )
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                self.hold_of[marker.encode()] = answer.headers[HEADER_HOLD]
                self.streams += is_stream
        connection.close()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return shadow.build(tmp_path_factory.mktemp("library"))


@dataclasses.dataclass
class Run:
    """A gateway's trace, and what is needed to read it."""

    path: pathlib.Path
    port: int
    hold_of: dict[bytes, str]

    def examine(self, path: pathlib.Path | None = None) -> sync_trace.Result:
        return sync_trace.examine(
            path or self.path, port=self.port, marker=MARKER, hold_of=self.hold_of
        )


@pytest.fixture
def traced(library: pathlib.Path, tmp_path: pathlib.Path) -> Callable[..., Run]:
    """Puts load on a gateway with these flags and ends it."""

    def run(calls: int, *flags: str) -> Run:
        box = Sandbox()
        try:
            provider = box.scripted()
            environment = shadow.environment(
                library, box.folder / "data", tmp_path / "shadow", trace=tmp_path / "trace"
            )
            server = Farthing(POLICY, provider, box.folder, list(flags), environment).start()
            box.running.append(server)
            clients = [Client(server, number, calls // CLIENTS) for number in range(CLIENTS)]
            for client in clients:
                client.start()
            for client in clients:
                client.join(60)
            server.wait_until_nothing_held()
            server.stop()
            assert server.verify().returncode == 0
            billed = {call["user"].encode() for call in provider.bill()}
        finally:
            box.close()
        hold_of = {key: hold for client in clients for key, hold in client.hold_of.items()}
        assert len(hold_of) == len(set(hold_of.values())) == calls and billed == set(hold_of)
        assert sum(client.streams for client in clients) == calls // 4
        return Run(tmp_path / "trace", provider.port, hold_of)

    return run


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Callable[[str, sync_trace.Result], None]:
    """Prints a trace's counts, also where the test passes."""

    def print_counts(what: str, result: sync_trace.Result) -> None:
        with capsys.disabled():
            print(
                f"\n{what}: {result.dispatches} dispatches, {result.holds} holds and"
                f" {result.extends} extends in {result.syncs} syncs: {len(result.faults)} faults;"
                f" from a hold's sync to its dispatch {result.least_us} µs or more",
                end="",
            )

    return print_counts


def assert_only_early(result: sync_trace.Result, least: int) -> None:
    early = [text for text in result.faults if re.search("before its hold|never synced", text)]
    assert len(result.faults) == len(early) >= least, result.faults[:5]


def test_no_dispatch_precedes_its_holds_sync(traced, show, tmp_path: pathlib.Path) -> None:
    run = traced(640)
    result = run.examine()
    show("16 clients, streams and plain calls", result)
    assert result.faults == []
    assert result.dispatches == 640 and result.holds == 640
    assert result.extends >= 160 and result.syncs >= 40
    # The same run as if every tenth sync had been forgotten.
    syncs = itertools.count(1)
    kept = (r for r in sync_trace.records(run.path) if r.kind != "S" or next(syncs) % 10)
    sync_trace.write(tmp_path / "forgotten", kept)
    forgotten = run.examine(tmp_path / "forgotten")
    show("the same, every tenth sync taken away", forgotten)
    assert_only_early(forgotten, 10)


def test_a_gateway_that_does_not_wait_for_the_disk_is_found(traced, show) -> None:
    result = traced(160, "--durability", "relaxed").examine()
    show("--durability relaxed", result)
    assert result.dispatches == 160
    assert_only_early(result, 80)
