"""The real `actguard` 1.0.2 has its gateway in the console: tariff, reserve, settle, events."""

from __future__ import annotations

import http.client
import http.server
import json
import multiprocessing
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import actguard_client
import canaries
from console_process import Answer, ConsoleServer, ask, start_console
from farthing_process import ROOT, Sandbox

VECTORS = ROOT / "Tests" / "Vectors" / "actguard"
TRACE = json.loads((VECTORS / "gateway_trace.json").read_text())
COSTS = json.loads((VECTORS / "tariff_costs.json").read_text())
PROTOCOL = json.loads((VECTORS / "gateway_protocol.json").read_text())
# A thousand cost units are a dollar.
NANOS_PER_UNIT = 1_000_000
# Each user of the first team has a hundred cost units a day, and of the second a hundred for ever:
# prepaid money, that no new day brings back.
POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: daily, match: { team: daily }, per: [user], limit: 0.10 USD, window: day }
  - { id: prepaid, match: { team: prepaid }, per: [user], limit: 0.10 USD, window: total }
"""


class LossyGateway:
    """Stands before the console and swallows the first answers to a path, after they were given."""

    def __init__(self, port: int, path: str, losses: int):
        self.seen: list[int] = []
        lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.relay()

            do_GET = do_POST

            def relay(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = self.rfile.read(length) if length else None
                answer = ask(port, self.command, self.path, headers=dict(self.headers), body=body)
                with lock:
                    is_lost = self.path == path and len(outer.seen) < losses
                    if self.path == path:
                        outer.seen.append(answer.status)
                self.close_connection = True
                if is_lost:
                    return
                self.send_response(answer.status)
                self.send_header("content-type", answer.header("content-type"))
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_) -> None:
                """Says nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Gateway:
    """A console with a key of each team, and a user whom nobody else spends for."""

    def __init__(self, server: ConsoleServer):
        self.server = server
        self.keys = {team: server.create_key(team, team=team) for team in ("daily", "prepaid")}

    @property
    def url(self) -> str:
        return self.server.console_url

    def post(self, path: str, document, team: str = "daily", **more) -> Answer:
        headers = {"authorization": f"Bearer {self.keys[team]}", **more.pop("headers", {})}
        return self.server.ask("POST", f"/api/v1/{path}", document, headers=headers, **more)

    def reserve(self, user: str, limit: int | None, team: str = "daily", run: str = "") -> Answer:
        document = {"run_id": run or fresh("run"), "user_id": user}
        if limit is not None:
            document["cost_limit"] = limit
        return self.post("reserve", document, team)

    def settle(self, reserve_id: str, *costs: int, team: str = "daily", **more) -> Answer:
        rows = [{"type": "custom_cost", "name": "search", "cost_cu": cost} for cost in costs]
        document = {**settlement(reserve_id), "usage_breakdown": rows, **more}
        return self.post("settle", document, team)

    def account(self, user: str) -> dict[str, int]:
        """What is spent and held for a user, in nano-dollars."""
        said = self.server.run("budgets", "--data", self.server.data, "--json").stdout
        own = [one for one in json.loads(said)["accounts"] if one["scope"] == f"user={user}"]
        return {name: sum(one[name] for one in own) for name in ("spent", "held", "overrun")}

    def spent(self, user: str) -> int:
        return self.account(user)["spent"]

    def held(self, user: str) -> int:
        return self.account(user)["held"]

    def entries(self) -> str:
        command = ["receipts", "list", "--data", self.server.data, "--last", "100000", "--json"]
        return self.server.run(*command).stdout


def settlement(reserve_id: str) -> dict:
    return {
        "reserve_id": reserve_id, "input_tokens": 0, "cached_input_tokens": 0, "output_tokens": 0,
        "usage_breakdown": [],
    }


def fresh(what: str) -> str:
    return f"{what}-{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="module")
def gateway(sandbox: Sandbox, provider) -> Gateway:
    return Gateway(start_console(sandbox, POLICY, scripted=provider))


@pytest.fixture
def own_gateway(provider) -> Iterator[Gateway]:
    """A console that a test may kill."""
    box = Sandbox()
    yield Gateway(start_console(box, POLICY, scripted=provider))
    box.close()


@pytest.fixture(scope="module")
def child() -> Iterator[Callable]:
    """Calls a function of `actguard_client` in a process of its own, the same for all."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda function, *given, **named: pool.submit(function, *given, **named).result(120)


@pytest.fixture
def user() -> str:
    return fresh("user")


# --- The client ------------------------------------------------------------------------------------


def test_the_client_reads_the_tariff_without_a_key(gateway, child):
    read = child(actguard_client.tariff, gateway.url)
    assert read["cu_per_usd"] == 1000
    assert read["version"]


def test_a_scope_is_reserved_and_settled_to_the_unit(gateway, child, user):
    run = fresh("run")
    done = child(
        actguard_client.run_scope, gateway.url, gateway.keys["daily"], run=run, user=user, limit=50,
        costs=(("tavily", 0.005), ("tavily", 0.007)),
    )
    assert done["error"] is None and done["warned"] == []
    assert done["used"]["cost"] == 12
    assert gateway.account(user) == {"spent": 12 * NANOS_PER_UNIT, "held": 0, "overrun": 0}
    assert run in gateway.entries()


def test_nested_scopes_are_settled_once(gateway, child, user):
    done = child(
        actguard_client.run_scope, gateway.url, gateway.keys["daily"], run=fresh("run"), user=user,
        limit=50, nested=20, plan="pro", costs=(("a", 0.005), ("b", 0.01)),
    )
    assert done["error"] is None and done["warned"] == []
    assert gateway.spent(user) == 15 * NANOS_PER_UNIT


def test_tokens_of_a_real_call_are_charged(gateway, child, user, scripted):
    done = child(
        actguard_client.run_scope, gateway.url, gateway.keys["daily"], run=fresh("run"), user=user,
        limit=90, calls=((f"{scripted.url}/v1", "gpt-4o", "Hello, what is new?"),),
    )
    assert done["error"] is None and done["warned"] == []
    assert done["used"]["tokens"] > 0
    # The tariff is in whole units and so never below the price, which is what is charged.
    assert 0 < gateway.spent(user) <= done["used"]["cost"] * NANOS_PER_UNIT


def test_over_the_limit_the_client_is_refused(gateway, child, user):
    assert gateway.reserve(user, 80).status == 200
    done = child(
        actguard_client.run_scope, gateway.url, gateway.keys["daily"], run=fresh("run"), user=user,
        limit=50, costs=(("tavily", 0.005),),
    )
    error = done["error"]
    told = (error["type"], error["origin"], error["status_code"])
    assert told == ("BudgetExceededError", "remote", 409)
    assert error["user_id"] == user
    assert error["cost_limit"] == 100
    assert done["used"] == {}, "nothing of the scope may have run"
    assert gateway.held(user) == 80 * NANOS_PER_UNIT


def test_prepaid_money_that_is_gone_asks_for_payment(gateway, child, user):
    made = gateway.reserve(user, 95, team="prepaid").json
    assert gateway.settle(made["reserve_id"], 95, team="prepaid").status == 200
    done = child(
        actguard_client.run_scope, gateway.url, gateway.keys["prepaid"], run=fresh("run"), user=user,
        limit=20, costs=(("tavily", 0.005),),
    )
    error = done["error"]
    assert (error["type"], error["status"]) == ("ActGuardPaymentRequired", 402)
    figures = [error[name] for name in ("current_balance", "required_amount", "shortfall")]
    assert figures == [5, 20, 15]
    assert error["user_message"] and error["user_id"] == user


def test_a_top_up_lets_the_client_go_on(gateway, child, user):
    made = gateway.reserve(user, 100, team="prepaid").json
    assert gateway.settle(made["reserve_id"], 100, team="prepaid").status == 200
    assert gateway.reserve(user, 10, team="prepaid").status == 402
    data = gateway.server.data
    gateway.server.run(
        "budgets", "top-up", "prepaid", "0.01 USD", "--scope", f"user={user}", "--data", data
    )
    assert gateway.reserve(user, 10, team="prepaid").status == 200


def test_a_lost_answer_reserves_once(gateway, child, user):
    lossy = LossyGateway(gateway.server.console_port, "/api/v1/reserve", losses=1)
    try:
        done = child(
            actguard_client.run_scope, lossy.url, gateway.keys["daily"], run=fresh("run"), user=user,
            limit=60, costs=(("tavily", 0.003),),
        )
    finally:
        lossy.close()
    assert lossy.seen == [200, 200], "the second would not have had room beside the first"
    assert done["error"] is None and done["warned"] == []
    assert gateway.account(user) == {"spent": 3 * NANOS_PER_UNIT, "held": 0, "overrun": 0}


def test_a_lost_answer_settles_once(gateway, child, user):
    made = gateway.reserve(user, 60).json
    lossy = LossyGateway(gateway.server.console_port, "/api/v1/settle", losses=2)
    rows = [{"type": "custom_cost", "name": "search", "cost_cu": 7}]
    body = {**settlement(made["reserve_id"]), "usage_breakdown": rows}
    try:
        done = child(actguard_client.settle_again, lossy.url, gateway.keys["daily"], body)
    finally:
        lossy.close()
    assert lossy.seen == [200, 200, 200]
    assert done["error"] is None
    assert gateway.account(user) == {"spent": 7 * NANOS_PER_UNIT, "held": 0, "overrun": 0}


@pytest.mark.parametrize("key", [None, "fk_" + "A" * 43, "nonsense"])
def test_without_a_key_of_ours_the_client_works_unmetered_and_says_so(gateway, child, user, key):
    done = child(
        actguard_client.run_scope, gateway.url, key, run=fresh("run"), user=user, limit=50,
        costs=(("tavily", 0.005),),
    )
    assert done["error"] is None
    if key:
        assert any("reserve" in text and "401" in text for text in done["warned"])
    assert gateway.account(user) == {"spent": 0, "held": 0, "overrun": 0}


def test_events_are_kept_without_what_people_wrote(gateway, child, user):
    run = fresh("run")
    secret = f"{canaries.PROMPT} {fresh('secret')}"
    warned = child(
        actguard_client.run_tools, gateway.url, gateway.keys["daily"], run=run, user=user, secret=secret
    )
    assert warned == []
    entries = gateway.entries()
    about = [line for line in entries.splitlines() if run in line]
    assert any("send_mail" in line for line in about), "the tool's failure has no receipt"
    assert any("rate_limit" in line or "blocked" in line for line in about)
    word = secret.split()[1]
    assert word not in entries
    files = [path for path in gateway.server.folder.rglob("*") if path.is_file()]
    assert not [path.name for path in files if word.encode() in path.read_bytes()]


# --- The protocol, without the client --------------------------------------------------------------


def test_what_the_client_was_seen_to_send_is_taken(gateway):
    """The requests of gateway_trace.json, in their order; only the reservation's id is ours."""
    made = None
    for seen in TRACE["observed_requests"]:
        path = seen["path"].removeprefix("/api/v1/")
        if seen["method"] == "GET":
            answer = gateway.server.ask("GET", seen["path"])
        elif path == "events":
            answer = gateway.post(path, {"events": [event_like(one) for one in TRACE["events"]]})
        elif path == "settle":
            answer = gateway.post(path, {**seen["body"], "reserve_id": made["reserve_id"]})
        else:
            answer = gateway.post(path, seen["body"])
            made = answer.json
            assert made["status"] == "reserved" and made["cost_limit"] == 50
        assert 200 <= answer.status < 300, (seen["path"], answer.text)
    assert gateway.account("alice") == {"spent": 5 * NANOS_PER_UNIT, "held": 0, "overrun": 0}


def event_like(template: dict) -> dict:
    times = {"ts": "2026-11-22T10:00:00.000000Z", "ingested_at": "2026-11-22T10:00:00.000000Z"}
    return {**template, **times, "id": str(uuid.uuid4())}


def test_what_is_reserved_is_held_until_it_is_settled(gateway, user):
    made = gateway.reserve(user, 40)
    assert made.status == 200 and isinstance(made.json["reserve_id"], str) and made.json["reserve_id"]
    assert gateway.account(user) == {"spent": 0, "held": 40 * NANOS_PER_UNIT, "overrun": 0}
    done = gateway.settle(made.json["reserve_id"], 3, 4)
    assert done.status == 200
    assert (done.json["cost_cu"], done.json["usd_micros"]) == (7, 7000)
    assert gateway.account(user) == {"spent": 7 * NANOS_PER_UNIT, "held": 0, "overrun": 0}


def test_without_a_limit_the_answer_has_one(gateway, user):
    """Else a client that trusts its gateway has no limit at all."""
    made = gateway.reserve(user, None).json
    assert isinstance(made["cost_limit"], int) and 0 < made["cost_limit"] <= 100
    assert gateway.held(user) == made["cost_limit"] * NANOS_PER_UNIT


def test_the_refusal_has_the_figures(gateway, user):
    made = gateway.reserve(user, 90).json
    gateway.settle(made["reserve_id"], 90)
    refused = gateway.reserve(user, 20)
    assert refused.status == 409
    body = refused.json
    assert (body["user_id"], body["cost_used"], body["cost_limit"]) == (user, 90, 100)
    assert any(isinstance(body.get(name), str) for name in ("error", "message", "detail"))


def test_many_runs_at_once_never_reserve_more_than_there_is(gateway, user):
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: gateway.reserve(user, 10), range(64)))
    statuses = [answer.status for answer in answers]
    assert (statuses.count(200), statuses.count(409)) == (10, 54)
    assert gateway.held(user) == 100 * NANOS_PER_UNIT
    ids = {answer.json["reserve_id"] for answer in answers if answer.status == 200}
    assert len(ids) == 10


def test_a_run_may_reserve_again_once_it_has_settled(gateway, user):
    run = fresh("run")
    first = gateway.reserve(user, 10, run=run).json["reserve_id"]
    gateway.settle(first, 10)
    second = gateway.reserve(user, 10, run=run).json["reserve_id"]
    assert first != second
    gateway.settle(second, 10)
    assert gateway.spent(user) == 20 * NANOS_PER_UNIT


def test_more_than_was_reserved_is_charged_in_full(gateway, user):
    made = gateway.reserve(user, 10).json
    assert gateway.settle(made["reserve_id"], 130).status == 200
    account = gateway.account(user)
    assert account["spent"] == 130 * NANOS_PER_UNIT and account["overrun"] == 30 * NANOS_PER_UNIT
    assert gateway.reserve(user, 1).status == 409


def test_a_settlement_with_other_figures_changes_nothing(gateway, user):
    made = gateway.reserve(user, 10).json
    assert gateway.settle(made["reserve_id"], 4).status == 200
    again = gateway.settle(made["reserve_id"], 9)
    # 409 and 402 would look like a budget that is used up.
    assert again.status in (200, 404, 422)
    assert gateway.spent(user) == 4 * NANOS_PER_UNIT


def test_nobody_settles_what_another_key_has_reserved(gateway, user):
    made = gateway.reserve(user, 10).json
    assert gateway.settle(made["reserve_id"], 1, team="prepaid").status == 404
    assert gateway.held(user) == 10 * NANOS_PER_UNIT
    assert gateway.settle("rsv_none", 1).status == 404


def test_unknown_models_cost_what_the_tariff_says_row_by_row(gateway, user):
    default = gateway.server.ask("GET", "/api/v1/cu-tariff").json["llm"]["default"]
    parts = ("input", "output", "cached")
    rows = [case for case in COSTS["cases"] if min(case[part] for part in parts) >= 0]

    def units(tokens: int, rate: int) -> int:
        return -(-tokens * rate // 1000)

    breakdown, expected = [], 0
    for case in [one for one in rows if one["input"] + one["output"] < 3000][:20]:
        breakdown.append({
            "provider": "nobody", "provider_model_id": "no-such-model", "input_tokens": case["input"],
            "cached_input_tokens": case["cached"], "output_tokens": case["output"],
        })
        expected += units(case["input"], default["input_cu_per_1k"])
        expected += units(case["output"], default["output_cu_per_1k"])
        expected += units(case["cached"], default["cached_cu_per_1k"])
    made = gateway.reserve(user, 50).json
    done = gateway.post("settle", {**settlement(made["reserve_id"]), "usage_breakdown": breakdown})
    assert done.status == 200 and done.json["cost_cu"] == expected
    assert gateway.spent(user) == expected * NANOS_PER_UNIT


def test_the_tariff_has_the_form_of_the_protocol(gateway):
    answer = gateway.server.ask("GET", "/api/v1/cu-tariff")
    tariff = answer.json
    assert tariff["cu_per_usd"] == 1000
    assert set(COSTS["tariff"]) - {"tools"} <= set(tariff)
    rates = [
        rate
        for provider in tariff["llm"]["providers"].values()
        for model in provider["models"].values()
        for rate in model.values()
    ]
    rates += tariff["llm"]["default"].values()
    assert rates and all(isinstance(rate, int) and rate >= 0 for rate in rates)
    assert not any(
        {"input_cu_per_1k", "input_cu_per_1m"} <= set(model)
        for provider in tariff["llm"]["providers"].values()
        for model in provider["models"].values()
    )
    assert {"openai", "anthropic", "google"} <= set(tariff["llm"]["providers"])


@pytest.mark.parametrize("path", ["reserve", "settle", "events"])
@pytest.mark.parametrize("header", [
    {}, {"authorization": "Bearer"}, {"authorization": "Bearer fk_" + "A" * 43},
    {"authorization": "Basic YTpi"}, {"authorization": "fk_" + "A" * 43},
])
def test_without_a_key_nothing_is_taken(gateway, path, header):
    answer = gateway.server.ask("POST", f"/api/v1/{path}", {"run_id": "r"}, headers=header)
    assert answer.status == 401
    assert isinstance(answer.json["detail"], str)


def test_a_revoked_key_is_refused(gateway, user):
    name = fresh("gone")
    key = gateway.server.create_key(name, team="daily")
    headers = {"authorization": f"Bearer {key}"}
    document = {"run_id": fresh("run"), "user_id": user, "cost_limit": 1}
    assert gateway.server.ask("POST", "/api/v1/reserve", document, headers=headers).status == 200
    gateway.server.run("keys", "revoke", name, "--data", gateway.server.data)
    document["run_id"] = fresh("run")
    assert gateway.server.ask("POST", "/api/v1/reserve", document, headers=headers).status == 401


@pytest.mark.parametrize("change", [
    {"run_id": None}, {"run_id": ""}, {"run_id": 5}, {"cost_limit": 0}, {"cost_limit": -1},
    {"cost_limit": True}, {"cost_limit": "50"}, {"cost_limit": 1.5}, {"cost_limit": 10**30},
    {"run_id": "x" * 100_000}, {"user_id": 5}, {"plan_key": ["pro"]},
])
def test_a_reservation_that_makes_no_sense_is_refused(gateway, user, change):
    document = {"run_id": fresh("run"), "user_id": user, "cost_limit": 5, **change}
    if document["run_id"] is None:
        del document["run_id"]
    answer = gateway.post("reserve", document)
    assert answer.status in (400, 413, 422)
    [wrong] = map(str, change.values())
    assert len(wrong) < 5 or wrong not in answer.text
    assert gateway.account(user) == {"spent": 0, "held": 0, "overrun": 0}


@pytest.mark.parametrize("change", [
    {"reserve_id": 5}, {"input_tokens": -1}, {"input_tokens": 1.5}, {"output_tokens": "5"},
    {"usage_breakdown": {}}, {"usage_breakdown": [5]},
    {"usage_breakdown": [{"type": "custom_cost", "name": "a", "cost_cu": -5}]},
    {"usage_breakdown": [{"type": "custom_cost", "name": "a", "cost_cu": 10**30}]},
    {"usage_breakdown": [{"provider": "openai", "provider_model_id": "gpt-4o", "input_tokens": -1}]},
])
def test_a_settlement_that_makes_no_sense_leaves_the_hold(gateway, user, change):
    made = gateway.reserve(user, 5).json
    answer = gateway.post("settle", {**settlement(made["reserve_id"]), **change})
    assert answer.status in (400, 422)
    assert gateway.account(user) == {"spent": 0, "held": 5 * NANOS_PER_UNIT, "overrun": 0}
    assert gateway.settle(made["reserve_id"], 1).status == 200


def test_events_that_come_twice_are_kept_once(gateway, user):
    run = fresh("run")
    events = [{**event_like(one), "run_id": run, "user_id": user} for one in TRACE["events"]]
    first = gateway.post("events", {"events": events})
    again = gateway.post("events", {"events": events})
    assert 200 <= first.status < 300 and 200 <= again.status < 300
    assert first.json["accepted"] == len(events) and again.json["accepted"] == 0
    assert again.json["duplicates"] == len(events)


@pytest.mark.parametrize("body", [
    {"events": "none"}, {"events": [5]}, {"events": [{}] * 1001},
    {"events": [{"payload": "x" * 300_000}]},
])
def test_events_have_bounds(gateway, body):
    assert gateway.post("events", body).status in (400, 413, 422)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b'{"a":1,"a":2}', b"NaN"])
@pytest.mark.parametrize("path", ["reserve", "settle", "events"])
def test_what_is_no_json_is_refused(gateway, path, raw):
    bearer = f"Bearer {gateway.keys['daily']}"
    headers = {"authorization": bearer, "content-type": "application/json"}
    answer = gateway.server.ask("POST", f"/api/v1/{path}", headers=headers, body=raw)
    assert answer.status in (400, 422)


def test_the_statuses_are_those_that_the_client_tells_apart():
    told_apart = set(PROTOCOL["status_handling"]["budget"])
    assert {"402", "409", "400,401,403,422"} <= told_apart


# --- A server that dies ----------------------------------------------------------------------------


def kill(server: ConsoleServer) -> None:
    server.process.child.kill()
    server.process.child.wait()


def test_what_was_settled_outlasts_a_kill(own_gateway, user):
    ids = [own_gateway.reserve(user, 10).json["reserve_id"] for _ in range(3)]
    assert own_gateway.settle(ids[0], 6).status == 200
    kill(own_gateway.server)
    own_gateway.server.start()
    assert own_gateway.account(user) == {
        "spent": 6 * NANOS_PER_UNIT, "held": 20 * NANOS_PER_UNIT, "overrun": 0,
    }
    # An answer that got lost in it is asked for again, and charges nothing more.
    assert own_gateway.settle(ids[0], 6).status == 200
    assert own_gateway.settle(ids[1], 2).status == 200
    assert own_gateway.spent(user) == 8 * NANOS_PER_UNIT
    assert own_gateway.server.verify().returncode == 0


def test_a_reservation_repeated_after_a_kill_is_the_same(own_gateway, user):
    run = fresh("run")
    first = own_gateway.reserve(user, 60, run=run).json["reserve_id"]
    kill(own_gateway.server)
    own_gateway.server.start()
    again = own_gateway.reserve(user, 60, run=run)
    assert again.status == 200 and again.json["reserve_id"] == first
    assert own_gateway.held(user) == 60 * NANOS_PER_UNIT


def test_a_client_whose_gateway_is_away_goes_on_and_says_so(own_gateway, child, user):
    kill(own_gateway.server)
    with pytest.raises((OSError, http.client.HTTPException)):
        own_gateway.reserve(user, 1)
    done = child(
        actguard_client.run_scope, own_gateway.url, own_gateway.keys["daily"], run=fresh("run"),
        user=user, limit=50, budget_timeout_s=1.0, event_max_retries=0,
    )
    assert done["error"] is None
    assert any("reserve" in text for text in done["warned"])
    own_gateway.server.start()
