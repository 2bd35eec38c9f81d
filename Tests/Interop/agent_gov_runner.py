"""Runs the cases of `Tests/Vectors/agent_gov` against a server: agent-gov's own, or ours.

    python agent_gov_runner.py --peer VENV [--only TEXT] [FILE...]
    python agent_gov_runner.py --farthing  [--only TEXT] [FILE...]

`VENV` is a virtual environment with Benchmarks/console/requirements.txt. All of http_cases.json
and more_cases.json hold there, and none of hardening_cases.json and more_hardening_cases.json: that proves
this runner. With `--farthing`, the former go to the compatibility listener without a credential, the
latter to the console with its admin token.

A case has `steps`: a request with what is expected of its answer, `parallel` for as many of them at
once, `clock` to set the server's wall clock (UTC), `restart`. Its `needs` say that it wants a server of its
own; all others share one, that already holds what the cases before have left.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent_gov_expectations import at_pointer, differences, filled_in
from farthing_process import ROOT, START_SECONDS_MAX, Process, free_port, request, wait_until
from wall_clock import WallClock

VECTORS = ROOT / "Tests" / "Vectors" / "agent_gov"
# How agent-gov answers, and how a server answers that is sound where it is not; in each the first file
# is its own, the second adds what that leaves out.
COMPATIBLE = ["http_cases.json", "more_cases.json"]
HARDENED = ["hardening_cases.json", "more_hardening_cases.json"]
ANSWER_SECONDS_MAX = 60
# Requests of one parallel step that are under way together.
PARALLEL_MAX = 64


class Target(Protocol):
    """A server under test, with data of its own, not yet started."""

    port: int
    clock: WallClock | None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def headers(self, path: str) -> dict[str, str]:
        """The credentials that a request to this path carries."""

    def note_secret(self, secret: str) -> None:
        """An agent's or workspace's key that the server has handed out."""


class TargetMaker(Protocol):
    def __call__(self, folder: Path, clock: WallClock | None) -> Target: ...


class Peer:
    """agent-gov as its package has it, on a database in a folder."""

    def __init__(self, venv: Path, folder: Path, clock: WallClock | None = None):
        self.venv, self.folder, self.clock = venv, folder, clock
        self.port = free_port()
        self.process: Process | None = None

    def start(self) -> None:
        environment = {"AGENT_GOV_TEST_DB": str(self.folder / "peer.db"), "TZ": "UTC"}
        if self.clock:
            environment |= self.clock.environment()
        program = [self.venv / "bin" / "python", "-m", "uvicorn", "app:app"]
        options = ["--host", "127.0.0.1", "--port", self.port, "--log-level", "critical"]
        self.process = Process([*program, *options], self.folder / "peer.log", environment)

        def is_up() -> bool:
            self.process.check_alive()
            with contextlib.suppress(OSError, http.client.HTTPException):
                return request(self.port, "GET", "/")[0] == 200
            return False

        wait_until(is_up, START_SECONDS_MAX, "agent-gov")

    def stop(self) -> None:
        if self.process:
            self.process.stop()
            self.process = None

    def headers(self, path: str) -> dict[str, str]:
        return {}

    def note_secret(self, secret: str) -> None:
        """The peer's files are not searched."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self):
        try:
            return json.loads(self.text)
        except ValueError:
            return None


def send(target: Target, wanted: dict) -> Answer:
    """One request of a case, on a connection of its own."""
    body = None
    if "raw" in wanted:
        body = wanted["raw"].encode()
    elif "json" in wanted:
        body = json.dumps(wanted["json"]).encode()
    given = wanted.get("headers", {})
    headers = {"content-type": "application/json", **target.headers(wanted["path"]), **given}
    headers = {name: value for name, value in headers.items() if value is not None}
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request(wanted["method"], wanted["path"], body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, text)
    finally:
        connection.close()


def wrong_in(answer: Answer, expected: dict) -> list[str]:
    """What of an answer is not as a step expects."""
    known = {"status", "status_in", "json", "headers", "body_has", "body_lacks"}
    if unknown := set(expected) - known:
        raise ValueError(f"{unknown} is nothing that can be expected of an answer")
    statuses = expected.get("status_in", [expected["status"]] if "status" in expected else [])
    found = []
    if statuses and answer.status not in statuses:
        found.append(f"status {answer.status}, not {statuses}: {answer.text[:200]}")
    if "json" in expected:
        found += differences(expected["json"], answer.json)
    for name, wanted in expected.get("headers", {}).items():
        found += differences(wanted, answer.headers.get(name), f"header {name}")
    found += [f"lacks {text!r}" for text in expected.get("body_has", []) if text not in answer.text]
    found += [f"has {text!r}" for text in expected.get("body_lacks", []) if text in answer.text]
    return found


def in_parallel(target: Target, wanted: dict, times: int) -> dict[str, int]:
    """How often each status came, as the case files count them."""
    with ThreadPoolExecutor(PARALLEL_MAX) as pool:
        answers = list(pool.map(lambda _: send(target, wanted), range(times)))
    return dict(Counter(str(answer.status) for answer in answers))


class CaseFailed(AssertionError):
    """A step whose answer is not as the case expects."""


def run_case(case: dict, target: Target) -> None:
    """Takes every step, and ends at the first that fails; the target is started already, but for cases
    that begin with a clock."""
    captures = {"uid": uuid.uuid4().hex[:8]}
    is_running = "clock" not in case.get("needs", [])
    for number, step in enumerate(case["steps"], 1):
        if "clock" in step:
            target.clock.set(step["clock"])
        if is_running and step.get("restart"):
            target.stop()
            is_running = False
        if not is_running:
            target.start()
            is_running = True
        if "request" not in step:
            continue
        wanted = filled_in(step["request"], captures)
        expected = filled_in(step.get("expect", {}), captures)
        if times := step.get("parallel"):
            counts = in_parallel(target, wanted, times)
            found = differences(expected["status_counts"], counts, "answers by status")
            # A subset would let other statuses pass.
            if set(counts) - set(expected["status_counts"]):
                found.append(f"other answers too: {counts}")
        else:
            answer = send(target, wanted)
            found = wrong_in(answer, expected)
            for name, pointer in {} if found else step.get("capture", {}).items():
                captures[name] = at_pointer(answer.json, pointer)
                if pointer == "/api_key":
                    target.note_secret(captures[name])
        if found:
            what = f"{wanted['method']} {wanted['path']}"
            raise CaseFailed(f"{case['id']}, step {number}, {what}: {'; '.join(found)}")


def cases_of(name: str | Path) -> list[dict]:
    """The cases of a file, by its name in the folder of vectors or by its path."""
    path = Path(name)
    path = path if path.exists() else VECTORS / name
    document = json.loads(path.read_text(encoding="utf-8"))
    if document["format"] != "http-cases/1":
        raise ValueError(f"{path}: not of the format http-cases/1")
    return document["cases"]


@contextlib.contextmanager
def target_of(case: dict, make: TargetMaker, folder: Path) -> Iterator[Target]:
    """A server for one case that wants its own."""
    needs = set(case["needs"])
    if needs - {"fresh", "restart", "clock"}:
        raise ValueError(f"{case['id']} needs {needs}")
    own = Path(tempfile.mkdtemp(prefix="case-", dir=folder))
    target = make(own, WallClock(own) if "clock" in needs else None)
    try:
        if "clock" not in needs:
            target.start()
        yield target
    finally:
        target.stop()


def run_file(name: str, make: TargetMaker, folder: Path, only: str = "") -> list[str]:
    """Runs a file's cases and prints one line for each that fails; answers with those."""
    own = Path(tempfile.mkdtemp(prefix="shared-", dir=folder))
    shared = make(own, None)
    shared.start()
    failed, count = [], 0
    try:
        for case in cases_of(name):
            if only not in case["id"]:
                continue
            count += 1
            try:
                if case.get("needs"):
                    with target_of(case, make, folder) as target:
                        run_case(case, target)
                else:
                    run_case(case, shared)
            except (CaseFailed, OSError, http.client.HTTPException) as error:
                failed.append(case["id"])
                print(f"failed  {error if isinstance(error, CaseFailed) else repr(error)}")
    finally:
        shared.stop()
    print(f"{name}: {count - len(failed)} of {count} hold", flush=True)
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", default=[*COMPATIBLE, *HARDENED])
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--peer", type=Path, metavar="VENV")
    whom.add_argument("--farthing", action="store_true")
    parser.add_argument("--only", default="", help="cases whose id contains this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="agent-gov-cases-") as folder:
        failed = []
        for name in options.files:
            if options.peer:
                def make(own: Path, clock: WallClock | None) -> Target:
                    return Peer(options.peer.absolute(), own, clock)
            else:
                from console_process import agent_gov_target

                is_compatible = Path(name).name in COMPATIBLE

                def make(own: Path, clock: WallClock | None) -> Target:
                    return agent_gov_target(own, clock, is_compatible)
            failed += run_file(name, make, Path(folder), options.only)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
