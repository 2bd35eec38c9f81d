"""The command line: configuration, keys and budgets beside a server and without one, verification."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import messages, policy
from farthing_process import (
    ROOT,
    Farthing,
    Process,
    farthing_binary,
    free_port,
    request,
    wait_until,
)

sys.path.insert(0, str(ROOT / "Scripts" / "verify"))

from farthing_chain import Key, Tree  # noqa: E402

MODEL = "gpt-4o-mini"
USAGE, UNAVAILABLE, CONFIGURATION = 64, 69, 78


def farthing(folder: Path, *arguments, environment: dict | None = None):
    """A command that ends by itself, in a folder of its own, in a clean environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FARTHING_", "OPENAI_"))}
    return subprocess.run(
        [str(farthing_binary()), *map(str, arguments)],
        cwd=folder,
        env={**kept, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def assert_one_line(done, status: int, *words: str) -> None:
    assert done.returncode == status, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("farthing: "), done.stderr
    for word in words:
        assert word in lines[0], (word, lines[0])


class Served:
    """`farthing serve` with nothing but what the test gives it."""

    def __init__(self, folder: Path, *flags: str, environment: dict | None = None):
        self.folder = folder
        ready = folder / "ready"
        ready.unlink(missing_ok=True)
        command = [farthing_binary(), "serve", "--ready-file", ready, "--data", folder / "data"]
        if "--listen" not in flags:
            command += ["--listen", "127.0.0.1:0"]
        os.chdir(folder)
        log = folder / "log"
        log.write_text("")
        clean = {"OPENAI_API_KEY": "", **(environment or {})}
        self.process = Process([*command, *flags], log, clean)

        def is_ready() -> bool:
            self.process.check_alive()
            return ready.exists() and ready.read_text().strip() != ""

        wait_until(is_ready, 20, "farthing serve")
        self.port = int(ready.read_text())

    def text(self) -> str:
        return self.process.text()


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Starts servers in the test's folder; stopped afterwards."""
    monkeypatch.chdir(tmp_path)
    running: list[Served] = []

    def start(*flags: str, **more) -> Served:
        running.append(Served(tmp_path, *flags, **more))
        return running[-1]

    yield start
    for server in running:
        server.process.stop()


# MARK: Configuration


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"lisen": "127.0.0.1:1"}', ["farthing.json:1:11", "lisen", 'did you mean "listen"']),
        ('{"listen": 8484}', ["farthing.json:1:12", "listen", "expected a text"]),
        ('{"loops": 0}', ["farthing.json", "loops", "from 1 to 64"]),
        ('{"loops": 1.5}', ["farthing.json", "loops"]),
        ('{"passThrough": "yes"}', ["farthing.json:1:17", "passThrough", "true or false"]),
        ('{"durability": "relaxd"}', ["farthing.json", 'did you mean "relaxed"']),
        ('{"listen": "127.0.0.1:1", "listen": "127.0.0.1:2"}', ["duplicate", "listen"]),
        ('{"listen": "nowhere"}', ["farthing.json: listen", "HOST:PORT"]),
        ('["listen"]', ["one object"]),
        ("{", ["farthing.json", "line 1"]),
    ],
)
def test_wrong_file(tmp_path, text, words):
    (tmp_path / "farthing.json").write_text(text)
    assert_one_line(farthing(tmp_path, "serve"), CONFIGURATION, *words)
    assert not (tmp_path / "farthing-data" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("flags", "environment", "words"),
    [
        (["--config", "no.json"], {}, ["no.json", "no such file"]),
        (["--policy", "no.yaml"], {}, ["no.yaml", "no such file"]),
        (["--durability", "fast"], {}, ["--durability", "full or relaxed"]),
        (["--set", "holdMs=1"], {}, ["--set holdMs", "from 5000"]),
        ([], {"FARTHING_LOOPS": "many"}, ["FARTHING_LOOPS", "from 1 to 64"]),
        (["--listen", "0.0.0.0:0"], {}, ["--listen", "--tls-cert", "--behind-tls-proxy"]),
        (["--listen", "[::]:0"], {}, ["--listen", "--behind-tls-proxy"]),
        (["--tls-cert", "c.pem"], {}, ["--tls-key"]),
        (["--tls-cert", "c.pem", "--tls-key", "k.pem"], {}, ["c.pem", "PEM"]),
        (["--upstream-openai", "api.openai.com"], {}, ["--upstream-openai", "https://HOST"]),
        (["--openai-key-file", "no.key"], {}, ["no.key", "no such file"]),
        ([], {"OPENAI_API_KEY": "fk_abc"}, ["OPENAI_API_KEY", "Farthing key"]),
        ([], {"OPENAI_API_KEY": "sk two words"}, ["OPENAI_API_KEY", "one word"]),
        ([], {"FARTHING_SIGNING_KEY": "zz"}, ["FARTHING_SIGNING_KEY", "64 hexadecimal"]),
    ],
)
def test_wrong_settings(tmp_path, flags, environment, words):
    flags = flags if "--listen" in flags else ["--listen", "127.0.0.1:0", *flags]
    done = farthing(tmp_path, "serve", *flags, environment=environment)
    assert_one_line(done, CONFIGURATION, *words)
    assert "sk two" not in done.stderr and "zz" not in done.stderr.replace("buzz", "")


def test_flag_wins_over_environment_over_file(tmp_path, serve):
    ports = {name: free_port() for name in ("file", "environment", "flag")}
    listen = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    (tmp_path / "farthing.json").write_text(json.dumps({"listen": listen["file"]}))
    environment = {"FARTHING_LISTEN": listen["environment"]}
    command = [farthing_binary(), "serve", "--data", tmp_path / "one"]
    for name, flags, variables in [
        ("flag", ["--listen", listen["flag"]], environment),
        ("environment", [], environment),
        ("file", [], {}),
    ]:
        process = Process([*command, *flags], tmp_path / f"{name}.log", variables)
        wait_until(lambda: "ready on" in process.text(), 20, name)
        assert f"ready on http://{listen[name]}," in process.text()
        process.stop()


def test_currency_without_a_rate_cannot_be_kept(tmp_path):
    text = policy("100.00 VND")
    (tmp_path / "policy.yaml").write_text(text)
    for command in (["serve"], ["policy", "check", "policy.yaml"]):
        done = farthing(tmp_path, *command)
        assert_one_line(done, CONFIGURATION, "policy.yaml", "VND", "rates")


def test_policy_check(tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(policy().replace("day", "dy"))
    assert_one_line(
        farthing(tmp_path, "policy", "check", file), CONFIGURATION, f"{file}:", 'did you mean "day"'
    )
    file.write_text(policy())
    good = farthing(tmp_path, "policy", "check", file)
    assert good.returncode == 0 and "100.00 USD" in good.stdout


# MARK: The first start


def test_first_start_shows_one_line_to_paste_and_says_who_answers(tmp_path, serve):
    server = serve()
    lines = [line for line in server.text().splitlines() if "OPENAI_BASE_URL=" in line]
    assert len(lines) == 1
    base, key = (word.split("=", 1)[1] for word in lines[0].split())
    assert base == f"http://127.0.0.1:{server.port}/openai/v1"
    assert "SCRIPTED PROVIDER" in server.text() and "a sample was written" in server.text()
    answer = openai.OpenAI(base_url=base, api_key=key).chat.completions.create(
        model=MODEL, messages=messages(), max_tokens=16
    )
    assert answer.choices[0].message.content
    server.process.stop()
    assert "OPENAI_BASE_URL=" not in serve().text()


def test_folder_is_the_owners_alone(tmp_path, serve):
    serve()
    data = tmp_path / "data"
    assert data.stat().st_mode & 0o777 == 0o700
    for name in ("private.key", "admin.sock"):
        assert (data / name).stat().st_mode & 0o077 == 0, name
    assert len((data / "public.key").read_bytes()) == 32


def test_second_server_on_the_folder(tmp_path, serve):
    serve()
    begun = time.monotonic()
    done = farthing(tmp_path, "serve", "--data", "data", "--listen", "127.0.0.1:0")
    # The other might have been a command, or about to end.
    assert 5 <= time.monotonic() - begun < 60
    waits, why = done.stderr.splitlines()
    assert "notice the data folder is in use; waiting for it" in waits
    assert done.returncode == UNAVAILABLE and why.startswith("farthing: "), done
    assert "data is locked: another farthing server uses it" in why


def test_a_start_waits_for_a_command_that_writes(tmp_path, serve):
    """As one does that votes while a supervisor starts a killed server again."""
    serve().process.stop()
    with (tmp_path / "data" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        timer = threading.Timer(1.5, fcntl.flock, [lock, fcntl.LOCK_UN])
        timer.start()
        begun = time.monotonic()
        server = serve()
        timer.join()
    assert time.monotonic() - begun > 1.4
    assert server.text().count("the data folder is in use") == 1


def test_commands_that_write_wait_for_each_other(tmp_path, serve):
    serve().process.stop()
    keys = [["keys", "create", "--data", "data", "--name", f"k{number}"] for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda words: farthing(tmp_path, *words), keys))
    assert {one.returncode for one in done} == {0}, done
    # One that began without a server asks the server that has started meanwhile.
    with (tmp_path / "data" / "lock").open() as lock, ThreadPoolExecutor(1) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)
        words = ["keys", "create", "--data", "data", "--name", "late"]
        late = pool.submit(farthing, tmp_path, *words)
        time.sleep(0.5)
        fcntl.flock(lock, fcntl.LOCK_UN)
        serve()
        assert late.result().returncode == 0, late.result()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["approvals"], "nothing was changed: ask again"),
        (["budgets"], "nothing was changed: ask again"),
        (["budgets", "holds"], "nothing was changed: ask again"),
        (["budgets", "pause", "daily"], "whether the change was made is not known"),
    ],
)
def test_a_server_that_does_not_answer(tmp_path, serve, words, said):
    serve().process.stop()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "data" / "admin.sock"))
        listener.listen()
        threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
        done = farthing(tmp_path, *words, "--data", "data")
    assert_one_line(done, UNAVAILABLE, "the running server did not answer", said)


def test_budgets_say_when_they_count(tmp_path, serve):
    (tmp_path / "policy.yaml").write_text(
        """
version: 1
budgets:
  - { id: now, limit: 1.00 USD, window: day }
  - { id: lately, limit: 1.00 USD, window: rolling 3s }
  - { id: past, limit: 1.00 USD, window: day, until: 2026-01-01 }
  - { id: to-come, limit: 1.00 USD, window: day, from: 2099-01-01 }
"""
    )
    serve()
    lines = farthing(tmp_path, "budgets", "--data", "data").stdout.splitlines()
    ends = {line.split()[0]: line for line in lines}
    assert ends["now"].endswith("unused")
    assert re.search(r" rolling 3s +unused$", ends["lately"]), "as the policy has it"
    assert re.search("over since 2026-0[12]-0[12]T00:00:00Z$", ends["past"])
    assert re.search("counts from 2099-01-01T00:00:00Z$", ends["to-come"])
    listed = json.loads(farthing(tmp_path, "budgets", "--data", "data", "--json").stdout)
    dates = {one["id"]: (one.get("from_ms"), one.get("until_ms")) for one in listed["budgets"]}
    windows = {one["id"]: one["window"] for one in listed["budgets"]}
    assert windows["lately"] == "rolling:3000", "for programs"
    assert dates["now"] == (None, None) and dates["to-come"] == (4_070_908_800_000, None)


def test_taken_port_keeps_the_first_key_for_later(tmp_path, serve):
    taken = serve()
    done = farthing(tmp_path, "serve", "--data", "other", "--listen", f"127.0.0.1:{taken.port}")
    assert_one_line(done, UNAVAILABLE, str(taken.port), "address already in use")
    assert "no key" not in done.stdout
    keys = json.loads(farthing(tmp_path, "keys", "list", "--data", "other", "--json").stdout)
    assert keys["keys"] == []


def test_relaxed_durability_is_named(serve):
    assert "durability relaxed (a power loss may lose up to 1 s)" in serve(
        "--durability", "relaxed"
    ).text()


def test_data_folder_with_a_long_path(tmp_path, serve, monkeypatch):
    folder = tmp_path / ("long-" * 30)
    folder.mkdir()
    server = Served(folder)
    try:
        done = farthing(tmp_path, "keys", "create", "--data", folder / "data", "--name", "a")
        assert done.returncode == 0, done
    finally:
        server.process.stop()


def test_tls_listener(tmp_path, serve):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-nodes", "-keyout", "k.pem", "-out", "c.pem", "-days", "2", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    server = serve("--tls-cert", "c.pem", "--tls-key", "k.pem")
    import ssl
    import urllib.request

    context = ssl.create_default_context(cafile=str(tmp_path / "c.pem"))
    url = f"https://127.0.0.1:{server.port}/healthz"
    assert urllib.request.urlopen(url, context=context, timeout=20).status == 200
    assert f"OPENAI_BASE_URL=https://127.0.0.1:{server.port}" in server.text()


# MARK: A running server


def test_policy_is_read_again_on_sighup(farthing_server, client_of):
    server = farthing_server(policy("0.0000001 USD"))
    client = client_of(server)
    call = {"model": MODEL, "messages": messages(), "max_tokens": 16}
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(**call)
    file = server.folder / "policy.yaml"

    def reload(text: str, expected: str) -> None:
        seen = server.process.text().count(expected)
        file.write_text(text)
        server.process.child.send_signal(signal.SIGHUP)
        wait_until(lambda: server.process.text().count(expected) > seen, 10, expected)

    reload(policy("100.00 USD"), "the policy was read again")
    client.chat.completions.create(**call)
    reload("version: 1\nbudgets: 7\n", "the policy stays as it was")
    client.chat.completions.create(**call)
    reload(policy("0.0000001 USD"), "the policy was read again")
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(**call)
    assert server.verify().returncode == 0


def test_budget_that_means_something_new_counts_its_open_window(farthing_server, client_of):
    server = farthing_server(policy("1.00 USD"))
    client_of(server).chat.completions.create(
        model=MODEL, messages=messages(steering="tokens=50"), max_tokens=64
    )
    server.wait_until_nothing_held()
    [before] = accounts(server)
    server.stop()
    server.policy = policy("1.00 USD").replace("window: day", "window: month")
    server.start()
    [after] = accounts(server)
    assert before["spent"] == after["spent"] > 0
    assert (before["window"], after["window"]) == ("day", "month")


def accounts(server: Farthing) -> list[dict]:
    listed = server.run("budgets", "list", "--data", server.data, "--json")
    return json.loads(listed.stdout)["accounts"]


@pytest.mark.parametrize("is_running", [True, False])
def test_budgets_beside_a_server_and_without(farthing_server, client_of, is_running):
    server = farthing_server(policy("1.00 USD"))
    call = {"model": MODEL, "messages": messages(steering="tokens=5"), "max_tokens": 16}
    client_of(server).chat.completions.create(**call)
    server.wait_until_nothing_held()
    if not is_running:
        server.stop()
    folder = ["--data", server.data]
    top_up = ["budgets", "top-up", *folder, "plenty", "0.50 USD", "--change-key", "once"]
    for _ in range(2):
        server.run(*top_up)
    [account] = accounts(server)
    assert (account["limit"], account["top_ups"]) == (1_000_000_000, 500_000_000)
    assert account["spent"] > 0 and account["held"] == 0
    server.run("budgets", "pause", *folder, "plenty", "--note", "lunch")
    assert accounts(server)[0]["paused"]
    if is_running:
        with pytest.raises(openai.RateLimitError):
            client_of(server).chat.completions.create(**call)
    server.run("budgets", "resume", *folder, "plenty")
    server.run("budgets", "reset", *folder, "plenty")
    assert sum(account["spent"] for account in accounts(server)) == 0
    assert "1.00 USD" in server.run("budgets", *folder).stdout
    for wrong, words in [
        (["top-up", *folder, "plent", "1 USD"], 'did you mean "plenty"'),
        (["top-up", *folder, "plenty", "1 token"], "counts in USD"),
        (["top-up", *folder, "plenty", "-1 USD"], ""),
        (["pause", *folder, "plenty", "--scope", "agent=a"], "one account"),
        (["top-up", *folder, "plenty", "0.51 USD", "--change-key", "once"], "another change"),
    ]:
        done = server.run("budgets", *wrong, check=False)
        assert done.returncode == USAGE and words in done.stderr, done
    assert server.verify().returncode == 0


def test_holds_name_who_has_the_headroom(farthing_server, client_of):
    server = farthing_server(policy("1.00 USD"))
    stream = client_of(server).chat.completions.create(
        model=MODEL,
        messages=messages(steering="tokens=200;chunk=1;chunk_delay_ms=20"),
        stream=True,
        extra_headers={"x-farthing-run": "run-7"},
    )
    next(iter(stream))
    listed = server.run("budgets", "holds", "--data", server.data, "--json").stdout
    [hold] = json.loads(listed)["holds"]
    assert (hold["run"], hold["model"]) == ("run-7", MODEL) and hold["lines"][0]["held"] > 0
    assert "run-7" in server.run("budgets", "holds", "--data", server.data).stdout
    stream.close()


def test_keys(farthing_server, client_of):
    server = farthing_server(policy())
    folder = ["--data", server.data]
    made = json.loads(
        server.run(
            *["keys", "create", *folder, "--name", "short", "--scope", "team=finance"],
            *["--claim", "agent=bot-*", "--expires", "2s", "--json"],
        ).stdout
    )
    client = client_of(server, api_key=made["key"])
    call = {"model": MODEL, "messages": messages(), "max_tokens": 16}
    client.chat.completions.create(**call, extra_headers={"x-farthing-agent": "bot-1"})
    with pytest.raises(openai.PermissionDeniedError):
        client.chat.completions.create(**call, extra_headers={"x-farthing-agent": "other"})
    listed = server.run("keys", "list", *folder, "--json").stdout
    assert made["id"] in listed and made["key"] not in listed
    for wrong, words in [
        (["--name", "short"], "in use"),
        (["--name", "x", "--scope", "teem=a"], 'did you mean "team"'),
        (["--name", "x", "--scope", "model=a"], "model"),
        (["--name", "x", "--expires", "soon"], "30d"),
        (["--name", ""], "1 to 128"),
        (["--name", "red\x1b[31m"], "control or invisible"),
        (["--name", "two\nlines"], "control or invisible"),
        (["--name", "x\u202etxt"], "control or invisible"),
        (["--name", "x", "--scope", "team=a\x07b"], "control or invisible"),
        (["--name", "x", "--claim", "tag:*=*"], "no pattern"),
    ]:
        done = server.run("keys", "create", *folder, *wrong, check=False)
        assert done.returncode == USAGE and words in done.stderr, done
    time.sleep(2)
    with pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(**call)
    raw = b"".join(file.read_bytes() for file in server.data.glob("ledger.sqlite*"))
    assert made["key"].encode() not in raw


def test_wrong_words_on_the_admin_socket(farthing_server):
    import socket

    server = farthing_server(policy())
    for text in [b"{}\n", b"null\n", b'{"do":"drop"}\n', b"\xff\xfe\n", b"\n"]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(20)
            connection.connect(str(server.data / "admin.sock"))
            connection.sendall(text)
            assert json.loads(connection.recv(65_536))["ok"] is False
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(server.data / "admin.sock"))
        try:
            connection.sendall(b"a" * 1_000_000)
            assert connection.recv(1) == b""
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert request(server.port, "GET", "/healthz")[0] == 200


# MARK: Receipts


def test_receipts_and_verify(farthing_server, client_of):
    server = farthing_server(policy())
    raw = client_of(server).chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(), max_tokens=16
    )
    server.wait_until_nothing_held()
    number = raw.headers["x-farthing-receipt"]
    folder = ["--data", server.data]
    shown = server.run("receipts", "show", *folder, number).stdout
    assert json.loads(shown.splitlines()[0])["sequence"] == int(number)
    kinds = server.run("receipts", "list", *folder, "--hold", number, "--json").stdout
    assert [json.loads(line)["decision"]["kind"] for line in kinds.splitlines()] == [
        "hold",
        "settle",
    ]
    server.stop()
    whole = server.run("verify", server.data, "--json")
    assert json.loads(whole.stdout)["ok"] and json.loads(whole.stdout)["balances_compared"] > 0
    foreign = server.run("verify", server.data, "--key", "ab" * 32, check=False)
    assert foreign.returncode in (1, 2)
    for arguments in (["verify", server.folder / "nothing"], ["verify", server.folder]):
        assert_one_line(server.run(*arguments, check=False), 2, str(server.folder))


PYTHON_VERIFIER = ROOT / "Scripts" / "verify" / "farthing_verify.py"


def verify_by_python(data: Path, *arguments) -> int:
    command = [sys.executable, PYTHON_VERIFIER, data, "--key", data / "public.key", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60).returncode


def test_verify_knows_what_the_auditor_knew(farthing_server, client_of):
    server = farthing_server(policy())

    def call() -> dict:
        client_of(server).chat.completions.create(model=MODEL, messages=messages(), max_tokens=16)
        server.wait_until_nothing_held()
        return json.loads(server.run("verify", server.data, "--json").stdout)

    before, after = call(), call()
    assert before["entries"] < after["entries"]
    server.stop()
    for flags, status, code in [
        (["--expect-head", before["head"]], 0, None),
        (["--expect-head", after["head"], "--min-entries", after["entries"]], 0, None),
        (["--expect-head", "ab" * 32], 1, "head_missing"),
        (["--min-entries", 100_000], 1, "entries_missing"),
    ]:
        done = server.run("verify", server.data, "--json", *flags, check=False)
        assert done.returncode == status, done
        assert json.loads(done.stdout).get("fault", {}).get("code") == code
        assert verify_by_python(server.data, *map(str, flags)) == status
    done = server.run("verify", server.data, "--expect-head", "abc", check=False)
    assert done.returncode == USAGE and "64 hexadecimal digits" in done.stderr


@pytest.mark.parametrize(
    "sql", ["DELETE FROM batches", "DROP TABLE batches", "DROP TABLE batches; DROP TABLE folder"]
)
def test_verify_of_nothing_is_no_answer(farthing_server, sql):
    server = farthing_server(policy())
    server.stop()
    database = sqlite3.connect(server.data / "ledger.sqlite")
    database.executescript(sql)
    database.close()
    done = server.run("verify", server.data, check=False)
    assert_one_line(done, 2, str(server.data))
    assert verify_by_python(server.data) == 2


@pytest.mark.parametrize("has_empty_log", [True, False])
def test_folder_on_a_medium_that_is_only_read(farthing_server, has_empty_log):
    server = farthing_server(policy())
    server.stop()
    expected = server.run("receipts", "export", "--data", server.data).stdout
    data = server.data
    bound = []
    if os.getuid() == 0:
        # Root may write everywhere, as long as it is not told otherwise.
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root cannot give up its right to write without setpriv")
        bound = [setpriv, "--bounding-set=-dac_override"]
    for left in data.glob("ledger.sqlite-*"):
        assert has_empty_log or left.unlink() is None
    (data / "ledger.sqlite").chmod(0o400)
    data.chmod(0o500)
    try:
        for command in (
            [farthing_binary(), "verify", data],
            [sys.executable, PYTHON_VERIFIER, data, "--key", data / "public.key"],
            [farthing_binary(), "receipts", "export", "--data", data],
        ):
            command = [*bound, *map(str, command)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done
        assert done.stdout == expected
    finally:
        data.chmod(0o700)


def lose_journal(data: Path, how: str) -> None:
    path = data / "ledger.sqlite"
    if how == "deleted":
        path.unlink()
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        database = sqlite3.connect(path)
        database.execute(
            "DELETE FROM batches"
            if how == "rows deleted"
            else "DELETE FROM batches WHERE first_sequence > 2"
        )
        database.commit()
        database.close()


@pytest.mark.parametrize("how", ["deleted", "emptied", "rows deleted", "rolled back"])
def test_lost_journal_is_refused_until_accepted(farthing_server, client_of, how):
    server = farthing_server(policy())
    client_of(server).chat.completions.create(model=MODEL, messages=messages(), max_tokens=16)
    server.wait_until_nothing_held()
    server.stop()
    origin = json.loads(server.run("verify", server.data, "--json").stdout)["origin"]
    lose_journal(server.data, how)
    for _ in range(2):
        done = farthing(server.folder, "serve", "--data", server.data, "--listen", "127.0.0.1:0")
        assert_one_line(done, UNAVAILABLE, str(server.data), "--accept-lost-journal", "forgotten")
    server.flags.append("--accept-lost-journal")
    server.start()
    assert "going on after a loss of entries" in server.process.text()
    server.stop()
    server.flags.remove("--accept-lost-journal")
    server.start()
    server.stop()
    if how == "rolled back":
        # It goes on under the name under which more was published: that log has two histories now.
        done = server.run("verify", server.data, "--json", check=False)
        assert done.returncode == 1
        assert json.loads(done.stdout)["fault"]["code"] in ("checkpoint_ahead", "log_forked")
        server.flags.append("--restored")
        server.start()
        server.stop()
    found = json.loads(server.run("verify", server.data, "--json").stdout)
    assert found["ok"] and found["origin"] != origin
    assert list(server.data.glob("book.snapshot.lost-*"))


@pytest.mark.parametrize("durability", ["full", "relaxed"])
def test_kill_never_refuses_a_start(farthing_server, durability):
    server = farthing_server(policy(), "--durability", durability)
    for _ in range(3):
        server.process.stop(signal.SIGKILL)
        server.start()
    for name in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"):
        assert (server.data / name).stat().st_mode & 0o777 == 0o600, name


def seal_anew(data: Path, old: bytes, new: bytes) -> None:
    """Changes the last batch and seals it with the folder's own key, as its operator could."""
    database = sqlite3.connect(data / "ledger.sqlite")
    batches = database.execute(
        "SELECT first_sequence, at_ms, lines, seal FROM batches ORDER BY first_sequence"
    ).fetchall()
    first, at_ms, lines, seal = batches[-1]
    assert old in lines
    tree = Tree()
    for _, _, earlier, _ in batches[:-1]:
        for line in earlier.splitlines():
            tree.append(bytes.fromhex(json.loads(line)["entryHash"]))
            head = json.loads(line)["entryHash"]
    changed, size = b"", first
    for line in lines.replace(old, new, 1).splitlines():
        decision = line[: line.rindex(b',"entryHash":')]
        tail = b',"previousHash":"%s","sequence":%d}' % (head.encode(), size)
        head = hashlib.sha256(decision + tail).hexdigest()
        tree.append(bytes.fromhex(head))
        changed += decision + b',"entryHash":"%s"' % head.encode() + tail + b"\n"
        size += 1
    origin = seal.split(b"\n", 1)[0].decode()
    root = base64.b64encode(tree.root()).decode()
    text = f"{origin}\n{size}\n{root}\ntime {at_ms}\nhead {head}\n"
    private = Ed25519PrivateKey.from_private_bytes((data / "private.key").read_bytes())
    key_id = Key((data / "public.key").read_bytes()).note_id(origin)
    signature = base64.b64encode(key_id + private.sign(text.encode())).decode()
    note = f"{text}\n\u2014 {origin} {signature}\n".encode()
    database.execute(
        "UPDATE batches SET lines = ?, seal = ? WHERE first_sequence = ?", (changed, note, first)
    )
    database.commit()
    database.close()


def test_balance_that_does_not_follow_is_found(farthing_server, client_of):
    server = farthing_server(policy())
    client_of(server).chat.completions.create(model=MODEL, messages=messages(), max_tokens=16)
    server.wait_until_nothing_held()
    server.stop()
    # Whoever has the key can take back what was published here, though not what others have seen.
    shutil.rmtree(server.data / "log")
    seal_anew(server.data, b'"overrun":0', b'"overrun":0')
    assert server.verify().returncode == 0
    seal_anew(server.data, b'"overrun":0', b'"overrun":9')
    found = server.run("verify", server.data, "--json", check=False)
    assert found.returncode == 1
    assert json.loads(found.stdout)["fault"]["code"] == "balance_mismatch"
    assert server.run("verify", server.data, "--no-balances", check=False).returncode == 0


# MARK: The demo


def test_demo(tmp_path):
    began = time.monotonic()
    done = farthing(tmp_path, "demo", "--seconds", "4")
    assert done.returncode == 0, done
    assert "never over" in done.stdout and "whole" in done.stdout
    assert "0 holds left open" in done.stdout
    assert time.monotonic() - began < 20
    assert list(tmp_path.iterdir()) == []
