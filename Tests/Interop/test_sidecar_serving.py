"""Who may connect to the sidecar and where it listens, and what must not be found anywhere afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import tempfile
import time
from pathlib import Path

import pytest
from spendguard.errors import DecisionStopped, SidecarUnavailable
from spendguard.prompt_hash import compute as prompt_hash

import canaries
from farthing_process import START_SECONDS_MAX, serve_for_a_moment
from sidecar import (
    NANOS, POLICY, TENANT, Account, Agent, SidecarServer, asynchronous, claim, own_sidecar, raised, wire,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar,)
USAGE, UNAVAILABLE, CONFIGURATION = 64, 69, 78
NOBODY = 65_534
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
SETTINGS = 4


# --- The socket ------------------------------------------------------------------------------------


def greeted(path: Path, user: int) -> bool:
    """Whether a process of this user is greeted in HTTP/2 when it connects."""
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(START_SECONDS_MAX)
        os.seteuid(user)
        try:
            stranger.connect(str(path))
        finally:
            os.seteuid(0)
        try:
            stranger.sendall(PREFACE)
            said = stranger.recv(9)
        except ConnectionError:
            return False
    return len(said) == 9 and said[3] == SETTINGS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_another_user_is_refused_by_what_the_system_says_of_it(own_sidecar):
    for flags, expected in (((), False), (("--sidecar-users", f"root,{NOBODY}"), True)):
        server = own_sidecar(*flags)
        # The mode would keep others out already.
        for folder in (server.folder.parent, server.folder, server.socket.parent):
            folder.chmod(0o711)
        server.socket.chmod(0o666)
        assert greeted(server.socket, 0)
        assert greeted(server.socket, NOBODY) is expected


@asynchronous
async def test_a_second_server_and_another_program_keep_what_they_have(own_sidecar, tmp_path):
    server = own_sidecar()
    (tmp_path / "policy.yaml").write_text(POLICY)

    def second(path: Path | str, *more) -> str:
        with tempfile.TemporaryDirectory() as data:
            done = serve_for_a_moment(data, tmp_path / "policy.yaml", "--sidecar", path, *more)
        assert done.returncode in (UNAVAILABLE, CONFIGURATION, USAGE), done
        return done.stderr

    assert "Another sidecar serves" in second(server.socket)
    async with Agent(server) as agent:
        assert (await agent.ask(claim("my-budget", 1))).decision == "CONTINUE"
    file = tmp_path / "file"
    file.write_text("kept")
    assert "is no socket" in second(file) and file.read_text() == "kept"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / "other"))
        other.listen()
        assert "Another program listens" in second(tmp_path / "other")
    server.stop()
    assert not server.socket.exists(), "an end that is asked for leaves nothing"
    # What nobody listens on any more is replaced: the path above is such a one now.
    server.flags = ["--sidecar", str(tmp_path / "other")]
    server.start()
    async with Agent(server, socket_path=str(tmp_path / "other")) as agent:
        assert (await agent.ask(claim("my-budget", 1))).decision == "CONTINUE"


WRONG = [
    (["--sidecar", "adapter.sock"], "absolute"),
    (["--sidecar", "/tmp/" + "x" * 200], "at most 100 bytes"),
    (["--sidecar", "{}/data/admin.sock"], "name another path"),
    (["--sidecar", "{}/elsewhere/admin.sock"], "name another path"),
    (["--spend-socket", "{0}/s", "--sidecar", "{0}/s"], "--spend-socket"),
    (["--spend-socket", "{0}/s", "--sidecar", "{0}/./s"], "name another path"),
    (["--sidecar-users", "root"], "--sidecar PATH"),
    (["--sidecar-key", "key_1"], "--sidecar PATH"),
    (["--sidecar", "{}/s", "--sidecar-users", "nobody-of-this-name"], "nobody-of-this-name"),
    (["--sidecar", "{}/s", "--sidecar-key", "key_unknown"], "farthing keys list"),
    (["--sidecar-listen", "127.0.0.1:0"], "--tls-cert and --tls-key"),
    (["--sidecar-listen", "somewhere:1"], "an address in numbers"),
    (["--sidecar", "{}/s", "--set", "sidecarHoldMs=10"], "sidecarHoldMs"),
]


@pytest.mark.parametrize(("flags", "said"), WRONG)
def test_wrong_flags_say_what_is_wrong(tmp_path, flags, said):
    (tmp_path / "policy.yaml").write_text(POLICY)
    words = [flag.format(tmp_path) for flag in flags]
    done = serve_for_a_moment(tmp_path / "data", tmp_path / "policy.yaml", *words)
    assert done.returncode in (USAGE, CONFIGURATION), done
    assert said in done.stderr and flags[-2] in done.stderr or said in flags[-1], done.stderr


def test_a_key_that_is_over_is_told_from_one_that_is_none(own_sidecar):
    server = own_sidecar()

    def made(name: str, *flags: str) -> str:
        command = ["keys", "create", "--data", server.data, "--name", name, *flags, "--json"]
        return json.loads(server.run(*command).stdout)["id"]

    revoked, over = made("a"), made("b", "--expires", "1s")
    server.run("keys", "revoke", "a", "--data", server.data)
    server.stop()
    time.sleep(1.1)
    for name, said in (
        ("key_unknown", "no key of this folder has that id"), (revoked, "the key is revoked"),
        (over, "the key has expired"),
    ):
        done = serve_for_a_moment(
            server.data, server.policy_file, "--sidecar", server.socket, "--sidecar-key", name
        )
        assert done.returncode == CONFIGURATION and said in done.stderr, done


@asynchronous
async def test_a_drain_is_told_of_and_ends_the_server(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        await agent.ask(claim("my-budget", 5))
        streams = [
            agent.stub.StreamDrainSignal(wire.DrainSubscribeRequest(session_id=agent.session_id))
            for _ in range(3)
        ]
        reading = [asyncio.ensure_future(stream.read()) for stream in streams]
        # A stream has begun where a call after it was answered on the same connection.
        await agent.ask(claim("my-budget", 5))
        server.process.child.send_signal(signal.SIGTERM)
        for told in await asyncio.wait_for(asyncio.gather(*reading), START_SECONDS_MAX):
            assert told.phase == wire.DrainSignal.DRAIN_INITIATED
            assert told.deadline.seconds > 0 and told.drain_trigger
    assert server.stop() == 0
    assert not server.socket.exists()
    error = await raised(refused_at(server), SidecarUnavailable)
    assert "UNAVAILABLE" in str(error)


async def refused_at(server: SidecarServer) -> None:
    agent = Agent(server)
    await agent.connect()
    try:
        await agent.handshake()
    finally:
        await agent.close()


# --- What must not be found ------------------------------------------------------------------------


@asynchronous
async def test_a_prompt_is_nowhere_whatever_field_it_comes_in(own_sidecar):
    """The search of everything that the session's servers have left is at its end."""
    server = own_sidecar(has_console=True)
    canaries.session.prompts += 1
    prompt = f"What is new? {canaries.PROMPT}"
    async with Agent(server) as agent:
        outcome = await agent.ask(
            claim("usd-1", 100), run_id="private", prompt_text=prompt,
            decision_context_json={"prompt": prompt, "messages": prompt, "call_type": prompt},
        )
        await agent.commit(
            outcome.reservation_ids[0], 7, provider_response_metadata=prompt,
            traceparent=f"00-{'1' * 32}-{'2' * 16}-01", tracestate=prompt,
        )
        await agent.confirm_publish_outcome(
            decision_id=outcome.decision_id, effect_hash=b"", outcome="APPLIED", adapter_error=prompt
        )
        event = wire.TraceEvent(kind=wire.TraceEvent.SPAN_DELTA, provider_response_metadata=prompt)
        event.generic["prompt"] = prompt
        await agent.emit(event)
        stop = await raised(
            agent.ask(claim("nobodys", 1), prompt_text=prompt, decision_context_json={"p": prompt})
        )
        assert canaries.PROMPT not in str(stop)
    text = server.run("receipts", "export", "--data", server.data, "--form", "jsonl").stdout
    assert canaries.PROMPT not in text and prompt_hash(prompt, TENANT) not in text
    assert server.account("usd-1") == Account(limit=DOLLAR, spent=7 * NANOS)


@asynchronous
async def test_who_is_committed_to_stands_nowhere(own_sidecar):
    user = "amy.planted-user@example.org"
    more = "  - { id: each, per: [user], limit: 1.00 USD, window: day }\nrules:"
    policy = "privacy: { commit: [user] }\n" + POLICY.lstrip().replace("rules:", more)
    server = own_sidecar(policy=policy)
    canaries.session.note_subjects(server.folder, user)
    context = {"decision_context_json": {"user_id": user}}
    async with Agent(server) as agent:
        first = await agent.ask(claim("usd-1", 600_000), key="k", **context)
        assert await agent.ask(claim("usd-1", 600_000), key="k", **context) == first
        stop = await raised(agent.ask(claim("usd-2", 500_000), **context), DecisionStopped)
        assert "BUDGET_EXHAUSTED" in stop.reason_codes, "both are the same user's"
        await agent.commit(first.reservation_ids[0], 9)
    server.check_whole()
