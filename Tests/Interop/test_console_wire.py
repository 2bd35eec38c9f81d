"""The console's HTTP as hostile clients speak it: paths, headers, bodies without end, and slowness."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from console_process import ConsoleServer, start_console
from farthing_process import Sandbox

# How long a request may take that never ends; the console's own bounds are far below.
PATIENCE_SECONDS = 90
MEGABYTE = 1 << 20
# By how much the process may have grown when all that was too long is gone again.
GROWTH_BYTES_MAX = 256 * MEGABYTE


@pytest.fixture(scope="module")
def console(sandbox: Sandbox) -> ConsoleServer:
    return start_console(sandbox)


@pytest.fixture(autouse=True)
def still_there(console: ConsoleServer) -> Iterator[None]:
    """Whatever a test has sent, the console answers the next one."""
    yield
    console.process.check_alive()
    assert console.ask("GET", "/health").status == 200


def test_a_query_that_is_no_text_is_refused(console):
    for query in ("name=%ff", "name=%c3", "%ff=a"):
        answer = console.admin("GET", f"/v1/agents?{query}")
        assert (answer.status, answer.json["code"]) == (400, "malformed_query"), answer.text
    assert console.admin("GET", "/v1/agents?name=%c3%a9").status == 200


def speak(console: ConsoleServer, sent: bytes, seconds: float = 20, half_close: bool = False) -> bytes:
    """Everything that comes back on one connection until the server ends it, or nothing more comes."""
    with socket.create_connection(("127.0.0.1", console.console_port), seconds) as line:
        try:
            line.sendall(sent)
            if half_close:
                line.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        line.settimeout(3)
        try:
            while piece := line.recv(65536):
                got += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return got


def get(console: ConsoleServer, target: str, *fields: str) -> bytes:
    lines = [f"GET {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *fields, "", ""]
    return speak(console, "\r\n".join(lines).encode("latin-1"))


def status(answer: bytes) -> int:
    """The first answer's; 0 where the connection was closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def answers(got: bytes) -> int:
    return got.count(b"HTTP/1.1 ")


# --- Paths -----------------------------------------------------------------------------------------

PATHS = [
    "/../../../../etc/passwd", "/assets/../admin.token", "/assets/../../admin.token",
    "/assets/..%2fadmin.token", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%5c..%5cadmin.token",
    "/assets//etc/passwd", "/assets/%00", "/assets/farthing.css%00.svg", "/assets/.%2e/admin.token",
    "/assets/%252e%252e%252fadmin.token", "/assets/%c0%ae%c0%ae/admin.token", "/assets/",
    "/assets/....//admin.token", "//etc/passwd", "///evil.example/x", "/./admin.token", "/admin.token",
    "/assets/../../../../proc/self/environ", "/ledger.sqlite", "/private.key", "/assets/%", "/assets/%zz",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_to_a_file(console, path):
    for fields in ((), (f"Authorization: Bearer {console.admin_token}",)):
        got = get(console, path, *fields)
        assert 400 <= status(got) < 500
        for secret in (console.admin_token.encode(), b"root:", b"PATH=", b"SQLite format"):
            assert secret not in got


@pytest.mark.parametrize("path", [
    "/v1/receipts/..%2f..%2fadmin.token", "/v1/receipts/1/../../keys", "/v1/receipts/%2e%2e/keys",
    "/v1/receipts/export?form=../../admin.token", "/v1/policies/..%2f1", "/v1/tools/default/..%2f..%2fx",
    "/v1/agents/%2e%2e", "/v1/budgets/..%00", "/v1/runs/%ff%fe", "/v1/people/%2e%2e%2f",
])
def test_no_name_in_a_path_leads_elsewhere(console, path):
    got = get(console, path, f"Authorization: Bearer {console.admin_token}")
    assert 400 <= status(got) < 500
    assert console.admin_token.encode() not in got


@pytest.mark.parametrize("target", [
    "http://evil.example/v1/agents", "*", "evil.example:443", "/\x7f", "/\xe9", "/a b", "",
    "/?" + "a" * 20_000, "/" + "a/" * 5_000,
])
def test_odd_targets_are_refused_or_plain(console, target):
    got = get(console, target)
    assert status(got) == 0 or status(got) < 500
    assert b"evil.example" not in got


# --- Headers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [
    "/dashboard?workspace_id=a%0d%0ax-injected:%20yes", "/sign-in?next=/a%0d%0ax-injected:%20yes",
    "/agents?name=%0d%0a%0d%0ax-injected:%20yes", "/v1/agents?cursor=%0d%0ax-injected:%20yes",
    "/agents/a%0d%0ax-injected:%20yes", "/runs/a%0ax-injected:%20yes/", "/%0d%0ax-injected:%20yes",
])
def test_no_address_writes_a_header(console, path):
    for fields in (
        ("Accept: text/html",), (f"Authorization: Bearer {console.admin_token}", "Accept: text/html"),
    ):
        head = get(console, path, *fields).split(b"\r\n\r\n")[0].lower()
        assert b"\nx-injected" not in head


def test_no_name_writes_a_header(console):
    name = "a\r\nx-injected: yes\r\n\r\nHTTP/1.1 200 OK"
    for path, document in (
        ("/agents/register", {"name": name, "daily_budget": 1}), ("/workspaces", {"name": name}),
        ("/v1/workspaces", {"name": name}), ("/v1/agents", {"name": name}),
    ):
        answer = console.admin("POST", path, document)
        assert "x-injected" not in answer.headers
        assert answer.status in (200, 201, 422)
    for header in ("origin", "x-request-id", "accept", "idempotency-key", "if-match", "x-forwarded-for"):
        got = get(console, "/v1/agents", f"{header}: a\rx-injected: yes")
        assert b"\nx-injected" not in got.split(b"\r\n\r\n")[0]


SMUGGLED = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("head", [
    b"Content-Length: 5\r\nContent-Length: 60\r\n",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n",
    b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding : chunked\r\n", b"Content-Length: +5\r\n",
    b"Content-Length: 5, 5\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: 0x5\r\n", b"Content-Length:\r\n", b"X: a\r\n Content-Length: 5\r\n",
])
def test_one_request_is_one_request(console, head):
    """What two readers would part differently is not answered twice."""
    body = b"0\r\n\r\n" + SMUGGLED
    request = b"POST /proxy/call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + head
    got = speak(console, request + b"\r\n" + body, half_close=True)
    assert b'"openapi"' not in got
    assert answers(got) <= 1 or status(got) >= 400
    assert status(got) == 0 or 400 <= status(got) < 500


@pytest.mark.parametrize("sent", [
    b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"GET /\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01",
    b"\x00" * 4096, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\nHost: localhost\n\n", b"A" * 70_000,
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
])
def test_what_is_no_request_does_no_harm(console, sent):
    got = speak(console, sent, half_close=True)
    assert status(got) < 500 or status(got) == 505


@pytest.mark.parametrize("fields", [
    [f"X-Long: {'a' * (1 << 20)}"], [f"X-{number}: a" for number in range(5_000)],
    [f"Cookie: {'a=b; ' * 20_000}"], [f"Authorization: Bearer {'fk_' + 'A' * 200_000}"],
])
def test_headers_have_a_bound(console, fields):
    got = get(console, "/v1/agents", *fields)
    assert status(got) in (0, 400, 401, 413, 431)


# --- Bodies ----------------------------------------------------------------------------------------

POSTS = [
    "/agents/register", "/proxy/call", "/tools/register", "/workspaces", "/policies", "/v1/policies",
    "/v1/agents", "/v1/kill", "/sign-in", "/api/v1/reserve", "/api/v1/settle", "/api/v1/events",
    "/approvals/ap-1/decide",
]


@pytest.mark.parametrize("path", POSTS)
def test_a_body_has_a_bound(console, path):
    # A policy may be longer than most, and a run's settlement has a row for each call of it.
    length = {"/v1/policies": 5, "/api/v1/settle": 9}.get(path, 3) * MEGABYTE
    body = b'{"name":"' + b"a" * length + b'"}'
    answer = console.admin("POST", path, body=body, headers={"content-type": "application/json"})
    assert answer.status in (413, 415)
    assert len(answer.body) < 65536


def chunked(console: ConsoleServer, path: str, chunk: bytes, times: int) -> bytes:
    """A body of unknown length; what was answered when the server had enough of it."""
    with socket.create_connection(("127.0.0.1", console.console_port), 20) as line:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {console.admin_token}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        piece = b"%x\r\n%s\r\n" % (len(chunk), chunk)
        try:
            line.sendall(head.encode())
            for _ in range(times):
                line.sendall(piece)
            line.sendall(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            pass
        try:
            return line.recv(65536)
        except (ConnectionResetError, TimeoutError):
            return b""


def test_a_body_without_an_end_is_cut(console):
    got = chunked(console, "/agents/register", b"a" * 65536, 2_000)
    assert status(got) in (0, 413)


def test_a_body_of_crumbs_is_only_as_long_as_others(console):
    got = chunked(console, "/agents/register", b" ", 200_000)
    assert status(got) in (0, 400, 413, 422)


@pytest.mark.parametrize("body", [
    b"[" * 100_000, b'{"a":' * 20_000 + b"1" + b"}" * 20_000, b'{"name":"\\ud800","daily_budget":1}',
    b'{"name":"a","daily_budget":' + b"9" * 50_000 + b"}", b"\xff\xfe{}",
    b'{"name":"\xff","daily_budget":1}',
    b'{"name":"a\\u0000b","daily_budget":1}', b'{"a":1}{"a":2}',
    b'{"name":"a","name":"b","daily_budget":1}',
    b'{"name":"a","daily_budget":1e-400}', b'{"name":"a","daily_budget":1E+99999999999}',
])
def test_odd_json_is_a_fault_of_its_sender(console, body):
    for path in ("/agents/register", "/proxy/call", "/v1/workspaces", "/api/v1/reserve"):
        answer = console.admin("POST", path, body=body, headers={"content-type": "application/json"})
        assert answer.status < 500, path
        assert answer.status >= 400 or path == "/agents/register"


def memory_bytes(console: ConsoleServer) -> int:
    lines = Path(f"/proc/{console.process.child.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def test_many_long_bodies_at_once_are_not_all_kept(console):
    before = memory_bytes(console)
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda _: chunked(console, "/v1/policies", b"a" * 65536, 256), range(128)))
    assert memory_bytes(console) - before < GROWTH_BYTES_MAX


# --- Slowness --------------------------------------------------------------------------------------


def seconds_until_closed(console: ConsoleServer, head: bytes, drip: bytes, every: float) -> float:
    """How long the server listens to somebody who sends a little now and then and never ends."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", console.console_port), 20) as line:
        line.sendall(head)
        line.settimeout(every)
        while (taken := time.monotonic() - begun) < PATIENCE_SECONDS:
            try:
                if line.recv(65536) == b"":
                    return taken
                continue
            except TimeoutError:
                pass
            except ConnectionResetError:
                return taken
            try:
                line.sendall(drip)
            except (BrokenPipeError, ConnectionResetError):
                return taken
    return PATIENCE_SECONDS


def test_who_never_ends_is_cut_off_and_keeps_nobody_out(console):
    """Heads, bodies and silence, two hundred of them, while others are served."""
    key = console.register_agent("patient", 1000)
    post = b"POST /proxy/call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    bearer = f"Authorization: Bearer {console.admin_token}\r\n".encode()
    slow = [
        (b"GET /v1/agents HTTP/1.1\r\nHost: localhost\r\n", b"X: a\r\n", 1.0),
        (post + b"Content-Length: 60000\r\n\r\n{", b" ", 1.0),
        (post + bearer + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 1.0),
        (b"GET /v1/ag", b"a", 1.0),
    ]
    taken: list[float] = []

    def linger(*one) -> None:
        taken.append(seconds_until_closed(console, *one))

    threads = [threading.Thread(target=linger, args=one) for one in slow * 50]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            answer = console.call(key, "t", 1)
            assert answer.status == 200
            assert console.admin("GET", "/v1/agents?limit=1").status == 200
    finally:
        for thread in threads:
            thread.join()
    assert len(taken) == len(threads)
    assert max(taken) < PATIENCE_SECONDS


def test_who_reads_nothing_keeps_nobody_waiting(console):
    """A subscriber of events that never reads, and the calls that make them."""
    lines = []
    try:
        for _ in range(20):
            line = socket.create_connection(("127.0.0.1", console.console_port), 20)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            bearer = f"Authorization: Bearer {console.admin_token}"
            line.sendall(f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n\r\n".encode())
            lines.append(line)
        before = memory_bytes(console)
        for number in range(200):
            key = console.register_agent(f"loud-{number}", 1)
            assert console.call(key, "t", 2).status == 429
        assert memory_bytes(console) - before < GROWTH_BYTES_MAX
    finally:
        for line in lines:
            line.close()


def test_a_stop_does_not_wait_for_who_never_ends():
    box = Sandbox()
    try:
        server = start_console(box)
        bearer = f"Authorization: Bearer {server.admin_token}"
        subscriber = socket.create_connection(("127.0.0.1", server.console_port), 20)
        subscriber.sendall(f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n\r\n".encode())
        idle = socket.create_connection(("127.0.0.1", server.console_port), 20)
        half = socket.create_connection(("127.0.0.1", server.console_port), 20)
        half.sendall(b"POST /proxy/call HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        subscriber.recv(1024)
        assert server.process.stop() == 0
        for line in (subscriber, idle, half):
            line.close()
    finally:
        box.close()


def test_events_arrive_as_they_happen(console):
    with socket.create_connection(("127.0.0.1", console.console_port), 30) as line:
        bearer = f"Authorization: Bearer {console.admin_token}"
        line.sendall(f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n\r\n".encode())
        got = line.recv(65536)
        assert got.startswith(b"HTTP/1.1 200") and b"text/event-stream" in got
        key = console.register_agent("seen live", 1)
        assert console.call(key, "t", 2).status == 429
        end = time.monotonic() + 30
        while b"data:" not in got and time.monotonic() < end:
            got += line.recv(65536)
        datum = next(one for one in got.split(b"\n") if one.startswith(b"data:"))
        assert isinstance(json.loads(datum[5:]), dict)
