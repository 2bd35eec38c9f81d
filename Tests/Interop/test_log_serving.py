"""A log's files over HTTP: `farthing log serve`, and `farthing serve --log-listen`."""

from __future__ import annotations

import http.client
import os
from pathlib import Path

import pytest

from conftest import policy
from farthing_process import Farthing, Process, farthing_binary, free_port, wait_until
from log_reader import Checkpoint, Log, tile_path
from test_log import OFTEN, call, publish, public_key


def get(port: int, path: str, method: str = "GET"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host=False)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class RemoteLog(Log):
    """The same reader, over HTTP instead of files."""

    def __init__(self, port: int):
        self.port = port

    def checkpoint(self) -> Checkpoint:
        status, headers, data = get(self.port, "/checkpoint")
        assert status == 200 and headers["content-type"] == "text/plain; charset=utf-8"
        return Checkpoint.read(data)

    def tile(self, level, index: int, width: int, item: int = 32) -> bytes:
        status, headers, data = get(self.port, "/" + tile_path(level, index, width))
        assert status == 200 and headers["content-type"] == "application/octet-stream"
        assert "immutable" in headers["cache-control"]
        assert len(data) == width * item == int(headers["content-length"])
        return data


@pytest.fixture
def published(farthing_server) -> Farthing:
    port = free_port()
    server = farthing_server(policy(), *OFTEN, "--log-listen", f"127.0.0.1:{port}")
    server.log_port = port
    call(server, 150)
    server.wait_until_nothing_held()
    publish(server)
    return server


def test_the_log_is_read_and_checked_over_http(published):
    remote = RemoteLog(published.log_port)
    public = public_key(published)
    first = remote.check(public)
    assert first.size > 300
    # A reader that still has the old checkpoint finds its tiles while the log grows on.
    call(published, 150)
    published.wait_until_nothing_held()
    publish(published)
    second = remote.check(public)
    assert second.size > first.size
    old = remote.hashes(0, first.size)
    assert remote.hashes(0, second.size)[: first.size] == old


def test_the_same_beside_a_server_and_without_one(published, tmp_path):
    ready = tmp_path / "ready"
    process = Process(
        [
            *[farthing_binary(), "log", "serve", "--data", published.data],
            *["--listen", "127.0.0.1:0", "--ready-file", ready],
        ],
        tmp_path / "serve.log",
    )
    try:
        wait_until(ready.exists, 20, "farthing log serve")
        wait_until(lambda: ready.read_text().strip() != "", 30, "its port")
        remote = RemoteLog(int(ready.read_text()))
        size = remote.check(public_key(published)).size
        call(published, 20)
        published.stop()
        assert remote.check(public_key(published)).size > size
    finally:
        process.stop()


def test_nothing_else_in_the_folder_is_served(published):
    port = published.log_port
    status, headers, data = get(port, "/checkpoint")
    assert headers["cache-control"] == "public, max-age=3" and headers["date"]
    assert get(port, "/checkpoint", "HEAD")[2] == b""
    assert int(get(port, "/checkpoint", "HEAD")[1]["content-length"]) == len(data)
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        status, headers, _ = get(port, "/checkpoint", method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")
    secret = (published.data / "private.key").read_bytes()
    log = published.data / "log"
    os.symlink(published.data / "private.key", log / "tile" / "0" / "007")
    os.symlink(published.data, log / "tile" / "5")
    (log / "checkpoint.new").write_bytes(b"half a checkpoint")
    paths = [
        "/", "/private.key", "/../private.key", "/tile/../../private.key", "/tile/0/007",
        "/tile/5/private.key", "/tile/5/000", "/%2e%2e/private.key", "/..%2fprivate.key",
        "/tile/0/../0/000", "//checkpoint", "/checkpoint/", "/checkpoint.new", "/tile", "/tile/0",
        "/tile/0/0", "/tile/0/000/", "/tile/00/000", "/tile/0/000.p/256", "/tile/0/000.p/0",
        "/tile/9/000", "/tile/0/x000/000", "/tile/entries/999", "/ledger.sqlite",
        "/tile/0/" + "x999/" * 40 + "999", "/" + "a" * 4000,
        "http://127.0.0.1/private.key", "*",
    ]
    for path in paths:
        status, _, data = get(port, path)
        assert status == 404, path
        assert secret not in data and secret.hex().encode() not in data
        assert str(published.data).encode() not in data


def test_too_many_and_strange_connections_do_not_stop_it(published):
    port = published.log_port
    idle = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(200)]
    for connection in idle:
        connection.connect()
    assert get(port, "/checkpoint")[0] == 200
    for connection in idle:
        connection.close()
    head = {"x": "y" * 100_000}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/checkpoint", headers=head)
        assert connection.getresponse().status in (400, 431)
    except (OSError, http.client.HTTPException):
        pass
    connection.close()
    assert get(port, "/checkpoint")[0] == 200
    assert Path(published.data / "log" / "checkpoint").read_bytes() == get(port, "/checkpoint")[2]
