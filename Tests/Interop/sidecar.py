"""Starts `farthing serve --sidecar`, and speaks to it with SpendGuard's own client.

What the tests know of the sidecar's flags, and the words in which they claim, commit and count, stands
here alone. Nothing of the client is changed: `Agent` adds short words for its calls, and longer deadlines.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from google.protobuf import timestamp_pb2
from spendguard import SpendGuardClient
from spendguard._proto.spendguard.common.v1 import common_pb2 as common
from spendguard._proto.spendguard.sidecar_adapter.v1 import adapter_pb2 as wire
from spendguard.errors import ApprovalRequired, SidecarUnavailable, SpendGuardError

from console_process import ConsoleServer
from farthing_process import Farthing, Sandbox, ScriptedProvider

TENANT = "acme-corp"
MICROS = common.UnitRef(unit_id="usd_micros", kind=common.UnitRef.MONETARY, currency="USD")
TOKENS = common.UnitRef(unit_id="tokens", kind=common.UnitRef.TOKEN)
NO_PRICING = common.PricingFreeze()
# A fraction of a second by default, which a busy machine may need for a disk's sync.
SECONDS_MAX = 60
NANOS = 1_000
ACCEPTED, REJECTED = wire.TraceEventAck.ACCEPTED, wire.TraceEventAck.REJECTED

# Every test claims on a name of its own, and so has accounts of its own in these.
POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: usd, match: { "tag:budget": "usd-*" }, per: ["tag:budget"], limit: 1.00 USD, window: day }
  - { id: tok, match: { "tag:budget": "tok-*" }, per: ["tag:budget"], limit: 1000 tokens, window: day }
  - id: credits
    match: { "tag:budget": "cred-*" }
    per: ["tag:budget"]
    limit: 50 credits:gpu
    window: day
  - { id: run, match: { "tag:budget": "run-*" }, per: ["tag:budget", run], limit: 1.00 USD, window: run }
  - { id: asked, match: { "tag:budget": "ask-*" }, per: ["tag:budget"], limit: 1.00 USD, window: day }
  - { id: my-budget, match: { "tag:budget": my-budget }, limit: 1.00 USD, window: day }
rules:
  - { id: no-shell, when: { tool: "shell*" }, do: block, reason: NO_SHELL }
  - { id: leave-out, when: { tool: "optional*" }, do: skip, reason: NOT_NEEDED }
  - { id: no-opus, when: { model: "claude-opus-4-6" }, do: downgrade, to: claude-haiku-4-5 }
  - { id: dear, when: { "tag:budget": "ask-*", cost: ">= 0.10 USD" }, do: approve, approvers: finance }
"""

_names = itertools.count()


def fresh(kind: str) -> str:
    """A name that no test has used: of a budget by its kind, of a run, of a key."""
    return f"{kind}-{os.getpid()}-{next(_names)}"


@dataclass(frozen=True)
class Account:
    """What an account shows, in nano-units of money or whole units of anything else."""

    limit: int = 0
    held: int = 0
    spent: int = 0
    overrun: int = 0


@dataclass
class SidecarServer(ConsoleServer):
    """A running `farthing serve --sidecar`, with a console where that is wanted."""

    has_console: bool = False

    def __post_init__(self):
        self.flags = ["--sidecar", str(self.socket), *self.flags]
        super().__post_init__()

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "adapter.sock"

    @property
    def policy_file(self) -> Path:
        return self.folder / "policy.yaml"

    def start(self) -> SidecarServer:
        return super().start() if self.has_console else Farthing.start(self)

    def restart(self) -> None:
        self.stop()
        self.start()

    def account(self, name: str) -> Account:
        """The account of a claimed budget; none is one of zeros."""
        said = json.loads(self.run("budgets", "--data", self.data, "--json").stdout)
        found = [
            account for account in said["accounts"]
            if account["budget"] == name or f"tag:budget={name}" in account["scope"].split("|")
        ]
        assert len(found) <= 1, found
        wanted = ("limit", "held", "spent", "overrun")
        return Account(**{field: found[0][field] for field in wanted}) if found else Account()

    def entries(self, kind: str | None = None) -> list[dict]:
        """The journal's entries in their order; those of one kind where it is given."""
        text = self.run("receipts", "export", "--data", self.data, "--form", "jsonl").stdout
        entries = [json.loads(line) for line in text.splitlines()]
        return [entry for entry in entries if kind in (None, entry.get("kind"))]

    def check_whole(self) -> None:
        """Every receipt verifies, and the balances follow from the entries."""
        done = self.verify()
        assert done.returncode == 0, done.stdout + done.stderr


def claim(budget: str, amount: int | str, unit=MICROS, window: str = "w-1") -> common.BudgetClaim:
    return common.BudgetClaim(
        budget_id=budget, unit=unit, amount_atomic=str(amount), window_instance_id=window,
        direction=common.BudgetClaim.DEBIT,
    )


class Agent(SpendGuardClient):
    """SpendGuard's client as it is, with short words for what the tests ask of it."""

    def __init__(self, server: SidecarServer, **more):
        seconds = ("decision", "handshake", "publish", "trace")
        options = {f"{name}_timeout_s": SECONDS_MAX for name in seconds}
        options |= {"socket_path": str(server.socket), "tenant_id": TENANT}
        super().__init__(**{**options, **more})

    @property
    def stub(self):
        """For what no method of the client asks for."""
        return self._stub

    @property
    def channel(self) -> grpc.aio.Channel:
        return self._channel

    async def __aenter__(self) -> Agent:
        await self.connect()
        await self.handshake()
        return self

    async def ask(self, *claims: common.BudgetClaim, key: str | None = None, **more):
        """A decision on claims, under a key of its own where none is given."""
        options = {
            "trigger": "LLM_CALL_PRE", "route": "llm.call", "run_id": "run", "step_id": "step",
            "llm_call_id": "", "tool_call_id": "", "decision_id": "",
            "projected_unit": claims[0].unit if claims else None,
        }
        return await self.request_decision(
            projected_claims=list(claims),
            idempotency_key=fresh("key") if key is None else key,
            **{**options, **more},
        )

    async def commit(self, reservation: str, amount: int | str | None, unit=MICROS, **more) -> None:
        """The end of a call, as integrations tell it."""
        options = {
            "run_id": "run", "step_id": "step", "llm_call_id": "", "decision_id": "",
            "provider_reported_amount_atomic": "", "pricing": NO_PRICING, "outcome": "SUCCESS",
            "provider_event_id": fresh("event"),
        }
        await self.emit_llm_call_post(
            reservation_id=reservation, unit=unit,
            estimated_amount_atomic="" if amount is None else str(amount), **{**options, **more},
        )

    async def emit(self, *events: wire.TraceEvent) -> list[wire.TraceEventAck]:
        """Events in one stream, and the acknowledgement of each."""
        return [ack async for ack in self.stub.EmitTraceEvents(iter(events), timeout=SECONDS_MAX)]

    async def resume(self, need: ApprovalRequired):
        """Goes on after an approval; the client's deadline for this is fixed, so it may try again."""
        for _ in range(SECONDS_MAX):
            try:
                return await need.resume(self)
            except SidecarUnavailable:
                continue
        return await need.resume(self)


async def reserved(agent: Agent, budget: str, amount: int = 1_000, **more) -> str:
    """The reservation of a call."""
    return (await agent.ask(claim(budget, amount), **more)).reservation_ids[0]


def post(reservation: str, amount: int | str = "", unit=MICROS, **more) -> wire.TraceEvent:
    """The end of a call as an event; `span` and `at_ms` tell commits without an id apart."""
    span, at_ms = more.pop("span", ""), more.pop("at_ms", 0)
    outcome = more.pop("outcome", wire.LlmCallPostPayload.SUCCESS)
    at = timestamp_pb2.Timestamp()
    at.FromMilliseconds(at_ms)
    return wire.TraceEvent(
        kind=wire.TraceEvent.LLM_CALL_POST, event_time=at, trace=common.TraceContext(span_id=span),
        llm_call_post=wire.LlmCallPostPayload(
            reservation_id=reservation, estimated_amount_atomic=str(amount), unit=unit,
            outcome=outcome, **more,
        ),
    )


def run_end(run: str) -> wire.TraceEvent:
    return wire.TraceEvent(kind=wire.TraceEvent.RUN_END, ids=common.SpendGuardIds(run_id=run))


async def raised(awaitable, kind: type[BaseException] = SpendGuardError) -> BaseException:
    """What a call raises, which must be of this kind."""
    with pytest.raises(kind) as info:
        await awaitable
    return info.value


async def gather(count: int, call: Callable[[int], object]) -> list:
    """Calls at the same time; what each gave, or raised of the client's own errors."""

    async def one(number: int):
        try:
            return await call(number)
        except SpendGuardError as error:
            return error

    return await asyncio.gather(*map(one, range(count)))


def asynchronous(test: Callable) -> Callable:
    """A test that awaits."""

    @functools.wraps(test)
    def run(*arguments, **named):
        asyncio.run(test(*arguments, **named))

    return run


def start_sidecar(
    box: Sandbox, scripted: ScriptedProvider, policy: str = POLICY, *flags: str, **more
) -> SidecarServer:
    """A server with a sidecar, stopped with its box."""
    folder = Path(tempfile.mkdtemp(prefix="sidecar-", dir=box.folder))
    server = SidecarServer(policy, scripted, folder, list(flags), **more)
    server.start()
    box.running.append(server)
    return server


@pytest.fixture(scope="module")
def sidecar(sandbox: Sandbox, provider: ScriptedProvider) -> SidecarServer:
    """One for the tests of a file, each of which has budgets of its own."""
    return start_sidecar(sandbox, provider)


@pytest.fixture
def own_sidecar(provider: ScriptedProvider) -> Iterator[Callable[..., SidecarServer]]:
    """Starts one that a test may stop, kill and start again."""
    box = Sandbox()
    yield lambda *flags, **more: start_sidecar(
        box, provider, more.pop("policy", POLICY), *flags, **more
    )
    box.close()
