"""The stock `anthropic` SDK works with only its address and its key changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal

import anthropic
import pytest
from genai_prices import Usage, calc_price

import canaries
from conftest import messages, policy
from farthing_process import HEADER_COST, HEADER_HOLD, HEADER_RECEIPT, Farthing, decimal
from prices import nanos

# 4 dollars for a million input tokens, 20 for a million output tokens.
MODEL = "claude-opus-5-5"
SEARCH = Decimal("0.01")


def price(call: dict) -> Decimal:
    """What one line of the scripted provider's bill costs, in dollars, by code that is not ours."""
    usage = Usage(
        input_tokens=call["prompt_tokens"],
        cache_read_tokens=call["cached_tokens"],
        cache_write_tokens=call["cache_write_tokens"],
        output_tokens=call["completion_tokens"],
    )
    tokens = calc_price(usage, model_ref=call["model"], provider_id="anthropic").total_price
    return tokens + call["web_searches"] * SEARCH


def base_url(server: Farthing) -> str:
    return f"http://127.0.0.1:{server.port}/anthropic"


@pytest.fixture
def claude_of(attempts) -> Iterator[Callable[..., anthropic.Anthropic]]:
    """The stock SDK with nothing but its address and key changed; its transport is counted."""
    clients: list[anthropic.Anthropic] = []

    def make(server: Farthing, **more) -> anthropic.Anthropic:
        http_client = anthropic.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
        options = {"base_url": base_url(server), "api_key": server.key, **more}
        canaries.session.note_key(server.folder, options["api_key"])
        clients.append(anthropic.Anthropic(http_client=http_client, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def claude(claude_of, server: Farthing) -> anthropic.Anthropic:
    return claude_of(server)


def ask(steering: str = "", limit: int = 1_024, **more) -> dict:
    return {"model": MODEL, "max_tokens": limit, "messages": messages(steering=steering), **more}


def assert_nothing_happened(server: Farthing) -> None:
    assert server.held() == 0
    assert server.scripted.stats()["requests"] == 0


def test_plain_answer(claude, server):
    before = server.spent()
    answer = claude.messages.create(**ask("tokens=11"))
    assert answer.stop_reason == "end_turn"
    assert len(answer.content[0].text.split()) == 11
    [call] = server.scripted.bill()
    assert answer.id == call["id"] and answer.usage.output_tokens == call["completion_tokens"] == 11
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_stream(claude, server):
    before = server.spent()
    with claude.messages.stream(**ask("tokens=33;cached=2;written=1")) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert len(text.split()) == 33 and final.stop_reason == "end_turn"
    [call] = server.scripted.bill()
    assert call["stream"] and call["completion_tokens"] == final.usage.output_tokens == 33
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_events_are_those_of_the_provider(claude, server):
    events = list(claude.messages.create(**ask("tokens=40;reasoning=25"), stream=True))
    types = [event.type for event in events]
    assert types[0] == "message_start" and types[-2:] == ["message_delta", "message_stop"]
    assert types.count("content_block_start") == types.count("content_block_stop") == 2
    [call] = server.scripted.bill()
    assert events[-2].usage.output_tokens == call["completion_tokens"] == 65


def test_asynchronous(server):
    async def calls() -> list[int]:
        options = {"base_url": base_url(server), "api_key": server.key}
        async with anthropic.AsyncAnthropic(**options) as client:
            answers = await asyncio.gather(
                *(client.messages.create(**ask(f"tokens={count}")) for count in range(1, 9))
            )
            async with client.messages.stream(**ask("tokens=21")) as stream:
                final = await stream.get_final_message()
        return [answer.usage.output_tokens for answer in [*answers, final]]

    assert asyncio.run(calls()) == [*range(1, 9), 21]
    billed = sorted(call["completion_tokens"] for call in server.scripted.bill())
    assert billed == [*range(1, 9), 21]


@pytest.mark.parametrize("is_stream", [False, True])
def test_each_bucket_and_fee_is_settled(claude, server, is_stream):
    before = server.spent()
    tool = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2}
    request = ask("tokens=20;prompt=5000;cached=3000;written=1000;searches=2", tools=[tool])
    if is_stream:
        list(claude.messages.create(**request, stream=True))
    else:
        assert claude.messages.create(**request).usage.server_tool_use.web_search_requests == 2
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_beta_namespace(claude, server):
    answer = claude.beta.messages.create(
        **ask("tokens=5"), betas=["interleaved-thinking-2025-05-14"]
    )
    assert answer.usage.output_tokens == 5
    [call] = server.scripted.bill()
    assert call["completion_tokens"] == 5


def test_headers(claude, server):
    raw = claude.messages.with_raw_response.create(**ask("tokens=40;cached=4"))
    [call] = server.scripted.bill()
    assert decimal(raw.headers[HEADER_COST]) == nanos(price(call))
    assert raw.headers[HEADER_HOLD] and raw.headers[HEADER_RECEIPT]
    assert raw.parse().usage.output_tokens == 40


def test_what_is_free(claude, server):
    before = server.spent()
    assert claude.messages.count_tokens(model=MODEL, messages=messages()).input_tokens > 0
    assert MODEL in [model.id for model in claude.models.list()]
    assert server.held() == 0 and server.spent() == before


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("hold", ["ceiling", "fitted", "metered"])
def test_spent_budget(farthing_server, claude_of, attempts, hold, is_stream):
    server = farthing_server(policy("0.000001 USD", hold))
    with pytest.raises(anthropic.PaymentRequiredError) as raised:
        claude_of(server).messages.create(**ask(), stream=is_stream)
    error = raised.value
    assert attempts.count == 1
    assert error.status_code == 402 and error.type == "billing_error"
    assert error.error_code == "budget_exceeded"
    assert error.response.headers["x-should-retry"] == "false"
    assert error.body["error"]["farthing"]["budget"] == "plenty"
    assert_nothing_happened(server)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"inference_geo": "us"}, "inference_geo"),
        ({"container": "container_1"}, "container"),
        ({"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]}, "tools[0]"),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "max_uses"),
        ({"extra_body": {"new_thing": 1}}, "new_thing"),
        ({"extra_headers": {"anthropic-beta": "new-thing-2027-01-01"}}, "anthropic-beta"),
    ],
)
def test_what_has_no_price_is_refused(claude, server, attempts, parameters, name):
    with pytest.raises(anthropic.PermissionDeniedError) as raised:
        claude.messages.create(**ask(**parameters))
    assert attempts.count == 1 and name in raised.value.api_message
    assert_nothing_happened(server)


def test_wrong_key(claude_of, server, attempts):
    with pytest.raises(anthropic.AuthenticationError):
        claude_of(server, api_key="fk_" + "a" * 43).messages.create(**ask())
    assert attempts.count == 1
    assert server.scripted.stats()["requests"] == 0


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_error_of_the_provider_is_passed_on_and_free(claude_of, server, status):
    client = claude_of(server, max_retries=0)
    before = server.spent()
    with pytest.raises(anthropic.APIStatusError) as raised:
        client.messages.create(**ask(f"fault={status}"))
    assert raised.value.status_code == status
    server.wait_until_nothing_held()
    assert server.spent() == before


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("fault", ["cut", "no_usage", "malformed", "compressed", "late_usage"])
def test_broken_answer_is_charged(claude_of, server, fault, is_stream):
    client = claude_of(server, max_retries=0)
    before = server.spent()
    try:
        answer = client.messages.create(**ask(f"tokens=50;fault={fault}", 100), stream=is_stream)
        if is_stream:
            list(answer)
    except Exception:  # noqa: BLE001 - What the SDK makes of it is its own affair.
        pass
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    charged = server.spent() - before
    assert charged >= nanos(price(call))
    # Never more than the whole limit and each byte of the prompt.
    assert charged <= Decimal("0.01")


def test_client_that_hangs_up_is_charged(claude, server):
    before = server.spent()
    with claude.messages.stream(**ask("tokens=5000;chunk=1-4;chunk_delay_ms=5;bill_after_close=32")) as stream:
        for _, _ in zip(range(20), stream.text_stream, strict=False):
            pass
    server.wait_until_nothing_held()
    [call] = server.scripted.bill()
    assert call["outcome"] == "hung_up"
    assert server.spent() - before >= nanos(price(call))


@pytest.mark.parametrize("is_stream", [False, True])
def test_fitted_writes_the_limit_down(farthing_server, claude_of, is_stream):
    limit = Decimal("0.020")
    server = farthing_server(policy(f"{limit} USD", "fitted"))
    thinking = {"type": "disabled"}
    answer = claude_of(server).messages.create(
        **ask("tokens=5000", 8_000, thinking=thinking), stream=is_stream
    )
    reason = list(answer)[-2].delta.stop_reason if is_stream else answer.stop_reason
    assert reason == "max_tokens"
    [call] = server.scripted.bill()
    assert call["outcome"] == "whole" and 800 < call["completion_tokens"] <= 1_000
    server.wait_until_nothing_held()
    assert price(call) <= limit and server.spent() == nanos(price(call))


def test_fitted_stays_above_the_budget_for_thinking(farthing_server, claude_of, attempts):
    thinking = {"type": "enabled", "budget_tokens": 1_024}
    server = farthing_server(policy("0.020 USD", "fitted"))
    with pytest.raises(anthropic.PaymentRequiredError):
        claude_of(server).messages.create(**ask("tokens=9", 8_000, thinking=thinking))
    assert attempts.count == 1
    assert_nothing_happened(server)
    server = farthing_server(policy("0.040 USD", "fitted"))
    claude_of(server).messages.create(**ask("tokens=5000", 8_000, thinking=thinking))
    [call] = server.scripted.bill()
    assert 1_024 < call["completion_tokens"] <= 2_000


def test_metered_stream_is_cut_well_formed(farthing_server, claude_of):
    limit = Decimal("0.020")
    server = farthing_server(policy(f"{limit} USD", "metered"))
    thinking = {"type": "disabled"}
    with claude_of(server).messages.stream(
        **ask("tokens=5000;chunk=1-4;chunk_delay_ms=5;bill_after_close=32", 8_000, thinking=thinking)
    ) as stream:
        words = len("".join(stream.text_stream).split())
        final = stream.get_final_message()
    assert final.stop_reason == "max_tokens" and words > 50
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert price(call) <= limit
    assert nanos(price(call)) <= server.spent() <= limit
