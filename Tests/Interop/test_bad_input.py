"""Bad input over raw sockets: a typed error, nothing held, nothing sent upstream."""

from __future__ import annotations

import gzip
import http.client
import json
import socket

import pytest

from farthing_process import OPENAI_PATH

PATH = f"{OPENAI_PATH}/chat/completions"
GOOD = b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello canary-prompt-7f3a91"}]}'


def exchange(server, head: list[str], body: bytes, path: str = PATH) -> tuple[int, bytes]:
    """Sends a request byte for byte, and reads the answer until the connection ends or idles."""
    lines = [f"POST {path} HTTP/1.1", "host: farthing", "connection: close", *head]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        try:
            connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server may have answered and closed before it had everything.
        answer = b""
        try:
            while part := connection.recv(65_536):
                answer += part
        except ConnectionResetError:
            pass
    head_bytes, _, rest = answer.partition(b"\r\n\r\n")
    return int(head_bytes.split(b" ")[1]), rest


def assert_refused(server, statuses: tuple[int, ...], head: list[str], body: bytes) -> dict:
    status, answer = exchange(server, head, body)
    assert status in statuses, answer[:500]
    assert server.held() == 0
    assert server.scripted.stats()["requests"] == 0
    text = answer[answer.index(b"{") : answer.rindex(b"}") + 1]
    error = json.loads(text)["error"]
    assert error["message"] and error["type"]
    return error


def head_of(server, body: bytes, *more: str) -> list[str]:
    return [
        f"authorization: Bearer {server.key}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *more,
    ]


def test_the_good_request_is_good(server):
    status, _ = exchange(server, head_of(server, GOOD), GOOD)
    assert status == 200 and server.scripted.stats()["requests"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        GOOD + b"x",
        GOOD + GOOD,
        GOOD[:-1],
        GOOD.replace(b"Hello", b"\xff\xfe"),
        GOOD.replace(b"Hello", b"\xed\xa0\x80"),
        GOOD.replace(b"Hello", rb"\ud800"),
        GOOD.replace(b"Hello", b"a\x01b"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD[:-1] + b',"model":"gpt-4o"}',
        GOOD[:-1] + rb',"mod\u0065l":"gpt-4o"}',
        GOOD[:-1] + b',"max_tokens":1,"max_tokens":100000}',
        GOOD[:-1] + b',"max_tokens":NaN}',
        GOOD[:-1] + b',"max_tokens":1e999}',
        GOOD[:-1] + b',"max_tokens":01}',
        GOOD[:-1] + b',"temperature":Infinity}',
        GOOD[:-1] + b',"stop":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        GOOD.replace(b'"user"', b'"user","role":"system"'),
    ],
    ids=lambda body: repr(body[-40:]),
)
def test_malformed_bodies(server, body):
    assert_refused(server, (400,), head_of(server, body), body)


def test_duplicate_length_headers(server):
    head = head_of(server, GOOD, f"content-length: {len(GOOD) + 1}")
    assert_refused(server, (400,), head, GOOD)


def test_both_length_and_chunked(server):
    chunked = f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n0\r\n\r\n"
    assert_refused(server, (400,), head_of(server, GOOD, "transfer-encoding: chunked"), chunked)


def test_two_authorizations(server):
    head = head_of(server, GOOD, "authorization: Bearer fk_other")
    assert_refused(server, (400, 401), head, GOOD)


def test_two_scope_headers(server):
    head = head_of(server, GOOD, "x-farthing-run: one", "x-farthing-run: two")
    assert_refused(server, (400,), head, GOOD)


def test_two_idempotency_keys(server):
    head = head_of(server, GOOD, "idempotency-key: one", "idempotency-key: two")
    assert_refused(server, (400,), head, GOOD)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity, gzip"])
def test_compressed_body(server, coding):
    body = gzip.compress(GOOD)
    assert_refused(server, (415,), head_of(server, body, f"content-encoding: {coding}"), body)


def test_body_over_the_bound(server):
    head = [f"authorization: Bearer {server.key}", "content-length: 1099511627776"]
    assert_refused(server, (413,), head, GOOD)


def test_chunked_body_over_the_bound(server):
    size = 64 << 20
    head = [f"authorization: Bearer {server.key}", "transfer-encoding: chunked"]
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    assert_refused(server, (413,), head, chunk * (size // 0x100000) + b"0\r\n\r\n")


def test_missing_key(server):
    assert_refused(server, (401,), [f"content-length: {len(GOOD)}"], GOOD)


def test_headers_over_the_bound(server):
    head = head_of(server, GOOD, "x-padding: " + "a" * 1_000_000)
    status, _ = exchange(server, head, GOOD)
    assert status in (400, 413, 431)
    assert server.held() == 0 and server.scripted.stats()["requests"] == 0


def test_scope_header_that_the_key_may_not_claim(server):
    assert_refused(server, (403,), head_of(server, GOOD, "x-farthing-team: board"), GOOD)


def test_chunked_request_is_fine(server):
    chunked = f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n0\r\n\r\n"
    head = [f"authorization: Bearer {server.key}", "transfer-encoding: chunked"]
    assert exchange(server, head, chunked)[0] == 200


def test_expect_continue(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        head = [f"POST {PATH} HTTP/1.1", "host: farthing", *head_of(server, GOOD)]
        head += ["expect: 100-continue", "connection: close"]
        connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(GOOD)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "bytes_sent",
    [b"\x00\x01\x02\r\n\r\n", b"POST\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x00\x05"],
    ids=repr,
)
def test_not_http(server, bytes_sent):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(bytes_sent)
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = connection.recv(65_536)
        except ConnectionResetError:
            answer = b""
        assert answer == b"" or answer.split(b" ")[1].startswith((b"4", b"5"))
    status, _ = exchange(server, head_of(server, GOOD), GOOD)
    assert status == 200


@pytest.mark.parametrize(
    "path, fields",
    [
        ("/anthropic/v1/messages", [("anthropic-beta", "a"), ("Anthropic-Beta", "b")]),
        ("/openai/v1/chat/completions", [("openai-project", "a"), ("openai-project", "b")]),
        (
            "/gemini/v1beta/models/gemini-2.5-flash:generateContent",
            [("x-goog-request-params", "a"), ("x-goog-request-params", "b")],
        ),
    ],
)
def test_a_providers_field_twice_is_refused(server, path, fields):
    """A reader looks at one of them, a provider perhaps at the other."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("POST", path)
    for name, value in [("authorization", f"Bearer {server.key}"), ("content-length", "2"), *fields]:
        connection.putheader(name, value)
    connection.endheaders(b"{}")
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 400 and b"duplicate_header" in body.lower()
    assert server.scripted.bill() == []


def test_a_query_on_a_metered_route_is_refused(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(
        "POST",
        "/openai/v1/chat/completions?service_tier=priority",
        body=b"{}",
        headers={"authorization": f"Bearer {server.key}"},
    )
    assert connection.getresponse().status == 403
    connection.close()
    assert server.scripted.bill() == []
