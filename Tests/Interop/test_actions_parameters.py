"""A cheaper model is not sent what it is known to refuse: the next rung, or the model that was asked
for, has the call instead."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
from collections.abc import Iterator

import openai
import pytest

import canaries
from conftest import messages
from sdks import CHAT, CONVERSE, GEMINI, MESSAGES, RESPONSES, Sdk
from test_actions import MODEL, policy

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
# A PNG of one pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


class Recorder:
    """Stands before a scripted provider and keeps what it is sent."""

    def __init__(self, port: int):
        self.sent: list[tuple[str, dict]] = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                recorder.sent.append((self.path, json.loads(body)))
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("POST", self.path, body, dict(self.headers))
                answer = connection.getresponse()
                whole = answer.read()
                connection.close()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(whole)))
                self.end_headers()
                self.wfile.write(whole)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def recorder(scripted) -> Iterator[Recorder]:
    recorder = Recorder(scripted.port)
    yield recorder
    recorder.close()


def sent(
    start, recorder: Recorder, sdk: Sdk, model: str, to: list[str], **more
) -> tuple[str, dict]:
    """The model, and what a call for `model` went out as under a rule that says: one of these."""
    rule = f"{{ id: thrift, when: {{ model: {json.dumps(model)} }}, do: downgrade, "
    rule += f"to: {json.dumps(to)} }}"
    names = {"openai": "openai", "anthropic": "anthropic", "google": "gemini", "aws": "bedrock"}
    flag = f"--upstream-{names[sdk.provider]}"
    server = start(policy("100.00 USD", rules=rule), flag, recorder.url)
    reply = sdk.caller(server).ask(model=model, **more)
    [(path, body)] = recorder.sent
    name = body.get("model") or path.split("/")[-2 if sdk.provider == "aws" else -1]
    name = name.split(":generate")[0].split(":stream")[0].replace("%3A", ":")
    # Whatever was chosen is what the client is told.
    assert reply.headers.get(MODEL, model) == name
    return name, body


# What OpenAI's models that reason refuse, and those that do not.
SAMPLED = [
    {"temperature": 0.2},
    {"top_p": 0.5},
    {"presence_penalty": 0.5},
    {"frequency_penalty": 0.5},
    {"logprobs": True, "top_logprobs": 2},
    {"logit_bias": {"50256": -100}},
]


@pytest.mark.parametrize("more", SAMPLED, ids=lambda more: next(iter(more)))
def test_a_model_that_reasons_is_not_sent_what_it_refuses(farthing_server, recorder, more):
    ladder = ["gpt-5-nano", "gpt-4o-mini"]
    name, body = sent(farthing_server, recorder, CHAT, "gpt-4o", ladder, **more)
    assert name in ("gpt-4o-mini", "gpt-4o") or not set(more) & set(body), body


@pytest.mark.parametrize("sdk", [CHAT, RESPONSES], ids=["chat", "responses"])
def test_a_model_that_does_not_reason_is_not_told_how_hard(farthing_server, recorder, sdk):
    more = {"reasoning_effort": "high"} if sdk is CHAT else {"reasoning": {"effort": "high"}}
    ladder = ["gpt-4o-mini", "gpt-5-nano"]
    name, body = sent(farthing_server, recorder, sdk, "o4-mini", ladder, **more)
    assert name in ("gpt-5-nano", "o4-mini") or not set(more) & set(body), body


def test_the_output_limit_is_named_as_the_model_wants_it(farthing_server, recorder):
    limit = {"max_completion_tokens": openai.omit, "max_tokens": 16}
    name, body = sent(farthing_server, recorder, CHAT, "gpt-4o", ["gpt-5-nano"], **limit)
    assert name == "gpt-5-nano"
    assert "max_tokens" not in body and body["max_completion_tokens"] == 16


@pytest.mark.parametrize(
    ("sdk", "model", "to", "most"),
    [
        # The most output, as the price book has it.
        (CHAT, "gpt-4.1", "gpt-4o-mini", 16_384),
        (RESPONSES, "gpt-4.1", "gpt-4o-mini", 16_384),
        (MESSAGES, "claude-opus-5-5", "claude-haiku-4-5", 64_000),
        (GEMINI, "gemini-2.5-flash", "gemini-2.0-flash", 32_768),
        (CONVERSE, SONNET, "us.amazon.nova-micro-v1:0", 10_000),
    ],
    ids=["chat", "responses", "messages", "gemini", "converse"],
)
def test_no_more_output_is_asked_for_than_the_model_has(
    farthing_server, recorder, sdk, model, to, most
):
    more = {"limit": most + 1, "is_stream": True}
    name, body = sent(farthing_server, recorder, sdk, model, [to], **more)
    if name == to:
        wanted = [
            body.get("max_completion_tokens"),
            body.get("max_output_tokens"),
            body.get("max_tokens"),
            body.get("generationConfig", {}).get("maxOutputTokens"),
            body.get("inferenceConfig", {}).get("maxTokens"),
        ]
        assert all(one is None or one <= most for one in wanted), (name, wanted)


@pytest.mark.parametrize(
    ("sdk", "model", "to", "more"),
    [
        (
            MESSAGES,
            "claude-sonnet-4-6",
            "claude-3-haiku-20240307",
            {"thinking": {"type": "enabled", "budget_tokens": 1_024}},
        ),
        (
            GEMINI,
            "gemini-2.5-flash",
            "gemini-2.0-flash",
            {"thinking_config": {"thinking_budget": 512}},
        ),
    ],
    ids=["messages", "gemini"],
)
def test_a_model_that_cannot_think_is_not_told_to(farthing_server, recorder, sdk, model, to, more):
    name, body = sent(farthing_server, recorder, sdk, model, [to], limit=2_000, **more)
    config = body.get("generationConfig", {})
    assert name == model or ("thinking" not in body and "thinkingConfig" not in config), name


def test_a_model_without_eyes_is_not_shown_a_picture(farthing_server, recorder):
    """Nova Micro takes text only (Amazon, “What is Amazon Nova”)."""
    canaries.session.prompts += 1
    content = [
        {"text": f"What is this? {canaries.PROMPT}"},
        {"image": {"format": "png", "source": {"bytes": PICTURE}}},
    ]
    name, _ = sent(
        farthing_server,
        recorder,
        CONVERSE,
        SONNET,
        ["us.amazon.nova-micro-v1:0"],
        messages=[{"role": "user", "content": content}],
    )
    assert name == SONNET


def test_azure_is_left_alone_and_other_providers_are_not(farthing_server, recorder):
    """A deployment's name says nothing of another's; other providers' models are rewritten."""
    rules = (
        "{ id: thrift, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }\n"
        "{ id: other, when: { model: llama-large }, do: downgrade, to: llama-small }"
    )
    prices = """prices:
  - { provider: groq, model: llama-large, input: 1, output: 2, max_output_tokens: 8192 }
  - { provider: groq, model: llama-small, input: 0.1, output: 0.2, max_output_tokens: 8192 }
"""
    server = farthing_server(
        policy("10.00 USD", rules=rules) + prices,
        *["--upstream-azure", f"{recorder.url}/openai/v1/", "--azure-deployment", "mine=gpt-4o"],
        *["--azure-deployment", "gpt-4o-mini=gpt-4o-mini"],
        *["--upstream-compatible", f"groq={recorder.url}/v1"],
        environment={
            "AZURE_OPENAI_API_KEY": canaries.PROVIDER_KEY,
            "GROQ_API_KEY": canaries.PROVIDER_KEY,
        },
    )
    base = f"http://127.0.0.1:{server.port}"
    request = {"messages": messages(steering="tokens=5"), "max_completion_tokens": 16}
    found = []
    for path, model in [("azure/openai/v1", "mine"), ("compatible/groq/v1", "llama-large")]:
        with openai.OpenAI(base_url=f"{base}/{path}", api_key=server.key) as client:
            raw = client.chat.completions.with_raw_response.create(model=model, **request)
            found.append(raw.headers.get(MODEL))
    assert found == [None, "llama-small"]
    [(_, azure), (_, other)] = recorder.sent
    assert azure["model"] == "mine"
    assert other["model"] == "llama-small" and other["max_tokens"] == 16
    assert "max_completion_tokens" not in other
