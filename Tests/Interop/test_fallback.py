"""A call whose upstream fails goes to the next one, each attempt held and charged by itself."""

from __future__ import annotations

import http.server
import threading

import openai
import pytest

from conftest import messages, policy
from farthing_process import Farthing, Sandbox, free_port

MODEL = "gpt-4o-mini"


@pytest.fixture
def box():
    box = Sandbox()
    yield box
    box.close()


def gateway(box: Sandbox, first: str, second, *flags: str, limit: str = "1.00 USD") -> Farthing:
    """A gateway whose first upstream is at this address, and whose fallback is `second`."""
    server = box.farthing(
        policy(limit),
        *["--upstream-openai", first, "--fallback-openai", second.url, *flags],
        scripted=second,
    )
    server.key = server.create_key("tests", team="finance")
    return server


def client_of(server: Farthing) -> openai.OpenAI:
    return openai.OpenAI(base_url=server.base_url, api_key=server.key, max_retries=0)


def ask(server: Farthing, **more):
    return client_of(server).chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(), max_tokens=16, **more
    )


def spent(server: Farthing) -> float:
    server.wait_until_nothing_held()
    [account] = server.budgets()
    return account["spent"]


def test_unreachable_goes_on_and_costs_once(box):
    second = box.scripted()
    server = gateway(box, f"http://127.0.0.1:{free_port()}", second)
    answer = ask(server)
    assert answer.parse().choices[0].message.content
    assert len(second.bill()) == 1
    cost = float(answer.headers["x-farthing-cost"]) * 1e9
    assert spent(server) == pytest.approx(cost)
    assert server.metrics()["farthing_fallbacks_total"] == 1
    assert server.verify().returncode == 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_that_is_not_billed_goes_on(box, status):
    first, second = box.scripted("--faults", f"{status}=1000"), box.scripted()
    server = gateway(box, first.url, second)
    answer = ask(server)
    assert answer.parse().choices[0].message.content
    assert spent(server) == pytest.approx(float(answer.headers["x-farthing-cost"]) * 1e9)
    assert len(second.bill()) == 1


def test_a_timeout_is_charged_and_the_fallback_is_held_anew(box):
    first, second = box.scripted("--faults", "timeout=1000"), box.scripted()
    server = gateway(box, first.url, second, "--set", "silenceTimeoutMs=500")
    answer = ask(server)
    assert answer.parse().choices[0].message.content
    cost = float(answer.headers["x-farthing-cost"]) * 1e9
    assert spent(server) > cost  # The first attempt was accepted, and may be billed.
    assert len(second.bill()) == 1
    assert server.verify().returncode == 0


def test_streams_go_on_before_their_first_byte(box):
    first, second = box.scripted("--faults", "503=1000"), box.scripted()
    server = gateway(box, first.url, second)
    stream = client_of(server).chat.completions.create(
        model=MODEL, messages=messages(), max_tokens=16, stream=True
    )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert len(second.bill()) == 1


def test_no_money_for_a_second_attempt_is_the_budgets_word(box):
    first, second = box.scripted("--faults", "timeout=1000"), box.scripted()
    # Room for one attempt's bound alone.
    server = gateway(
        box, first.url, second, "--set", "silenceTimeoutMs=500", limit="0.0000200 USD"
    )
    with pytest.raises(openai.RateLimitError) as refused:
        ask(server)
    assert refused.value.code == "budget_exceeded"
    assert second.bill() == []


def test_without_a_second_upstream_the_error_stands(box):
    first = box.scripted("--faults", "503=1000")
    server = box.farthing(policy(), scripted=first)
    server.key = server.create_key("tests", team="finance")
    with pytest.raises(openai.InternalServerError):
        ask(server)
    assert server.metrics()["farthing_fallbacks_total"] == 0


class Recorder(http.server.BaseHTTPRequestHandler):
    """Notes what it is sent, and fails."""

    def do_POST(self):
        self.server.seen.append(dict(self.headers))
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(500)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_the_first_key_is_never_sent_to_the_fallback(box):
    first = box.scripted("--faults", "503=1000")
    recorder = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    recorder.seen = []
    threading.Thread(target=recorder.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{recorder.server_port}"
    try:
        server = box.farthing(policy(), "--fallback-openai", url, scripted=first)
        server.key = server.create_key("tests", team="finance")
        with pytest.raises(openai.InternalServerError):
            ask(server)
    finally:
        recorder.shutdown()
    [seen] = recorder.seen
    assert not [name for name in seen if name.lower() == "authorization"]
