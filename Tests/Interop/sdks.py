"""The same call through each stock SDK, plain and as a stream: what it answers, and what it raises.

For tests whose subject is the gateway and not a dialect: they ask with `Caller.ask` and are told in
the same words whatever the SDK. Nothing but address, key and headers is set; retries are the SDK's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import anthropic
import boto3
import botocore.exceptions
import openai
from botocore.config import Config
from google import genai
from google.genai import errors, types

import canaries
from conftest import messages
from farthing_process import Farthing
from prices import price


@dataclass
class Reply:
    """An answer: its text, and the headers that came with it, in lower case."""

    text: str
    headers: Mapping[str, str]

    @property
    def words(self) -> int:
        return len(self.text.split())


class Refused(Exception):
    """What an SDK has raised, in words that are the same for all of them."""

    def __init__(self, error: Exception, status: int, code: str, message: str, facts: dict):
        super().__init__(f"{type(error).__name__}: {status} {code}: {message}")
        self.error = error
        self.status = status
        # Farthing's own code, wherever the dialect has it.
        self.code = code
        self.message = message
        # What Farthing says beside the message; texts alone for Gemini.
        self.facts = facts

    @property
    def approval(self) -> str:
        """The address of the approval, which every dialect has in its message."""
        found = [word for word in self.message.split() if "/v1/approvals/" in word]
        assert len(found) == 1, self
        return found[0].rstrip(".")

    @property
    def approval_id(self) -> str:
        return self.approval.rsplit("/", 1)[-1]


@dataclass
class Caller:
    """A client of one SDK with one key; `attempts` has what it sends, its own retries included."""

    sdk: Sdk
    server: Farthing
    client: object
    attempts: list = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        model: str = "",
        steering: str = "tokens=5",
        is_stream: bool = False,
        limit: int = 64,
        headers: dict[str, str] | None = None,
        **more,
    ) -> Reply:
        """One call, or what it raised as ``Refused``."""
        self.headers = headers or {}
        prompt = messages(steering=steering)[0]["content"]
        with self.sdk.refusals():
            request = (model or self.sdk.dear, prompt, limit, is_stream, more)
            return self.sdk.call(self, *request)


@dataclass(frozen=True)
class Sdk:
    name: str
    # As `genai-prices` calls it.
    provider: str
    # Models of the same provider, each cheaper than the one before.
    dear: str
    cheap: str
    cheapest: str
    connect: Callable[[Caller, str], object]
    call: Callable[[Caller, str, str, int, bool, dict], Reply]
    refusals: Callable
    # The type that the SDK raises for what is forbidden, and for want of money.
    forbidden: type[Exception]
    no_money: type[Exception]

    def caller(self, server: Farthing, key: str | None = None) -> Caller:
        key = key or server.key
        canaries.session.note_key(server.folder, key)
        caller = Caller(self, server, None)
        caller.client = self.connect(caller, key)
        return caller

    def price(self, model: str, output: int, input_: int = 0) -> Decimal:
        """What so many tokens cost, in dollars, by code not ours."""
        call = {"model": model, "prompt_tokens": input_, "completion_tokens": output}
        return price(call, self.provider)

    def billed(self, call: dict) -> Decimal:
        return price(call, self.provider)


def counted(caller: Caller) -> dict:
    return {"event_hooks": {"request": [lambda request: caller.attempts.append(request.url)]}}


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


# MARK: OpenAI


def connect_openai(caller: Caller, key: str) -> openai.OpenAI:
    transport = openai.DefaultHttpxClient(**counted(caller))
    return openai.OpenAI(base_url=caller.server.base_url, api_key=key, http_client=transport)


def call_chat(caller: Caller, model: str, prompt: str, limit: int, is_stream: bool, more: dict):
    raw = caller.client.chat.completions.with_raw_response.create(
        model=model,
        messages=[{"role": "user", "content": prompt}],
        stream=is_stream,
        extra_headers=caller.headers,
        **({"max_completion_tokens": limit} | more),
    )
    answer = raw.parse()
    if is_stream:
        text = "".join(one.delta.content or "" for chunk in answer for one in chunk.choices)
    else:
        text = answer.choices[0].message.content
    return Reply(text, lower(raw.headers))


def call_response(caller: Caller, model: str, prompt: str, limit: int, is_stream: bool, more: dict):
    raw = caller.client.responses.with_raw_response.create(
        model=model,
        input=prompt,
        stream=is_stream,
        max_output_tokens=limit,
        extra_headers=caller.headers,
        **more,
    )
    answer = raw.parse()
    if is_stream:
        text = "".join(e.delta for e in answer if e.type == "response.output_text.delta")
    else:
        text = answer.output_text
    return Reply(text, lower(raw.headers))


@contextmanager
def openai_refusals() -> Iterator[None]:
    try:
        yield
    except openai.APIStatusError as error:
        body = error.body if isinstance(error.body, dict) else {}
        facts = body.get("farthing", {})
        message = body.get("message", str(error))
        raise Refused(error, error.status_code, error.code or "", message, facts) from error


# MARK: Anthropic


def connect_anthropic(caller: Caller, key: str) -> anthropic.Anthropic:
    transport = anthropic.DefaultHttpxClient(**counted(caller))
    url = f"http://127.0.0.1:{caller.server.port}/anthropic"
    return anthropic.Anthropic(base_url=url, api_key=key, http_client=transport)


def call_message(caller: Caller, model: str, prompt: str, limit: int, is_stream: bool, more: dict):
    raw = caller.client.messages.with_raw_response.create(
        model=model,
        messages=[{"role": "user", "content": prompt}],
        max_tokens=limit,
        stream=is_stream,
        extra_headers=caller.headers,
        **more,
    )
    answer = raw.parse()
    if is_stream:
        deltas = (event.delta for event in answer if event.type == "content_block_delta")
        text = "".join(getattr(delta, "text", "") for delta in deltas)
    else:
        text = "".join(block.text for block in answer.content if block.type == "text")
    return Reply(text, lower(raw.headers))


@contextmanager
def anthropic_refusals() -> Iterator[None]:
    try:
        yield
    except anthropic.APIStatusError as error:
        body = error.body if isinstance(error.body, dict) else {}
        said = body.get("error", {})
        facts = said.get("farthing", {})
        code = said.get("details", {}).get("error_code", said.get("type", ""))
        raise Refused(error, error.status_code, code, said.get("message", ""), facts) from error


# MARK: Gemini


def connect_gemini(caller: Caller, key: str) -> genai.Client:
    options = types.HttpOptions(
        base_url=f"http://127.0.0.1:{caller.server.port}/gemini", client_args=counted(caller)
    )
    return genai.Client(api_key=key, http_options=options)


def call_content(caller: Caller, model: str, prompt: str, limit: int, is_stream: bool, more: dict):
    config = {
        "max_output_tokens": limit,
        "http_options": types.HttpOptions(headers=caller.headers),
        **more,
    }
    request = {"model": model, "contents": prompt, "config": config}
    if is_stream:
        chunks = list(caller.client.models.generate_content_stream(**request))
        headers = chunks[0].sdk_http_response.headers
        return Reply("".join(chunk.text or "" for chunk in chunks), lower(headers))
    answer = caller.client.models.generate_content(**request)
    return Reply(answer.text, lower(answer.sdk_http_response.headers))


@contextmanager
def gemini_refusals() -> Iterator[None]:
    try:
        yield
    except errors.APIError as error:
        said = error.details.get("error", {}) if isinstance(error.details, dict) else {}
        details = said.get("details", [{}])
        facts = details[0].get("metadata", {}) if details else {}
        code = details[0].get("reason", "").lower() if details else said.get("status", "")
        raise Refused(error, error.code, code, said.get("message", ""), facts) from error


# MARK: Bedrock


def connect_bedrock(caller: Caller, key: str):
    server = caller.server
    made = json.loads(server.run("keys", "aws", key, "--data", server.data, "--json").stdout)
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=f"http://127.0.0.1:{server.port}/bedrock",
        region_name="us-east-1",
        aws_access_key_id=made["access_key_id"],
        aws_secret_access_key=made["secret_access_key"],
        config=Config(read_timeout=30),
    )

    def say(params, **_) -> None:
        params["headers"].update(caller.headers)

    client.meta.events.register("before-call.bedrock-runtime", say)
    client.meta.events.register(
        "before-send.bedrock-runtime", lambda request, **_: caller.attempts.append(request.url)
    )
    return client


def call_converse(caller: Caller, model: str, prompt: str, limit: int, is_stream: bool, more: dict):
    request = {
        "modelId": model,
        "messages": [{"role": "user", "content": [{"text": prompt}]}],
        "inferenceConfig": {"maxTokens": limit},
        **more,
    }
    if is_stream:
        answer = caller.client.converse_stream(**request)
        deltas = (event.get("contentBlockDelta", {}) for event in answer["stream"])
        text = "".join(delta.get("delta", {}).get("text", "") for delta in deltas)
    else:
        answer = caller.client.converse(**request)
        text = answer["output"]["message"]["content"][0]["text"]
    return Reply(text, lower(answer["ResponseMetadata"]["HTTPHeaders"]))


@contextmanager
def bedrock_refusals() -> Iterator[None]:
    try:
        yield
    except botocore.exceptions.ClientError as error:
        said = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        # What the body says beside the message is dropped: the service's model does not know it.
        fields = lower(error.response["ResponseMetadata"]["HTTPHeaders"])
        facts = json.loads(fields.get("x-farthing-headroom", "{}"))
        code = fields.get("x-farthing-error", said["Code"])
        raise Refused(error, status, code, said["Message"], facts) from error


CHAT = Sdk(
    name="chat",
    provider="openai",
    dear="gpt-4o",
    cheap="gpt-4o-mini",
    cheapest="gpt-4.1-nano",
    connect=connect_openai,
    call=call_chat,
    refusals=openai_refusals,
    forbidden=openai.PermissionDeniedError,
    no_money=openai.RateLimitError,
)
RESPONSES = Sdk(
    name="responses",
    provider="openai",
    dear="gpt-4o",
    cheap="gpt-4o-mini",
    cheapest="gpt-4.1-nano",
    connect=connect_openai,
    call=call_response,
    refusals=openai_refusals,
    forbidden=openai.PermissionDeniedError,
    no_money=openai.RateLimitError,
)
MESSAGES = Sdk(
    name="messages",
    provider="anthropic",
    dear="claude-opus-5-5",
    cheap="claude-sonnet-4-6",
    cheapest="claude-haiku-4-5",
    connect=connect_anthropic,
    call=call_message,
    refusals=anthropic_refusals,
    forbidden=anthropic.PermissionDeniedError,
    no_money=anthropic.PaymentRequiredError,
)
GEMINI = Sdk(
    name="gemini",
    provider="google",
    dear="gemini-2.5-flash",
    cheap="gemini-2.0-flash",
    cheapest="gemini-2.0-flash-lite",
    connect=connect_gemini,
    call=call_content,
    refusals=gemini_refusals,
    forbidden=errors.ClientError,
    no_money=errors.ClientError,
)
CONVERSE = Sdk(
    name="converse",
    provider="aws",
    dear="us.anthropic.claude-3-haiku-20240307-v1:0",
    cheap="us.amazon.nova-lite-v1:0",
    cheapest="us.amazon.nova-micro-v1:0",
    connect=connect_bedrock,
    call=call_converse,
    refusals=bedrock_refusals,
    forbidden=botocore.exceptions.ClientError,
    no_money=botocore.exceptions.ClientError,
)
ALL = (CHAT, RESPONSES, MESSAGES, GEMINI, CONVERSE)
