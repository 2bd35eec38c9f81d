"""Runs: rules on what a run has done, allowances of child runs, and what keys are trusted with."""

from __future__ import annotations

import concurrent.futures
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from decimal import Decimal

import anthropic
import openai
import pytest

import canaries
from conftest import messages
from farthing_process import Farthing, amount_of, wait_until
from test_anthropic import MODEL as CLAUDE
from test_anthropic import base_url as claude_url

MODEL = "gpt-4o-mini"
POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: run, match: { team: finance }, limit: 10.00 USD, window: run, warnings: off }
"""
PARENT = {"x-farthing-run": "parent"}


class Refused(Exception):
    def __init__(self, status: int, body: dict):
        super().__init__(f"{status} {body}")
        self.status = status
        self.code = body["error"]["code"]


def verb(server: Farthing, name: str, body: dict | None, headers: dict, key: str = "") -> dict:
    """One spend verb by plain HTTP; a GET where there is no body."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/spend/{name}",
        json.dumps(body).encode() if body is not None else None,
        {"authorization": f"Bearer {key or server.key}", **headers},
    )
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise Refused(error.code, json.loads(error.read())) from None


def carve(server: Farthing, headers: dict = PARENT, **body) -> dict:
    return verb(server, "allowances", body, headers)


def under(allowance: dict) -> dict:
    return {"x-farthing-allowance": allowance["allowance"]}


def left(server: Farthing, allowance: dict) -> Decimal:
    """What an allowance has left, in dollars, as its child is told."""
    said = verb(server, "allowances", None, under(allowance))["allowance"]
    return Decimal(sum(line["amount"] for line in said["remaining"])) / 10**9


def used(server: Farthing) -> Decimal:
    """Held and spent together, as they stand at one instant."""
    accounts = server.budgets()
    return sum(
        (amount_of(account, name) for account in accounts for name in ("held", "spent")), Decimal(0)
    )


@pytest.fixture
def claude_of() -> Callable[..., anthropic.Anthropic]:
    def make(server: Farthing, **more) -> anthropic.Anthropic:
        options = {"base_url": claude_url(server), "api_key": server.key, **more}
        canaries.session.note_key(server.folder, options["api_key"])
        return anthropic.Anthropic(**options)

    return make


def test_child_of_either_sdk_spends_out_of_its_allowance(farthing_server, client_of, claude_of):
    server = farthing_server(POLICY)
    allowance = carve(server, run="child", amount="2.00 USD")
    assert server.held() == 2
    chat = client_of(server, default_headers=under(allowance))
    chat.chat.completions.create(model=MODEL, messages=messages())
    with chat.chat.completions.stream(model=MODEL, messages=messages()) as stream:
        stream.until_done()
    claude = claude_of(server, default_headers=under(allowance))
    claude.messages.create(model=CLAUDE, max_tokens=64, messages=messages())
    with claude.messages.stream(model=CLAUDE, max_tokens=64, messages=messages()) as stream:
        stream.until_done()
    assert len(server.scripted.bill()) == 4

    assert used(server) == 2
    wait_until(lambda: left(server, allowance) == server.held(), 30, "four settlements")
    assert server.spent() > 0
    verb(server, "release", {"id": allowance["id"]}, {})
    assert server.held() == 0
    with pytest.raises(openai.PermissionDeniedError) as raised:
        chat.chat.completions.create(model=MODEL, messages=messages())
    assert raised.value.code == "allowance_expired"
    with pytest.raises(anthropic.PermissionDeniedError):
        claude.messages.create(model=CLAUDE, max_tokens=64, messages=messages())
    assert server.verify().returncode == 0


def test_child_cannot_pass_its_allowance_at_once(farthing_server, client_of, attempts):
    server = farthing_server(POLICY)
    allowance = carve(server, run="child", amount="0.02 USD")
    client = client_of(server, default_headers=under(allowance))

    def call(_) -> str:
        try:
            # Up to 16,384 tokens of output are held for: not quite a cent.
            client.chat.completions.create(
                model=MODEL,
                max_tokens=16_384,
                messages=messages(steering="first_ms=300"),
            )
            return "ok"
        except openai.RateLimitError as error:
            return error.code

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        said = list(pool.map(call, range(32)))
    assert attempts.count == 32
    assert set(said) == {"ok", "allowance_exceeded"}
    assert used(server) == Decimal("0.02")
    assert said.count("ok") == len(server.scripted.bill())


def test_sub_agent_with_a_key_of_its_own(farthing_server, client_of):
    server = farthing_server(POLICY)
    allowance = carve(server, run="child", amount="1.00 USD", models=["gpt-4o*"], depth=1)
    key = server.create_key("sub", "--no-claims")
    client = client_of(server, api_key=key, default_headers=under(allowance))
    client.chat.completions.create(model=MODEL, messages=messages())
    with pytest.raises(openai.PermissionDeniedError) as raised:
        client.chat.completions.create(model="gpt-4.1-mini", messages=messages())
    assert raised.value.code == "allowance_forbids_model"
    # Without the allowance no budget is this key's.
    with pytest.raises(openai.PermissionDeniedError) as raised:
        client_of(server, api_key=key).chat.completions.create(model=MODEL, messages=messages())
    assert raised.value.code == "unmatched"
    grandchild = verb(server, "allowances", {"amount": "0.50 USD"}, under(allowance), key)
    assert grandchild["parent_run"] == "child" and grandchild["depth"] == 0
    with pytest.raises(Refused, match="allowance_depth"):
        verb(server, "allowances", {"amount": "0.10 USD"}, under(grandchild), key)
    assert used(server) == 1


def test_allowance_outlives_a_restart(farthing_server, client_of):
    server = farthing_server(POLICY)
    allowance = carve(server, run="child", amount="1.00 USD")
    server.stop()
    server.start()
    client = client_of(server, default_headers=under(allowance))
    client.chat.completions.create(model=MODEL, messages=messages())
    assert used(server) == 1
    with pytest.raises(openai.PermissionDeniedError) as raised:
        token = allowance["allowance"]
        wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
        client_of(server, default_headers={"x-farthing-allowance": wrong}).chat.completions.create(
            model=MODEL, messages=messages()
        )
    assert raised.value.code == "allowance_invalid"


def test_run_that_goes_in_circles_is_stopped(farthing_server, client_of, attempts):
    rules = """
rules:
  - { id: circles, when: { identical: "> 3" }, do: block, reason: the same request again }
  - { id: long, when: { steps: "> 6" }, do: block }
"""
    server = farthing_server(POLICY + rules)
    client = client_of(server, default_headers=PARENT)
    same = messages()
    for _ in range(3):
        client.chat.completions.create(model=MODEL, messages=same)
    with pytest.raises(openai.PermissionDeniedError, match="circles"):
        client.chat.completions.create(model=MODEL, messages=same)
    for step in range(2):
        client.chat.completions.create(model=MODEL, messages=messages(f"Step {step}"))
    with pytest.raises(openai.PermissionDeniedError, match="long"):
        client.chat.completions.create(model=MODEL, messages=messages("One more"))
    assert attempts.count == 7
    other = client_of(server, default_headers={"x-farthing-run": "other"})
    other.chat.completions.create(model=MODEL, messages=same)


def test_capability_comes_from_the_key(farthing_server, client_of):
    rules = 'rules:\n  - { id: pay, when: { tool: "pay_*" }, require: payment_initiate }\n'
    server = farthing_server(POLICY + rules)
    trusted = server.create_key("trusted", "--capability", "payment_execute", team="finance")
    headers = {**PARENT, "x-farthing-tool": "pay_invoice"}
    body = {"tool": "pay_invoice", "amount": "0.10 USD"}
    with pytest.raises(openai.PermissionDeniedError, match="pay"):
        client_of(server, default_headers=headers).chat.completions.create(
            model=MODEL, messages=messages()
        )
    with pytest.raises(Refused, match="rule"):
        verb(server, "hold", body, PARENT)
    claimed = {**headers, "x-farthing-capability": "payment_execute"}
    with pytest.raises(openai.PermissionDeniedError, match="comes from its key alone"):
        client_of(server, default_headers=claimed).chat.completions.create(
            model=MODEL, messages=messages()
        )
    client_of(server, api_key=trusted, default_headers=headers).chat.completions.create(
        model=MODEL, messages=messages()
    )
    assert verb(server, "hold", body, PARENT, trusted)["lines"]
