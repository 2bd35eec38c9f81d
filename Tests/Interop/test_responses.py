"""Responses and embeddings through the stock `openai` SDK."""

from __future__ import annotations

from decimal import Decimal

import openai
import pytest

import canaries
from conftest import policy
from farthing_process import HEADER_COST, HEADER_HOLD, HEADER_RECEIPT, decimal
from prices import nanos, price, total

MODEL = "gpt-4o-mini"
EMBEDDING = "text-embedding-3-small"


def prompt(steering: str = "", text: str = "Hello there, what is new?") -> str:
    """A text with a canary in it, that may steer the scripted provider's answer."""
    canaries.session.prompts += 1
    text = f"{text} {canaries.PROMPT}"
    return f"{text} [[scripted {steering}]]" if steering else text


def test_plain_response(client, server):
    before = server.spent()
    answer = client.responses.create(
        model=MODEL, input=prompt("tokens=11;cached=3"), instructions="Be brief."
    )
    assert answer.status == "completed" and len(answer.output_text.split()) == 11
    [call] = server.scripted.bill()
    assert answer.usage.output_tokens == call["completion_tokens"] == 11
    assert answer.usage.input_tokens == call["prompt_tokens"]
    assert call["cached_tokens"] == 3 and call["service_tier"] == "default"
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_items_tools_and_schemas(client, server):
    answer = client.responses.create(
        model=MODEL,
        input=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "input_text", "text": prompt("tokens=5")}]},
        ],
        tools=[
            {
                "type": "function",
                "name": "look_up",
                "parameters": {"type": "object", "properties": {}},
                "strict": False,
            }
        ],
        text={"format": {"type": "text"}, "verbosity": "low"},
        temperature=0.2,
        top_p=0.9,
        store=False,
        include=["message.output_text.logprobs"],
        metadata={"purpose": "test"},
        max_output_tokens=50,
        user="someone",
    )
    again = client.responses.create(
        model=MODEL,
        input=[*answer.output, {"role": "user", "content": prompt("tokens=6")}],
    )
    assert again.status == "completed"
    assert [call["completion_tokens"] for call in server.scripted.bill()] == [5, 6]
    assert server.scripted.bill()[0]["user"] == "someone"


def test_a_stored_prompt_is_held_by_the_context(client, server, farthing_server, client_of):
    """What came before is billed again and not in the request: the context is the bound."""
    first = client.responses.create(model=MODEL, input=prompt("tokens=5"), max_output_tokens=50)
    server.wait_until_nothing_held()
    before = server.spent()
    server.scripted.reset()
    again = client.responses.create(
        model=MODEL,
        previous_response_id=first.id,
        input=prompt("tokens=6;prompt=100000"),
        max_output_tokens=50,
    )
    assert again.status == "completed"
    [call] = server.scripted.bill()
    assert call["prompt_tokens"] == 100_000
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))
    # 128,000 tokens of context at 0.15 dollars a million: more than a cent.
    poor = farthing_server(policy("0.01 USD"))
    with pytest.raises(openai.RateLimitError):
        client_of(poor).responses.create(
            model=MODEL, previous_response_id=first.id, input="x", max_output_tokens=50
        )


def test_reasoning_goes_back_encrypted(client, server):
    answer = client.responses.create(
        model="o4-mini", input=prompt("tokens=8;reasoning=20"), reasoning={"effort": "low"}
    )
    assert [item.type for item in answer.output] == ["reasoning", "message"]
    assert answer.usage.output_tokens_details.reasoning_tokens == 20
    client.responses.create(
        model="o4-mini",
        input=[*answer.output, {"role": "user", "content": prompt("tokens=8;reasoning=4")}],
    )
    assert [call["reasoning_tokens"] for call in server.scripted.bill()] == [20, 4]


def test_stream(client, server):
    before = server.spent()
    events = list(client.responses.create(model=MODEL, input=prompt("tokens=33"), stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[0].type == "response.created" and events[-1].type == "response.completed"
    text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert len(text.split()) == 33 and events[-1].response.output_text == text
    [call] = server.scripted.bill()
    assert call["stream"] and call["completion_tokens"] == 33
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_stream_helper(client):
    with client.responses.stream(model=MODEL, input=prompt("tokens=9")) as stream:
        final = stream.get_final_response()
    assert len(final.output_text.split()) == 9


def test_own_limit_is_an_incomplete_response(client, server):
    events = list(
        client.responses.create(
            model=MODEL, input=prompt("tokens=60"), max_output_tokens=20, stream=True
        )
    )
    assert events[-1].type == "response.incomplete"
    assert [call["completion_tokens"] for call in server.scripted.bill()] == [20]


def test_headers(client, server):
    raw = client.responses.with_raw_response.create(model=MODEL, input=prompt("tokens=40"))
    [call] = server.scripted.bill()
    assert decimal(raw.headers[HEADER_COST]) == nanos(price(call))
    assert raw.headers[HEADER_HOLD] and raw.headers[HEADER_RECEIPT]
    assert raw.parse().usage.output_tokens == 40


@pytest.mark.parametrize("is_stream", [False, True])
def test_budget_refusal_is_a_typed_error_raised_once(
    farthing_server, client_of, attempts, is_stream
):
    server = farthing_server(policy(limit="0.000001 USD"))
    with pytest.raises(openai.RateLimitError) as raised:
        client_of(server).responses.create(model=MODEL, input=prompt(), stream=is_stream)
    assert raised.value.code == "budget_exceeded" or "budget" in str(raised.value)
    assert attempts.count == 1
    assert server.scripted.bill() == []


@pytest.mark.parametrize(
    "more",
    [
        {"tools": [{"type": "web_search"}]},
        {"tools": [{"type": "code_interpreter", "container": {"type": "auto"}}]},
        {"tools": [{"type": "image_generation"}], "max_tool_calls": 1},
        {"prompt": {"id": "pmpt_1"}},
        {"extra_body": {"brand_new": 1}},
    ],
)
def test_what_may_cost_without_a_price_is_refused(client, server, attempts, more):
    with pytest.raises(openai.PermissionDeniedError) as raised:
        client.responses.create(model=MODEL, input=prompt(), **more)
    assert raised.value.code == "parameter_not_priced"
    assert attempts.count == 1
    assert server.scripted.bill() == [] and server.held() == 0


@pytest.mark.parametrize("fault", ["429", "500", "503", "529"])
def test_error_of_the_provider_is_passed_on_and_free(client_of, server, fault):
    before = server.spent()
    with pytest.raises(openai.APIStatusError) as raised:
        client_of(server, max_retries=0).responses.create(
            model=MODEL, input=prompt(f"fault={fault}")
        )
    assert raised.value.status_code == int(fault)
    server.wait_until_nothing_held()
    assert server.spent() == before


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(
    "fault", ["502", "cut", "no_usage", "malformed", "compressed", "zero_usage", "late_usage"]
)
def test_broken_answer_is_charged(client_of, server, fault, is_stream):
    client = client_of(server, max_retries=0)
    before = server.spent()
    try:
        answer = client.responses.create(
            model=MODEL,
            input=prompt(f"tokens=50;fault={fault}"),
            max_output_tokens=100,
            stream=is_stream,
        )
        if is_stream:
            list(answer)
    except (openai.APIError, ValueError):
        pass  # The SDK lets a body that is not JSON through as the JSON reader's own error.
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before >= nanos(price(call))


def test_metered_stream_is_cut_in_the_dialects_own_words(farthing_server, client_of):
    """The budget pays for some of the stream: it ends as if its own limit had ended it."""
    server = farthing_server(policy(limit="0.0004 USD", hold="metered"))
    client = client_of(server)
    words, ends = 0, []
    for _ in range(6):
        try:
            events = list(
                client.responses.create(
                    model=MODEL,
                    input=prompt("tokens=600;chunk=8;chunk_delay_ms=2"),
                    stream=True,
                )
            )
        except openai.RateLimitError:
            break
        assert [event.sequence_number for event in events] == list(range(len(events)))
        text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
        words += len(text.split())
        last = events[-1]
        ends.append(last.type)
        assert last.response.output_text == text
        if last.type == "response.incomplete":
            assert last.response.incomplete_details.reason == "max_output_tokens"
            break
    assert "response.incomplete" in ends and words > 0
    server.wait_until_nothing_held()
    assert total(server.scripted.bill()) <= server.spent() <= Decimal("0.0004")


def test_embeddings(client, server):
    before = server.spent()
    answer = client.embeddings.create(model=EMBEDDING, input=[prompt(), "short"], dimensions=6)
    assert [len(vector.embedding) for vector in answer.data] == [6, 6]
    [call] = server.scripted.bill()
    assert answer.usage.prompt_tokens == call["prompt_tokens"]
    tokens = client.embeddings.create(model=EMBEDDING, input=[[1, 2, 3], [4]])
    assert tokens.usage.prompt_tokens == 4
    server.wait_until_nothing_held()
    assert server.spent() - before == sum(nanos(price(call)) for call in server.scripted.bill())


def test_embeddings_beyond_the_budget_are_refused(farthing_server, client_of, attempts):
    server = farthing_server(policy(limit="0.0000001 USD"))
    with pytest.raises(openai.RateLimitError):
        client_of(server).embeddings.create(model=EMBEDDING, input=prompt(text="word " * 50))
    assert attempts.count == 1
    assert server.scripted.bill() == []


@pytest.mark.parametrize("fault", ["no_usage", "malformed", "cut"])
def test_broken_embeddings_are_charged(client_of, server, fault):
    before = server.spent()
    try:
        client_of(server, max_retries=0).embeddings.create(
            model=EMBEDDING, input=prompt(f"fault={fault}")
        )
    except (openai.APIError, ValueError):
        pass
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before >= nanos(price(call))


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.images.generate(model="dall-e-3", prompt="A hedgehog"),
        lambda client: client.images.generate(
            model="gpt-image-1-mini", prompt="A hedgehog", stream=True
        ),
        lambda client: client.audio.speech.create(
            model="gpt-4o-mini-tts", input="Hello", voice="alloy"
        ),
        lambda client: client.audio.transcriptions.create(model="whisper-1", file=b"RIFF"),
        lambda client: client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Hello"),
        lambda client: client.batches.list(),
        lambda client: client.files.list(),
        lambda client: client.responses.compact(model=MODEL, input="Hello"),
    ],
)
def test_other_routes_are_refused_with_a_reason(client, server, attempts, call):
    with pytest.raises(openai.PermissionDeniedError) as raised:
        call(client)
    assert "refused" in raised.value.message
    assert attempts.count == 1
    assert server.scripted.bill() == []
