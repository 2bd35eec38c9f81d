"""The stock `openai` SDK works with only its address and its key changed."""

from __future__ import annotations

import asyncio
import uuid

import openai
import pytest

from conftest import messages
from farthing_process import HEADER_COST, HEADER_HOLD, HEADER_RECEIPT, HEADER_REMAINING, decimal
from prices import nanos, price

MODEL = "gpt-4o-mini"


def test_plain_answer(client, server):
    before = server.spent()
    answer = client.chat.completions.create(model=MODEL, messages=messages(steering="tokens=11"))
    assert answer.choices[0].finish_reason == "stop"
    assert len(answer.choices[0].message.content.split()) == 11
    [call] = server.scripted.bill()
    assert answer.usage.completion_tokens == call["completion_tokens"] == 11
    assert answer.usage.prompt_tokens == call["prompt_tokens"]
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_stream(client, server):
    stream = client.chat.completions.create(
        model=MODEL, messages=messages(steering="tokens=33"), stream=True
    )
    chunks = list(stream)
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert len(text.split()) == 33
    assert [c.finish_reason for chunk in chunks for c in chunk.choices][-1] == "stop"
    # Nobody asked for usage, so the one that the gateway needs is not passed on.
    assert all(chunk.usage is None for chunk in chunks)
    assert all(chunk.choices for chunk in chunks)
    [call] = server.scripted.bill()
    assert call["stream"] and call["completion_tokens"] == 33


def test_stream_with_usage(client, server):
    stream = client.chat.completions.create(
        model=MODEL,
        messages=messages(steering="tokens=20"),
        stream=True,
        stream_options={"include_usage": True},
    )
    usages = [chunk.usage for chunk in stream if chunk.usage]
    [call] = server.scripted.bill()
    assert [usage.completion_tokens for usage in usages] == [20] == [call["completion_tokens"]]


def test_stream_helper(client):
    with client.chat.completions.stream(
        model=MODEL, messages=messages(steering="tokens=9")
    ) as stream:
        final = stream.get_final_completion()
    assert len(final.choices[0].message.content.split()) == 9


def test_asynchronous(server):
    async def calls() -> tuple[list, int]:
        options = {"base_url": server.base_url, "api_key": server.key}
        async with openai.AsyncOpenAI(**options) as client:
            plain = await asyncio.gather(
                *(
                    client.chat.completions.create(
                        model=MODEL, messages=messages(steering=f"tokens={count}")
                    )
                    for count in range(1, 17)
                )
            )
            stream = await client.chat.completions.create(
                model=MODEL, messages=messages(steering="tokens=21"), stream=True
            )
            words = 0
            async for chunk in stream:
                words += len((chunk.choices[0].delta.content or "").split())
        return [answer.usage.completion_tokens for answer in plain], words

    counts, words = asyncio.run(calls())
    assert counts == list(range(1, 17)) and words == 21
    billed = sorted(call["completion_tokens"] for call in server.scripted.bill())
    assert billed == [*range(1, 17), 21]


def test_several_choices_and_parameters(client, server):
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": "Be brief."}, *messages(steering="tokens=5")],
        n=3,
        temperature=0.2,
        top_p=0.9,
        seed=7,
        stop=["\n\n"],
        max_completion_tokens=50,
        response_format={"type": "text"},
        user="someone",
        tools=[
            {
                "type": "function",
                "function": {"name": "look_up", "parameters": {"type": "object", "properties": {}}},
            }
        ],
    )
    assert len(answer.choices) == 3
    [call] = server.scripted.bill()
    assert call["completion_tokens"] == 15 and call["user"] == "someone"


def test_headers(client, server):
    raw = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(steering="tokens=40;cached=4")
    )
    [call] = server.scripted.bill()
    assert decimal(raw.headers[HEADER_COST]) == nanos(price(call))
    assert uuid.UUID(raw.headers[HEADER_HOLD]).version == 4
    assert decimal(raw.headers[HEADER_REMAINING]) > 0
    assert raw.headers[HEADER_RECEIPT]
    assert raw.parse().usage.completion_tokens == 40


def test_cost_of_a_stream_is_in_a_closing_comment(client, server):
    with client.chat.completions.with_streaming_response.create(
        model=MODEL, messages=messages(steering="tokens=40"), stream=True
    ) as raw:
        lines = list(raw.iter_lines())
        assert raw.headers[HEADER_HOLD] and raw.headers[HEADER_RECEIPT]
    [call] = server.scripted.bill()
    [comment] = [line for line in lines if line.startswith(":") and "cost" in line]
    assert format(nanos(price(call)), "f").rstrip("0") in comment
    data = [line for line in lines if line.startswith("data:")]
    assert data[-1] == "data: [DONE]"


def test_models(client, server):
    assert MODEL in [model.id for model in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL
    assert server.held() == 0


@pytest.mark.parametrize("steering", ["fault=429", "fault=500", "fault=503", "fault=529"])
def test_error_of_the_provider_is_passed_on_and_free(client_of, server, steering):
    client = client_of(server, max_retries=0)
    before = server.spent()
    with pytest.raises(openai.APIStatusError) as raised:
        client.chat.completions.create(model=MODEL, messages=messages(steering=steering))
    assert raised.value.status_code == int(steering.removeprefix("fault="))
    server.wait_until_nothing_held()
    assert server.spent() == before


@pytest.mark.parametrize(
    "fault", ["502", "504", "cut", "no_usage", "malformed", "compressed", "zero_usage"]
)
def test_answer_without_a_trustworthy_usage_is_charged(client_of, server, fault):
    client = client_of(server, max_retries=0)
    before = server.spent()
    try:
        client.chat.completions.create(
            model=MODEL,
            messages=messages(steering=f"tokens=50;fault={fault}"),
            max_completion_tokens=100,
        )
    except (openai.APIError, ValueError):
        pass  # The SDK lets a body that is not JSON through as the JSON reader's own error.
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before >= nanos(price(call))


@pytest.mark.parametrize(
    "fault",
    ["cut", "no_usage", "malformed", "compressed", "zero_usage", "late_usage", "repeated_usage"],
)
def test_broken_stream_is_charged(client_of, server, fault):
    client = client_of(server, max_retries=0)
    before = server.spent()
    try:
        list(
            client.chat.completions.create(
                model=MODEL,
                messages=messages(steering=f"tokens=50;fault={fault}"),
                max_completion_tokens=100,
                stream=True,
            )
        )
    except (openai.APIError, ValueError):
        pass
    bill = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before >= sum(nanos(price(call)) for call in bill)
