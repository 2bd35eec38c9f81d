"""The key that seals: made, refused, changed while calls run, kept elsewhere, and after a restore."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import policy
from farthing_process import Farthing, farthing_binary, wait_until

INTERRUPTIONS = ["next key written", "rotation written", "prices signed", "key replaced"]

SIGNER = """
import sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
sys.path.insert(0, {folder!r})
if (mode := open({mode!r}).read()) == "fail":
    sys.exit(3)
key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex({seed!r}))
if mode == "wrong":
    key = Ed25519PrivateKey.generate()
signature = key.sign(sys.stdin.buffer.read())
if mode == "hex":
    print(signature.hex())
elif mode == "base64":
    import base64
    print(base64.b64encode(signature).decode())
elif mode == "long":
    sys.stdout.write("x" * 100_000)
elif mode == "junk":
    print("no signature")
elif mode == "slow":
    import time
    time.sleep(60)
else:
    sys.stdout.buffer.write(signature)
"""


class Root:
    """A key that only a program of its own has."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.key = Ed25519PrivateKey.generate()
        self.mode_file = folder / "mode"
        self.mode("raw")
        program = folder / "sign it.py"
        program.write_text(
            SIGNER.format(
                seed=self.key.private_bytes_raw().hex(),
                mode=str(self.mode_file),
                folder=str(folder),
            )
        )
        self.command = f"{sys.executable} '{program}'"
        self.public = self.key.public_key().public_bytes_raw().hex()

    def mode(self, text: str) -> None:
        draft = self.folder / "mode.new"
        draft.write_text(text)
        draft.replace(self.mode_file)

    @property
    def flags(self) -> list[str]:
        return ["--signer-command", self.command, "--signer-public-key", self.public]


def farthing(*words, check: bool = True, environment: dict | None = None):
    return subprocess.run(
        [str(farthing_binary()), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=check,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )


def shown(data: Path) -> dict:
    return json.loads(farthing("keys", "signing", "show", "--data", data, "--json").stdout)


def verified(data: Path, key: str | Path | None = None) -> dict:
    keys = ["--key", key] if key else []
    done = farthing("verify", data, *keys, "--json", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def call(server: Farthing) -> int:
    import http.client

    body = json.dumps(
        {"model": "gpt-4o-mini", "max_tokens": 20, "messages": [{"role": "user", "content": "hi"}]}
    )
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(
            "POST",
            "/openai/v1/chat/completions",
            body,
            {"authorization": f"Bearer {server.key}", "content-type": "application/json"},
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.fixture
def folder(farthing_server) -> Path:
    """A stopped folder with some calls in it."""
    server = farthing_server(policy())
    for _ in range(3):
        assert call(server) == 200
    server.stop()
    return server.data


# Making


def test_new_makes_two_files_and_never_overwrites(tmp_path):
    path = tmp_path / "my.key"
    made = json.loads(farthing("keys", "signing", "new", "--output", path, "--json").stdout)
    assert path.stat().st_mode & 0o777 == 0o600
    key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    public = key.public_key().public_bytes_raw()
    assert made["key"] == public.hex()
    assert Path(f"{path}.pub").read_bytes() == public
    before = path.read_bytes()
    again = farthing("keys", "signing", "new", "--output", path, check=False)
    assert again.returncode == 73 and str(path) in again.stderr
    assert path.read_bytes() == before
    other = tmp_path / "other.key"
    Path(f"{other}.pub").write_bytes(b"taken")
    refused = farthing("keys", "signing", "new", "--output", other, check=False)
    assert refused.returncode == 73
    assert not other.exists() and Path(f"{other}.pub").read_bytes() == b"taken"


# Refusing


def wrong_keys(folder: Path) -> dict[str, tuple[Path, str]]:
    def file(name: str, content: bytes, mode: int = 0o600) -> Path:
        path = folder / name
        path.write_bytes(content)
        path.chmod(mode)
        return path

    good = Ed25519PrivateKey.generate().private_bytes_raw()
    (folder / "a folder").mkdir()
    return {
        "short": (file("short", good[:31]), "32 bytes"),
        "long": (file("long", good + b"xy"), "32 bytes"),
        "empty": (file("empty", b""), "32 bytes"),
        "huge": (file("huge", good * 100), "is not 3200 bytes long"),
        "zeros": (file("zeros", bytes(32)), "zeros"),
        "text": (file("text", b"-----BEGIN PRIVATE KEY-----\nabc"), "32 bytes"),
        "group": (file("group", good, 0o640), "chmod 600"),
        "others": (file("others", good, 0o604), "chmod 600"),
        "folder": (folder / "a folder", "plain file"),
        "missing": (folder / "missing", "cannot be opened"),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("short", "long", "empty", "huge", "zeros", "text"),
        *("group", "others", "folder", "missing"),
    ],
)
def test_a_key_that_is_none_starts_and_writes_nothing(name, tmp_path):
    path, words = wrong_keys(tmp_path)[name]
    data = tmp_path / "data"
    done = farthing("serve", "--data", data, "--scripted", "--signing-key-file", path, check=False)
    assert done.returncode == 78
    assert str(path) in done.stderr and words in done.stderr
    assert not data.exists()
    if path.is_file() and path.stat().st_size:
        assert path.read_bytes().hex() not in done.stderr + done.stdout


def test_another_key_and_the_public_one_are_told_apart(folder, tmp_path):
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    other = tmp_path / "other.key"
    farthing("keys", "signing", "new", "--output", other)
    done = farthing(
        *("serve", "--data", folder, "--scripted", "--listen", "127.0.0.1:0"),
        *("--signing-key-file", other),
        check=False,
    )
    assert done.returncode == 69
    assert "start with the key that sealed this journal" in done.stderr
    public = tmp_path / "copy.key"
    public.write_bytes((folder / "public.key").read_bytes())
    public.chmod(0o600)
    done = farthing(
        *("serve", "--data", folder, "--scripted", "--signing-key-file", public), check=False
    )
    assert done.returncode == 78 and "this is the public key" in done.stderr
    (folder / "private.key").rename(tmp_path / "mine.key")
    done = farthing("serve", "--data", folder, "--scripted", check=False)
    assert done.returncode == 78 and "not here" in done.stderr
    assert not (folder / "private.key").exists()
    (tmp_path / "mine.key").rename(folder / "private.key")
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for name in before:
        if not name.startswith(("ledger.sqlite", "book.snapshot")):
            assert after[name] == before[name]
    verified(folder)


def test_one_key_is_named_once(tmp_path):
    path = tmp_path / "my.key"
    farthing("keys", "signing", "new", "--output", path)
    done = farthing(
        *("serve", "--data", tmp_path / "data", "--signing-key-file", path),
        check=False,
        environment={"FARTHING_SIGNING_KEY": "01" * 32},
    )
    assert done.returncode == 78 and "named twice" in done.stderr


# Changing


def test_rotation_drops_no_call(farthing_server):
    server = farthing_server(policy())
    statuses: list[int] = []
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            statuses.append(call(server))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    first = (server.data / "public.key").read_bytes()
    try:
        for _ in range(5):
            time.sleep(0.3)
            farthing("keys", "signing", "rotate", "--data", server.data)
    finally:
        done.set()
        for worker in workers:
            worker.join()
    assert len(statuses) > 20 and set(statuses) == {200}
    assert (server.data / "public.key").read_bytes() == first
    assert not (server.data / "private.key.next").exists()
    server.stop()
    history = shown(server.data)
    assert [entry["kind"] for entry in history["history"]] == ["keyRotation"] * 5
    assert history["first_key"] == first.hex()
    private = Ed25519PrivateKey.from_private_bytes((server.data / "private.key").read_bytes())
    assert history["keys"][0]["key"] == private.public_key().public_bytes_raw().hex()
    verified(server.data)
    # Who has only a later key cannot tell what came before it.
    later = farthing("verify", server.data, "--key", history["keys"][0]["key"], check=False)
    assert later.returncode == 1
    export = server.folder / "export.jsonl"
    farthing("receipts", "export", "--data", server.data, "--output", export)
    header = json.loads(export.read_text().splitlines()[0])
    assert header["signerFingerprint"] == history["keys"][0]["fingerprint"]
    verified(export, first.hex())
    server.start()
    assert call(server) == 200
    server.stop()
    verified(server.data)


@pytest.mark.parametrize("sign", ["batch", "each"])
def test_rotation_of_a_stopped_folder_keeps_the_old_key_where_asked(folder, tmp_path, sign):
    old = (folder / "private.key").read_bytes()
    kept = tmp_path / "old.key"
    farthing("keys", "signing", "rotate", "--data", folder, "--keep-old", kept)
    assert kept.read_bytes() == old and kept.stat().st_mode & 0o777 == 0o600
    again = farthing(
        *("keys", "signing", "rotate", "--data", folder, "--keep-old", kept), check=False
    )
    assert again.returncode != 0 and str(kept) in again.stderr
    assert len(shown(folder)["history"]) == 1
    verified(folder)
    # The old key may seal nothing any more.
    done = farthing(
        *("serve", "--data", folder, "--scripted", "--listen", "127.0.0.1:0", "--sign", sign),
        *("--signing-key-file", kept),
        check=False,
    )
    assert done.returncode == 69 and "start with the key" in done.stderr
    verified(folder)


def test_a_key_in_the_environment_is_not_rotated(folder):
    key = (folder / "private.key").read_bytes().hex()
    done = farthing(
        *("keys", "signing", "rotate", "--data", folder),
        check=False,
        environment={"FARTHING_SIGNING_KEY": key},
    )
    assert done.returncode == 64 and "FARTHING_SIGNING_KEY" in done.stderr
    assert shown(folder)["history"] == []


@pytest.mark.parametrize("point", INTERRUPTIONS)
def test_a_folder_opens_whatever_a_crash_has_left(folder, point):
    book = Path(__file__).resolve().parents[2] / "Sources" / "CFarthingData" / "prices.txt"
    farthing("prices", "import", book, "--data", folder)
    done = farthing(
        *("keys", "signing", "rotate", "--data", folder),
        check=False,
        environment={"FARTHING_TEST_INTERRUPT_AT": point},
    )
    assert done.returncode == -signal.SIGKILL
    verified(folder)
    # Any command that writes opens the folder and ends what was begun.
    farthing("keys", "create", "--data", folder, "--name", f"after {point}")
    assert not (folder / "private.key.next").exists()
    history = shown(folder)
    private = Ed25519PrivateKey.from_private_bytes((folder / "private.key").read_bytes())
    assert history["keys"][0]["key"] == private.public_key().public_bytes_raw().hex()
    assert len(history["history"]) == (0 if point == INTERRUPTIONS[0] else 1)
    farthing("prices", "list", "--data", folder)
    farthing("keys", "signing", "rotate", "--data", folder)
    farthing("prices", "list", "--data", folder)
    verified(folder)


@pytest.mark.parametrize("point", INTERRUPTIONS)
def test_a_server_that_is_killed_while_it_rotates_starts_again(farthing_server, point):
    server = farthing_server(policy())
    assert call(server) == 200
    server.stop()
    server.environment = {"FARTHING_TEST_INTERRUPT_AT": point}
    server.start()
    farthing("keys", "signing", "rotate", "--data", server.data, check=False)
    assert server.process.child.wait(20) == -signal.SIGKILL
    verified(server.data)
    server.environment = {}
    server.start()
    assert call(server) == 200
    server.stop()
    assert not (server.data / "private.key.next").exists()
    verified(server.data)


# Kept elsewhere


@pytest.mark.parametrize("sign", ["batch", "each"])
def test_a_key_that_is_kept_elsewhere_lets_one_of_ours_seal(farthing_server, tmp_path, sign):
    root = Root(tmp_path / "root")
    server = farthing_server(policy(), *root.flags, "--sign", sign)
    assert call(server) == 200
    server.stop()
    assert not (server.data / "private.key").exists()
    assert (server.data / "public.key").read_bytes().hex() == root.public
    for mode in ("hex", "base64"):
        root.mode(mode)
        server.start()
        assert call(server) == 200
        server.stop()
    history = shown(server.data)
    assert history["keys"][0]["key"] == root.public
    assert all(entry["kind"] == "keyDelegation" for entry in history["history"])
    assert len({entry["to"] for entry in history["history"]}) >= 3
    verified(server.data)
    verified(server.data, root.public)
    export = server.folder / "export.jsonl"
    farthing("receipts", "export", "--data", server.data, "--output", export)
    verified(export, root.public)
    check_root_signature(server.data / "log" / "checkpoint", root)


def check_root_signature(checkpoint: Path, root: Root) -> None:
    """Witnesses know the root key alone."""
    text, _, signatures = checkpoint.read_text().rpartition("\n\n")
    name = text.split("\n")[0]
    public = bytes.fromhex(root.public)
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    words = [line.split(" ") for line in signatures.splitlines()]
    found = [base64.b64decode(data) for _, by, data in words if by == name]
    signed = [data[4:] for data in found if data[:4] == key_id]
    assert len(signed) == 1
    root.key.public_key().verify(signed[0], (text + "\n").encode())


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("fail", "ended with status 3"),
        ("wrong", "another key"),
        ("junk", "no signature"),
        ("long", "more than 4096 bytes"),
        ("slow", "within 10 s"),
    ],
)
def test_a_signer_that_fails_starts_and_writes_nothing(tmp_path, mode, words):
    root = Root(tmp_path / "root")
    root.mode(mode)
    data = tmp_path / "data"
    began = time.monotonic()
    done = farthing("serve", "--data", data, "--scripted", *root.flags, check=False)
    assert done.returncode == 69 and words in done.stderr
    assert "--signer-command" in done.stderr
    assert not data.exists()
    assert time.monotonic() - began < 30


def test_a_signer_command_is_no_shell(tmp_path):
    data = tmp_path / "data"
    for command, words in [
        ("/no/such/program", "could not be started"),
        (f"touch {tmp_path}/made; {tmp_path}/true", "no signature"),
        ("'unclosed", "not closed"),
        ("  ", "name the program"),
    ]:
        done = farthing(
            *("serve", "--data", data, "--scripted", "--signer-command", command),
            *("--signer-public-key", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            check=False,
        )
        assert done.returncode in (69, 78) and words in done.stderr, done.stderr
        assert not data.exists()
    # All that a shell would have split was handed to the one program.
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made;", "true"]


def test_a_delegation_is_renewed_and_nothing_is_admitted_without_one(farthing_server, tmp_path):
    root = Root(tmp_path / "root")
    span = {"FARTHING_TEST_DELEGATION_MS": "6000"}
    server = farthing_server(policy(), *root.flags, environment=span)
    end = time.monotonic() + 12
    while time.monotonic() < end:
        assert call(server) == 200
        time.sleep(0.2)
    root.mode("fail")
    wait_until(lambda: call(server) >= 500, 15, "a refusal for want of a delegation")
    assert call(server) >= 500
    assert "delegation" in server.process.text()
    root.mode("raw")
    wait_until(lambda: call(server) == 200, 20, "admission again")
    server.stop()
    verified(server.data, root.public)
    assert len(shown(server.data)["history"]) >= 3


# After a restore


def test_a_restored_log_goes_on_under_another_name(farthing_server):
    server = farthing_server(policy())
    assert call(server) == 200
    server.stop()
    backup = server.folder / "backup"
    shutil.copytree(server.data, backup)
    server.start()
    assert call(server) == 200
    server.stop()
    first = verified(server.data)
    shutil.rmtree(server.data)
    backup.rename(server.data)
    server.flags.append("--restored")
    server.start()
    assert call(server) == 200
    server.stop()
    server.flags.remove("--restored")
    server.start()
    assert call(server) == 200
    server.stop()
    found = verified(server.data)
    history = shown(server.data)
    kinds = [entry["kind"] for entry in history["history"]]
    assert kinds == ["logOrigin"]
    assert history["log"] != history["history"][0]["from"]
    assert history["log"].startswith(history["history"][0]["from"] + "/")
    assert found["origin"] == history["log"] if "origin" in found else True
    assert first["head"] != found["head"]
    export = server.folder / "export.jsonl"
    farthing("receipts", "export", "--data", server.data, "--output", export)
    verified(export, server.data / "public.key")


def test_restored_needs_a_journal(tmp_path):
    done = farthing(
        *("serve", "--data", tmp_path / "data", "--scripted", "--restored"), check=False
    )
    assert done.returncode == 64 and "--restored" in done.stderr
