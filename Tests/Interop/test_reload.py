"""A policy that is read again by a running server: wholly in force, or not at all, and no call notices.

Also what keys may do beside making calls, and who votes on approvals.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import openai
import pytest

from conftest import messages
from farthing_process import Farthing, wait_until

MODEL = "gpt-4o-mini"
OK, USAGE, UNAVAILABLE, CONFIGURATION = 0, 64, 69, 78
TAKEN = "the policy was read again"
KEPT = "the policy stays as it was"


@dataclass(frozen=True)
class Draft:
    """A policy with one budget, to be edited; `more` is appended."""

    limit: str = "100.00 USD"
    window: str = "day"
    more: str = ""
    match: str = "{ team: finance }"
    per: str = "[]"
    thresholds: str = "[]"
    count_from: str = "window"

    @property
    def text(self) -> str:
        return f"""
version: 1
tenant: acme-corp
budgets:
  - id: main
    match: {self.match}
    per: {self.per}
    limit: {self.limit}
    window: {self.window}
    countFrom: {self.count_from}
    thresholds: {self.thresholds}
{self.more}
"""


RULE = """
rules:
  - id: no-{name}
    when: {{ model: "{name}*" }}
    do: block
"""
SECOND = """
  - id: second
    limit: 1M calls
    window: hour
"""


def write(server: Farthing, text: str) -> None:
    """Whole at once: a server that reads meanwhile finds the one or the other."""
    fresh = server.folder / "policy.fresh"
    fresh.write_text(text)
    fresh.rename(server.folder / "policy.yaml")


def hang_up(server: Farthing, text: str | None, expected: str = TAKEN) -> None:
    """SIGHUP, and what the log says of it."""
    seen = server.process.text().count(expected)
    if text is not None:
        write(server, text)
    server.process.child.send_signal(signal.SIGHUP)
    wait_until(lambda: server.process.text().count(expected) > seen, 120, expected)


def reload(server: Farthing, text: str | None = None, check: bool = True) -> dict:
    """`farthing policy reload`, and its answer."""
    if text is not None:
        write(server, text)
    done = server.run("policy", "reload", "--data", server.data, "--json", check=False)
    if check:
        assert done.returncode == OK, done
    return json.loads(done.stdout)


def accounts(server: Farthing, budget: str = "main") -> list[dict]:
    listed = server.run("budgets", "list", "--data", server.data, "--json")
    return [one for one in json.loads(listed.stdout)["accounts"] if one["budget"] == budget]


def entries(server: Farthing) -> list[dict]:
    """Every decision of the journal, in order."""
    path = server.folder / "export.jsonl"
    path.unlink(missing_ok=True)
    server.run("receipts", "export", "--data", server.data, "--output", path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line["decision"] for line in lines if "decision" in line]


def generation(server: Farthing) -> int:
    """That of the budget `main`, as its latest definition says."""
    defined = [one for one in entries(server) if one.get("kind") == "setBudget"]
    return [one["generation"] for one in defined if one["budget"]["id"] == "main"][-1]


def spend(client: openai.OpenAI, tokens: int = 50, **more) -> None:
    client.chat.completions.create(
        model=MODEL, messages=messages(steering=f"tokens={tokens}"), max_tokens=64, **more
    )


# MARK: In force, or not


BAD = {
    "no list": "version: 1\nbudgets: 7\n",
    "two errors": Draft().text.replace("window: day", "windw: day").replace("limit:", "limt:"),
    "not YAML": "budgets: [",
    "empty": "",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_keeps_the_policy_and_says_so(farthing_server, client_of, name):
    server = farthing_server(Draft().text)
    client = client_of(server)
    spend(client)
    hang_up(server, BAD[name], KEPT)
    answer = reload(server, check=False)
    assert not answer["ok"] and answer["code"] == CONFIGURATION
    assert "policy.yaml" in answer["error"]
    if name == "two errors":
        assert 'did you mean "window"?' in answer["error"]
        assert 'did you mean "limit"?' in answer["error"]
        assert "policy.yaml:" in answer["error"].splitlines()[1]
    shown = server.run("policy", "reload", "--data", server.data, check=False)
    assert shown.returncode == CONFIGURATION and KEPT in shown.stderr
    assert answer["error"].splitlines()[-1] in shown.stderr
    assert server.metric("farthing_policy_stale") == 1
    assert server.metric("farthing_policy_reload_failures") == 3
    assert server.metric("farthing_policy_version") == 1
    spend(client)
    assert reload(server, Draft(limit="99.00 USD").text)["change"]["version"] == 2
    assert server.metric("farthing_policy_stale") == 0
    assert server.metric("farthing_policy_reloads") == 1
    assert server.verify().returncode == OK


def test_a_file_that_is_gone_keeps_the_policy(farthing_server, client_of):
    server = farthing_server(Draft().text)
    (server.folder / "policy.yaml").unlink()
    hang_up(server, None, KEPT)
    answer = reload(server, check=False)
    assert answer["code"] == CONFIGURATION and "cannot read the policy" in answer["error"]
    spend(client_of(server))


def test_without_a_server_there_is_nothing_to_reload(farthing_server):
    server = farthing_server(Draft().text)
    server.stop()
    done = server.run("policy", "reload", "--data", server.data, check=False)
    assert done.returncode == UNAVAILABLE and "no server runs" in done.stderr


def test_each_version_is_an_entry_that_holds_name(farthing_server, client_of):
    server = farthing_server(Draft().text)
    client = client_of(server)
    spend(client)
    unchanged = reload(server)["change"]
    assert (unchanged["version"], unchanged["is_new"]) == (1, False)
    # Nothing but a rule: no budget changes, and the version does.
    ruled = reload(server, Draft(more=RULE.format(name="o1")).text)["change"]
    assert (ruled["version"], ruled["is_new"]) == (2, True)
    assert ruled["edited"] == ruled["added"] == ruled["began_anew"] == ruled["ended"] == []
    spend(client)
    third = reload(server, Draft(more=SECOND).text)["change"]
    assert (third["version"], third["added"]) == (3, ["second"])
    spend(client)
    server.wait_until_nothing_held()
    # A start with the same file is no new version, one with another is.
    for text, version in [(Draft(more=SECOND).text, 3), (Draft().text, 4)]:
        server.stop()
        server.policy = text
        server.start()
        assert server.metric("farthing_policy_version") == version
    spend(client_of(server))
    all_of_them = entries(server)
    set_policy = [one for one in all_of_them if one.get("kind") == "setPolicy"]
    assert [one["policyVersion"] for one in set_policy] == [1, 2, 3, 4]
    hashes = [one["policyHash"] for one in set_policy]
    assert hashes[0] == hashes[3] and len(set(hashes)) == 3
    holds = [one for one in all_of_them if one.get("kind") == "hold"]
    assert [one["policyVersion"] for one in holds] == [1, 2, 3, 4]
    assert server.verify().returncode == OK


def test_many_reloads_at_once_take_turns(farthing_server, client_of):
    server = farthing_server(Draft().text)
    spend(client_of(server))
    write(server, Draft(limit="50.00 USD").text)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: reload(server), range(8)))
    assert {answer["change"]["version"] for answer in answers} == {2}
    assert sum(answer["change"]["is_new"] for answer in answers) == 1
    [account] = accounts(server)
    assert account["limit"] == 50_000_000_000
    assert server.metric("farthing_policy_reloads") == 8


# MARK: Nobody notices


class Fleet:
    """Threads that call with the stock SDK, whose retries are off, until they are told to stop."""

    def __init__(self, make: Callable[[], openai.OpenAI], size: int):
        self.failures: list[str] = []
        self.count = 0
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.work, args=(make(), number)) for number in range(size)
        ]

    def work(self, client: openai.OpenAI, number: int) -> None:
        is_stream = number % 2 == 1
        while not self.stopping.is_set():
            try:
                answer = client.chat.completions.create(
                    model=MODEL,
                    messages=messages(steering="tokens=20"),
                    max_tokens=32,
                    stream=is_stream,
                    extra_headers={"x-farthing-agent": f"a{number}"},
                )
                if is_stream:
                    for _ in answer:
                        pass
                self.count += 1
            except openai.OpenAIError as error:
                self.failures.append(repr(error))

    def __enter__(self) -> Fleet:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)


EDITS = [
    Draft(limit="90.00 USD"),
    Draft(per="[agent]"),
    Draft(per="[agent, team]", window="month"),
    Draft(limit="900M tokens"),
    Draft(limit="1M calls", more=SECOND),
    Draft(more=SECOND + RULE.format(name="o1")),
    Draft(match="{}", thresholds="[{ at: 80%, do: warn }]"),
    Draft(),
]


def test_no_call_fails_while_policies_change_under_load(farthing_server, client_of, scripted):
    server = farthing_server(Draft().text)
    with Fleet(lambda: client_of(server, max_retries=0), 8) as fleet:
        for turn in range(3 * len(EDITS)):
            calls = fleet.count
            if turn % 4 == 3:
                hang_up(server, BAD["two errors"], KEPT)
            if turn % 2:
                hang_up(server, EDITS[turn % len(EDITS)].text)
            else:
                reload(server, EDITS[turn % len(EDITS)].text)
            wait_until(lambda: fleet.count > calls + 4, 120, "calls after the change")
    assert fleet.failures == [] and fleet.count > 100
    server.wait_until_nothing_held()
    check_versions(entries(server))
    assert len(scripted.bill()) == fleet.count
    assert server.verify().returncode == OK


def check_versions(all_of_them: list[dict]) -> None:
    """No call was admitted under a policy that another had replaced, nor under a mix of two."""
    version = 0
    budgets: dict[str, dict] = {}
    versions = set()
    for entry in all_of_them:
        match entry.get("kind"):
            case "setPolicy":
                assert entry["policyVersion"] == version + 1
                version = entry["policyVersion"]
            case "setBudget":
                budgets[entry["budget"]["id"]] = entry["budget"]
            case "removeBudget":
                del budgets[entry["budget"]]
            case "hold":
                versions.add(entry["policyVersion"])
                assert entry["policyVersion"] == version
                named = {line["budget"] for line in entry["lines"]}
                assert named == set(budgets), (named, sorted(budgets))
                for line in entry["lines"]:
                    check_account(line, budgets[line["budget"]])
    assert len(versions) > 3 * len(EDITS) - 3


def check_account(account: dict, budget: dict) -> None:
    dimensions = [pair.split("=")[0] for pair in account["scope"].split(",") if pair]
    assert set(dimensions) == set(budget.get("per", [])), (account, budget)


def test_every_call_is_counted_whatever_changes_while_it_runs(farthing_server, client_of):
    server = farthing_server(Draft().text)
    edits = [Draft(window="month"), Draft(per="[agent]"), Draft(match="{}"), Draft()]
    with Fleet(lambda: client_of(server, max_retries=0), 8) as fleet:
        for turn in range(12):
            calls = fleet.count
            reload(server, edits[turn % len(edits)].text)
            wait_until(lambda: fleet.count > calls + 4, 120, "calls after the change")
    assert fleet.failures == []
    server.wait_until_nothing_held()
    settled = [one for one in entries(server) if one.get("kind") == "settle"]
    assert len(settled) == fleet.count
    costs = sum(one["usage"]["costNanos"] for one in settled)
    assert sum(account["spent"] for account in accounts(server)) == costs
    assert server.verify().returncode == OK


def test_a_running_call_keeps_the_plan_that_it_was_admitted_under(farthing_server, client_of):
    server = farthing_server(Draft().text)
    stream = client_of(server).chat.completions.create(
        model=MODEL,
        messages=messages(steering="tokens=60;chunk=1;chunk_delay_ms=20"),
        max_tokens=64,
        stream=True,
    )
    next(iter(stream))
    reload(server, Draft(more=RULE.format(name=MODEL)).text)
    assert sum(1 for _ in stream) > 50
    with pytest.raises(openai.PermissionDeniedError):
        spend(client_of(server))
    server.wait_until_nothing_held()
    [account] = accounts(server)
    assert account["spent"] > 0
    settled = [one for one in entries(server) if one.get("kind") == "settle"]
    assert len(settled) == 1


# MARK: Nothing spent is forgotten


@pytest.fixture
def spent(farthing_server, client_of) -> tuple[Farthing, openai.OpenAI, dict]:
    """A server, a client, and the account in which two calls were spent."""
    server = farthing_server(Draft().text)
    client = client_of(server)
    for agent in ["a1", "a2"]:
        spend(client, extra_headers={"x-farthing-agent": agent})
    server.wait_until_nothing_held()
    [account] = accounts(server)
    assert account["spent"] > 0
    return server, client, account


def test_a_limit_or_a_threshold_keeps_the_accounts(spent):
    server, client, before = spent
    kept = [
        Draft(limit="200.00 USD"),
        Draft(limit="50.00 USD"),
        Draft(limit="50.00 USD", thresholds="[{ at: 1%, do: warn }]"),
        Draft(limit="50.00 USD", thresholds="[{ at: 90%, do: block }]"),
    ]
    for draft in kept:
        assert reload(server, draft.text)["change"]["edited"] == ["main"]
        [after] = accounts(server)
        assert after["spent"] == before["spent"] and generation(server) == 0
    assert after["limit"] == 50_000_000_000
    # Less than what is spent: refused at once, and the overrun is no money when it is raised again.
    reload(server, Draft(limit="0.000001 USD").text)
    with pytest.raises(openai.RateLimitError):
        spend(client)
    reload(server, Draft().text)
    spend(client)


ANEW = {
    "window": Draft(window="month"),
    "match": Draft(match="{}"),
    "zone": Draft(window="month\n    timezone: Asia/Kolkata"),
    "rolling": Draft(window="rolling 30h"),
}


@pytest.mark.parametrize("name", ANEW)
def test_what_begins_anew_begins_at_what_the_window_shows(spent, name):
    server, _, before = spent
    assert reload(server, ANEW[name].text)["change"]["began_anew"] == ["main"]
    [after] = accounts(server)
    assert after["spent"] == before["spent"] and generation(server) == 1


def test_count_from_now_begins_at_zero(spent):
    server, client, _ = spent
    reload(server, Draft(window="month", count_from="now").text)
    assert sum(account["spent"] for account in accounts(server)) == 0
    spend(client)
    server.wait_until_nothing_held()
    assert sum(account["spent"] for account in accounts(server)) > 0


def test_accounts_per_agent_share_what_was_spent(spent):
    server, _, before = spent
    reload(server, Draft(per="[agent]").text)
    shares = {account["scope"]: account["spent"] for account in accounts(server)}
    assert set(shares) == {"agent=a1", "agent=a2"} and all(shares.values())
    assert sum(shares.values()) == before["spent"]


def test_another_unit_and_back_counts_each_call_in_its_own(spent, client_of):
    server, client, before = spent
    reload(server, Draft(limit="1M tokens").text)
    [tokens] = accounts(server)
    assert tokens["unit"] == "tokens" and 100 <= tokens["spent"] < 1_000
    spend(client)
    reload(server, Draft(limit="1000 calls").text)
    server.wait_until_nothing_held()
    [calls] = accounts(server)
    assert calls["unit"] == "calls"
    reload(server, Draft().text)
    [money] = accounts(server)
    assert 1.3 * before["spent"] < money["spent"] < 1.7 * before["spent"]
    reload(server, Draft(limit="1M tokens").text)
    [again] = accounts(server)
    assert 1.3 * tokens["spent"] < again["spent"] < 1.7 * tokens["spent"]
    assert server.verify().returncode == OK


def test_a_budget_that_was_taken_out_comes_back_with_what_it_had(spent):
    server, client, before = spent
    other = Draft().text.replace("id: main", "id: other")
    change = reload(server, other)["change"]
    assert (change["added"], change["ended"]) == (["other"], ["main"])
    [there] = accounts(server, "other")
    assert there["spent"] == before["spent"] and accounts(server) == []
    spend(client)
    server.wait_until_nothing_held()
    reload(server, Draft().text)
    [back] = accounts(server)
    assert 1.3 * before["spent"] < back["spent"] < 1.7 * before["spent"]
    assert generation(server) == 1


# MARK: What keys may do


def test_capabilities_and_groups_of_keys(farthing_server, client_of):
    server = farthing_server(Draft().text)
    folder = ["--data", server.data]
    server.create_key("payer", "--capability", "payment_initiate", team="finance")
    voter = server.create_key("alice", "--approves", "finance", "--approves", "it", "--approve-only")
    for _ in range(2):
        listed = json.loads(server.run("keys", "list", *folder, "--json").stdout)["keys"]
        keys = {key["name"]: key for key in listed}
        assert keys["payer"]["capability"] == "payment_initiate"
        assert keys["alice"]["approves"] == ["finance", "it"] and keys["alice"]["approver_only"]
        assert "capability" not in keys["tests"] and "approves" not in keys["tests"]
        table = server.run("keys", "list", *folder).stdout
        assert "payment_initiate" in table and "finance it" in table and "no calls" in table
        with pytest.raises(openai.PermissionDeniedError, match="makes no calls"):
            spend(client_of(server, api_key=voter))
        server.stop()
        server.start()
    for wrong, words in [
        (["--capability", "payment_excute"], 'did you mean "payment_execute"?'),
        (["--capability", "root"], "read_only, data_write, payment_initiate, payment_execute"),
        (["--approve-only"], "--approves"),
        (["--approve-only", "--approves", "a", "--capability", "read_only"], "makes no calls"),
        (["--approve-only", "--approves", "a", "--scope", "team=a"], "makes no calls"),
        (["--approves", "a", "--approves", "a"], "twice"),
        (["--approves", ""], "1 to 128"),
        (["--approves", "a\nb"], "invisible"),
        (["--approves", "a"] * 33, "at most 32"),
    ]:
        done = server.run("keys", "create", *folder, "--name", "x", *wrong, check=False)
        assert done.returncode == USAGE and words in done.stderr, done
