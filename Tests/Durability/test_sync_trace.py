"""The trace's checker accepts a dispatch after the sync, and no other."""

import pathlib
import socket
import subprocess
import sys
import threading

import pytest

import shadow
import sync_trace

HOLD = "4f1c0000-0000-4000-8000-00000000000{}"

# A ledger in miniature: two calls, each a commit and a dispatch, in the order that is asked for.
WORKER = """
import socket, sqlite3, sys
folder, port, order, synchronous = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
upstream = socket.create_connection(("127.0.0.1", port))
database = sqlite3.connect(folder + "/ledger.sqlite", isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = " + synchronous)
database.execute("CREATE TABLE batches (first_sequence INTEGER PRIMARY KEY, count, lines)")
for call in range(2):
    hold = "4f1c0000-0000-4000-8000-00000000000%d" % call
    line = '{"decision":{"decisionId":"%s","kind":"hold"}}' % hold
    steps = [
        lambda: database.execute(
            "INSERT INTO batches VALUES (?, 1, ?)", (call, line.encode() + b"x" * 9000)
        ),
        lambda: upstream.sendall(b'POST / {"user":"trace-%d"}' % call),
    ]
    for step in steps if order == "right" else reversed(steps):
        step()
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return shadow.build(tmp_path_factory.mktemp("library"))


def dispatched(
    library: pathlib.Path, folder: pathlib.Path, order: str, synchronous: str
) -> list[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drain() -> None:
            connection, _ = server.accept()
            while connection.recv(4096):
                pass

        reader = threading.Thread(target=drain)
        reader.start()
        environment = shadow.environment(
            library, folder / "data", folder / "shadow", trace=folder / "trace"
        )
        subprocess.run(
            [sys.executable, "-c", WORKER, folder / "data", str(port), order, synchronous],
            env=environment,
            check=True,
        )
        reader.join()
    holds = {b"trace-0": HOLD.format(0), b"trace-1": HOLD.format(1)}
    return sync_trace.check(folder / "trace", port=port, marker=rb"trace-\d+", hold_of=holds)


def test_a_dispatch_after_the_sync_is_right(library: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert dispatched(library, tmp_path, "right", "FULL") == []


def test_a_dispatch_before_the_commit_is_found(
    library: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    assert len(dispatched(library, tmp_path, "wrong", "FULL")) == 2


def test_a_commit_without_a_sync_is_found(library: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert dispatched(library, tmp_path, "right", "NORMAL") != []


def test_the_shadow_has_what_was_synced(library: pathlib.Path, tmp_path: pathlib.Path) -> None:
    worker = """
import os, sys
folder = sys.argv[1]
def write(name, *steps):
    file = os.open(folder + "/" + name, os.O_RDWR | os.O_CREAT, 0o600)
    for step in steps:
        os.fsync(file) if step is None else os.write(file, step)
def sync():
    os.fsync(os.open(folder, os.O_RDONLY))
write("kept", b"first ", None, b"second")
write("unnamed", b"x", None)
os.unlink(folder + "/unnamed")
write("replaced.new", b"new", None)
write("replaced", b"old", None)
sync()
os.rename(folder + "/replaced.new", folder + "/replaced")
write("late", b"x", None)
os.mkdir(folder + "/inner")
os.kill(os.getpid(), 9)
"""
    environment = shadow.environment(library, tmp_path / "data", tmp_path / "shadow")
    subprocess.run([sys.executable, "-c", worker, tmp_path / "data"], env=environment)
    shadow.restore(tmp_path / "shadow", tmp_path / "left")
    left = {path.name: path.read_bytes() for path in (tmp_path / "left").iterdir()}
    assert left == {"kept": b"first ", "replaced": b"old", "replaced.new": b"new"}
