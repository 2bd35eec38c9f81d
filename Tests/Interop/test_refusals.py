"""A refusal raises the SDK's own typed error, after exactly one attempt, and sends nothing."""

from __future__ import annotations

import asyncio

import openai
import pytest

from conftest import Attempts, messages, policy

MODEL = "gpt-4o-mini"


def assert_nothing_happened(server) -> None:
    assert server.held() == 0
    assert server.scripted.stats()["requests"] == 0


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("hold", ["ceiling", "fitted", "metered"])
def test_spent_budget(farthing_server, client_of, attempts, hold, is_stream):
    server = farthing_server(policy("0.000001 USD", hold))
    with pytest.raises(openai.RateLimitError) as raised:
        client_of(server).chat.completions.create(
            model=MODEL, messages=messages(), stream=is_stream
        )
    assert attempts.count == 1
    assert raised.value.status_code == 429
    assert raised.value.response.headers["x-should-retry"] == "false"
    assert raised.value.code and "plenty" in str(raised.value.body)
    assert_nothing_happened(server)


def test_spent_budget_asynchronously(farthing_server):
    server = farthing_server(policy("0.000001 USD"))
    attempts = Attempts()

    async def call() -> None:
        http_client = openai.DefaultAsyncHttpxClient(
            event_hooks={"request": [attempts.note_async]}
        )
        options = {"base_url": server.base_url, "api_key": server.key}
        async with openai.AsyncOpenAI(http_client=http_client, **options) as client:
            await client.chat.completions.create(model=MODEL, messages=messages())

    with pytest.raises(openai.RateLimitError):
        asyncio.run(call())
    assert attempts.count == 1
    assert_nothing_happened(server)


def test_block_rule(farthing_server, client_of, attempts):
    text = policy() + "rules:\n  - { id: no-mini, when: { model: gpt-4o-mini }, do: block }\n"
    server = farthing_server(text)
    client = client_of(server)
    with pytest.raises(openai.APIStatusError) as raised:
        client.chat.completions.create(model=MODEL, messages=messages())
    assert attempts.count == 1 and raised.value.status_code in (403, 429)
    assert "no-mini" in str(raised.value.body)
    assert_nothing_happened(server)
    assert client.chat.completions.create(model="gpt-4o", messages=messages()).usage


def test_no_budget_matches(farthing_server, client_of, attempts):
    server = farthing_server(policy())
    server.key = server.create_key("elsewhere", team="marketing")
    with pytest.raises(openai.APIStatusError) as raised:
        client_of(server).chat.completions.create(model=MODEL, messages=messages())
    assert attempts.count == 1 and raised.value.status_code in (403, 429)
    assert server.scripted.stats()["requests"] == 0


def test_shadow_budget_refuses_nothing(farthing_server, client_of):
    server = farthing_server(policy("0.000001 USD").replace("mode: enforce", "mode: shadow"))
    assert client_of(server).chat.completions.create(model=MODEL, messages=messages()).usage


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.vector_stores.create(name="store"),
        lambda client: client.fine_tuning.jobs.create(model=MODEL, training_file="file-1"),
        lambda client: client.batches.list(),
        lambda client: client.chat.completions.list(),
        lambda client: client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Hello"),
    ],
    ids=["vector stores", "fine-tuning", "batches of all", "stored chats", "completions"],
)
def test_unknown_billable_route(client, server, attempts, call):
    with pytest.raises(openai.PermissionDeniedError):
        call(client)
    assert attempts.count == 1
    assert_nothing_happened(server)


@pytest.mark.parametrize("parameter", ["web_search_options", "frobnicate"])
def test_unknown_parameter(client, server, attempts, parameter):
    with pytest.raises(openai.PermissionDeniedError) as raised:
        client.chat.completions.create(
            model=MODEL, messages=messages(), extra_body={parameter: {"search": True}}
        )
    assert attempts.count == 1 and parameter in str(raised.value.body)
    assert_nothing_happened(server)


@pytest.mark.parametrize(
    "more",
    [
        {"n": "two"},
        {"max_completion_tokens": -5},
        {"max_tokens": 1.5},
        {"max_completion_tokens": 10**30},
        {"n": 0},
        {"stream": "yes"},
        {"messages": "Hello"},
        {"messages": []},
        {"model": 7},
        {"model": ""},
    ],
    ids=str,
)
def test_wrong_types_and_absurd_limits(client, server, attempts, more):
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=MODEL, messages=messages(), extra_body=more)
    assert attempts.count == 1
    assert_nothing_happened(server)


def test_unknown_model(client, server, attempts):
    with pytest.raises(openai.APIStatusError) as raised:
        client.chat.completions.create(model="gpt-none-such-9", messages=messages())
    assert attempts.count == 1 and raised.value.status_code in (400, 403, 404)
    assert "gpt-none-such-9" in str(raised.value.body)
    assert_nothing_happened(server)


@pytest.mark.parametrize("key", ["fk_wrong", "sk-not-ours", "fk_" + "A" * 5_000])
def test_wrong_key(client_of, server, attempts, key):
    with pytest.raises(openai.AuthenticationError):
        client_of(server, api_key=key).chat.completions.create(model=MODEL, messages=messages())
    assert attempts.count == 1
    assert_nothing_happened(server)


def test_revoked_key(farthing_server, client_of, attempts):
    server = farthing_server(policy())
    client = client_of(server)
    client.chat.completions.create(model=MODEL, messages=messages())
    server.run("keys", "revoke", "--data", server.data, "tests")
    with pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model=MODEL, messages=messages())
    assert attempts.count == 2 and server.scripted.stats()["requests"] == 1


def test_scope_header_that_the_key_may_not_claim(client, server, attempts):
    with pytest.raises(openai.PermissionDeniedError):
        client.chat.completions.create(
            model=MODEL, messages=messages(), extra_headers={"x-farthing-team": "board"}
        )
    assert attempts.count == 1
    assert_nothing_happened(server)


def test_idempotency_key_authorises_one_dispatch(client, server, attempts):
    headers = {"idempotency-key": "order-66"}
    client.chat.completions.create(model=MODEL, messages=messages(), extra_headers=headers)
    for text in ("Hello there, what is new?", "Something else"):
        with pytest.raises(openai.ConflictError):
            client.chat.completions.create(
                model=MODEL, messages=messages(text), extra_headers=headers
            )
    assert attempts.count == 3
    assert server.scripted.stats()["requests"] == 1
