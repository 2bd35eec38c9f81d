"""HTTP/2 that is spoken badly on purpose: floods, connections that never begin, streams that never end.

What is no HTTP/2 at all, or no message, stands in test_sidecar_hostile.py.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time
from pathlib import Path

import grpc
import pytest

import http2_raw as raw
from farthing_process import Sandbox, ScriptedProvider, free_port, wait_until
from sidecar import POLICY, SidecarServer, fresh, own_sidecar, start_sidecar, wire
from test_sidecar_hostile import (
    HANDSHAKE, MEGABYTE, SERVED_SECONDS_MAX, STREAM_BYTES_MAX, check_served, request, resident_bytes,
    send, steady_memory,
)
from test_sidecar_remote import LOCAL, Authority

USED = (own_sidecar,)
PRIORITY, UNKNOWN = 2, 0x77
FLOOD_FRAMES_MAX = 200_000
START = raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0)
# No frame of a call: the connection is closed.
WRONG = raw.frame(raw.DATA, 0, 0, b"x")
CANCEL = struct.pack(">I", raw.CANCEL)
WINDOW_MAX = struct.pack(">I", (1 << 31) - 1)
RUN_START = wire.TraceEvent(kind=wire.TraceEvent.RUN_START).SerializeToString()


@pytest.fixture(scope="module")
def sidecar(sandbox: Sandbox, provider: ScriptedProvider) -> SidecarServer:
    return start_sidecar(sandbox, provider, POLICY, "--set", "sidecarHoldMs=4000")


@pytest.fixture(autouse=True)
def others_are_served(request: pytest.FixtureRequest):
    """Afterwards, too, and of what a test did no call is left."""
    yield
    if "sidecar" not in request.fixturenames:
        return
    server = request.getfixturevalue("sidecar")
    check_served(server)
    wait_until(
        lambda: server.metric("farthing_sidecar_open_calls") == 0, SERVED_SECONDS_MAX, "open calls"
    )


def setting(value: int) -> bytes:
    return struct.pack(">HI", raw.SETTING_INITIAL_WINDOW, value)


FLOODS = {
    "pings": raw.frame(raw.PING, 0, 0, b"12345678"),
    "answers to no ping": raw.frame(raw.PING, raw.ACK, 0, b"12345678"),
    "settings": raw.frame(raw.SETTINGS, 0, 0, setting(1_000)) + raw.frame(raw.SETTINGS, 0, 0, setting(2_000)),
    "settings of nothing": raw.frame(raw.SETTINGS, 0, 0),
    "priorities": raw.frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 1)),
    "data of nothing": raw.frame(raw.DATA, 0, 1),
    "windows beyond the most": raw.frame(raw.WINDOW_UPDATE, 0, 0, WINDOW_MAX),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_of_frames(sidecar, flood):
    """The connection is closed long before, and it was the only one that noticed."""
    with steady_memory(sidecar), raw.RawClient(sidecar.socket) as client:
        client.open("EmitTraceEvents")
        sent = 0
        while sent < FLOOD_FRAMES_MAX and client.send(FLOODS[flood] * 100):
            sent += 100
        assert sent < FLOOD_FRAMES_MAX
        check_served(sidecar)


@pytest.mark.parametrize("part", [b"", b"\x00", raw.header("x-canary", "y" * 200)])
def test_headers_in_parts_without_an_end(sidecar, part):
    with steady_memory(sidecar), raw.RawClient(sidecar.socket) as client:
        client.send(raw.frame(raw.HEADERS, 0, 1, raw.headers("Handshake")))
        sent = 0
        while sent < FLOOD_FRAMES_MAX and client.send(raw.frame(raw.CONTINUATION, 0, 1, part) * 100):
            sent += 100
        assert sent < FLOOD_FRAMES_MAX


def test_headers_that_unpack_to_much_more(sidecar):
    """Four thousand bytes that are named ten thousand times."""
    name, value = b"x-large", b"y" * 3_900
    kept = b"\x40" + raw.integer(len(name), 7) + name + raw.integer(len(value), 7) + value
    with steady_memory(sidecar):
        for _ in range(20):
            with raw.RawClient(sidecar.socket) as client:
                block = raw.headers("Handshake") + kept + b"\xbe" * 10_000
                client.send(raw.frame(raw.HEADERS, raw.END_HEADERS, 1, block))
                assert client.is_closed_within(SERVED_SECONDS_MAX)


def test_metadata_up_to_the_bound_and_beyond(sidecar):
    """16 KiB as HTTP/2 counts them: a list within is passed over, and a longer one ends its connection."""
    for count, is_served in [(60, True), (75, False)]:
        more = [(f"x-canary-{number}", "y" * 190) for number in range(count)]
        with raw.RawClient(sidecar.socket) as client:
            stream = client.next_stream
            block = raw.headers("Handshake", *more)
            assert len(block) <= raw.FRAME_BYTES_MAX
            client.send(
                raw.frame(raw.HEADERS, raw.END_HEADERS, stream, block)
                + raw.frame(raw.DATA, raw.END_STREAM, stream, raw.message(HANDSHAKE))
            )
            if is_served:
                assert client.has_ended(stream, SERVED_SECONDS_MAX)
            else:
                assert client.is_closed_within(SERVED_SECONDS_MAX)


def test_windows_beyond_the_most_of_streams(sidecar):
    """Each ends its stream or all: nothing waits for room that cannot be counted."""
    with raw.RawClient(sidecar.socket) as client:
        client.wait_for_settings()
        streams = [client.open("EmitTraceEvents") for _ in range(20)]
        client.send(b"".join(raw.frame(raw.WINDOW_UPDATE, 0, stream, WINDOW_MAX) for stream in streams))
        assert client.ended(2) == set(streams) or client.is_closed_within(SERVED_SECONDS_MAX)


@pytest.mark.parametrize(
    ("method", "end"),
    [
        ("RequestDecision", lambda stream: raw.frame(raw.RST_STREAM, 0, stream, CANCEL)),
        # An error, so that the server itself resets.
        ("RequestDecision", lambda stream: raw.frame(raw.WINDOW_UPDATE, 0, stream, b"\0" * 4)),
        ("EmitTraceEvents", lambda stream: raw.frame(raw.RST_STREAM, 0, stream, CANCEL)),
    ],
)
def test_streams_that_are_reset_as_they_open(sidecar, method, end):
    """As many at once as there may be, again and again: the connection goes, and no money is held."""
    budget = fresh("usd")
    asked = raw.message(request(budget, key="", amount=10).SerializeToString())
    with steady_memory(sidecar):
        for _ in range(10):
            with raw.RawClient(sidecar.socket) as client:
                is_open = True
                for _ in range(20):
                    burst = b""
                    for _ in range(100):
                        stream = client.next_stream
                        client.next_stream += 2
                        burst += raw.frame(raw.HEADERS, raw.END_HEADERS, stream, raw.headers(method))
                        if method == "RequestDecision":
                            burst += raw.frame(raw.DATA, raw.END_STREAM, stream, asked)
                        burst += end(stream)
                    is_open = client.send(burst)
                    if not is_open:
                        break
                assert not is_open or client.is_closed_within(SERVED_SECONDS_MAX)
        check_served(sidecar)
    wait_until(lambda: sidecar.account(budget).held == 0, SERVED_SECONDS_MAX, "held money")


def test_errors_while_streams_open_leave_nothing(sidecar):
    """A connection that is closed for its client's error is forgotten, with what was read together."""

    def fail() -> None:
        with raw.RawClient(sidecar.socket) as client:
            client.wait_for_settings()
            client.send(raw.frame(raw.HEADERS, raw.END_HEADERS, 1, raw.headers("EmitTraceEvents")) + WRONG)
            assert client.is_closed_within(SERVED_SECONDS_MAX)

    for _ in range(200):
        fail()
    before = resident_bytes(sidecar)
    for _ in range(1_000):
        fail()
    assert resident_bytes(sidecar) - before < 10 * MEGABYTE


def test_clients_that_are_gone_before_they_are_taken(sidecar):
    """A burst of calls and errors, and the end of it, while the server still accepts the connection."""
    burst = START
    for stream in range(1, 100, 2):
        burst += raw.frame(raw.HEADERS, raw.END_HEADERS, stream, raw.headers("Handshake"))
        burst += raw.frame(raw.DATA, raw.END_STREAM, stream, raw.message(HANDSHAKE))
        burst += raw.frame(raw.WINDOW_UPDATE, 0, stream, b"\0" * 4)

    def send_and_go(times: int) -> None:
        for _ in range(times):
            with raw.RawClient(sidecar.socket, preface=burst):
                pass
        wait_until(
            lambda: sidecar.metric("farthing_sidecar_connections") == 0, SERVED_SECONDS_MAX,
            "connections that are over",
        )

    send_and_go(100)
    before = resident_bytes(sidecar)
    send_and_go(1_000)
    assert resident_bytes(sidecar) - before < 10 * MEGABYTE


def test_a_thousand_streams_that_stay_half_open(own_sidecar):
    """One event each and nothing more, on connections that take no answers and on such that do."""
    server = own_sidecar("--set", "shutdownMs=2000", "--set", "sidecarHoldMs=4000")
    before = resident_bytes(server)
    with contextlib.ExitStack() as open_clients:
        for window in [0, None] * 4:
            client = open_clients.enter_context(raw.RawClient(server.socket, window=window))
            client.wait_for_settings()
            for _ in range(125):
                client.call("EmitTraceEvents", RUN_START, ends=False)
        wait_until(
            lambda: server.metric("farthing_sidecar_events_total", answer="ACCEPTED") == 1_000,
            SERVED_SECONDS_MAX, "events",
        )
        assert server.metric("farthing_sidecar_open_calls") == 1_000
        assert resident_bytes(server) - before < 1_000 * STREAM_BYTES_MAX
        check_served(server)
        # Well before the harness would kill it.
        assert server.process.stop() == 0


def hello() -> bytes:
    """How a client of TLS begins."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2"])
    sent = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return sent.read()


def test_connections_that_never_begin(own_sidecar, tmp_path: Path):
    """On the socket and on TCP: each is closed in its time, and one that has begun stays."""
    authority = Authority(tmp_path, "ours")
    certificate, key = authority.issue("server", "localhost", *LOCAL)
    port = free_port()
    server = own_sidecar(
        *("--sidecar-listen", f"127.0.0.1:{port}", "--sidecar-client-ca", str(authority.root)),
        *("--tls-cert", str(certificate), "--tls-key", str(key), "--console", "off"),
    )
    begins = [b"", b"\x16", hello()[:50], hello(), raw.PREFACE[:10], b"GET / HTTP/1.1\r\n"]
    with contextlib.ExitStack() as open_clients:
        begun = open_clients.enter_context(raw.RawClient(server.socket))
        others = []
        for begin in [*begins, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", raw.PREFACE, START[:-1]]:
            for _ in range(5):
                client = open_clients.enter_context(raw.RawClient(server.socket, preface=begin))
                others.append(client.socket)
                client = open_clients.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(begin)
                others.append(client)
        assert send(server, "Handshake", HANDSHAKE)[0] is grpc.StatusCode.OK
        end = time.monotonic() + SERVED_SECONDS_MAX
        for client in others:
            client.settimeout(max(0.01, end - time.monotonic()))
            with contextlib.suppress(ConnectionResetError):
                # What the server says first, and its end.
                while client.recv(65_536):
                    pass
        assert begun.has_ended(begun.call("Handshake", HANDSHAKE), SERVED_SECONDS_MAX)
        assert server.process.stop() == 0
    assert list(server.socket.parent.iterdir()) == []
