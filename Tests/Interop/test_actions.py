"""Downgrade, pause, shadow, dates and capabilities, through every stock SDK.

The scripted provider's bill says which model took a call, the journal which was asked for.
"""

from __future__ import annotations

import datetime
import json
import re
import time
from decimal import ROUND_UP, Decimal

import pytest

import sdks
from conftest import messages
from farthing_process import ROOT, Farthing, Sandbox, free_port
from prices import nanos
from sdks import ALL, CHAT, Caller, Refused, Sdk
from test_reload import entries

OUTPUT = 1_000
MODEL = "x-farthing-model"
REQUESTED = "x-farthing-model-requested"


def money(amount: Decimal) -> str:
    """An amount as a policy has it."""
    return f"{amount.quantize(Decimal('0.000000001'), rounding=ROUND_UP)} USD"


def policy(limit: Decimal | str, *thresholds: str, rules: str = "", more: str = "") -> str:
    """One budget for team finance; `more` goes into it, rules behind it."""
    limit = limit if isinstance(limit, str) else money(limit)
    return "\n".join(
        [
            "version: 1",
            "tenant: acme-corp",
            "budgets:",
            "  - id: main",
            "    match: { team: finance }",
            f"    limit: {limit}",
            *([] if "concurrent" in limit or "window:" in more else ["    window: day"]),
            "    warnings: off",
            *([f"    {more}"] if more else []),
            f"    thresholds: [{', '.join('{ ' + one + ' }' for one in thresholds)}]",
            *(["rules:", *("  - " + line for line in rules.splitlines())] if rules else []),
            "",
        ]
    )


def holds(server: Farthing) -> list[dict]:
    return [one for one in entries(server) if one["kind"] == "hold"]


def models(server: Farthing) -> list[tuple[str, str]]:
    """Of every hold the model that was asked for and the one that took it."""
    return [(one["modelRequested"], one["modelResolved"]) for one in holds(server)]


def billed(server: Farthing) -> list[str]:
    return [call["model"] for call in server.scripted.bill()]


def kinds(server: Farthing) -> list[str]:
    return [one["kind"] for one in entries(server)]


def spend(caller: Caller, is_stream: bool = False, **more):
    """A call that costs what it is held for, but for its input; it is settled when this returns."""
    reply = caller.ask(steering=f"tokens={OUTPUT}", limit=OUTPUT, is_stream=is_stream, **more)
    caller.server.wait_until_nothing_held()
    return reply


@pytest.fixture(params=ALL, ids=[sdk.name for sdk in ALL])
def sdk(request) -> Sdk:
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def is_stream(request) -> bool:
    return request.param


# MARK: Downgrade


def test_past_half_the_money_a_cheaper_model_answers(farthing_server, sdk, is_stream):
    limit = 5 * sdk.price(sdk.dear, OUTPUT)
    server = farthing_server(policy(limit, f"at: 50%, do: downgrade, to: {json.dumps(sdk.cheap)}"))
    caller = sdk.caller(server)
    replies = [spend(caller, is_stream) for _ in range(3)]
    assert billed(server) == [sdk.dear, sdk.dear, sdk.cheap]
    assert models(server) == [(sdk.dear, model) for model in billed(server)]
    for reply in replies[:2]:
        assert MODEL not in reply.headers and REQUESTED not in reply.headers
    assert replies[2].headers[MODEL] == sdk.cheap
    assert replies[2].headers[REQUESTED] == sdk.dear
    assert all(reply.words > OUTPUT / 4 for reply in replies)
    [*_, last] = holds(server)
    assert any('budget "main" says downgrade at 50%' in reason for reason in last["reasons"])
    assert server.spent() == sum(nanos(sdk.billed(call)) for call in server.scripted.bill())
    assert len(caller.attempts) == 3
    assert server.verify().returncode == 0


def test_near_the_limit_the_next_rung_answers(farthing_server, sdk, is_stream):
    """Room for the last model of the ladder alone."""
    output = 8 * OUTPUT
    product = sdk.price(sdk.cheap, output) * sdk.price(sdk.cheapest, output)
    ladder = json.dumps([sdk.cheap, sdk.cheapest])
    server = farthing_server(policy(product.sqrt(), f"at: 50%, do: downgrade, to: {ladder}"))
    caller = sdk.caller(server)
    reply = caller.ask(limit=output, is_stream=is_stream)
    assert reply.headers[MODEL] == sdk.cheapest and reply.headers[REQUESTED] == sdk.dear
    assert billed(server) == [sdk.cheapest]
    assert models(server) == [(sdk.dear, sdk.cheapest)]
    assert server.verify().returncode == 0


def test_a_rule_downgrades(farthing_server, sdk, is_stream):
    rule = f"{{ id: thrift, when: {{ model: {json.dumps(sdk.dear)} }}, do: downgrade, to: "
    rule += json.dumps([sdk.cheap, sdk.cheapest]) + " }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    caller = sdk.caller(server)
    reply = caller.ask(is_stream=is_stream)
    assert reply.headers[MODEL] == sdk.cheap and reply.headers[REQUESTED] == sdk.dear
    # What the rule does not speak of is left alone.
    assert MODEL not in caller.ask(model=sdk.cheapest, is_stream=is_stream).headers
    assert billed(server) == [sdk.cheap, sdk.cheapest]
    assert models(server) == [(sdk.dear, sdk.cheap), (sdk.cheapest, sdk.cheapest)]
    [first, _] = holds(server)
    assert any("thrift" in reason for reason in first["reasons"])


def test_a_ladder_of_a_rule_stops_at_its_first_rung(farthing_server):
    """As a threshold's does: the next one is for where the money does not suffice."""
    rule = "{ id: thrift, when: { team: finance }, do: downgrade, to: [gpt-4o-mini, gpt-4.1-nano] }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    assert CHAT.caller(server).ask().headers[MODEL] == "gpt-4o-mini"


def test_a_dearer_or_foreign_target_is_none(farthing_server, sdk):
    foreign = "claude-haiku-4-5" if sdk.provider != "anthropic" else "gpt-4.1-nano"
    ladder = json.dumps([foreign, sdk.dear])
    rule = f"{{ id: nonsense, when: {{}}, do: downgrade, to: {ladder} }}"
    server = farthing_server(policy("10.00 USD", rules=rule))
    reply = sdk.caller(server).ask(model=sdk.cheap)
    assert MODEL not in reply.headers and billed(server) == [sdk.cheap]


def test_budgets_and_rules_of_the_new_model_count(farthing_server):
    """A downgraded call counts in its own model's budgets, and its model's rules judge it."""
    text = policy(
        "10.00 USD",
        rules='{ id: thrift, when: { model: "gpt-4o" }, do: downgrade, to: gpt-4o-mini }\n'
        '{ id: no-mini, when: { model: "gpt-4o-mini", "tag:env": prod }, do: block }',
    )
    of_dear = "  - { id: dear, match: { model: gpt-4o }, limit: 5 calls, window: day }\nrules:"
    server = farthing_server(text.replace("rules:", of_dear))
    server.key = server.create_key("prod", "--claim", "tag:env=*", team="finance")
    caller = CHAT.caller(server)
    caller.ask()
    assert server.spent("dear") == 0
    with pytest.raises(Refused) as refused:
        caller.ask(headers={"x-farthing-tag-env": "prod"})
    assert refused.value.code == "rule" and "no-mini" in refused.value.message
    assert billed(server) == ["gpt-4o-mini"]


def test_where_no_model_is_left_the_call_goes_on_to_the_limit(farthing_server, sdk):
    limit = 5 * sdk.price(sdk.cheapest, OUTPUT)
    server = farthing_server(policy(limit, f"at: 50%, do: downgrade, to: {json.dumps(sdk.cheap)}"))
    caller = sdk.caller(server)
    calls = 0
    with pytest.raises(Refused) as refused:
        for calls in range(10):
            spend(caller, model=sdk.cheapest)
    assert calls == 4 and isinstance(refused.value.error, sdk.no_money)
    assert len(caller.attempts) == 5 and set(billed(server)) == {sdk.cheapest}


def test_a_metered_stream_is_downgraded_and_cut(farthing_server):
    limit = 2 * CHAT.price("gpt-4o", OUTPUT)
    text = policy(limit, "at: 50%, do: downgrade, to: gpt-4o-mini", more="hold: metered")
    server = farthing_server(text)
    caller = CHAT.caller(server)
    spend(caller, is_stream=True)
    reply = caller.ask(steering="tokens=100000;chunk=64", limit=16_000, is_stream=True)
    server.wait_until_nothing_held()
    assert reply.headers[MODEL] == "gpt-4o-mini"
    assert billed(server) == ["gpt-4o", "gpt-4o-mini"]
    total = sum(CHAT.billed(call) for call in server.scripted.bill())
    assert total <= server.spent() <= limit


def test_a_fitted_call_is_downgraded_before_it_is_cut_short(farthing_server):
    """The whole answer would pass half of the money: another model, not a shorter answer."""
    limit = CHAT.price("gpt-4o", 3 * OUTPUT)
    text = policy(limit, "at: 50%, do: downgrade, to: gpt-4o-mini", more="hold: fitted")
    server = farthing_server(text)
    reply = CHAT.caller(server).ask(limit=4 * OUTPUT)
    assert reply.headers[MODEL] == "gpt-4o-mini"
    assert "x-farthing-output-limit" not in reply.headers


def test_embeddings_and_batches_are_left_alone(farthing_server):
    rule = "{ id: thrift, when: {}, do: downgrade, to: "
    rule += "[gpt-4o-mini, gpt-4.1-nano, text-embedding-3-small] }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    client = CHAT.caller(server).client
    raw = client.embeddings.with_raw_response.create(model="text-embedding-3-large", input="Hello")
    assert MODEL not in raw.headers
    assert len(raw.parse().data[0].embedding) > 1
    line = {
        "custom_id": "one",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "gpt-4o", "messages": messages(), "max_tokens": 16},
    }
    file = client.files.create(file=("calls.jsonl", json.dumps(line).encode()), purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
    )
    assert batch.id
    response = client.responses.with_raw_response.create(
        model="gpt-4o", input="Hello", background=True, max_output_tokens=16
    )
    assert MODEL not in response.headers
    asked = [(requested, resolved) for requested, resolved in models(server)]
    assert asked == [(model, model) for model in ["text-embedding-3-large", "gpt-4o", "gpt-4o"]]


def test_of_two_budgets_targets_the_cheaper_one_is_taken(farthing_server):
    text = policy("0.001 USD", "at: 1%, do: downgrade, to: gpt-4.1-mini")
    text += "  - id: other\n    limit: 0.001 USD\n    window: day\n"
    text += "    thresholds: [{ at: 1%, do: downgrade, to: gpt-4o-mini }]\n"
    server = farthing_server(text)
    assert CHAT.caller(server).ask().headers[MODEL] == "gpt-4o-mini"
    assert len(holds(server)) == 1 and len(holds(server)[0]["lines"]) == 2


def test_an_error_of_the_cheaper_model_is_named(farthing_server, sdk):
    rule = f"{{ id: thrift, when: {{ model: {json.dumps(sdk.dear)} }}, do: downgrade, "
    server = farthing_server(policy("10.00 USD", rules=rule + f"to: {json.dumps(sdk.cheap)} }}"))
    caller = sdk.caller(server)
    with pytest.raises(Refused) as refused:
        caller.ask(steering="fault=400")
    error = refused.value.error
    headers = sdks.lower(
        error.response["ResponseMetadata"]["HTTPHeaders"]
        if isinstance(error.response, dict)
        else error.response.headers
    )
    assert headers[MODEL] == sdk.cheap and headers[REQUESTED] == sdk.dear
    server.wait_until_nothing_held()
    assert server.spent() == 0


@pytest.mark.parametrize("answers", [True, False])
def test_an_idempotency_key_names_the_call_that_was_asked_for(farthing_server, answers):
    """Sent again, it is the same call, whatever model took it the first time."""
    rule = "{ id: thrift, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    caller = CHAT.caller(server)
    headers = {"idempotency-key": "order-66"}
    steering = "tokens=5" if answers else "fault=500"
    prompt = {"steering": steering, "headers": headers}
    if answers:
        caller.ask(**prompt)
        server.wait_until_nothing_held()
        with pytest.raises(Refused) as again:
            caller.ask(**prompt)
        assert again.value.status == 409 and again.value.code == "call_already_settled"
        assert len(caller.attempts) == 2
    else:
        # Released each time: the SDK's own retries may go on under the key.
        with pytest.raises(Refused) as failed:
            caller.ask(**prompt)
        assert failed.value.status == 500 and len(caller.attempts) == 3
    assert {"gpt-4o-mini"} == set(billed(server)) and len(billed(server)) == (1 if answers else 3)


def test_a_key_of_a_downgraded_call_is_known_after_a_restart(farthing_server):
    rule = "{ id: thrift, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }"
    server = farthing_server(policy("10.00 USD", rules=rule))
    headers = {"idempotency-key": "order-67"}
    CHAT.caller(server).ask(headers=headers)
    server.wait_until_nothing_held()
    server.stop()
    server.policy = policy("10.00 USD")
    server.start()
    # The policy no longer downgrades; the call is the same.
    with pytest.raises(Refused) as again:
        CHAT.caller(server).ask(headers=headers)
    assert again.value.status == 409 and len(billed(server)) == 1


@pytest.mark.parametrize("fault", [None, "503=1000"])
def test_the_fallback_takes_the_downgraded_call(fault):
    box = Sandbox()
    try:
        second = box.scripted()
        first = box.scripted("--faults", fault).url if fault else f"http://127.0.0.1:{free_port()}"
        rule = "{ id: thrift, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }"
        server = box.farthing(
            policy("10.00 USD", rules=rule),
            *["--upstream-openai", first, "--fallback-openai", second.url],
            scripted=second,
        )
        server.key = server.create_key("tests", team="finance")
        reply = CHAT.caller(server).ask()
        assert reply.headers[MODEL] == "gpt-4o-mini" and reply.headers[REQUESTED] == "gpt-4o"
        assert [call["model"] for call in second.bill()] == ["gpt-4o-mini"]
        assert set(models(server)) == {("gpt-4o", "gpt-4o-mini")} and len(models(server)) == 2
        server.wait_until_nothing_held()
        assert server.spent() == nanos(CHAT.billed(second.bill()[0]))
    finally:
        box.close()


# MARK: Pause


def test_paused_until_resumed(farthing_server, sdk):
    limit = 5 * sdk.price(sdk.cheap, OUTPUT)
    server = farthing_server(policy(limit, "at: 50%, do: pause"))
    caller = sdk.caller(server)
    spend(caller, model=sdk.cheap)
    spend(caller, model=sdk.cheap)
    with pytest.raises(Refused) as refused:
        spend(caller, model=sdk.cheap)
    assert isinstance(refused.value.error, sdk.no_money)
    assert kinds(server).count("pause") == 1
    # Whatever room there is.
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            caller.ask(model=sdk.cheapest, limit=16)
        assert refused.value.code == "budget_paused"
    assert len(caller.attempts) == 5 and len(billed(server)) == 2
    server.run("budgets", "resume", "main", "--data", server.data)
    caller.ask(model=sdk.cheapest, limit=16)
    assert len(billed(server)) == 3
    assert server.verify().returncode == 0


def test_a_pause_outlives_a_restart(farthing_server):
    limit = 3 * CHAT.price(CHAT.cheap, OUTPUT)
    server = farthing_server(policy(limit, "at: 50%, do: pause"))
    caller = CHAT.caller(server)
    spend(caller, model=CHAT.cheap)
    with pytest.raises(Refused):
        spend(caller, model=CHAT.cheap)
    server.process.stop(9)
    server.start()
    caller = CHAT.caller(server)
    with pytest.raises(Refused) as refused:
        caller.ask(model=CHAT.cheapest, limit=16)
    assert refused.value.code == "budget_paused"


# MARK: Shadow

ACTIONS = [
    "at: 1%, do: downgrade, to: gpt-4o-mini",
    "at: 1%, do: approve, approvers: finance",
    "at: 1%, do: wait, within: 30s",
    "at: 1%, do: block",
    "at: 1%, do: pause",
]
RULES = [
    "do: downgrade, to: gpt-4o-mini",
    "do: approve, approvers: finance",
    "do: wait, within: 30s",
    "do: block",
    "require: payment_execute",
]


def assert_untouched(server: Farthing) -> list[dict]:
    """Two calls for a tiny budget pass as they are."""
    caller = CHAT.caller(server)
    for _ in range(2):
        started = time.monotonic()
        assert MODEL not in caller.ask().headers
        assert time.monotonic() - started < 15
    assert billed(server) == ["gpt-4o", "gpt-4o"]
    found = entries(server)
    assert not [one for one in found if one["kind"] in ("refusal", "approvalAsk", "pause")]
    assert server.verify().returncode == 0
    return [one for one in found if one["kind"] == "hold"]


@pytest.mark.parametrize("threshold", ACTIONS, ids=lambda text: text.split("do: ")[1].split(",")[0])
@pytest.mark.parametrize("whole", [True, False], ids=["policy", "budget"])
def test_shadow_thresholds_change_no_call(farthing_server, threshold, whole):
    text = policy("0.0001 USD", threshold, more="" if whole else "mode: shadow")
    server = farthing_server(text.replace("tenant:", "mode: shadow\ntenant:") if whole else text)
    held = assert_untouched(server)
    assert {one["action"] for one in held} == {"shadow" if whole else "allow"}
    shown = server.run("budgets", "--json", "--data", server.data).stdout
    assert re.search(r'"would_refuse":[1-9]', shown), shown


@pytest.mark.parametrize("rule", RULES, ids=lambda text: text.split(",")[0].split(" ")[-1])
@pytest.mark.parametrize("whole", [True, False], ids=["policy", "rule"])
def test_shadow_rules_change_no_call_and_say_so(farthing_server, rule, whole):
    rule = f"{{ id: quiet, when: {{}}, {rule}{'' if whole else ', mode: shadow'} }}"
    text = policy("10.00 USD", rules=rule)
    server = farthing_server(text.replace("tenant:", "mode: shadow\ntenant:") if whole else text)
    for held in assert_untouched(server):
        assert any("quiet" in reason and "would say" in reason for reason in held["reasons"]), held


def test_a_shadow_budget_beside_an_enforced_one(farthing_server):
    text = policy("10.00 USD", "at: 50%, do: downgrade, to: gpt-4o-mini")
    server = farthing_server(
        text + "  - id: tight\n    limit: 0.000001 USD\n    window: day\n    mode: shadow\n"
        "    thresholds: [{ at: 1%, do: pause }]\n"
    )
    assert_untouched(server)


# MARK: Dates


def later(seconds: float) -> str:
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def outcome(caller: Caller) -> str:
    try:
        return caller.ask().headers.get(MODEL, "as asked")
    except Refused as refused:
        return refused.code


def becomes(caller: Caller, end: float, wanted: str) -> list[str]:
    """What calls are told until one is told `wanted`; not later than `end`."""
    found = []
    while time.monotonic() < end:
        found.append(outcome(caller))
        if found[-1] == wanted:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


@pytest.mark.parametrize("edge", ["until", "from"])
@pytest.mark.parametrize("part", ["budget", "rule", "policy"])
def test_an_edge_in_time_is_crossed_while_the_server_runs(farthing_server, part, edge):
    at = later(3)
    end = time.monotonic() + 3
    strict = {"budget": "budget_exceeded", "rule": "gpt-4o-mini", "policy": "gpt-4o-mini"}[part]
    rule = "{{ id: thrift, when: {{}}, do: downgrade, to: gpt-4o-mini{} }}"
    date = f"{edge}: {json.dumps(at)}"
    if part == "rule":
        text = policy("10.00 USD", rules=rule.format(", " + date))
    elif part == "policy":
        text = policy("10.00 USD", rules=rule.format(""))
        text = text.replace("tenant:", f"{date}\nunmatched: allow\ntenant:")
    else:
        text = policy("10.00 USD")
        text += f"  - id: closed\n    limit: 0 USD\n    window: day\n    {date}\n"
    server = farthing_server(text)
    caller = CHAT.caller(server)
    first, last = ("as asked", strict) if edge == "from" else (strict, "as asked")
    assert outcome(caller) == first
    found = becomes(caller, end + 3, last)
    assert set(found[:-1]) <= {first}
    assert time.monotonic() >= end - 0.2
    assert outcome(caller) == last


# MARK: Capability


def test_a_rule_asks_what_the_key_is_trusted_with(farthing_server, sdk, is_stream):
    rule = '{ id: payments, when: { tool: "pay_*" }, require: payment_initiate }'
    server = farthing_server(policy("10.00 USD", rules=rule))
    tool = {"x-farthing-tool": "pay_invoice"}
    for capability, passes in [
        (None, False),
        ("data_write", False),
        ("payment_initiate", True),
        ("payment_execute", True),
    ]:
        flags = ["--capability", capability] if capability else []
        name = capability or "nothing"
        server.key = server.create_key(name, *flags, team="finance")
        caller = sdk.caller(server)
        if passes:
            caller.ask(headers=tool, is_stream=is_stream)
            assert len(caller.attempts) == 1
        else:
            with pytest.raises(Refused) as refused:
                caller.ask(headers=tool, is_stream=is_stream)
            assert isinstance(refused.value.error, sdk.forbidden) and refused.value.status == 403
            assert refused.value.code == "rule" and "payments" in refused.value.message
            assert len(caller.attempts) == 1
        # Other tools need nothing.
        caller.ask(headers={"x-farthing-tool": "look_up"}, is_stream=is_stream)
    with pytest.raises(Refused):
        headers = tool | {"x-farthing-capability": "payment_execute"}
        sdk.caller(server, server.create_key("liar", team="finance")).ask(headers=headers)


# MARK: What would be possible


def test_a_refusal_names_the_cheapest_model_that_would_pass(farthing_server):
    limit = 2 * CHAT.price("gpt-4o-mini", OUTPUT)
    server = farthing_server(policy(limit))
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask(limit=OUTPUT)
    facts = refused.value.facts
    assert facts["affordable_output_tokens"] > 0
    model = facts["affordable_model"]
    assert CHAT.caller(server).ask(model=model, limit=OUTPUT).text


def test_the_model_that_a_refusal_names_is_one_that_rules_allow(farthing_server):
    limit = 2 * CHAT.price("gpt-4o-mini", OUTPUT)
    rule = '{ id: no-tiny, when: { model: "*nano*" }, do: block }'
    server = farthing_server(policy(limit, rules=rule))
    with pytest.raises(Refused) as refused:
        CHAT.caller(server).ask(limit=OUTPUT)
    model = refused.value.facts["affordable_model"]
    assert "nano" not in model
    assert CHAT.caller(server).ask(model=model, limit=OUTPUT).text


# MARK: The documentation


def blocks(kind: str) -> list[str]:
    """The examples of docs/actions.md."""
    page = (ROOT / "docs" / "actions.md").read_text()
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_documentation(farthing_server, capsys):
    [text] = blocks("yaml")
    server = farthing_server(text)
    server.run("policy", "check", server.folder / "policy.yaml")
    call, ask = blocks("python")
    call = call.replace("http://127.0.0.1:8484/openai/v1", server.base_url)
    call = call.replace("fk_…", server.key)
    scope: dict = {}
    exec(call, scope)
    assert capsys.readouterr().out == "gpt-4.1\n"
    server.run("budgets", "pause", "finance-daily", "--data", server.data)
    exec(call, scope)
    assert capsys.readouterr().out.startswith("budget_paused ")
    server.stop()

    approves = "at: 1%, do: approve, approvers: finance"
    server = farthing_server(policy("0.01 USD", approves))
    voter = server.create_key("alice", "--approves", "finance", "--approve-only")
    caller = CHAT.caller(server)
    with pytest.raises(Refused) as refused:
        caller.ask()
    exec(ask, scope)
    vote = ["approvals", "approve", refused.value.approval_id[:8], "--note", "for the board"]
    key_file = server.folder / "voter.key"
    key_file.write_text(voter)
    server.run(*vote, "--data", server.data, "--key-file", key_file)
    # A key is a secret, and stays nowhere.
    key_file.unlink()
    assert scope["decided"](refused.value.error, server.key) == "granted"
    caller.ask()
