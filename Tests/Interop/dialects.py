"""How each dialect asks, is refused, ends a stream early, and is billed: for raw clients."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from farthing_process import Farthing
from prices import price

OUTPUT_TOKENS_MAX = 1_024

Fields = dict[str, str]
# What signs a request: from its path and its body the fields to send.
Signer = Callable[[str, bytes], Fields]


@dataclass(frozen=True)
class Ask:
    """One call, whatever the dialect."""

    model: str
    prompt: str
    # Name of the agent, where a dialect has a place for it.
    name: str = ""
    is_stream: bool = True
    output_tokens_max: int = OUTPUT_TOKENS_MAX


def beside_the_message(refusal: dict) -> dict:
    return refusal["error"]["farthing"]


@dataclass(frozen=True)
class Dialect:
    name: str
    # As `genai-prices` calls it.
    provider: str
    # Prices and lengths differ, so that calls do by about 100.
    models: tuple[str, ...]
    # Path and body of a call.
    ask: Callable[[Ask], tuple[str, dict]]
    signer: Callable[[Farthing], Signer]
    # What only a stream has that ended for want of money.
    cut_mark: bytes
    refusal_status: str
    # What only the head of a refusal has, in lower case.
    refusal_mark: bytes = b""
    # The figures in a refusal's body.
    headroom: Callable[[dict], dict] = beside_the_message
    # Whether tokens are counted exactly, or the stream reports usage as it goes.
    is_exact: bool = True

    def price(self, call: dict) -> Decimal:
        """What one line of the scripted provider's bill costs, in dollars, by code not ours."""
        return price(call, self.provider)


def ask_chat(ask: Ask) -> tuple[str, dict]:
    body = {
        "model": ask.model,
        "messages": [{"role": "user", "content": ask.prompt}],
        "stream": ask.is_stream,
        "max_completion_tokens": ask.output_tokens_max,
        "user": ask.name,
    }
    return "/openai/v1/chat/completions", body


def ask_response(ask: Ask) -> tuple[str, dict]:
    body = {
        "model": ask.model,
        "input": ask.prompt,
        "stream": ask.is_stream,
        "max_output_tokens": ask.output_tokens_max,
        "user": ask.name,
    }
    return "/openai/v1/responses", body


def ask_message(ask: Ask) -> tuple[str, dict]:
    body = {
        "model": ask.model,
        "max_tokens": ask.output_tokens_max,
        "messages": [{"role": "user", "content": ask.prompt}],
        "stream": ask.is_stream,
        "metadata": {"user_id": ask.name},
    }
    return "/anthropic/v1/messages", body


def ask_unthinking_message(ask: Ask) -> tuple[str, dict]:
    """A model that may think hides output unless it is told not to think: else nothing is metered."""
    path, body = ask_message(ask)
    if not ask.model.startswith("claude-3-haiku"):
        body["thinking"] = {"type": "disabled"}
    return path, body


def ask_content(ask: Ask) -> tuple[str, dict]:
    config: dict = {"maxOutputTokens": ask.output_tokens_max}
    if ask.model.startswith("gemini-2.5"):
        config["thinkingConfig"] = {"thinkingBudget": 0}
    body = {
        "contents": [{"role": "user", "parts": [{"text": ask.prompt}]}],
        "generationConfig": config,
    }
    verb = "streamGenerateContent?alt=sse" if ask.is_stream else "generateContent"
    return f"/gemini/v1beta/models/{ask.model}:{verb}", body


def ask_converse(ask: Ask) -> tuple[str, dict]:
    body = {
        "messages": [{"role": "user", "content": [{"text": ask.prompt}]}],
        "inferenceConfig": {"maxTokens": ask.output_tokens_max},
    }
    verb = "converse-stream" if ask.is_stream else "converse"
    return f"/bedrock/model/{quote(ask.model, safe='')}/{verb}", body


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


OPENAI = Dialect(
    name="openai",
    provider="openai",
    models=("gpt-4.1-nano", "gpt-4o-mini", "gpt-4.1-mini"),
    ask=ask_chat,
    signer=with_fields(lambda key: {"authorization": f"Bearer {key}"}),
    cut_mark=b'"finish_reason":"length"',
    refusal_status="429",
)
RESPONSES = replace(
    OPENAI, name="responses", ask=ask_response, cut_mark=b'"type":"response.incomplete"'
)
ANTHROPIC = Dialect(
    name="anthropic",
    provider="anthropic",
    models=("claude-haiku-5-5", "claude-3-haiku-20240307", "claude-haiku-4-5"),
    ask=ask_message,
    signer=with_fields(lambda key: {"x-api-key": key, "anthropic-version": "2023-06-01"}),
    cut_mark=b'"stop_reason":"max_tokens"',
    refusal_status="402",
    is_exact=False,
)
UNTHINKING = replace(ANTHROPIC, name="anthropic-unthinking", ask=ask_unthinking_message)
GEMINI = Dialect(
    name="gemini",
    provider="google",
    models=("gemini-2.0-flash-lite", "gemini-2.0-flash", "gemini-2.5-flash"),
    ask=ask_content,
    signer=with_fields(lambda key: {"x-goog-api-key": key}),
    cut_mark=b'"finishReason":"MAX_TOKENS"',
    refusal_status="402",
    headroom=lambda refusal: refusal["error"]["details"][0]["metadata"],
)
BEDROCK = Dialect(
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
)
ALL = {one.name: one for one in (OPENAI, RESPONSES, ANTHROPIC, GEMINI, BEDROCK)}
# Beside them, for the table of benchmarks alone.
MORE = {UNTHINKING.name: UNTHINKING}
