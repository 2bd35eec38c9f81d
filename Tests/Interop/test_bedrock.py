"""Stock `boto3` works with only its address and its credentials changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import botocore.auth
import botocore.exceptions
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from genai_prices import Usage, calc_price

import canaries
from conftest import policy
from farthing_process import HEADER_COST, HEADER_HOLD, HEADER_RECEIPT, Farthing, decimal
from prices import nanos

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-micro-v1:0"
MODES = ["legacy", "standard", "adaptive"]


def price(call: dict) -> Decimal:
    """What one line of the scripted provider's bill costs, in dollars; no hour is written here."""
    usage = Usage(
        input_tokens=call["prompt_tokens"],
        cache_read_tokens=call["cached_tokens"],
        cache_write_tokens=call["cache_write_tokens"],
        output_tokens=call["completion_tokens"],
    )
    return calc_price(usage, model_ref=call["model"], provider_id="aws").total_price


def credentials(server: Farthing) -> tuple[str, str]:
    """The key's id, and the secret that the server derives for it."""
    command = ["keys", "aws", server.key, "--data", server.data, "--json"]
    made = json.loads(server.run(*command).stdout)
    return made["access_key_id"], made["secret_access_key"]


def client_of(server: Farthing, retries: dict | None = None, **more):
    key, secret = credentials(server)
    options = {"aws_access_key_id": key, "aws_secret_access_key": secret, **more}
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=f"http://127.0.0.1:{server.port}/bedrock",
        region_name="us-east-1",
        config=Config(retries=retries, read_timeout=30),
        **options,
    )
    client.attempts = 0

    def count(**_) -> None:
        client.attempts += 1

    client.meta.events.register("before-send.bedrock-runtime", count)
    return client


@pytest.fixture
def client(server: Farthing):
    return client_of(server)


def messages(steering: str = "") -> list[dict]:
    canaries.session.prompts += 1
    text = f"Hello there, what is new? {canaries.PROMPT} [[scripted {steering}]]"
    return [{"role": "user", "content": [{"text": text}]}]


def body(steering: str = "", **more) -> str:
    text = messages(steering)[0]["content"][0]["text"]
    return json.dumps(
        {
            "anthropic_version": "bedrock-2023-05-31",
            "max_tokens": 200,
            "messages": [{"role": "user", "content": text}],
            **more,
        }
    )


@pytest.mark.parametrize("model", [CLAUDE, NOVA])
def test_converse(client, server, model):
    before = server.spent()
    answer = client.converse(
        modelId=model, messages=messages("tokens=11;cached=2"), inferenceConfig={"maxTokens": 50}
    )
    assert answer["stopReason"] == "end_turn"
    assert len(answer["output"]["message"]["content"][0]["text"].split()) == 11
    [call] = server.scripted.bill()
    assert answer["usage"]["outputTokens"] == call["completion_tokens"] == 11
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))
    fields = answer["ResponseMetadata"]["HTTPHeaders"]
    assert decimal(fields[HEADER_COST]) == nanos(price(call))
    assert fields[HEADER_HOLD] and fields[HEADER_RECEIPT]


@pytest.mark.parametrize("model", [CLAUDE, NOVA])
def test_converse_stream(client, server, model):
    before = server.spent()
    stream = client.converse_stream(
        modelId=model, messages=messages("tokens=33"), inferenceConfig={"maxTokens": 100}
    )
    events = list(stream["stream"])
    deltas = [event["contentBlockDelta"] for event in events if "contentBlockDelta" in event]
    text = "".join(delta["delta"].get("text", "") for delta in deltas)
    assert len(text.split()) == 33
    assert events[-1]["metadata"]["usage"]["outputTokens"] == 33
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_model_by_arn(client, server):
    model = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"
    client.converse(modelId=model, messages=messages("tokens=3"))
    [call] = server.scripted.bill()
    assert call["model"] == model


def test_invoke_model(client, server):
    before = server.spent()
    answer = client.invoke_model(modelId=CLAUDE, body=body("tokens=7"))
    assert json.loads(answer["body"].read())["usage"]["output_tokens"] == 7
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_invoke_model_with_response_stream(client, server):
    before = server.spent()
    answer = client.invoke_model_with_response_stream(modelId=CLAUDE, body=body("tokens=21"))
    events = [json.loads(event["chunk"]["bytes"]) for event in answer["body"]]
    text = "".join(event.get("delta", {}).get("text", "") for event in events)
    assert len(text.split()) == 21
    assert events[-1]["type"] == "message_stop"
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(price(call))


def test_cut_stream_ends_well(farthing_server):
    server = farthing_server(policy("0.0100 USD", "metered"))
    client = client_of(server)
    stopped = []
    while "max_tokens" not in stopped and len(stopped) < 50:
        try:
            stream = client.converse_stream(
                modelId="meta.llama3-70b-instruct-v1:0",
                messages=messages("tokens=2000;chunk_delay_ms=1"),
                inferenceConfig={"maxTokens": 2048},
            )
        except client.exceptions.ServiceQuotaExceededException:
            break
        events = list(stream["stream"])
        stopped += [event["messageStop"]["stopReason"] for event in events if "messageStop" in event]
        begun = {
            event["contentBlockDelta"]["contentBlockIndex"]
            for event in events
            if "contentBlockDelta" in event
        }
        ended = {
            event["contentBlockStop"]["contentBlockIndex"]
            for event in events
            if "contentBlockStop" in event
        }
        assert begun == ended
    assert stopped and stopped[-1] in ("max_tokens", "end_turn")
    server.wait_until_nothing_held()
    assert server.spent() <= Decimal("0.0100")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ["converse", "converse_stream", "invoke_model"])
def test_refusal_is_typed_and_tried_once(farthing_server, mode, call):
    server = farthing_server(policy("0.000001 USD"))
    client = client_of(server, retries={"mode": mode, "total_max_attempts": 5})
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as raised:
        if call == "invoke_model":
            client.invoke_model(modelId=CLAUDE, body=body())
        else:
            getattr(client, call)(modelId=CLAUDE, messages=messages())
    assert client.attempts == 1
    fields = raised.value.response["ResponseMetadata"]["HTTPHeaders"]
    headroom = json.loads(fields["x-farthing-headroom"])
    assert headroom["reason"] and headroom["limit"] == 1000
    assert server.scripted.bill() == []


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"guardrailConfig": {"guardrailIdentifier": "g", "guardrailVersion": "1"}}, "guardrail"),
        ({"serviceTier": {"type": "reserved"}}, "serviceTier"),
        ({"additionalModelRequestFields": {"new": 1}}, "additionalModelRequestFields"),
        ({"toolConfig": {"tools": [{"systemTool": {"name": "nova_grounding"}}]}}, "systemTool"),
    ],
)
def test_what_has_no_price_is_refused(client, server, more, place):
    with pytest.raises(client.exceptions.AccessDeniedException, match=place):
        client.converse(modelId=CLAUDE, messages=messages(), **more)
    assert client.attempts == 1 and server.scripted.bill() == []


def test_unknown_models_and_routes_are_refused(client, server):
    with pytest.raises(client.exceptions.ValidationException):
        client.converse(modelId="made.up-v1:0", messages=messages())
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.converse(modelId="abcdefghijkl", messages=messages())
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.apply_guardrail(
            guardrailIdentifier="g", guardrailVersion="1", source="INPUT", content=[]
        )
    assert server.scripted.bill() == []


@pytest.mark.parametrize("wrong", ["secret", "key"])
def test_wrong_signature(server, wrong):
    client = client_of(server)
    key, secret = credentials(server)
    options = {"secret": (key, secret + "x"), "key": ("x" + key, secret)}[wrong]
    client = client_of(server, aws_access_key_id=options[0], aws_secret_access_key=options[1])
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        client.converse(modelId=CLAUDE, messages=messages())
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert client.attempts == 1 and server.scripted.bill() == []


class Recorder(BaseHTTPRequestHandler):
    """Keeps the requests as they arrive at AWS, and refuses them."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        self.server.seen.append((self.path, self.headers.items(), sent))
        answer = b'{"message":"no"}'
        self.send_response(400)
        self.send_header("x-amzn-errortype", "ValidationException")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def aws() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_request_is_signed_anew_for_aws(farthing_server, aws):
    secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    server = farthing_server(
        policy(),
        *["--upstream-bedrock", f"http://127.0.0.1:{aws.server_port}"],
        environment={"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secret},
    )
    client = client_of(server)
    with pytest.raises(client.exceptions.ValidationException):
        client.converse(modelId=CLAUDE, messages=messages())
    [(path, fields, sent)] = aws.seen
    names = {name.lower(): value for name, value in fields}
    assert "AKIDEXAMPLE/" in names["authorization"] and "fk" not in names["authorization"]
    assert "x-amz-security-token" not in names
    # botocore signs the same request alike.
    signed = names["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    request = AWSRequest(
        "POST",
        f"http://127.0.0.1:{aws.server_port}{path}",
        {name: names[name] for name in signed if name != "x-amz-date"},
        sent,
    )
    request.context["timestamp"] = names["x-amz-date"]
    request.headers["X-Amz-Date"] = names["x-amz-date"]
    scope = names["authorization"].split("Credential=")[1].split(",")[0].split("/")
    signer = botocore.auth.SigV4Auth(Credentials("AKIDEXAMPLE", secret), scope[3], scope[2])
    string = signer.string_to_sign(request, signer.canonical_request(request))
    assert names["authorization"].endswith(signer.signature(string, request))
