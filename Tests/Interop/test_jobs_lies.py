"""Jobs of a provider that says less than it billed, and keys that reach for another's."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest

from conftest import policy
from farthing_process import Farthing, Sandbox

MODEL = "gpt-4o-mini"
CALLS = 3
# A call of 8 and 100 tokens to gpt-4o-mini, in dollars; in a batch half of it.
COST = Decimal(8 * 150 + 100 * 600) / 10**9


class Provider(ThreadingHTTPServer):
    """A provider of OpenAI's dialect that answers what a test tells it to."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.response: dict = {}
        self.batch: dict = {}
        self.output: bytes | None = b""
        self.deleted: list[str] = []
        self.file_seconds = 0.0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def do_GET(self):
        if self.path.startswith("/v1/responses/"):
            return self.reply({"id": "resp_1", "model": MODEL, **self.server.response})
        if self.path == "/v1/files/file-in/content":
            time.sleep(self.server.file_seconds)
            return self.reply("\n".join(json.dumps(call(index)) for index in range(CALLS)).encode())
        if self.path == "/v1/files/file-out/content":
            return self.reply(self.server.output, 404 if self.server.output is None else 200)
        return self.reply({"id": "batch_1", **self.server.batch})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/v1/responses":
            return self.reply({"id": "resp_1", "status": "queued", "usage": None})
        return self.reply({"id": "batch_1", "status": "validating"})

    def do_DELETE(self):
        self.server.deleted.append(self.path)
        self.reply({"deleted": True})

    def reply(self, body, status: int = 200):
        bytes_ = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(bytes_)))
        self.end_headers()
        self.wfile.write(bytes_)

    def log_message(self, *_):
        pass


def call(index: int) -> dict:
    body = {"model": MODEL, "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
    return {
        "custom_id": f"call-{index}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
    }


def result(index: int) -> str:
    usage = {"prompt_tokens": 8, "completion_tokens": 100, "total_tokens": 108}
    body = {"object": "chat.completion", "model": MODEL, "usage": usage}
    return json.dumps({"custom_id": f"call-{index}", "response": {"status_code": 200, "body": body}})


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    yield provider
    provider.shutdown()
    provider.server_close()


@pytest.fixture
def server(provider) -> Iterator[Farthing]:
    box = Sandbox()
    server = box.farthing(
        policy(),
        "--upstream-openai",
        f"http://127.0.0.1:{provider.server_port}",
        scripted=box.scripted(),
        environment={"FARTHING_JOB_POLL_MS": "200"},
    )
    server.key = server.create_key("tests", team="finance")
    yield server
    box.close()


def client(server: Farthing, key: str | None = None) -> openai.OpenAI:
    return openai.OpenAI(base_url=server.base_url, api_key=key or server.key, max_retries=0)


def test_a_tier_that_nobody_names_is_the_one_that_was_sent(server, provider):
    usage = {"input_tokens": 8, "output_tokens": 100, "total_tokens": 108}
    provider.response = {"status": "queued"}
    client(server).responses.create(
        model=MODEL, input="Hi", max_output_tokens=100, background=True
    )
    held = server.held()
    provider.response = {"status": "completed", "usage": usage}
    server.wait_until_nothing_held(10)
    assert server.spent() == COST <= held


@pytest.mark.parametrize(
    ("output", "whole"),
    [
        (range(CALLS), True),
        (range(CALLS - 1), False),
        ((), False),
        ((*range(CALLS), 0), False),
        ((0, 0, 1), False),
        (None, False),
    ],
    ids=["whole", "a line less", "empty", "a line more", "one twice", "deleted"],
)
def test_results_that_are_not_whole_are_charged_as_held(server, provider, output, whole):
    provider.batch = {"status": "in_progress"}
    client(server).batches.create(
        input_file_id="file-in", endpoint="/v1/chat/completions", completion_window="24h"
    )
    held = server.held()
    provider.output = None if output is None else "\n".join(map(result, output)).encode()
    provider.batch = {
        "status": "completed",
        "output_file_id": "file-out",
        "request_counts": {"total": CALLS, "completed": CALLS, "failed": 0},
    }
    server.wait_until_nothing_held(10)
    assert server.spent() == (CALLS * COST / 2 if whole else held)
    assert server.verify().returncode == 0


def test_another_key_reaches_nothing_of_a_running_job(server, provider):
    provider.response = {"status": "in_progress"}
    client(server).responses.create(model=MODEL, input="Hi", background=True, max_output_tokens=9)
    held = server.held()
    other = client(server, server.create_key("others", team="finance"))
    for reach in (
        lambda: other.responses.retrieve("resp_1"),
        lambda: other.responses.cancel("resp_1"),
        lambda: other.responses.delete("resp_1"),
        lambda: other.responses.input_items.list("resp_1"),
    ):
        with pytest.raises(openai.NotFoundError):
            reach()
    assert provider.deleted == []
    assert server.held() == held and server.spent() == 0
    client(server).responses.delete("resp_1")
    assert provider.deleted == ["/v1/responses/resp_1"]


def test_files_are_read_a_few_at_once(server, provider):
    provider.batch = {"status": "in_progress"}
    provider.file_seconds = 1
    seen: list[int] = []

    def create():
        try:
            client(server).batches.create(
                input_file_id="file-in", endpoint="/v1/chat/completions", completion_window="24h"
            )
            seen.append(200)
        except openai.APIStatusError as error:
            seen.append(error.status_code)

    threads = [threading.Thread(target=create) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == len(threads) and set(seen) == {200, 503}
    assert client(server).batches.retrieve("batch_1").status == "in_progress"
