"""A call whose bound does not fit is counted by its provider, for nothing, and then fits or not."""

from __future__ import annotations

import boto3
import pytest
from anthropic import Anthropic, APIStatusError
from botocore.config import Config
from botocore.exceptions import ClientError
from google import genai
from google.genai import errors, types

import canaries
from conftest import policy
from farthing_process import Farthing
from prices import nanos, price
from test_bedrock import credentials

# 2,000 words of ten bytes: a tenth of the bytes are tokens, as the scripted provider counts.
WORDS = "ninebytes " * 2_000
CLAUDE = "claude-opus-5-5"
GEMINI = "gemini-2.5-flash"
BEDROCK = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

# Between what the count comes to and what the bytes do.
LIMITS = {"anthropic": "0.02 USD", "gemini": "0.002 USD", "bedrock": "0.02 USD"}
PROVIDERS = {"anthropic": "anthropic", "gemini": "google", "bedrock": "aws"}


def text(steering: str) -> str:
    canaries.session.prompts += 1
    return f"{WORDS}{canaries.PROMPT} [[scripted tokens=5;{steering}]]"


def ask_anthropic(server: Farthing, steering: str) -> None:
    client = Anthropic(
        base_url=f"http://127.0.0.1:{server.port}/anthropic", api_key=server.key, max_retries=0
    )
    with client:
        client.messages.create(
            model=CLAUDE, max_tokens=20, messages=[{"role": "user", "content": text(steering)}]
        )


def ask_gemini(server: Farthing, steering: str) -> None:
    options = types.HttpOptions(base_url=f"http://127.0.0.1:{server.port}/gemini")
    client = genai.Client(api_key=server.key, http_options=options)
    config = types.GenerateContentConfig(
        max_output_tokens=20, thinking_config=types.ThinkingConfig(thinking_budget=0)
    )
    try:
        client.models.generate_content(model=GEMINI, contents=text(steering), config=config)
    finally:
        client.close()


def ask_bedrock(server: Farthing, steering: str) -> None:
    key, secret = credentials(server)
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=f"http://127.0.0.1:{server.port}/bedrock",
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}),
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )
    client.converse(
        modelId=BEDROCK,
        messages=[{"role": "user", "content": [{"text": text(steering)}]}],
        inferenceConfig={"maxTokens": 20},
    )


ASK = {"anthropic": ask_anthropic, "gemini": ask_gemini, "bedrock": ask_bedrock}
REFUSALS = (APIStatusError, errors.APIError, ClientError)


@pytest.fixture(params=LIMITS)
def dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("steering", ["", "count_ms=300"])
def test_a_count_that_fits_is_admitted(farthing_server, dialect, steering):
    server = farthing_server(policy(LIMITS[dialect]))
    ASK[dialect](server, steering)
    [call] = server.scripted.bill()
    assert 2_000 < call["prompt_tokens"] < 2_100
    # One question, one call.
    assert server.scripted.stats()["requests"] == 2
    server.wait_until_nothing_held()
    assert server.spent() == nanos(price(call, PROVIDERS[dialect]))


def test_what_fits_is_not_counted(farthing_server, dialect):
    server = farthing_server(policy())
    ASK[dialect](server, "")
    assert server.scripted.stats()["requests"] == 1


def test_a_count_that_does_not_fit_is_refused(farthing_server, dialect):
    server = farthing_server(policy(LIMITS[dialect]))
    with pytest.raises(REFUSALS):
        ASK[dialect](server, "count=500000")
    assert server.scripted.bill() == [] and server.held() == server.spent() == 0


@pytest.mark.parametrize("fault", ["503", "429", "cut", "malformed"])
def test_without_a_count_the_bound_stands(farthing_server, dialect, fault):
    server = farthing_server(policy(LIMITS[dialect]))
    with pytest.raises(REFUSALS):
        ASK[dialect](server, f"count_fault={fault}")
    assert server.scripted.bill() == [] and server.held() == server.spent() == 0


def test_a_count_that_is_too_low_is_charged_as_billed(farthing_server, dialect):
    """Providers call their counts estimates: what they bill beyond is overrun, never forgotten."""
    server = farthing_server(policy(LIMITS[dialect]))
    ASK[dialect](server, "count=1000")
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() == nanos(price(call, PROVIDERS[dialect]))
