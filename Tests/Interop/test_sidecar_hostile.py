"""What no client of SpendGuard's would send: errors by gRPC status or a closed connection, nothing held
afterwards, and everybody else is served meanwhile."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import struct
from concurrent import futures
from pathlib import Path

import grpc
import pytest
from spendguard._proto.spendguard.sidecar_adapter.v1 import adapter_pb2 as wire

import http2_raw as raw
from farthing_process import Sandbox, ScriptedProvider, wait_until
from sidecar import POLICY, SidecarServer, claim, fresh, start_sidecar

METHODS = [
    "Handshake", "RequestDecision", "ConfirmPublishOutcome", "EmitTraceEvents", "ResumeAfterApproval",
    "ReleaseReservation", "ReserveSession", "CommitSessionDelta", "ReleaseSession", "IssueBudgetGrant",
    "RevokeBudgetGrant", "ConsumeBudgetGrant", "StreamDrainSignal",
]
SERVED_SECONDS_MAX = 30
MEGABYTE = 1 << 20
# What idle memory may grow by: buffers and tasks that the system has not been given back.
GROWTH_BYTES_MAX = 256 * MEGABYTE
# What an open stream may take, of a build without optimisation too.
STREAM_BYTES_MAX = 48 * 1_024
# Long enough for a busy machine, short enough to wait for.
HOLD_MS = 4_000

# Calls that may be open at a time, on all connections.
CALLS_MAX = 16_384
# The transport resets the stream of a message that is too large, or says so.
TOO_LARGE = (grpc.StatusCode.CANCELLED, grpc.StatusCode.RESOURCE_EXHAUSTED)

HANDSHAKE = wire.HandshakeRequest(protocol_version=1).SerializeToString()


@pytest.fixture(scope="module")
def sidecar(sandbox: Sandbox, provider: ScriptedProvider) -> SidecarServer:
    """One whose holds are soon over, with a client beside it that is served before and after."""
    return start_sidecar(sandbox, provider, POLICY, "--set", f"sidecarHoldMs={HOLD_MS}")


@pytest.fixture(autouse=True)
def others_are_served(sidecar: SidecarServer):
    """Afterwards too, and of what a test did no call is left."""
    yield
    check_served(sidecar)
    wait_until(
        lambda: sidecar.metric("farthing_sidecar_open_calls") == 0, SERVED_SECONDS_MAX, "open calls"
    )


def channel(server: SidecarServer) -> grpc.Channel:
    """One of its own: channels to one place share their connection else."""
    return grpc.insecure_channel(
        f"unix:{server.socket}",
        options=[("grpc.default_authority", "localhost"), ("grpc.use_local_subchannel_pool", 1)],
    )


def send(server: SidecarServer, method: str, body: bytes, **more) -> tuple[grpc.StatusCode, bytes]:
    """A call with any bytes as its message; its status, and the last message of the answer."""
    with channel(server) as open_channel:
        call = open_channel.stream_stream(raw.SERVICE + method)
        answer = b""
        try:
            for part in call(iter([body]), timeout=SERVED_SECONDS_MAX, **more):
                answer = part
        except grpc.RpcError as error:
            return error.code(), error.details().encode()
        return grpc.StatusCode.OK, answer


def request(budget: str, key: str | None = None, amount: int = 1_000) -> wire.DecisionRequest:
    asked = wire.DecisionRequest(
        trigger=wire.DecisionRequest.LLM_CALL_PRE, route="llm.call",
        inputs=wire.DecisionRequest.Inputs(projected_claims=[claim(budget, amount)]),
    )
    asked.ids.run_id = "run"
    asked.idempotency.key = fresh("key") if key is None else key
    return asked


def check_served(server: SidecarServer) -> None:
    """Somebody else's decision is made, and its money set aside."""
    server.process.check_alive()
    budget = fresh("usd")
    status, answer = send(server, "RequestDecision", request(budget).SerializeToString())
    assert status is grpc.StatusCode.OK
    assert wire.DecisionResponse.FromString(answer).decision == wire.DecisionResponse.CONTINUE
    assert server.account(budget).held == 1_000_000


def resident_bytes(server: SidecarServer) -> int:
    pages = Path(f"/proc/{server.process.child.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextlib.contextmanager
def steady_memory(server: SidecarServer):
    before = resident_bytes(server)
    yield
    wait_until(
        lambda: resident_bytes(server) - before < GROWTH_BYTES_MAX, SERVED_SECONDS_MAX, "memory"
    )


def test_calls_and_their_answers_are_counted(sidecar):
    def count(name: str, **labels: str) -> float:
        return sidecar.metric(f"farthing_sidecar_{name}_total", **labels)

    counted = [
        ("calls", {"rpc": "RequestDecision"}, 3), ("decisions", {"answer": "CONTINUE"}, 1),
        ("decisions", {"answer": "STOP"}, 1), ("errors", {"status": "invalidArgument"}, 1),
        ("calls", {"rpc": "EmitTraceEvents"}, 2), ("events", {"answer": "ACCEPTED"}, 1),
        ("events", {"answer": "REJECTED"}, 1),
    ]
    before = [count(name, **labels) for name, labels, _ in counted]
    for asked in [request(fresh("usd")), request("nobody"), request("x" * 300)]:
        send(sidecar, "RequestDecision", asked.SerializeToString())
    for kind in [wire.TraceEvent.RUN_START, wire.TraceEvent.LLM_CALL_POST]:
        send(sidecar, "EmitTraceEvents", wire.TraceEvent(kind=kind).SerializeToString())
    after = [count(name, **labels) for name, labels, _ in counted]
    assert [new - old for new, old in zip(after, before)] == [number for *_, number in counted]


@pytest.mark.parametrize("method", METHODS)
def test_bytes_that_are_no_message(sidecar, method):
    """A wrong tag, a field that ends too soon, a text that is no UTF-8, and noise."""
    noise = random.Random(method)
    wrong = [b"\xff" * 16, b"\x0a\x7f", b"\x0a\xff\xff\xff\xff\x0f", b"\x0b" * 8, b"\x0a\x02\xff\xfe"]
    wrong += [b"\xff" + noise.randbytes(noise.randrange(400)) for _ in range(5)]
    for body in wrong:
        status, _ = send(sidecar, method, body)
        assert status in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.INTERNAL), (body, status)


def test_a_method_and_a_service_that_are_none(sidecar):
    for path in ["Nothing", "", "Handshake/Handshake", "../Handshake"]:
        assert send(sidecar, path, HANDSHAKE)[0] is grpc.StatusCode.UNIMPLEMENTED


def test_values_of_enums_that_nobody_knows(sidecar):
    budget = fresh("usd")
    for change in [
        lambda asked: setattr(asked, "trigger", 77),
        lambda asked: setattr(asked.inputs.projected_claims[0].unit, "kind", 99),
    ]:
        asked = request(budget)
        change(asked)
        status, _ = send(sidecar, "RequestDecision", asked.SerializeToString())
        assert status is grpc.StatusCode.INVALID_ARGUMENT
    assert sidecar.account(budget).held == 0
    outcome = wire.PublishOutcomeRequest(decision_id="0" * 8 + "-0000-4000-8000-" + "0" * 12, outcome=99)
    status, _ = send(sidecar, "ConfirmPublishOutcome", outcome.SerializeToString())
    assert status is grpc.StatusCode.INVALID_ARGUMENT
    for event, wanted in [
        (wire.TraceEvent(kind=55), wire.TraceEventAck.ACCEPTED),
        (
            wire.TraceEvent(
                kind=wire.TraceEvent.LLM_CALL_POST, llm_call_post=wire.LlmCallPostPayload(outcome=55)
            ),
            wire.TraceEventAck.REJECTED,
        ),
    ]:
        status, answer = send(sidecar, "EmitTraceEvents", event.SerializeToString())
        assert status is grpc.StatusCode.OK
        assert wire.TraceEventAck.FromString(answer).status == wanted


def test_fields_of_another_type_and_fields_that_nobody_knows(sidecar):
    """What is no field of the message is passed over; what is missing then is an error."""
    budget = fresh("usd")
    whole = request(budget).SerializeToString()
    status, _ = send(sidecar, "RequestDecision", whole + b"\xfa\x7f\x03abc" + b"\xf8\x7f\x01")
    assert status is grpc.StatusCode.OK
    # The trigger as a text, all messages as numbers.
    for body in [b"\x12\x01x", b"".join(bytes([field << 3]) + b"\x01" for field in range(3, 16))]:
        status, _ = send(sidecar, "RequestDecision", body)
        assert status in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.INTERNAL)
    assert sidecar.account(budget).held == 1_000_000


def test_nesting_without_an_end(sidecar):
    """Lists in lists in the metadata: refused before they fill the stack."""

    def nested(depth: int) -> bytes:
        value = b"\x1a\x01x"
        for _ in range(depth):
            inner = b"\x0a" + varint(len(value)) + value
            value = b"\x32" + varint(len(inner)) + inner
        return value

    budget = fresh("usd")
    for depth in [500, 20_000]:
        pair = b"\x0a\x01k" + b"\x12" + varint(len(nested(depth))) + nested(depth)
        asked = request(budget)
        asked.inputs.runtime_metadata.SetInParent()
        metadata = b"\x0a" + varint(len(pair)) + pair
        number = wire.DecisionRequest.Inputs.DESCRIPTOR.fields_by_name["runtime_metadata"].number
        inputs = varint(number << 3 | 2) + varint(len(metadata)) + metadata
        number = wire.DecisionRequest.DESCRIPTOR.fields_by_name["inputs"].number
        body = asked.SerializeToString() + varint(number << 3 | 2) + varint(len(inputs)) + inputs
        status, _ = send(sidecar, "RequestDecision", body)
        assert status in (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.INTERNAL), depth
    assert sidecar.account(budget).held == 0


def varint(value: int) -> bytes:
    return raw.integer(value, 7) if value < 127 else _varint(value)


def _varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def test_messages_that_are_too_large(sidecar):
    budget = fresh("usd")
    for size in [MEGABYTE + 1, 3 * MEGABYTE, 20 * MEGABYTE]:
        asked = request(budget)
        asked.inputs.runtime_metadata["text"] = "x" * size
        status, _ = send(sidecar, "RequestDecision", asked.SerializeToString())
        assert status in TOO_LARGE, (size, status)
        event = wire.TraceEvent(provider_response_metadata="x" * size)
        status, _ = send(sidecar, "EmitTraceEvents", event.SerializeToString())
        assert status in TOO_LARGE, (size, status)
    assert sidecar.account(budget).held == 0
    large = request(budget)
    large.inputs.runtime_metadata["text"] = "x" * (MEGABYTE - 1_000)
    assert send(sidecar, "RequestDecision", large.SerializeToString())[0] is grpc.StatusCode.OK


def test_a_length_that_no_message_has(sidecar):
    """A gRPC head that announces four gigabytes, one that stops half-way, one that is compressed."""
    for body in [b"\x00\xff\xff\xff\xff" + b"x" * 100, b"\x00\x00", b"\x01\x00\x00\x00\x02xx", b""]:
        with raw.RawClient(sidecar.socket) as client:
            stream = client.next_stream
            client.send(
                raw.frame(raw.HEADERS, raw.END_HEADERS, stream, raw.headers("Handshake"))
                + raw.frame(raw.DATA, raw.END_STREAM, stream, body)
            )
            assert client.has_ended(stream, SERVED_SECONDS_MAX), body


def test_what_is_no_http2(sidecar):
    wrong = [
        b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        b"\x00" * 400,
        raw.PREFACE + raw.frame(raw.DATA, 0, 0, b"x"),
        raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0, b"xxxxx"),
        raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0) + raw.frame(raw.HEADERS, raw.END_HEADERS, 2, b"\x88"),
        raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0) + raw.frame(raw.HEADERS, raw.END_HEADERS, 1, b"\xff" * 40),
        raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0) + raw.frame(raw.WINDOW_UPDATE, 0, 0, b"\0" * 4),
        raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0) + struct.pack(">I", 1 << 24)[1:] + b"\0" * 40_000,
    ]
    for preface in wrong:
        with raw.RawClient(sidecar.socket, preface=preface) as client:
            assert client.is_closed_within(SERVED_SECONDS_MAX), preface[:60]


def test_headers_without_an_end(sidecar):
    """Ten megabytes in one list of headers: the connection is closed long before."""
    with steady_memory(sidecar), raw.RawClient(sidecar.socket) as client:
        part = raw.header("x-canary", "y" * (raw.FRAME_BYTES_MAX - 20))[: raw.FRAME_BYTES_MAX]
        client.send(raw.frame(raw.HEADERS, 0, 1, raw.headers("Handshake")))
        sent = 0
        while sent < 10 * MEGABYTE:
            if not client.send(raw.frame(raw.CONTINUATION, 0, 1, part)):
                break
            sent += len(part)
        assert client.is_closed_within(SERVED_SECONDS_MAX)
        assert sent < 5 * MEGABYTE


def test_connections_that_say_nothing_more(sidecar):
    """Half a preface, no settings, a call without an end: they wait, and nobody waits for them."""
    starts = [b"", raw.PREFACE[:10], raw.PREFACE, raw.PREFACE + raw.frame(raw.SETTINGS, 0, 0)[:5]]
    with contextlib.ExitStack() as open_clients:
        for start in starts * 20:
            open_clients.enter_context(raw.RawClient(sidecar.socket, preface=start))
        client = open_clients.enter_context(raw.RawClient(sidecar.socket))
        client.send(raw.frame(raw.HEADERS, raw.END_HEADERS, 1, raw.headers("RequestDecision")))
        half = raw.message(request(fresh("usd")).SerializeToString())[:20]
        client.send(raw.frame(raw.DATA, 0, 1, half))
        check_served(sidecar)


def test_calls_that_are_taken_back(sidecar):
    """Opened and reset, again and again: their money is not left, and the connection may go."""
    budget = fresh("usd")
    asked = request(budget, key="", amount=100).SerializeToString()
    with steady_memory(sidecar):
        for _ in range(3):
            with raw.RawClient(sidecar.socket) as client:
                for _ in range(300):
                    stream = client.call("RequestDecision", asked)
                    cancel = struct.pack(">I", raw.CANCEL)
                    if not client.send(raw.frame(raw.RST_STREAM, 0, stream, cancel)):
                        break
                check_served(sidecar)
    wait_until(lambda: sidecar.account(budget).held == 0, SERVED_SECONDS_MAX, "held money")


def test_a_deadline_that_passes_leaves_the_decision_to_the_retry(sidecar):
    budget, key = fresh("usd"), fresh("key")
    asked = request(budget, key)
    for _ in range(50):
        with channel(sidecar) as open_channel, contextlib.suppress(grpc.RpcError):
            open_channel.unary_unary(raw.SERVICE + "RequestDecision")(
                asked.SerializeToString(), timeout=0.002
            )
    status, answer = send(sidecar, "RequestDecision", asked.SerializeToString())
    assert status is grpc.StatusCode.OK
    assert len(wire.DecisionResponse.FromString(answer).reservation_ids) == 1
    assert sidecar.account(budget).held == 1_000_000


def test_clients_that_do_not_read(sidecar):
    """Answers that nobody takes are bounded by flow control, and so is what is read of such a client."""
    event = wire.TraceEvent(kind=wire.TraceEvent.RUN_START, provider_response_metadata="x" * 30_000)
    body = raw.message(event.SerializeToString())
    with steady_memory(sidecar), contextlib.ExitStack() as open_clients:
        for _ in range(4):
            client = open_clients.enter_context(raw.RawClient(sidecar.socket, window=0))
            for _ in range(100):
                client.call("Handshake", HANDSHAKE)
            stream = client.next_stream
            client.socket.settimeout(1)
            with contextlib.suppress(TimeoutError):
                client.send(
                    raw.frame(raw.HEADERS, raw.END_HEADERS, stream, raw.headers("EmitTraceEvents"))
                )
                for _ in range(64 * MEGABYTE // len(body)):
                    for start in range(0, len(body), raw.FRAME_BYTES_MAX):
                        part = body[start : start + raw.FRAME_BYTES_MAX]
                        if not client.send(raw.frame(raw.DATA, 0, stream, part)):
                            break
            check_served(sidecar)


def test_more_connections_than_the_bound(sidecar):
    """A 1,025th at a time is closed at once; when others leave, there is room again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with steady_memory(sidecar):
            with contextlib.ExitStack() as open_clients:
                clients = [
                    open_clients.enter_context(raw.RawClient(sidecar.socket)) for _ in range(1_100)
                ]
                wait_until(
                    lambda: sidecar.metric("farthing_sidecar_connections_refused") >= 76,
                    SERVED_SECONDS_MAX, "connections that are refused",
                )
                # Which of them depends on when each was accepted.
                left = [client for client in clients if not client.is_closed_within(0.01)]
                assert 0 < len(left) <= 1_024
                first = left[0]
                assert first.has_ended(first.call("Handshake", HANDSHAKE), SERVED_SECONDS_MAX)
                assert sidecar.metric("farthing_sidecar_connections") <= 1_024
            wait_until(
                lambda: sidecar.metric("farthing_sidecar_connections") == 0,
                SERVED_SECONDS_MAX, "connections that are over",
            )
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_ten_thousand_who_wait_for_the_drain(sandbox, provider):
    """Streams up to the bound; those beyond it are told so, all others are told of the end."""
    server = start_sidecar(sandbox, provider, POLICY, "--set", "shutdownMs=60000")
    before = resident_bytes(server)
    with contextlib.ExitStack() as open_clients:
        refused, clients = 0, []
        for _ in range(80):
            client = open_clients.enter_context(raw.RawClient(server.socket))
            client.wait_for_settings()
            for _ in range(128):
                client.call("StreamDrainSignal", b"")
            clients.append(client)
            refused += len(client.ended(0.05))
        wait_until(
            lambda: server.metric("farthing_sidecar_listeners") == 10_000, SERVED_SECONDS_MAX,
            "listeners",
        )
        for client in clients:
            refused += len(client.ended(0.05))
        assert refused == 80 * 128 - 10_000
        assert resident_bytes(server) - before < 10_000 * STREAM_BYTES_MAX
        check_served(server)
        server.process.child.send_signal(signal.SIGTERM)
        with futures.ThreadPoolExecutor(len(clients)) as readers:
            told = sum(readers.map(lambda client: len(client.ended(SERVED_SECONDS_MAX)), clients))
        assert told == 10_000
        assert server.process.stop() == 0


def test_a_client_that_hangs_does_not_keep_the_server(sandbox, provider):
    """One that takes no part in the end any more, as a process that was stopped, is cut off."""
    server = start_sidecar(sandbox, provider, POLICY, "--set", "shutdownMs=2000")
    with raw.RawClient(server.socket) as idle, raw.RawClient(server.socket) as listening:
        listening.call("StreamDrainSignal", b"")
        idle.send(raw.frame(raw.HEADERS, raw.END_HEADERS, 1, raw.headers("EmitTraceEvents")))
        check_served(server)
        # Well before the harness would kill it.
        assert server.process.stop() == 0


def test_listeners_that_go_away(sandbox, provider):
    """Reset, past their deadline, or with their whole connection: nobody keeps a place for them."""
    server = start_sidecar(sandbox, provider)
    cancel = struct.pack(">I", raw.CANCEL)
    with steady_memory(server):
        for _ in range(3):
            with raw.RawClient(server.socket) as client:
                for _ in range(50):
                    client.send(
                        raw.frame(raw.RST_STREAM, 0, client.call("StreamDrainSignal", b""), cancel)
                    )
                client.ended(0.2)
                for _ in range(50):
                    client.call("StreamDrainSignal", b"", ("grpc-timeout", "100m"))
                client.ended(0.5)
                wait_until(
                    lambda: server.metric("farthing_sidecar_listeners") == 0, SERVED_SECONDS_MAX,
                    "listeners that are gone",
                )
        for _ in range(40):
            with raw.RawClient(server.socket) as client:
                for _ in range(100):
                    client.call("StreamDrainSignal", b"")
        wait_until(
            lambda: server.metric("farthing_sidecar_listeners") == 0, SERVED_SECONDS_MAX,
            "listeners whose connection is gone",
        )
    check_served(server)


def test_more_open_calls_than_the_bound(sandbox, provider):
    """Half-open streams of many connections: beyond the bound each is told so, and there is room again
    when they are gone."""
    server = start_sidecar(sandbox, provider)
    before = resident_bytes(server)
    with contextlib.ExitStack() as open_clients:
        refused, opened = 0, 0
        while opened < CALLS_MAX + 256:
            client = open_clients.enter_context(raw.RawClient(server.socket))
            client.wait_for_settings()
            for _ in range(128):
                client.open("EmitTraceEvents")
                opened += 1
            if opened > CALLS_MAX:
                refused += len(client.ended(1))
        assert refused == opened - CALLS_MAX
        assert resident_bytes(server) - before < CALLS_MAX * STREAM_BYTES_MAX
        assert send(server, "Handshake", HANDSHAKE)[0] is grpc.StatusCode.UNAVAILABLE
    wait_until(
        lambda: send(server, "Handshake", HANDSHAKE)[0] is grpc.StatusCode.OK, SERVED_SECONDS_MAX,
        "room for calls",
    )
    check_served(server)
