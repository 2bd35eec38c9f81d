"""A log and a witness of others, from the C2SP texts alone, and `farthing witness` as a process.

Knows nothing of Farthing's code: hashlib, base64 and Ed25519 of `cryptography`.
"""

from __future__ import annotations

import base64
import http.client
import http.server
import json
import os
import signal
import ssl
import subprocess
import threading
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_reader
from farthing_process import START_SECONDS_MAX, Process, farthing_binary, wait_until
from log_reader import COSIGNATURE, LOG, Checkpoint, Note

SIZE_TYPE = "text/x.tlog.size"


class ForeignLog:
    """A log whose entries are texts; its checkpoints have no lines but the three."""

    def __init__(self, origin: str = "log.example/foreign", key: Ed25519PrivateKey | None = None):
        self.origin = origin
        self.key = key or Ed25519PrivateKey.generate()
        self.leaves: list[bytes] = []

    def grow(self, size: int, salt: str = "entry") -> ForeignLog:
        while len(self.leaves) < size:
            self.leaves.append(log_reader.leaf_hash(f"{salt} {len(self.leaves)}".encode()))
        return self

    def forked(self, at: int, salt: str) -> ForeignLog:
        """The same log up to an entry, and others behind it."""
        other = ForeignLog(self.origin, self.key)
        other.leaves = self.leaves[:at]
        return other.grow(max(len(self.leaves), at + 1), salt)

    @property
    def verifier_key(self) -> str:
        return log_reader.verifier_key(self.origin, LOG, public(self.key))

    def root(self, size: int) -> bytes:
        return log_reader.root_of(self.leaves[:size])

    def checkpoint(self, size: int, *keys: Ed25519PrivateKey, more: str = "") -> bytes:
        root = base64.b64encode(self.root(size)).decode()
        return signed(self.origin, f"{self.origin}\n{size}\n{root}\n{more}".encode(), keys or [self.key])

    def proof(self, old: int, new: int) -> list[bytes]:
        """RFC 6962, section 2.1.2."""
        return subproof(old, self.leaves[:new], True) if 0 < old else []

    def request(self, old: int, new: int, *keys: Ed25519PrivateKey) -> bytes:
        return body(old, self.proof(old, new), self.checkpoint(new, *keys))


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def signed(origin: str, text: bytes, keys) -> bytes:
    """A note under the origin's name."""
    note = text + b"\n"
    for key in keys:
        value = log_reader.key_id(origin, LOG, public(key)) + key.sign(text)
        note += f"— {origin} ".encode() + base64.b64encode(value) + b"\n"
    return note


def subproof(old: int, leaves: list[bytes], is_whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if is_whole else [log_reader.root_of(leaves)]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= left:
        return subproof(old, leaves[:left], is_whole) + [log_reader.root_of(leaves[left:])]
    return subproof(old - left, leaves[left:], False) + [log_reader.root_of(leaves[:left])]


def body(old: int, proof: list[bytes], note: bytes) -> bytes:
    lines = [f"old {old}".encode(), *map(base64.b64encode, proof), b""]
    return b"".join(line + b"\n" for line in lines) + note


def read_body(data: bytes) -> tuple[int, list[bytes], bytes]:
    """The old size, the proof, and the note of a request; strictly."""
    head, _, note = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    word, old = first.split(b" ")
    assert word == b"old" and str(int(old)).encode() == old and len(lines) <= 63
    proof = [base64.b64decode(line, validate=True) for line in lines]
    assert all(len(value) == 32 for value in proof)
    return int(old), proof, note


class WitnessProcess:
    """`farthing witness serve` on a folder of its own."""

    def __init__(self, folder: Path, *keys: str, name: str = "witness.example/w1", flags=()):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.data = folder / "witness"
        self.logs = folder / "logs.txt"
        self.flags = list(flags)
        self.name = name
        self.port = 0
        self.scheme = "http"
        self.list(*keys)
        made = run("new", "--data", self.data, "--name", name)
        assert made.returncode == 0, made.stderr
        self.verifier_key = made.stdout.strip()
        self.public = base64.b64decode(self.verifier_key.split("+", 2)[2])[1:]
        self.start()

    def list(self, *keys: str) -> None:
        self.logs.write_text("# logs\n" + "".join(key + "\n" for key in keys))

    def start(self) -> WitnessProcess:
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        self.process = Process(
            [
                *[farthing_binary(), "witness", "serve", "--data", self.data, "--logs", self.logs],
                *["--listen", f"127.0.0.1:{self.port}", "--ready-file", ready, *self.flags],
            ],
            self.folder / "witness.log",
        )

        def is_ready() -> bool:
            self.process.check_alive()
            return ready.exists() and ready.read_text().strip() != ""

        wait_until(is_ready, START_SECONDS_MAX, "farthing witness serve")
        self.port = int(ready.read_text())
        return self

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def reload(self, *keys: str) -> None:
        self.list(*keys)
        before = self.process.text().count("list of logs")
        os.kill(self.process.child.pid, signal.SIGHUP)
        wait_until(lambda: self.process.text().count("list of logs") > before, 10, "a reload")

    def kill(self) -> None:
        self.process.child.kill()
        self.process.child.wait()

    def stop(self) -> None:
        self.process.stop()

    def ask(self, data: bytes, method: str = "POST", path: str = "/add-checkpoint", **headers):
        """Status, content type and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers["content-type"], answer.read()
        finally:
            connection.close()

    def cosigned_at(self, note: bytes, answer: bytes) -> int | None:
        """Checks an answer's cosignature over a note."""
        return Note.read(note + answer).cosigned_at(self.name, self.public)

    def show(self) -> dict:
        return json.loads(run("show", "--data", self.data, "--json").stdout)


def run(*words) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(farthing_binary()), "witness", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


class PeerWitness:
    """A witness written from the protocol's text; strict with whoever submits."""

    def __init__(self, name: str, origins: dict[str, bytes], context: ssl.SSLContext | None = None):
        self.name = name
        self.key = Ed25519PrivateKey.generate()
        self.origins = origins
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.faults: list[str] = []
        self.requests: list[tuple[int, int, int]] = []
        # What to answer instead, as (status, content type, body).
        self.instead = None
        self.lock = threading.Lock()
        peer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                length = int(self.headers["content-length"] or 0)
                data = self.rfile.read(length)
                with peer.lock:
                    status, kind, answer = peer.answer(self.path, data)
                self.send_response(status)
                if kind:
                    self.send_header("content-type", kind)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def verifier_key(self) -> str:
        return log_reader.verifier_key(self.name, COSIGNATURE, public(self.key))

    def answer(self, path: str, data: bytes) -> tuple[int, str | None, bytes]:
        if path != "/add-checkpoint":
            self.faults.append(path)
            return 404, None, b""
        try:
            old, proof, note = read_body(data)
            checkpoint = Checkpoint.read(note)
        except (AssertionError, ValueError) as error:
            self.faults.append(repr(error))
            return 400, None, b""
        status, kind, answer = self.judge(old, proof, checkpoint)
        self.requests.append((old, checkpoint.size, status))
        return self.instead or (status, kind, answer)

    def judge(self, old: int, proof: list[bytes], checkpoint: Checkpoint):
        if checkpoint.origin not in self.origins:
            return 404, None, b""
        if not checkpoint.note.is_by_log(checkpoint.origin, self.origins[checkpoint.origin]):
            return 403, None, b""
        if old > checkpoint.size:
            return 400, None, b""
        size, root = self.heads.get(checkpoint.origin, (0, log_reader.root_of([])))
        if old != size or (checkpoint.size == size and checkpoint.root != root):
            return 409, SIZE_TYPE, f"{size}\n".encode()
        if old == 0 and proof:
            return 422, None, b""
        if not log_reader.is_consistent(old, checkpoint.size, root, checkpoint.root, proof):
            return 422, None, b""
        self.heads[checkpoint.origin] = (checkpoint.size, checkpoint.root)
        line = log_reader.cosignature_line(
            checkpoint.note.text, self.name, self.key, int(time.time())
        )
        return 200, None, line

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
