"""The sidecar as time goes by: windows that begin anew, approvals that lapse, holds that a day has passed over."""

from __future__ import annotations

import datetime
import os
import subprocess

import pytest
from spendguard.errors import ApprovalLapsedError, ApprovalRequired, DecisionStopped

from farthing_process import farthing_binary
from sidecar import (
    NANOS, POLICY, Account, Agent, SidecarServer, asynchronous, claim, own_sidecar, raised, reserved,
)
from wall_clock import WallClock

DOLLAR = 1_000_000_000
USED = (own_sidecar,)
MIDNIGHT = datetime.datetime(2031, 3, 2)
QUICK = POLICY.replace("approvers: finance", "approvers: finance, within: 10m")


@pytest.fixture
def timed(own_sidecar, tmp_path):
    """A server whose clock stands a minute before midnight, and its clock in seconds from there."""
    clock = WallClock(tmp_path)

    def at(seconds: int) -> None:
        clock.set(f"{MIDNIGHT + datetime.timedelta(seconds=seconds):@%Y-%m-%d %H:%M:%S}")

    at(-60)
    return own_sidecar(policy=QUICK, environment=clock.environment()), at


@asynchronous
async def test_a_budget_begins_anew_with_its_window_and_a_late_commit_counts_in_its_own(timed):
    server, at = timed
    async with Agent(server) as agent:
        first = await reserved(agent, "usd-1", 900_000)
        await raised(agent.ask(claim("usd-1", 200_000)), DecisionStopped)
        at(600)
        # The peer's windows never begin anew; here the new day has all of its money.
        second = await reserved(agent, "usd-1", 1_000_000)
        await agent.commit(first, 850_000)
        assert server.account("usd-1") == Account(limit=DOLLAR, held=DOLLAR)
        await agent.commit(second, 1)
    assert server.account("usd-1") == Account(limit=DOLLAR, spent=NANOS)
    [late] = server.entries("lateSettle")
    assert late["holdId"] == first and late["amounts"] == [850_000 * NANOS]
    server.check_whole()


def decide(server: SidecarServer, need: ApprovalRequired) -> None:
    key = server.create_key("alice", "--approves", "finance", "--approve-only")
    words = ["approvals", "approve", need.approval_request_id, "--data", str(server.data)]
    subprocess.run(
        [str(farthing_binary()), *words], check=True, timeout=60, stdin=subprocess.DEVNULL,
        env={**os.environ, "FARTHING_KEY": key}, capture_output=True,
    )


@asynchronous
async def test_an_approval_that_nobody_decides_or_uses_lapses(timed):
    server, at = timed
    async with Agent(server) as agent:
        undecided = await raised(agent.ask(claim("ask-1", 300_000), run_id="a"), ApprovalRequired)
        unused = await raised(agent.ask(claim("ask-2", 300_000), run_id="b"), ApprovalRequired)
        decide(server, unused)
        at(3_600)
        for need in (undecided, unused):
            assert (await raised(agent.resume(need), ApprovalLapsedError)).state == "expired"
        again = await raised(agent.ask(claim("ask-1", 300_000), run_id="a"), ApprovalRequired)
        assert again.approval_request_id != undecided.approval_request_id
        assert server.account("ask-2").held == 0
    server.check_whole()


@asynchronous
async def test_a_commit_lands_a_day_and_a_restart_later(timed):
    server, at = timed
    async with Agent(server) as agent:
        reservation = await reserved(agent, "usd-1", 900_000)
        at(2 * 86_400)
        server.restart()
        await agent.commit(reservation, 123, provider_event_id="e")
        await agent.commit(reservation, 123, provider_event_id="e")
    [late] = server.entries("lateSettle")
    assert late["amounts"] == [123 * NANOS]
    server.check_whole()
