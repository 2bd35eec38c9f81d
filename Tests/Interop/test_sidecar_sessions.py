"""Sessions through the sidecar: money for a conversation, whose parts are charged while it lasts."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from spendguard.session import (
    CommitSessionDeltaRequest, ReleaseSessionRequest, ReserveSessionAccepted, ReserveSessionDenied,
    ReserveSessionRequest, SessionDeltaCommitInput, SessionReleaseInput, SessionReservationHandle,
)

from farthing_process import wait_until
from sidecar import (
    MICROS, NANOS, NO_PRICING, POLICY, TENANT, TOKENS, Account, Agent, asynchronous, fresh, gather, own_sidecar,
    raised, sidecar,
)

DOLLAR = 1_000_000_000
USED = (own_sidecar, sidecar)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


async def opened(agent: Agent, budget: str, amount: int = 10_000, key: str | None = None, **more):
    options = {
        "tenant_id": TENANT, "budget_id": budget, "window_instance_id": "w", "unit": MICROS,
        "pricing": NO_PRICING, "session_id": "", "route": "voice", "ttl_seconds": 600,
        "estimated_amount_atomic": str(amount), "idempotency_key": key or fresh("key"),
    }
    return await agent.reserve_session(ReserveSessionRequest(**{**options, **more}))


async def delta(agent: Agent, session: str, number: str, amount: int, outcome: str = "SUCCESS"):
    request = CommitSessionDeltaRequest(
        session_reservation_id=session, streaming_commit_id=number, amount_atomic_delta=str(amount),
        outcome=outcome, event_time=NOW, idempotency_key=number,
    )
    return await agent.commit_session_delta(request)


async def closed(agent: Agent, session: str, key: str = "end"):
    request = ReleaseSessionRequest(
        session_reservation_id=session, reason_code="done", event_time=NOW, idempotency_key=key
    )
    return await agent.release_session(request)


@asynchronous
async def test_a_session_is_charged_in_parts_and_gives_the_rest_back(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        session = await opened(agent, budget, key="voice")
        assert isinstance(session, ReserveSessionAccepted)
        assert session.reserved_amount_atomic == session.remaining_amount_atomic == "10000"
        assert 590 < session.ttl_expires_at.timestamp() - time.time() < 610
        again = await opened(agent, budget, key="voice")
        assert again.session_reservation_id == session.session_reservation_id
        assert sidecar.account(budget) == Account(limit=DOLLAR, held=10_000 * NANOS)
        name = session.session_reservation_id
        first = await delta(agent, name, "d-1", 4_000)
        assert (first.committed_delta_atomic, first.cumulative_committed_atomic) == ("4000", "4000")
        assert first.remaining_amount_atomic == "6000"
        assert sidecar.account(budget) == Account(
            limit=DOLLAR, held=6_000 * NANOS, spent=4_000 * NANOS
        )
        assert (await delta(agent, name, "d-1", 4_000)).remaining_amount_atomic == "6000"
        assert "error" in str(await raised(delta(agent, name, "d-1", 4_001)))
        assert "error" in str(await raised(delta(agent, name, "d-2", 6_001))), "beyond what is left"
        second = await delta(agent, name, "d-2", 1_000)
        assert second.cumulative_committed_atomic == "5000"
        assert second.remaining_amount_atomic == "5000"
        end = await closed(agent, name)
        assert (end.committed_amount_atomic, end.released_amount_atomic) == ("5000", "5000")
        again = await closed(agent, name)
        assert again.ledger_transaction_id == end.ledger_transaction_id
        assert again.released_amount_atomic == "5000"
        assert "error" in str(await raised(closed(agent, name, "another-key")))
        assert "error" in str(await raised(delta(agent, name, "d-9", 1)))
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=5_000 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_a_session_that_no_budget_has_room_for_is_denied(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        dear = await opened(agent, budget, 1_000_001)
        assert isinstance(dear, ReserveSessionDenied)
        assert dear.reason_codes[0] == "BUDGET_EXHAUSTED"
        unknown = await opened(agent, "nobodys")
        assert isinstance(unknown, ReserveSessionDenied)
        assert unknown.reason_codes[0] == "UNKNOWN_BUDGET"
        error = await raised(opened(agent, budget, tenant_id="somebody-else"))
        assert "PERMISSION_DENIED" in str(error)
        assert "error" in str(await raised(opened(agent, budget, ttl_seconds=86_401)))
    assert sidecar.account(budget).held == 0


@asynchronous
async def test_64_parts_at_once_never_pass_what_is_reserved(sidecar):
    budget = fresh("usd")
    async with Agent(sidecar) as agent:
        name = (await opened(agent, budget, 3_200)).session_reservation_id
        outcomes = await gather(64, lambda number: delta(agent, name, f"d-{number}", 100))
        booked = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
        assert len(booked) == 32
        assert sidecar.account(budget) == Account(limit=DOLLAR, spent=3_200 * NANOS)
        await closed(agent, name)
    assert sidecar.account(budget) == Account(limit=DOLLAR, spent=3_200 * NANOS)
    sidecar.check_whole()


@asynchronous
async def test_the_clients_handle_replays_what_was_not_acknowledged_after_kill_9(own_sidecar):
    server, budget = own_sidecar(), "usd-voice"
    async with Agent(server) as agent:
        session = await opened(agent, budget, key="voice")
        handle = SessionReservationHandle(session_reservation_id=session.session_reservation_id)

        def part(amount: int) -> SessionDeltaCommitInput:
            return SessionDeltaCommitInput(
                amount_atomic_delta=str(amount), outcome="SUCCESS", event_time=NOW
            )

        await handle.commit_delta(agent, part(1_000))
        # Acknowledged to nobody: the client has it as pending, and the server has booked it.
        pending = handle.enqueue_delta(part(500))
        await agent.commit_session_delta(pending.request)
        handle.enqueue_delta(part(250))
        server.process.stop(9)
        server.start()
        handle = SessionReservationHandle.from_snapshot(handle.snapshot())
        outcomes = await handle.replay_pending(agent)
        assert [outcome.committed_delta_atomic for outcome in outcomes] == ["500", "250"]
        assert outcomes[-1].cumulative_committed_atomic == "1750"
        assert outcomes[-1].remaining_amount_atomic == "8250"
        assert handle.pending_deltas == ()
        assert server.account(budget) == Account(
            limit=DOLLAR, held=8_250 * NANOS, spent=1_750 * NANOS
        )
        again = await opened(agent, budget, key="voice")
        assert again.session_reservation_id == session.session_reservation_id
        assert again.remaining_amount_atomic == "8250"
        released = await handle.release(
            agent, SessionReleaseInput(reason_code="done", event_time=NOW, idempotency_key="end")
        )
        assert released.released_amount_atomic == "8250" and handle.released
    assert server.account(budget) == Account(limit=DOLLAR, spent=1_750 * NANOS)
    server.check_whole()


@asynchronous
async def test_sessions_count_tokens_and_credits_too_and_end_by_themselves(own_sidecar):
    server = own_sidecar()
    async with Agent(server) as agent:
        tokens = await opened(agent, "tok-1", 900, unit=TOKENS, ttl_seconds=1)
        await delta(agent, tokens.session_reservation_id, "d", 321)
        account = server.account("tok-1")
        assert (account.held, account.spent) == (579, 321)
        wait_until(lambda: server.account("tok-1").held == 0, 30, "the session's expiry")
    assert server.account("tok-1").spent == 321
    server.check_whole()


@asynchronous
async def test_what_a_session_was_charged_counts_in_an_edited_budget(own_sidecar):
    server = own_sidecar()
    budget = fresh("usd")
    async with Agent(server) as agent:
        over = (await opened(agent, budget, 300_000)).session_reservation_id
        await delta(agent, over, "d-1", 300_000)
        await closed(agent, over)
        open_ = (await opened(agent, budget, 400_000)).session_reservation_id
        await delta(agent, open_, "d-1", 100_000)
        server.policy_file.write_text(POLICY.replace("window: day", "window: month"))
        server.run("policy", "reload", "--data", server.data)
        account = server.account(budget)
        assert (account.spent, account.held) == (400_000 * NANOS, 300_000 * NANOS)
        answer = await delta(agent, open_, "d-2", 300_000)
        assert answer.cumulative_committed_atomic == "400000"
        assert server.account(budget).spent == 700_000 * NANOS
    server.check_whole()


@asynchronous
async def test_a_delta_that_is_repeated_under_a_kill_switch_is_booked_once(own_sidecar):
    server = own_sidecar(has_console=True)
    budget = fresh("usd")
    async with Agent(server) as agent:
        session = (await opened(agent, budget, 300_000)).session_reservation_id
        await delta(agent, session, "d-1", 50_000)
        server.done("POST", "/v1/kill", {"target": "everything", "confirm": "everything"})
        answers = await gather(8, lambda _: delta(agent, session, "d-1", 50_000))
        assert {answer.cumulative_committed_atomic for answer in answers} == {"50000"}
        assert server.account(budget).spent == 50_000 * NANOS
        # What is new was spent all the same.
        await delta(agent, session, "d-2", 50_000)
        await delta(agent, session, "d-2", 50_000)
        assert server.account(budget).spent == 100_000 * NANOS
    server.check_whole()


@asynchronous
async def test_a_yes_to_a_session_is_for_its_amount(own_sidecar):
    server = own_sidecar()
    budget = fresh("ask")
    async with Agent(server) as agent:
        asked = []
        for name, amount in [("x", 900_000), ("y", 200_000)]:
            denied = await opened(agent, budget, amount, session_id=name)
            assert isinstance(denied, ReserveSessionDenied), denied
            place = denied.reason_codes.index("APPROVAL_REQUIRED")
            asked.append(denied.reason_codes[place + 1])
        assert asked[0] != asked[1]
    server.check_whole()
