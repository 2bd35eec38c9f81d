"""agent-gov's API, case by case: as it is on the compatibility listener, and sound on the console.

The cases are those of `Tests/Vectors/agent_gov`; `agent_gov_runner.py --peer` proves them on the real one.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import canaries
from agent_gov_expectations import at_pointer, differences, filled_in
from agent_gov_runner import (
    COMPATIBLE, HARDENED, VECTORS, Target, cases_of, run_case, send, target_of,
)
from console_process import ADMIN_TOKEN, AGENT_KEY, AgentGovTarget, agent_gov_target
from farthing_process import free_port
from wall_clock import WallClock

SEEDS = json.loads((VECTORS / "seed_tools.json").read_text())
TYPES = json.loads((VECTORS / "facts.json").read_text())["policy_types"]


def named(files: list[str]) -> list:
    """The cases of some files, each under its own id."""
    return [pytest.param(case, id=case["id"]) for name in files for case in cases_of(name)]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder whose servers are searched for their agents' keys in the end."""
    made = Path(tempfile.mkdtemp(prefix="farthing-test-agent-gov-"))
    yield made
    if canaries.session:
        canaries.session.kept.append(made)
    else:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def shared_target(folder: Path, is_compatible: bool) -> Iterator[AgentGovTarget]:
    target = agent_gov_target(Path(tempfile.mkdtemp(dir=folder)), None, is_compatible)
    target.start()
    yield target
    target.stop()


@pytest.fixture(scope="module")
def compatible(folder: Path) -> Iterator[AgentGovTarget]:
    with shared_target(folder, is_compatible=True) as target:
        yield target


@pytest.fixture(scope="module")
def hardened(folder: Path) -> Iterator[AgentGovTarget]:
    with shared_target(folder, is_compatible=False) as target:
        yield target


def run(case: dict, shared: AgentGovTarget, folder: Path) -> None:
    """Runs a case on the shared server, or on one of its own where it needs that."""
    def make(own: Path, clock: WallClock | None) -> Target:
        return agent_gov_target(own, clock, shared.server.is_compatible)

    if not case.get("needs"):
        run_case(case, shared)
        return
    with target_of(case, make, folder) as target:
        run_case(case, target)


@pytest.mark.parametrize("case", named(COMPATIBLE))
def test_in_compatibility_it_answers_as_agent_gov(case, compatible, folder):
    run(case, compatible, folder)


@pytest.mark.parametrize("case", named(HARDENED))
def test_the_console_is_sound_where_agent_gov_is_not(case, hardened, folder):
    run(case, hardened, folder)


# What the console leaves out of agent-gov's ways, each for its case in more_hardening_cases.json, or
# for nothing that anybody could miss.
ONLY_IN_COMPATIBILITY = {"register-numeric-text", "call-numeric-text", "approval-id-required"}


@pytest.mark.parametrize(
    "case", [case for case in named(COMPATIBLE) if case.id not in ONLY_IN_COMPATIBILITY]
)
def test_with_the_admin_token_the_console_has_the_same_answers(case, hardened, folder):
    run(case, hardened, folder)


@pytest.mark.parametrize("target", ["compatible", "hardened"])
def test_figures_outlast_a_kill(target, folder):
    own = agent_gov_target(Path(tempfile.mkdtemp(dir=folder)), None, target == "compatible")
    own.start()
    try:
        made = send(own, post("/agents/register", {"name": "bot", "daily_budget": 100})).json
        own.note_secret(made["api_key"])
        call = post("/proxy/call", {
            "agent_key": made["api_key"], "tool_name": "t", "estimated_cost": 0.25,
        })
        answers = [send(own, call).json for _ in range(40)]
        own.server.process.child.kill()
        own.server.process.child.wait()
        own.server.start()
        after = send(own, call).json
        assert answers[-1]["spent_today"] == 10
        assert (after["spent_today"], after["calls_today"]) == (10.25, 41)
        figures = send(own, {"method": "GET", "path": "/analytics/tools"}).json
        assert (figures["total_spend"], figures["tools"][0]["total_calls"]) == (10.25, 41)
    finally:
        own.stop()


def test_every_seed_tool_can_be_registered_and_costs_what_it_says(compatible):
    for tool in SEEDS["tools"]:
        document = {"name": tool["name"], "cost_per_call": tool["cost_per_call"]}
        assert send(compatible, post("/tools/register", document)).status == 200
    listed = send(compatible, {"method": "GET", "path": "/tools"}).json["tools"]
    prices = {tool["name"]: tool["cost_per_call"] for tool in listed}
    assert {tool["name"]: tool["cost_per_call"] for tool in SEEDS["tools"]}.items() <= prices.items()
    made = send(compatible, post("/agents/register", {"name": "all", "daily_budget": 5})).json
    compatible.note_secret(made["api_key"])
    for tool in SEEDS["tools"]:
        document = {"agent_key": made["api_key"], "tool_name": tool["name"]}
        answer = send(compatible, post("/proxy/call", document)).json
    assert answer["spent_today"] == SEEDS["total_cost_of_one_call_each"]


def test_the_seeds_of_the_command_line_arrive(hardened):
    """`farthing tools seed` registers the same names; `--list` and `--filter` only show."""
    server = hardened.server
    where = ("--data", server.data, "--server", server.console_url)
    before = send(hardened, {"method": "GET", "path": "/tools"}).json["tools"]
    shown = server.run("tools", "seed", "--list").stdout
    found = server.run("tools", "seed", "--list", "--filter", "GEMINI").stdout
    preview = server.run("tools", "seed", "--preview", *where).stdout
    names = {tool["name"] for tool in SEEDS["tools"]}
    gemini = {name for name in names if "gemini" in name}
    assert all(name in shown and name in preview for name in names)
    assert all(name in found for name in gemini)
    assert not any(name in found for name in names - gemini)
    nothing = server.run("tools", "seed", "--list", "--filter", "no-such-tool", check=False)
    assert nothing.returncode != 0
    after = send(hardened, {"method": "GET", "path": "/tools"}).json["tools"]
    assert after == before, "what only shows has registered something"
    server.run("tools", "seed", *where)
    listed = send(hardened, {"method": "GET", "path": "/tools"}).json["tools"]
    assert names <= {tool["name"] for tool in listed}
    assert all(tool["cost_per_call"] > 0 for tool in listed if tool["name"] in names)


def test_the_compatibility_listener_says_what_it_opens(compatible):
    said = compatible.server.process.text()
    assert "agent-gov API on http://127.0.0.1:" in said
    assert "credential" in said.lower() or "without" in said.lower()


def test_status_is_told_on_the_command_line(hardened):
    """`farthing status` tells what the peer's tells, and by its exit code when nobody is there."""
    server = hardened.server
    up = server.run("status", "--data", server.data, "--server", server.console_url)
    assert "running" in up.stdout and "agents" in up.stdout
    nobody = f"http://127.0.0.1:{free_port()}"
    down = server.run("status", "--data", server.data, "--server", nobody, check=False)
    assert down.returncode == 69


def test_no_key_stands_in_the_log(compatible, hardened):
    for target in (compatible, hardened):
        said = target.server.process.text()
        assert not AGENT_KEY.search(said) and not ADMIN_TOKEN.search(said)


def post(path: str, document: dict) -> dict:
    return {"method": "POST", "path": path, "json": document}


# --- The language of the cases itself --------------------------------------------------------------


@pytest.mark.parametrize("expected, value", [
    ({"a": 1}, {"a": 1.0000000001, "b": 2}), ([1, "x"], [1, "x"]), ({"$type": "integer"}, 3.0),
    ({"$re": "^ag-"}, "ag-1"), ({"$in": [1, {"a": 2}]}, {"a": 2, "b": 3}), ({"$ne": 1}, 2),
    ({"$gte": 1, "$lte": 2}, 1.5), ({"$len": 2}, [1, 2]), ({"$has": [{"a": 1}]}, [{"a": 2}, {"a": 1}]),
    ({"$hasnot": [{"a": 1}]}, [{"a": 2}]), ({"a": {"$absent": True}}, {}), ({"$keys": ["a"]}, {"a": 0}),
    ({"a": {"$any": True}}, {"a": None}), (None, None), (True, True),
])
def test_what_is_as_expected_has_no_difference(expected, value):
    assert differences(expected, value) == []


@pytest.mark.parametrize("expected, value", [
    ({"a": 1}, {"a": 1.0001}), ({"a": 1}, {}), ({"a": 1}, [1]), ([1], [1, 2]), (1, "1"), (1, True),
    (True, 1), (None, 0), ({"$type": "integer"}, 3.5), ({"$type": "number"}, True), ({"$re": "x"}, None),
    ({"$in": [1]}, 2), ({"$ne": 1}, 1), ({"$gte": 1}, "2"), ({"$gte": 1, "$lte": 2}, 3),
    ({"$len": 1}, []), ({"$has": [1]}, [2]), ({"$hasnot": [1]}, [1]), ({"$hasnot": [1]}, None),
    ({"a": {"$absent": True}}, {"a": None}), ({"$keys": ["a"]}, {}), ({"a": {"$any": True}}, {}),
])
def test_what_is_not_as_expected_has_one(expected, value):
    assert differences(expected, value)


def test_a_condition_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError):
        differences({"$never": 1}, 1)


def test_captures_keep_their_type_where_they_stand_alone():
    assert filled_in({"a": "${n}", "b": ["x${n}"]}, {"n": 5}) == {"a": 5, "b": ["x5"]}
    assert at_pointer({"a": [{"b/c": 1}]}, "/a/0/b~1c") == 1


def test_the_files_have_the_cases_that_they_had():
    counts = {name: len(cases_of(name)) for name in COMPATIBLE + HARDENED}
    assert counts == {
        "http_cases.json": 55, "more_cases.json": 62,
        "hardening_cases.json": 21, "more_hardening_cases.json": 30,
    }
    ids = [case["id"] for name in counts for case in cases_of(name)]
    assert len(ids) == len(set(ids))
    assert set(TYPES) == {
        "block_tool", "block_tool_over_cost", "block_category", "budget_warning", "require_approval",
    }
