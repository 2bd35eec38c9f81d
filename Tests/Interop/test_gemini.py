"""The stock `google-genai` SDK works with only its address and its key changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price
from google import genai
from google.genai import errors, types

import canaries
from conftest import messages, policy
from farthing_process import Farthing
from prices import nanos

# Thinks, unless it is told not to.
MODEL = "gemini-2.5-flash"
# Never thinks: all of its output is visible.
VISIBLE = "gemini-2.0-flash"


def price(call: dict) -> Decimal:
    """What one line of the scripted provider's bill costs, in dollars, by code that is not ours."""
    usage = Usage(
        input_tokens=call["prompt_tokens"],
        cache_read_tokens=call["cached_tokens"],
        output_tokens=call["completion_tokens"],
    )
    return calc_price(usage, model_ref=call["model"], provider_id="google").total_price


def ask(steering: str = "") -> str:
    return messages(steering=steering)[0]["content"]


@pytest.fixture
def gemini_of(attempts) -> Iterator[Callable[..., genai.Client]]:
    """The stock SDK with nothing but its address and key changed; its transport is counted."""
    clients: list[genai.Client] = []

    def make(server: Farthing, **more) -> genai.Client:
        options = types.HttpOptions(
            base_url=f"http://127.0.0.1:{server.port}/gemini",
            client_args={"event_hooks": {"request": [attempts.note]}},
            async_client_args={"event_hooks": {"request": [attempts.note_async]}},
            **more,
        )
        canaries.session.note_key(server.folder, server.key)
        clients.append(genai.Client(api_key=server.key, http_options=options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def gemini(gemini_of, server: Farthing) -> genai.Client:
    return gemini_of(server)


def assert_nothing_happened(server: Farthing) -> None:
    assert server.held() == 0
    assert server.scripted.stats()["requests"] == 0


def test_plain_answer(gemini, server):
    before = server.spent()
    answer = gemini.models.generate_content(
        model=MODEL, contents=ask("tokens=11"), config={"max_output_tokens": 500}
    )
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert len(answer.text.split()) == 11
    [call] = server.scripted.bill()
    usage = answer.usage_metadata
    assert usage.candidates_token_count + usage.thoughts_token_count == call["completion_tokens"]
    assert usage.thoughts_token_count == call["reasoning_tokens"] > 0
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


@pytest.mark.parametrize("model", [MODEL, VISIBLE])
def test_stream(gemini, server, model):
    before = server.spent()
    chunks = list(
        gemini.models.generate_content_stream(model=model, contents=ask("tokens=33;cached=4"))
    )
    assert len("".join(chunk.text or "" for chunk in chunks).split()) == 33
    assert chunks[-1].candidates[0].finish_reason == types.FinishReason.STOP
    [call] = server.scripted.bill()
    assert call["stream"]
    assert chunks[-1].usage_metadata.total_token_count == (
        call["prompt_tokens"] + call["completion_tokens"]
    )
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_asynchronous(gemini, server):
    async def calls() -> list[int]:
        counts = range(1, 9)
        answers = await asyncio.gather(
            *(
                gemini.aio.models.generate_content(model=VISIBLE, contents=ask(f"tokens={count}"))
                for count in counts
            )
        )
        words = 0
        stream = await gemini.aio.models.generate_content_stream(
            model=VISIBLE, contents=ask("tokens=21")
        )
        async for chunk in stream:
            words += len((chunk.text or "").split())
        return [answer.usage_metadata.candidates_token_count for answer in answers] + [words]

    assert asyncio.run(calls()) == [*range(1, 9), 21]
    billed = sorted(call["completion_tokens"] for call in server.scripted.bill())
    assert billed == [*range(1, 9), 21]


def test_chat_tools_and_parameters(gemini, server):
    def look_up(word: str) -> str:
        """Looks a word up."""
        return word

    config = types.GenerateContentConfig(
        system_instruction="Be brief.",
        temperature=0.2,
        top_p=0.9,
        top_k=40,
        seed=7,
        candidate_count=2,
        stop_sequences=["\n\n"],
        max_output_tokens=50,
        thinking_config=types.ThinkingConfig(thinking_budget=0),
        response_mime_type="application/json",
        response_schema={"type": "OBJECT", "properties": {"a": {"type": "STRING"}}},
        safety_settings=[
            types.SafetySetting(
                category="HARM_CATEGORY_HARASSMENT", threshold="BLOCK_ONLY_HIGH"
            )
        ],
        tools=[look_up],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    answer = gemini.models.generate_content(
        model=MODEL, contents=ask("tokens=5"), config=config
    )
    assert len(answer.candidates) == 2
    chat = gemini.chats.create(model=MODEL)
    chat.send_message(ask("tokens=3"))
    chat.send_message(ask("tokens=4"))
    assert [call["completion_tokens"] - call["reasoning_tokens"] for call in server.scripted.bill()
            ] == [10, 3, 4]


def test_the_output_limit_holds_for_thinking_as_well(gemini, server):
    answer = gemini.models.generate_content(
        model=MODEL,
        contents=ask("tokens=100;reasoning=30"),
        config={"max_output_tokens": 64},
    )
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    [call] = server.scripted.bill()
    assert call["completion_tokens"] == 64


def test_images_are_bounded_and_settled(gemini, server):
    # A PNG's head is all that is looked at.
    head = bytes.fromhex("89504e470d0a1a0a0000000d49484452000001000000010008020000000000")
    part = types.Part.from_bytes(data=head, mime_type="image/png")
    assert gemini.models.generate_content(model=MODEL, contents=[part, ask("tokens=3")]).text
    with pytest.raises(errors.ClientError) as raised:
        video = types.Part.from_bytes(data=b"....ftypisom", mime_type="video/mp4")
        gemini.models.generate_content(model=MODEL, contents=[video, ask()])
    assert raised.value.code == 403 and "inlineData" in raised.value.message


def test_embeddings(gemini, server):
    before = server.spent()
    answer = gemini.models.embed_content(model="gemini-embedding-001", contents=["one", "two"])
    assert len(answer.embeddings) == 2
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    # 0.15 dollars for a million tokens.
    assert server.spent() - before == nanos(call["prompt_tokens"] * Decimal("0.15") / 10**6)


def test_what_is_free(gemini, server):
    before = server.spent()
    assert gemini.models.count_tokens(model=MODEL, contents="a b c").total_tokens == 3
    assert f"models/{MODEL}" in [model.name for model in gemini.models.list()]
    assert gemini.models.get(model=MODEL).name == f"models/{MODEL}"
    assert server.scripted.bill() == []
    assert server.held() == 0 and server.spent() == before


RETRIES = types.HttpRetryOptions(attempts=4, initial_delay=0.01)


@pytest.mark.parametrize("retry", [None, RETRIES])
@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("hold", ["ceiling", "fitted", "metered"])
def test_spent_budget_is_told_once(farthing_server, gemini_of, attempts, hold, is_stream, retry):
    server = farthing_server(policy("0.000001 USD", hold))
    client = gemini_of(server, **({"retry_options": retry} if retry else {}))
    with pytest.raises(errors.ClientError) as raised:
        if is_stream:
            list(client.models.generate_content_stream(model=VISIBLE, contents=ask()))
        else:
            client.models.generate_content(model=VISIBLE, contents=ask())
    assert attempts.count == 1
    error = raised.value
    assert error.code == 402 and error.status == "RESOURCE_EXHAUSTED" and error.message
    [info] = error.details["error"]["details"]
    assert info["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert info["domain"] == "farthing" and info["metadata"]["budget"] == "plenty"
    assert_nothing_happened(server)


@pytest.mark.parametrize(
    "config",
    [
        {"tools": [types.Tool(google_search=types.GoogleSearch())]},
        {"tools": [types.Tool(code_execution=types.ToolCodeExecution())]},
        {"cached_content": "cachedContents/x"},
        {"response_modalities": ["AUDIO"]},
    ],
)
def test_what_cannot_be_bounded_is_refused(gemini_of, attempts, server, config):
    client = gemini_of(server, retry_options=RETRIES)
    with pytest.raises(errors.ClientError) as raised:
        client.models.generate_content(model=MODEL, contents=ask(), config=config)
    assert attempts.count == 1
    assert raised.value.code == 403 and raised.value.status == "PERMISSION_DENIED"
    assert_nothing_happened(server)


def test_routes_without_a_price_are_refused(gemini, attempts, server):
    with pytest.raises(errors.ClientError) as raised:
        gemini.caches.create(model=MODEL, config={"contents": [ask()]})
    assert raised.value.code == 403 and attempts.count == 1
    with pytest.raises(errors.ClientError):
        list(gemini.files.list())
    assert_nothing_happened(server)


@pytest.mark.parametrize("fault", ["429", "500", "503"])
def test_error_of_the_provider_is_passed_on_and_free(gemini, server, fault):
    before = server.spent()
    with pytest.raises(errors.APIError) as raised:
        gemini.models.generate_content(model=MODEL, contents=ask(f"fault={fault}"))
    assert raised.value.code == int(fault)
    server.wait_until_nothing_held()
    assert server.spent() == before


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("model", [MODEL, VISIBLE])
@pytest.mark.parametrize(
    "fault", ["cut", "no_usage", "malformed", "compressed", "zero_usage", "late_usage"]
)
def test_answer_without_a_trustworthy_usage_is_charged(gemini, server, fault, model, is_stream):
    before = server.spent()
    request = {
        "model": model,
        "contents": ask(f"tokens=50;fault={fault}"),
        "config": {"max_output_tokens": 300},
    }
    try:
        if is_stream:
            list(gemini.models.generate_content_stream(**request))
        else:
            gemini.models.generate_content(**request)
    except Exception:  # The SDK lets errors of its transport and of its JSON reader through.
        pass
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before >= nanos(price(call))


def test_a_metered_stream_is_cut_in_the_dialects_own_words(farthing_server, gemini_of):
    # 0.40 dollars for a million output tokens: enough for some three hundred.
    server = farthing_server(policy("0.0003 USD", "metered"))
    chunks = list(
        gemini_of(server).models.generate_content_stream(
            model=VISIBLE, contents=ask("tokens=3000;chunk=4;chunk_delay_ms=5")
        )
    )
    last = chunks[-1]
    assert last.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert last.usage_metadata.candidates_token_count > 0
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert nanos(price(call)) <= server.spent() <= Decimal("0.0003")
