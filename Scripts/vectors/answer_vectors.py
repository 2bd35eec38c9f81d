#!/usr/bin/env python3
"""Answers as the providers send them, and what each costs: by the providers' price pages, worked out
by hand here, and by genai-prices, which reads the same answer with its own extractor.

    answer_vectors.py [--check]

Writes Tests/Vectors/prices/answers.txt, a line for each answer with tabs between: name, dialect,
provider, model and variant as the book calls them, nano-dollars by hand, nano-dollars by genai-prices
(`-` where it cannot price the answer), why they differ (`-` where they do not), the plain answer, and
the events of the stream that says the same, as a JSON array (`-` where there is no stream). Converse's
events are objects of one member, their type.
"""

from __future__ import annotations

import decimal
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import genai  # noqa: E402
from wheels import ROOT, write_or_check  # noqa: E402

PATH = ROOT / "Tests" / "Vectors" / "prices" / "answers.txt"
AT = datetime(2026, 11, 20, tzinfo=UTC)
# Dialect: provider in the book, and genai-prices' word for the answer's shape.
DIALECTS = {
    "chat": ("openai", "chat"),
    "responses": ("openai", "responses"),
    "embeddings": ("openai", "embeddings"),
    "messages": ("anthropic", "default"),
    "generate": ("gemini", "default"),
    "converse": ("bedrock", "default"),
    "invoke": ("bedrock", "anthropic"),
}


@dataclass
class Answer:
    name: str
    dialect: str
    model: str
    # By hand: the sum of counts times nano-dollars each.
    nanos: int
    plain: dict
    stream: list | None = None
    variant: str = "standard"
    difference: str = "-"


# OpenAI's API reference: the chat completion object and chunk object.
def chat(name: str, model: str, nanos: int, usage: dict, tier: str = "default", **more) -> Answer:
    head = {"id": "chatcmpl-B9MBs8Cj", "created": 1741569952, "model": model}
    tail = {"service_tier": tier, "system_fingerprint": "fp_50cad350e4"}
    message = {"role": "assistant", "content": "Hello!", "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    plain = {"object": "chat.completion", **head, "choices": [choice], "usage": usage, **tail}

    def chunk(delta: dict, reason: str | None = None) -> dict:
        one = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {"object": "chat.completion.chunk", **head, **tail, "choices": [one], "usage": None}

    last = {"object": "chat.completion.chunk", **head, **tail, "choices": [], "usage": usage}
    stream = [
        chunk({"role": "assistant", "content": "", "refusal": None}),
        chunk({"content": "Hello"}),
        chunk({"content": "!"}),
        chunk({}, "stop"),
        last,
    ]
    return Answer(name, "chat", model, nanos, plain, stream, **more)


# OpenAI's API reference: the response object, and “Streaming events”.
def responses(name: str, model: str, nanos: int, usage: dict, tier: str = "default", **more) -> Answer:
    text = {"type": "output_text", "text": "Hello!", "annotations": [], "logprobs": []}
    message = {"id": "msg_67cc", "type": "message", "role": "assistant"}
    item = {**message, "status": "completed", "content": [text]}
    begun = {
        "id": "resp_67cc",
        "object": "response",
        "created_at": 1741476542,
        "status": "in_progress",
        "error": None,
        "incomplete_details": None,
        "model": model,
        "output": [],
        "service_tier": tier,
        "store": True,
        "tools": [],
        "usage": None,
    }
    plain = {**begun, "status": "completed", "output": [item], "usage": usage}
    place = {"item_id": "msg_67cc", "output_index": 0, "content_index": 0}
    events = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**message, "status": "in_progress", "content": []},
        },
        {"type": "response.content_part.added", **place, "part": {**text, "text": ""}},
        {"type": "response.output_text.delta", **place, "delta": "Hello!", "logprobs": []},
        {"type": "response.output_text.done", **place, "text": "Hello!", "logprobs": []},
        {"type": "response.content_part.done", **place, "part": text},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": plain},
    ]
    stream = [{**event, "sequence_number": number} for number, event in enumerate(events)]
    return Answer(name, "responses", model, nanos, plain, stream, **more)


# Anthropic's API reference: Messages, and “Streaming messages”: the first event tells the input, the
# last ones running totals of the output and of what server tools did.
def messages(name: str, model: str, nanos: int, usage: dict, dialect="messages", **more) -> Answer:
    answer = {
        "id": "msg_013Zva2CMHLNnjNjtJX8",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": "Hello!"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }
    first = {key: value for key, value in usage.items() if key != "server_tool_use"}
    begun = {**answer, "content": [], "stop_reason": None, "usage": {**first, "output_tokens": 1}}
    totals = {
        key: value for key, value in usage.items() if key in ("output_tokens", "server_tool_use")
    }
    ends = {"stop_reason": "end_turn", "stop_sequence": None}
    stream = [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "Hello!"},
        },
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ends, "usage": totals},
        {"type": "message_stop"},
    ]
    return Answer(name, dialect, model, nanos, answer, stream, **more)


# Amazon Bedrock user guide, “Anthropic Claude Messages API”: Anthropic's shape, and in a stream's last
# event what Amazon has counted.
def invoke(name: str, model: str, nanos: int, usage: dict, **more) -> Answer:
    answer = messages(name, model, nanos, usage, dialect="invoke", **more)
    answer.stream[-1]["amazon-bedrock-invocationMetrics"] = {
        "inputTokenCount": usage["input_tokens"],
        "outputTokenCount": usage["output_tokens"],
        "invocationLatency": 1200,
        "firstByteLatency": 400,
        "cacheReadInputTokenCount": usage.get("cache_read_input_tokens", 0),
        "cacheWriteInputTokenCount": usage.get("cache_creation_input_tokens", 0),
    }
    return answer


# Amazon Bedrock API reference: Converse and ConverseStream.
def converse(name: str, model: str, nanos: int, usage: dict, **more) -> Answer:
    plain = {
        "metrics": {"latencyMs": 551},
        "output": {"message": {"role": "assistant", "content": [{"text": "Hello!"}]}},
        "stopReason": "end_turn",
        "usage": usage,
    }
    stream = [
        {"messageStart": {"role": "assistant"}},
        {"contentBlockDelta": {"contentBlockIndex": 0, "delta": {"text": "Hello!"}, "p": "abcd"}},
        {"contentBlockStop": {"contentBlockIndex": 0, "p": "ab"}},
        {"messageStop": {"stopReason": "end_turn", "p": "abcdef"}},
        {"metadata": {"usage": usage, "metrics": {"latencyMs": 551}, "p": "abc"}},
    ]
    return Answer(name, "converse", model, nanos, plain, stream, **more)


# Google's API reference: GenerateContentResponse; each chunk of a stream is one, its usage runs along.
def generate(name: str, model: str, nanos: int, usage: dict, **more) -> Answer:
    def one(text: str, usage: dict, **more) -> dict:
        content = {"parts": [{"text": text}], "role": "model"}
        tail = {"modelVersion": model, "responseId": "mAitaLmkHPPlz7IPvtfUqQ4"}
        return {
            "candidates": [{"content": content, "index": 0, **more}],
            "usageMetadata": usage,
            **tail,
        }

    counts = {key: value for key, value in usage.items() if key.startswith("prompt")}
    first = {**counts, "totalTokenCount": usage["promptTokenCount"]}
    plain = one("Hello!", usage, finishReason="STOP")
    stream = [one("Hello", first), one("!", usage, finishReason="STOP")]
    return Answer(name, "generate", model, nanos, plain, stream, **more)


def counted(input_tokens: int, cached: int, output: int, reasoning: int) -> dict:
    return {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": cached},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": input_tokens + output,
    }


def completed(prompt: int, completion: int, cached=0, reasoning=0, audio=(0, 0)) -> dict:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": audio[0]},
        "completion_tokens_details": {
            "reasoning_tokens": reasoning,
            "audio_tokens": audio[1],
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def claude(fresh: int, output: int, read=0, five=0, hour=0, **more) -> dict:
    return {
        "input_tokens": fresh,
        "cache_creation_input_tokens": five + hour,
        "cache_read_input_tokens": read,
        "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": hour},
        "output_tokens": output,
        "service_tier": "standard",
        **more,
    }


def text_tokens(count: int) -> dict:
    return {"modality": "TEXT", "tokenCount": count}


SONNET = "claude-sonnet-4-5-20250929"
BEDROCK_SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
ANSWERS = [
    # 2.50, cached 1.25, 10 dollars per million.
    chat("cache", "gpt-4o", 86 * 2500 + 1920 * 1250 + 300 * 10000, completed(2006, 300, 1920)),
    # 1.10 and 4.40; thinking is output.
    chat("reasoning", "o4-mini", 75 * 1100 + 1186 * 4400, completed(75, 1186, reasoning=1024)),
    # Text 2.50 and 10, sound 32 and 64.
    chat(
        "sound",
        "gpt-audio",
        40 * 2500 + 60 * 32000 + 20 * 10000 + 30 * 64000,
        completed(100, 50, audio=(60, 30)),
    ),
    # Sound 40 and 80.
    chat(
        "sound of an older model",
        "gpt-4o-audio-preview",
        40 * 2500 + 60 * 40000 + 20 * 10000 + 30 * 80000,
        completed(100, 50, audio=(60, 30)),
        difference="it has no price for this model's sound, and takes it for text",
    ),
    # Priority: 4.25 and 17.
    chat(
        "priority",
        "gpt-4o",
        19 * 4250 + 10 * 17000,
        completed(19, 10),
        tier="priority",
        variant="priority",
    ),
    # 1.25, cached 0.125, 10.
    responses(
        "cache and reasoning",
        "gpt-5",
        176 * 1250 + 1024 * 125 + 500 * 10000,
        counted(1200, 1024, 500, 448),
    ),
    # Flex: half of it.
    responses(
        "flex",
        "gpt-5",
        328 * 625 + 52 * 5000,
        counted(328, 0, 52, 0),
        tier="flex",
        variant="flex",
    ),
    # 0.02.
    Answer(
        "embedding",
        "embeddings",
        "text-embedding-3-small",
        8 * 20,
        {
            "object": "list",
            "data": [{"object": "embedding", "embedding": [0.0023, -0.0093], "index": 0}],
            "model": "text-embedding-3-small",
            "usage": {"prompt_tokens": 8, "total_tokens": 8},
        },
    ),
    # 3, cache read 0.30, written for minutes 3.75, for an hour 6, output 15.
    messages(
        "caches",
        SONNET,
        21 * 3000 + 1000 * 300 + 148 * 3750 + 100 * 6000 + 393 * 15000,
        claude(21, 393, read=1000, five=148, hour=100),
    ),
    # Two searches at 10 dollars per thousand.
    messages(
        "searches",
        SONNET,
        105 * 3000 + 6039 * 15000 + 2 * 10_000_000,
        claude(105, 6039, server_tool_use={"web_search_requests": 2}),
    ),
    # Above 200,000 tokens of input, cached ones included: 6, cache read 0.60, output 22.50.
    messages(
        "long context",
        SONNET,
        1001 * 6000 + 199_000 * 600 + 10 * 22500,
        claude(1001, 10, read=199_000),
    ),
    # 0.30, cached 0.03, output 2.50, thoughts included.
    generate(
        "cache and thoughts",
        "gemini-2.5-flash",
        300 * 300 + 700 * 30 + 250 * 2500,
        {
            "promptTokenCount": 1000,
            "cachedContentTokenCount": 700,
            "candidatesTokenCount": 100,
            "thoughtsTokenCount": 150,
            "totalTokenCount": 1250,
            "promptTokensDetails": [text_tokens(1000)],
            "cacheTokensDetails": [text_tokens(700)],
        },
    ),
    # Sound 1.00.
    generate(
        "sound",
        "gemini-2.5-flash",
        900 * 300 + 100 * 1000 + 10 * 2500,
        {
            "promptTokenCount": 1000,
            "candidatesTokenCount": 10,
            "totalTokenCount": 1010,
            "promptTokensDetails": [
                text_tokens(900),
                {"modality": "AUDIO", "tokenCount": 100},
            ],
        },
    ),
    # Cached text 0.03: of what is not cached, 200 are text and 100 sound.
    generate(
        "sound behind a cache",
        "gemini-2.5-flash",
        200 * 300 + 700 * 30 + 100 * 1000 + 10 * 2500,
        {
            "promptTokenCount": 1000,
            "cachedContentTokenCount": 700,
            "candidatesTokenCount": 10,
            "totalTokenCount": 1010,
            "promptTokensDetails": [
                text_tokens(900),
                {"modality": "AUDIO", "tokenCount": 100},
            ],
            "cacheTokensDetails": [text_tokens(700)],
        },
        difference="it does not price a cache beside sound unless the answer says how much of the "
        "sound was cached, be it none",
    ),
    # What tools found is input: 1.25, output 10.
    generate(
        "tools",
        "gemini-2.5-pro",
        100 * 1250 + 1 * 10000,
        {
            "promptTokenCount": 60,
            "toolUsePromptTokenCount": 40,
            "candidatesTokenCount": 1,
            "totalTokenCount": 101,
            "promptTokensDetails": [text_tokens(60)],
            "toolUsePromptTokensDetails": [text_tokens(40)],
        },
    ),
    # Above 200,000 tokens: 2.50 and 15.
    generate(
        "long context",
        "gemini-2.5-pro",
        200_001 * 2500 + 2 * 15000,
        {
            "promptTokenCount": 200_001,
            "candidatesTokenCount": 2,
            "totalTokenCount": 200_003,
            "promptTokensDetails": [text_tokens(200_001)],
        },
    ),
    # An image of 1,290 tokens at 30, 7 tokens in at 0.30.
    generate(
        "image",
        "gemini-2.5-flash-image",
        7 * 300 + 1290 * 30000,
        {
            "promptTokenCount": 7,
            "candidatesTokenCount": 1290,
            "totalTokenCount": 1297,
            "promptTokensDetails": [text_tokens(7)],
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1290}],
        },
    ),
    # 0.035 and 0.14.
    converse(
        "plain",
        "us.amazon.nova-micro-v1:0",
        125 * 35 + 60 * 140,
        {"inputTokens": 125, "outputTokens": 60, "totalTokens": 185},
    ),
    # 2.65 and 3.50.
    converse(
        "llama",
        "meta.llama3-70b-instruct-v1:0",
        25 * 2650 + 100 * 3500,
        {"inputTokens": 25, "outputTokens": 100, "totalTokens": 125},
    ),
    # In a region a tenth dearer than Anthropic's own: 3.30, cache read 0.33, written for minutes 4.125,
    # output 16.50.
    converse(
        "cache",
        BEDROCK_SONNET,
        4 * 3300 + 1100 * 330 + 22 * 4125 + 124 * 16500,
        {
            "inputTokens": 4,
            "outputTokens": 124,
            "totalTokens": 1250,
            "cacheReadInputTokens": 1100,
            "cacheWriteInputTokens": 22,
        },
    ),
    # Written for an hour: 6.60.
    converse(
        "caches of two ages",
        BEDROCK_SONNET,
        4 * 3300 + 30 * 4125 + 70 * 6600 + 9 * 16500,
        {
            "inputTokens": 4,
            "outputTokens": 9,
            "totalTokens": 113,
            "cacheReadInputTokens": 0,
            "cacheWriteInputTokens": 100,
            "cacheDetails": [
                {"ttl": "1h", "inputTokens": 70},
                {"ttl": "5m", "inputTokens": 30},
            ],
        },
    ),
    invoke(
        "plain",
        BEDROCK_SONNET,
        21 * 3300 + 393 * 16500,
        claude(21, 393),
    ),
    invoke(
        "caches",
        BEDROCK_SONNET,
        21 * 3300 + 1000 * 330 + 148 * 4125 + 100 * 6600 + 393 * 16500,
        claude(21, 393, read=1000, five=148, hour=100),
    ),
]


def priced(answer: Answer, providers: dict) -> str:
    """What genai-prices says, by its own reading of the plain answer."""
    name, flavor = DIALECTS[answer.dialect]
    provider = providers[genai.PROVIDERS[name]]
    _, usage = provider.extract_usage(answer.plain, api_flavor=flavor)
    contexts = genai.ANTHROPIC_VARIANTS if name == "anthropic" else genai.VARIANTS
    try:
        price = provider.find_model(answer.model).calc_price(
            usage,
            provider,
            genai_request_timestamp=AT,
            price_context=contexts.get(answer.variant),
        )
    except ValueError:
        return "-"
    return str((price.total_price * 1_000_000_000).to_integral_value(ROUND_CEILING))


def main() -> None:
    decimal.getcontext().prec = 60
    providers = {provider.id: provider for provider in genai.load()}
    rows = []
    for answer in ANSWERS:
        theirs = priced(answer, providers)
        if (theirs == str(answer.nanos)) != (answer.difference == "-"):
            print(f"{answer.dialect} {answer.name}: by hand {answer.nanos}, genai-prices {theirs}")
        fields = [answer.name, answer.dialect, DIALECTS[answer.dialect][0], answer.model]
        fields += [answer.variant, str(answer.nanos), theirs, answer.difference]
        stream = "-" if answer.stream is None else json.dumps(answer.stream)
        rows.append("\t".join([*fields, json.dumps(answer.plain), stream]))
    write_or_check(PATH, ("\n".join(rows) + "\n").encode(), "--check" in sys.argv[1:])


if __name__ == "__main__":
    main()
