"""Events: webhooks as the Standard Webhooks specification has them, checked by its own package;
the stream of server-sent events, read by a real client; and `farthing events`."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import openai
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

import canaries
from conftest import messages
from farthing_process import Farthing, farthing_binary, request, wait_until

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER_SECRET = "whsec_" + base64.b64encode(bytes(range(1, 41))).decode()
MODEL = "gpt-4o-mini"

POLICY = """
version: 1
tenant: acme-corp
budgets:
  - id: team
    match: { team: finance }
    limit: 100.00 USD
    window: day
  - id: small
    match: { agent: "small*" }
    per: [agent]
    limit: 0.0001 USD
    window: day
    thresholds:
      - { at: 1%, do: warn }
"""


class Receiver:
    """An HTTP server that takes webhooks, and answers as it is told."""

    def __init__(self):
        self.taken: list[tuple[dict, bytes]] = []
        self.refused: list[tuple[dict, bytes]] = []
        self.paths: list[str] = []
        # Each attempt takes one; when none is left, `status` answers.
        self.script: list[tuple[int, dict]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.paths.append(self.path)
                status, fields = (
                    receiver.script.pop(0) if receiver.script else (receiver.status, {})
                )
                attempt = ({k.lower(): v for k, v in self.headers.items()}, body)
                (receiver.taken if status < 300 else receiver.refused).append(attempt)
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def events(self, secret: str = SECRET) -> list[dict]:
        """What was taken, each signature verified."""
        return [verified(attempt, secret) for attempt in list(self.taken)]

    def types(self) -> list[str]:
        return [event["type"] for event in self.events()]

    def wait_for(self, type_: str, seconds: float = 10) -> dict:
        wait_until(lambda: type_ in self.types(), seconds, f"{type_} among {self.types()}")
        return next(event for event in self.events() if event["type"] == type_)


def verified(attempt: tuple[dict, bytes], secret: str = SECRET) -> dict:
    fields, body = attempt
    event = Webhook(secret).verify(body, fields)
    assert fields["content-type"] == "application/json"
    assert fields["webhook-id"] == event["id"]
    return event


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def hooked(farthing_server, receiver, tmp_path) -> Callable[..., Farthing]:
    def start(*flags: str, **more) -> Farthing:
        secret = tmp_path / "secret"
        secret.write_text(SECRET + "\n")
        words = ["--webhook", f"ops={receiver.url}", "--webhook-secret-file", f"ops={secret}"]
        return farthing_server(POLICY, *words, *flags, **more)

    return start


def spend(client: openai.OpenAI, agent: str = "a1", **more) -> None:
    client.chat.completions.create(
        model=MODEL,
        messages=messages(steering="tokens=5"),
        max_tokens=16,
        extra_headers={"x-farthing-agent": agent},
        **more,
    )


def budgets(server: Farthing, *words: str) -> None:
    server.run("budgets", *words, "--data", server.data)


def test_webhooks_are_signed_and_tried_again(hooked, receiver, client_of):
    receiver.script = [(500, {}), (302, {"location": "/elsewhere"}), (429, {"retry-after": "1"})]
    server = hooked()
    budgets(server, "pause", "team", "--note", "quarter's end")
    event = receiver.wait_for("budget.paused", 20)
    assert event["data"]["budget"] == "team" and event["data"]["note"] == "quarter's end"
    assert "scope" not in event["data"]
    # Every attempt at one event has one id, and a signature over its own time.
    first = [verified(attempt)["id"] for attempt in receiver.refused]
    assert len(first) == 3 and len(set(first)) == 1
    assert set(receiver.paths) == {"/hook"}, "a redirect was followed"
    with pytest.raises(WebhookVerificationError):
        verified(receiver.taken[0], OTHER_SECRET)
    with pytest.raises(WebhookVerificationError):
        fields, body = receiver.taken[0]
        verified((fields, body + b" "))
    assert server.metric("farthing_webhooks_failed") == 3
    wait_until(lambda: server.metric("farthing_webhooks_behind") == 0, 30, "deliveries")
    assert server.metric("farthing_webhooks_delivered") == len(receiver.taken)


def test_every_event_comes_once_in_order_with_its_numbers(hooked, receiver, client_of):
    server = hooked()
    client = client_of(server, max_retries=0)
    spend(client, "small-1")
    with pytest.raises(openai.RateLimitError):
        for _ in range(200):
            spend(client, "small-1")
    with pytest.raises(openai.RateLimitError):
        spend(client, "small-1")
    budgets(server, "top-up", "small", "0.01 USD", "--scope", "agent=small-1", "--note", "more")
    budgets(server, "pause", "small", "--scope", "agent=small-1")
    budgets(server, "resume", "small", "--scope", "agent=small-1")
    budgets(server, "reset", "small")
    receiver.wait_for("budget.reset")
    assert receiver.types() == [
        "policy.changed", "budget.warning", "budget.exhausted", "budget.topped_up",
        "budget.paused", "budget.resumed", "budget.reset",
    ]
    events = {event["type"]: event["data"] for event in receiver.events()}
    warning, exhausted = events["budget.warning"], events["budget.exhausted"]
    assert warning["share_basis_points"] == 100 and warning["limit"] == 100_000
    assert warning["spent"] > 1_000 and warning["unit"] == "USD"
    assert warning["scope"] == exhausted["scope"] == "agent=small-1"
    assert exhausted["spent"] + exhausted["held"] + exhausted["needed"] > exhausted["limit"]
    assert exhausted["window_ends"].endswith("T00:00:00.000Z")
    assert events["budget.topped_up"]["amount"] == 10_000_000
    for event in receiver.events():
        entry = json.loads(
            server.run(
                "receipts", "show", str(event["data"]["receipt"]), "--json", "--data", server.data
            ).stdout
        )
        assert entry["decision"]["timestamp"] == event["timestamp"]
    log = server.process.text()
    assert "warning budget small (agent=small-1) has passed 1 % of its limit" in log
    assert "warning budget small (agent=small-1) refuses calls" in log
    assert "warning budget small (agent=small-1) is paused" in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_restart_loses_nothing(hooked, receiver, number):
    receiver.status = 503
    server = hooked()
    notes = [f"note {index}" for index in range(5)]
    for note in notes[:3]:
        budgets(server, "pause", "team", "--note", note)
    wait_until(lambda: receiver.refused, 10, "an attempt")
    server.process.stop(number)
    # What happens while no server runs is told too.
    budgets(server, "pause", "team", "--note", notes[3])
    receiver.status = 204
    server.start()
    budgets(server, "pause", "team", "--note", notes[4])

    def told() -> list[str]:
        return [event["data"].get("note") for event in receiver.events()]

    wait_until(lambda: notes[4] in told(), 15, f"the last note among {told()}")
    assert [note for note in told() if note] == notes
    ids = [event["id"] for event in receiver.events()]
    assert len(set(ids)) == len(ids)


def test_what_was_told_before_a_crash_has_the_same_id_after_it(hooked, receiver):
    server = hooked()
    budgets(server, "pause", "team", "--note", "first")
    wait_until(lambda: "budget.paused" in receiver.types(), 10, "the event")
    # Where the endpoint stands is kept within a second, so that this may be told again.
    server.process.stop(signal.SIGKILL)
    server.start()
    budgets(server, "resume", "team")
    receiver.wait_for("budget.resumed")
    bodies: dict[str, set[bytes]] = {}
    for fields, body in receiver.taken:
        bodies.setdefault(fields["webhook-id"], set()).add(body)
    assert all(len(same) == 1 for same in bodies.values())


def test_an_endpoint_that_is_gone_is_left_alone_until_a_restart(hooked, receiver):
    receiver.status = 410
    server = hooked()
    budgets(server, "pause", "team")
    wait_until(lambda: "answered 410" in server.process.text(), 10, "the log")
    budgets(server, "resume", "team")
    time.sleep(0.5)
    assert len(receiver.refused) == 1
    receiver.status = 200
    server.stop()
    server.start()
    receiver.wait_for("budget.resumed")


def test_types_and_rotation_and_environment(farthing_server, receiver, client_of):
    server = farthing_server(
        POLICY,
        *["--webhook", f"on-call={receiver.url}", "--webhook-types", "on-call=call.* budget.paused"],
        environment={"ON_CALL_WEBHOOK_SECRET": f"{OTHER_SECRET} {SECRET}"},
    )
    budgets(server, "pause", "team")
    with pytest.raises(openai.RateLimitError):
        spend(client_of(server, max_retries=0))
    event = receiver.wait_for("call.refused")
    assert event["data"]["code"] == "paused" and event["data"]["model"] == MODEL
    assert event["data"]["principal"].startswith("key_")
    assert receiver.types() == ["budget.paused", "call.refused"]
    assert len(receiver.events(OTHER_SECRET)) == 2


def test_nothing_private_is_told(hooked, receiver, client_of):
    server = hooked("--webhook-types", "ops=*")
    client = client_of(server, max_retries=0)
    spend(client, "small-1")
    with pytest.raises(openai.RateLimitError):
        for _ in range(200):
            spend(client, "small-1")
    receiver.wait_for("budget.exhausted")
    shown = server.run("events", "--types", "*", "--json", "--data", server.data).stdout
    said = b"".join(repr(attempt).encode() for attempt in receiver.taken) + shown.encode()
    for secret in (canaries.PROMPT, canaries.PROVIDER_KEY, server.key, SECRET, OTHER_SECRET):
        for spelling in canaries.spellings(secret):
            assert spelling not in said
    # The secret and the address's path are in no file of the server's.
    for path in server.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert SECRET.encode() not in content and SECRET[6:].encode() not in content, path


@pytest.mark.parametrize(
    ("flags", "environment", "words"),
    [
        (["--webhook", "a=http://example.com/"], {}, ["--webhook", "https", "--webhook-insecure"]),
        (["--webhook", "a=https://example.com/"], {}, ["A_WEBHOOK_SECRET", "openssl"]),
        (["--webhook", "a=https://h/"], {"A_WEBHOOK_SECRET": "hunter2"}, ["A_WEBHOOK_SECRET"]),
        (["--webhook", "A=https://h/"], {"A_WEBHOOK_SECRET": SECRET}, ["lower-case"]),
        (["--webhook", "https://h/"], {}, ["NAME=TEXT"]),
        (["--webhook-types", "a=*"], {}, ["--webhook a=URL"]),
        (
            ["--webhook", "a=https://h/", "--webhook-types", "a=budget.pause"],
            {"A_WEBHOOK_SECRET": SECRET},
            ["--webhook-types", "budget.pause", "budget.paused"],
        ),
        (
            [w for n in range(9) for w in ("--webhook", f"a{n}=https://h/")],
            {f"A{n}_WEBHOOK_SECRET": SECRET for n in range(9)},
            ["at most 8"],
        ),
    ],
)
def test_wrong_settings(tmp_path, flags, environment, words):
    from test_cli import CONFIGURATION, assert_one_line, farthing

    done = farthing(tmp_path, "serve", "--data", "d", *flags, environment=environment)
    assert_one_line(done, CONFIGURATION, *words)
    assert "hunter2" not in done.stderr and SECRET not in done.stderr
    assert not (tmp_path / "d" / "ledger.sqlite").exists()


# --- The stream


class Stream:
    """Reads server-sent events in a thread, by the rules of the HTML standard."""

    def __init__(self, server: Farthing, key: str, query: str = "", **headers: str):
        self.events: list[dict] = []
        self.error: BaseException | None = None
        self.is_over = False
        self.client = httpx.Client(timeout=httpx.Timeout(30))
        fields = {"authorization": f"Bearer {key}", **headers}
        url = f"http://127.0.0.1:{server.port}/v1/events{query}"
        self.response = self.client.send(
            self.client.build_request("GET", url, headers=fields), stream=True
        )
        self.status = self.response.status_code
        if self.status == 200:
            assert self.response.headers["content-type"].startswith("text/event-stream")
            threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        event: dict[str, str] = {}
        try:
            for line in self.response.iter_lines():
                if line.startswith(":"):
                    continue
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = event.get(name, "") + value
                elif "data" in event:
                    self.events.append({**event, "data": json.loads(event["data"])})
                    event = {}
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            self.error = error
        self.is_over = True

    def types(self) -> list[str]:
        return [event["event"] for event in list(self.events)]

    def wait_for(self, type_: str, seconds: float = 10) -> dict:
        wait_until(lambda: type_ in self.types(), seconds, f"{type_} among {self.types()}")
        return next(event for event in self.events if event["event"] == type_)

    def close(self) -> None:
        # A socket that another thread reads stays open when it is only closed.
        connection = self.response.extensions["network_stream"].get_extra_info("socket")
        if not self.is_over and self.status == 200:
            connection.shutdown(socket.SHUT_RDWR)
        self.response.close()
        self.client.close()


@pytest.fixture
def stream_of() -> Iterator[Callable[..., Stream]]:
    streams: list[Stream] = []

    def make(server: Farthing, key: str | None = None, query: str = "", **headers) -> Stream:
        streams.append(Stream(server, key or server.key, query, **headers))
        return streams[-1]

    yield make
    for stream in streams:
        stream.close()


def test_a_key_sees_its_own_budgets_alone(farthing_server, client_of, stream_of):
    server = farthing_server(POLICY)
    others = server.create_key("others", team="sales", agent="small-2")
    mine, theirs = stream_of(server), stream_of(server, others)
    client = client_of(server, max_retries=0)
    with pytest.raises(openai.RateLimitError):
        for _ in range(200):
            spend(client, "small-1")
    budgets(server, "pause", "team")
    budgets(server, "pause", "small", "--scope", "agent=small-2")
    budgets(server, "pause", "small")
    wait_until(lambda: len(theirs.events) == 2, 10, f"two events: {theirs.types()}")
    assert [(e["event"], e["data"]["data"].get("scope")) for e in theirs.events] == [
        ("budget.paused", "agent=small-2"), ("budget.paused", None),
    ]
    # Whoever may claim any agent sees all of its own team's; a key's usual claims are these.
    mine.wait_for("budget.paused")
    assert mine.types()[:3] == ["budget.warning", "budget.exhausted", "budget.paused"]
    event = mine.events[0]
    assert event["data"]["id"].endswith("-" + event["id"])
    assert event["data"]["data"]["receipt"] == int(event["id"])


def test_refused_calls_are_streamed_to_their_own_key(farthing_server, client_of, stream_of):
    server = farthing_server(POLICY)
    colleague = server.create_key("colleague", team="finance")
    mine = stream_of(server, query="?types=call.refused")
    theirs = stream_of(server, colleague, query="?types=*")
    budgets(server, "pause", "team")
    with pytest.raises(openai.RateLimitError):
        spend(client_of(server, max_retries=0))
    event = mine.wait_for("call.refused")
    assert event["data"]["data"]["code"] == "paused"
    assert mine.types() == ["call.refused"]
    theirs.wait_for("budget.paused")
    time.sleep(0.5)
    assert "call.refused" not in theirs.types()


def test_a_stream_goes_on_where_it_was(farthing_server, stream_of):
    server = farthing_server(POLICY)
    stream = stream_of(server)
    budgets(server, "pause", "team", "--note", "1")
    last = stream.wait_for("budget.paused")["id"]
    stream.close()
    budgets(server, "pause", "team", "--note", "2")
    server.stop()
    server.start()
    budgets(server, "pause", "team", "--note", "3")
    again = stream_of(server, **{"last-event-id": last})
    wait_until(lambda: len(again.events) >= 2, 10, f"{again.events}")
    assert [event["data"]["data"]["note"] for event in again.events] == ["2", "3"]
    # From the very beginning, too.
    old = stream_of(server, **{"last-event-id": "0"})
    wait_until(lambda: len(old.events) >= 3, 10, f"{old.events}")
    assert [event["data"]["data"].get("note") for event in old.events][-3:] == ["1", "2", "3"]


def test_streams_end_with_the_server(farthing_server, stream_of):
    server = farthing_server(POLICY)
    stream = stream_of(server)
    begun = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - begun < 20
    wait_until(lambda: stream.is_over, 30, "the stream's end")
    assert stream.error is None


def test_what_is_no_stream_is_refused(farthing_server, stream_of):
    server = farthing_server(POLICY)
    assert request(server.port, "GET", "/v1/events")[0] == 401
    answer = httpx.post(
        f"http://127.0.0.1:{server.port}/v1/events",
        headers={"authorization": f"Bearer {server.key}"},
    )
    assert answer.status_code == 405 and answer.headers["allow"] == "GET"
    assert stream_of(server, **{"last-event-id": "x"}).status == 400
    assert stream_of(server, query="?types=Budget").status == 400
    assert stream_of(server, query="?since=1").status == 400
    # A type that there is not, or not in streams, would leave the client waiting for ever.
    for types in ["foo.*", "budget.*,budget.pause", "policy.changed"]:
        wrong = request(server.port, "GET", f"/v1/events?types={types}", server.key)
        error = json.loads(wrong[1])["error"]
        assert (wrong[0], error["param"]) == (400, "types"), wrong
        assert f"'{types.split(',')[-1]}'" in error["message"] and "budget.paused" in error["message"]
    assert stream_of(server, "fk_wrong").status == 401


def test_streams_are_bounded_and_let_go(farthing_server, stream_of):
    server = farthing_server(POLICY)
    streams = [stream_of(server) for _ in range(64)]
    assert {stream.status for stream in streams} == {200}
    assert stream_of(server).status == 503
    budgets(server, "pause", "team")
    for stream in streams:
        stream.wait_for("budget.paused")
        stream.close()

    def is_free() -> bool:
        stream = stream_of(server)
        return stream.status == 200

    wait_until(is_free, 10, "a free place")


# --- The command


def test_events_on_the_command_line(farthing_server, client_of):
    server = farthing_server(POLICY)
    budgets(server, "pause", "team", "--note", "why\nnot")
    with pytest.raises(openai.RateLimitError):
        spend(client_of(server, max_retries=0))
    lines = server.run("events", "--data", server.data).stdout.splitlines()
    assert [line.split("  ")[2] for line in lines] == ["policy.changed", "budget.paused"]
    assert lines[1].endswith("budget team is paused: why?not")
    shown = server.run("events", "--types", "*", "--json", "--data", server.data).stdout
    events = [json.loads(line) for line in shown.splitlines()]
    assert [event["type"] for event in events] == [
        "policy.changed", "budget.paused", "call.refused",
    ]
    since = str(events[1]["data"]["receipt"])
    words = ["events", "--since", since, "--types", "budget.*", "--data", server.data]
    assert len(server.run(*words).stdout.splitlines()) == 1
    wrong = server.run("events", "--types", "budget.pause", "--data", server.data, check=False)
    assert wrong.returncode == 64 and "budget.paused" in wrong.stderr


def test_events_are_told_in_the_configured_language(farthing_server):
    server = farthing_server(POLICY, "--language", "es")
    budgets(server, "pause", "team", "--note", "why")
    words = ["events", "--types", "budget.*", "--data", server.data]
    spanish = "el presupuesto team está en pausa: why"

    def told(*more: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [farthing_binary(), *words, *more],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **environment},
        )

    # A flag of the server is nothing that a command beside it knows.
    assert told().stdout.rstrip().endswith("budget team is paused: why")
    assert told("--language", "es").stdout.rstrip().endswith(spanish)
    assert told(FARTHING_LANGUAGE="es").stdout.rstrip().endswith(spanish)
    file = server.folder / "farthing.json"
    file.write_text('{"language": "es"}')
    event = json.loads(told("--config", str(file), "--json").stdout)
    assert event["data"]["text"] == spanish and event["type"] == "budget.paused"
    wrong = told("--language", "it")
    assert wrong.returncode == 78 and "--language" in wrong.stderr


def test_events_are_followed(farthing_server, tmp_path: Path):
    from farthing_process import Process

    server = farthing_server(POLICY)
    log = tmp_path / "followed"
    command = [farthing_binary(), "events", "--follow", "--data", server.data]
    process = Process(command, log)
    try:
        wait_until(lambda: "policy.changed" in process.text(), 10, "the first event")
        budgets(server, "pause", "team")
        wait_until(lambda: "budget.paused" in process.text(), 10, "the next event")
    finally:
        os.kill(process.child.pid, signal.SIGKILL)
        process.child.wait()
