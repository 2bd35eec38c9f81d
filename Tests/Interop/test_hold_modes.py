"""`metered` cuts a stream well-formed, `fitted` writes the limit down; neither goes over."""

from __future__ import annotations

from decimal import Decimal

import openai
import pytest

from conftest import messages, policy
from farthing_process import HEADER_HOLD
from prices import nanos, price, total

# 10 dollars for a million output tokens: 0.01 dollars buy at most 1,000.
MODEL = "gpt-4o"
LIMIT = Decimal("0.010")


def test_metered_stream_is_cut_well_formed(farthing_server, client_of):
    server = farthing_server(policy(f"{LIMIT} USD", "metered"))
    stream = client_of(server).chat.completions.create(
        model=MODEL,
        messages=messages(steering="tokens=5000;chunk=1-4;bill_after_close=32"),
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    words = sum(len((c.delta.content or "").split()) for k in chunks for c in k.choices)
    reasons = [c.finish_reason for k in chunks for c in k.choices if c.finish_reason]
    assert reasons == ["length"]
    assert 500 < words < 1_000
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert call["outcome"] == "hung_up"
    assert price(call) <= LIMIT
    assert nanos(price(call)) <= server.spent() <= LIMIT


def test_metered_streams_share_a_budget(farthing_server, client_of):
    server = farthing_server(policy(f"{LIMIT} USD", "metered"))
    client = client_of(server)
    with pytest.raises(openai.RateLimitError):
        for _ in range(200):
            list(
                client.chat.completions.create(
                    model=MODEL, messages=messages(steering="tokens=60"), stream=True
                )
            )
    server.wait_until_nothing_held()
    billed = total(server.scripted.bill())
    assert billed <= server.spent() <= LIMIT
    assert billed >= LIMIT * Decimal("0.85")


@pytest.mark.parametrize("is_stream", [False, True])
def test_fitted_writes_the_limit_down(farthing_server, client_of, is_stream):
    server = farthing_server(policy(f"{LIMIT} USD", "fitted"))
    raw = client_of(server).chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(steering="tokens=5000"), stream=is_stream
    )
    assert raw.headers[HEADER_HOLD]
    answer = raw.parse()
    choices = [c for k in answer for c in k.choices] if is_stream else answer.choices
    assert choices[-1].finish_reason == "length"
    [call] = server.scripted.bill()
    assert call["outcome"] == "whole" and 900 < call["completion_tokens"] <= 1_000
    server.wait_until_nothing_held()
    assert price(call) <= LIMIT and server.spent() == nanos(price(call))


def test_fitted_divides_by_the_choices(farthing_server, client_of):
    server = farthing_server(policy(f"{LIMIT} USD", "fitted"))
    client_of(server).chat.completions.create(
        model=MODEL, messages=messages(steering="tokens=5000"), n=3
    )
    [call] = server.scripted.bill()
    assert 900 <= call["completion_tokens"] <= 1_000 and price(call) <= LIMIT


def test_fitted_refuses_what_would_be_an_empty_answer(farthing_server, client_of):
    server = farthing_server(policy("0.002 USD", "fitted"))
    with pytest.raises(openai.RateLimitError):
        client_of(server).chat.completions.create(model=MODEL, messages=messages())
    assert server.scripted.stats()["requests"] == 0


def test_metered_model_with_hidden_reasoning_is_not_metered(farthing_server, client_of):
    server = farthing_server(policy("0.02 USD", "metered"))
    client = client_of(server)
    try:
        list(
            client.chat.completions.create(
                model="o4-mini",
                messages=messages(steering="tokens=10;reasoning=8000"),
                stream=True,
            )
        )
    except openai.RateLimitError:
        pass
    server.wait_until_nothing_held()
    assert total(server.scripted.bill()) <= Decimal("0.02")


def test_ceiling_holds_the_largest_output(farthing_server, client_of):
    server = farthing_server(policy(f"{LIMIT} USD", "ceiling"))
    client = client_of(server)
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(model=MODEL, messages=messages())
    answer = client.chat.completions.create(
        model=MODEL, messages=messages(), max_completion_tokens=500
    )
    assert answer.usage.completion_tokens <= 500


def test_estimate_learns_what_ceiling_cannot_know(farthing_server, client_of):
    """A call bounded at 4.1 cents that costs a twentieth: the estimate finds out, and holds less."""
    limit = Decimal("0.060")

    def calls(hold: str) -> int:
        server = farthing_server(policy(f"{limit} USD", hold))
        client = client_of(server)
        made = 0
        try:
            for made in range(60):
                client.chat.completions.create(
                    model=MODEL, messages=messages(steering="tokens=60"), max_completion_tokens=4_096
                )
        except openai.RateLimitError:
            pass
        server.wait_until_nothing_held()
        assert server.spent() <= nanos(limit)
        assert server.verify().returncode == 0
        return made

    assert calls("estimate") > calls("ceiling") + 20
