"""How each dialect asks for a stream, refuses, ends a stream early, and is billed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from genai_prices import Usage, calc_price

from farthing_process import Farthing

OUTPUT_TOKENS_MAX = 1_024
# Where each byte of text counts as a token, holds and cut streams cost more than is billed.
BYTES_BILLED_MIN = 90
EXACT_BILLED_MIN = 98
OPENAI_MODELS = ("gpt-4.1-nano", "gpt-4o-mini", "gpt-4.1-mini")

Fields = dict[str, str]
# What signs a request: from its path and its body the fields to send.
Signer = Callable[[str, bytes], Fields]


@dataclass(frozen=True)
class Dialect:
    name: str
    # As `genai-prices` calls it.
    provider: str
    # Prices and lengths differ, so that calls do by about 100.
    models: tuple[str, ...]
    # Path and body of a call: model, prompt, name of the agent.
    ask: Callable[[str, str, str], tuple[str, dict]]
    signer: Callable[[Farthing], Signer]
    # What only a stream has that ended for want of money.
    cut_mark: bytes
    refusal_status: str
    # What only the head of a refusal has, in lower case.
    refusal_mark: bytes
    # The figures in a refusal's body.
    headroom: Callable[[dict], dict]
    # Whether tokens are counted exactly, or the stream reports usage as it goes.
    is_exact: bool

    @property
    def billed_min(self) -> int:
        return EXACT_BILLED_MIN if self.is_exact else BYTES_BILLED_MIN

    def price(self, call: dict) -> Decimal:
        """What one line of the scripted provider's bill costs, in dollars, by code not ours."""
        members = ("prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens")
        counts = (call.get(member, 0) for member in members)
        return priced(self.provider, call["model"], *counts)


@lru_cache(maxsize=100_000)
def priced(provider: str, model: str, prompt: int, read: int, written: int, output: int) -> Decimal:
    usage = Usage(
        input_tokens=prompt,
        cache_read_tokens=read,
        cache_write_tokens=written,
        output_tokens=output,
    )
    return calc_price(usage, model_ref=model, provider_id=provider).total_price


def ask_chat(model: str, prompt: str, name: str) -> tuple[str, dict]:
    body = {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        "stream": True,
        "max_completion_tokens": OUTPUT_TOKENS_MAX,
        "user": name,
    }
    return "/openai/v1/chat/completions", body


def ask_response(model: str, prompt: str, name: str) -> tuple[str, dict]:
    body = {
        "model": model,
        "input": prompt,
        "stream": True,
        "max_output_tokens": OUTPUT_TOKENS_MAX,
        "user": name,
    }
    return "/openai/v1/responses", body


def ask_message(model: str, prompt: str, name: str) -> tuple[str, dict]:
    body = {
        "model": model,
        "max_tokens": OUTPUT_TOKENS_MAX,
        "messages": [{"role": "user", "content": prompt}],
        "stream": True,
        "metadata": {"user_id": name},
    }
    return "/anthropic/v1/messages", body


def ask_content(model: str, prompt: str, _: str) -> tuple[str, dict]:
    config: dict = {"maxOutputTokens": OUTPUT_TOKENS_MAX}
    if model.startswith("gemini-2.5"):
        config["thinkingConfig"] = {"thinkingBudget": 0}
    body = {
        "contents": [{"role": "user", "parts": [{"text": prompt}]}],
        "generationConfig": config,
    }
    return f"/gemini/v1beta/models/{model}:streamGenerateContent?alt=sse", body


def ask_converse(model: str, prompt: str, _: str) -> tuple[str, dict]:
    body = {
        "messages": [{"role": "user", "content": [{"text": prompt}]}],
        "inferenceConfig": {"maxTokens": OUTPUT_TOKENS_MAX},
    }
    return f"/bedrock/model/{quote(model, safe='')}/converse-stream", body


def with_fields(fields: Callable[[str], Fields]) -> Callable[[Farthing], Signer]:
    """A key that is sent as it is."""
    return lambda server: lambda _path, _body: fields(server.key)


def with_signature(server: Farthing) -> Signer:
    """AWS's signature, by botocore, with the secret that belongs to the key."""
    command = ["keys", "aws", server.key, "--data", server.data, "--json"]
    made = json.loads(server.run(*command).stdout)
    credentials = Credentials(made["access_key_id"], made["secret_access_key"])
    signature = SigV4Auth(credentials, "bedrock", "us-east-1")
    host = f"127.0.0.1:{server.port}"

    def sign(path: str, body: bytes) -> Fields:
        fields = {"host": host, "content-type": "application/json"}
        request = AWSRequest("POST", f"http://{host}{path}", fields, body)
        signature.add_auth(request)
        return dict(request.headers.items())

    return sign


def beside_the_message(refusal: dict) -> dict:
    return refusal["error"]["farthing"]


ALL = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            name="openai",
            provider="openai",
            models=OPENAI_MODELS,
            ask=ask_chat,
            signer=with_fields(lambda key: {"authorization": f"Bearer {key}"}),
            cut_mark=b'"finish_reason":"length"',
            refusal_status="429",
            refusal_mark=b"",
            headroom=beside_the_message,
            is_exact=True,
        ),
        Dialect(
            name="responses",
            provider="openai",
            models=OPENAI_MODELS,
            ask=ask_response,
            signer=with_fields(lambda key: {"authorization": f"Bearer {key}"}),
            cut_mark=b'"type":"response.incomplete"',
            refusal_status="429",
            refusal_mark=b"",
            headroom=beside_the_message,
            is_exact=True,
        ),
        Dialect(
            name="anthropic",
            provider="anthropic",
            models=("claude-haiku-5-5", "claude-3-haiku-20240307", "claude-haiku-4-5"),
            ask=ask_message,
            signer=with_fields(
                lambda key: {"x-api-key": key, "anthropic-version": "2023-06-01"}
            ),
            cut_mark=b'"stop_reason":"max_tokens"',
            refusal_status="402",
            refusal_mark=b"",
            headroom=beside_the_message,
            is_exact=False,
        ),
        Dialect(
            name="gemini",
            provider="google",
            models=("gemini-2.0-flash-lite", "gemini-2.0-flash", "gemini-2.5-flash"),
            ask=ask_content,
            signer=with_fields(lambda key: {"x-goog-api-key": key}),
            cut_mark=b'"finishReason":"MAX_TOKENS"',
            refusal_status="402",
            refusal_mark=b"",
            headroom=lambda refusal: refusal["error"]["details"][0]["metadata"],
            is_exact=True,
        ),
        Dialect(
            name="bedrock",
            provider="aws",
            models=(
                "us.amazon.nova-micro-v1:0",
                "us.amazon.nova-lite-v1:0",
                "us.anthropic.claude-3-haiku-20240307-v1:0",
            ),
            ask=ask_converse,
            signer=with_signature,
            cut_mark=b'"stopReason":"max_tokens"',
            refusal_status="400",
            refusal_mark=b"servicequotaexceededexception",
            headroom=lambda refusal: refusal["farthing"],
            is_exact=False,
        ),
    )
}
