"""SpendGuard's adapters, unchanged, against the sidecar: what each commits, and what it leaves behind when a
call fails. docs/sidecar-adapters.md says the same in words.

They live in an environment of their own (requirements-spendguard.txt). Where that is not the one in use
this whole file is skipped.
"""

from __future__ import annotations

import importlib.util
import os
import pkgutil
import subprocess

import pytest

ADAPTED = ["pydantic_ai", "langchain_core", "langgraph", "agents", "agent_framework", "agent_os"]
if not all(map(importlib.util.find_spec, [*ADAPTED, "spendguard"])):
    pytest.skip(
        "no adapted frameworks here: pip install -r Tests/Interop/requirements-spendguard.txt",
        allow_module_level=True,
    )
os.environ.update({"LANGSMITH_TRACING": "false", "OPENAI_AGENTS_DISABLE_TRACING": "1"})

import openai
import spendguard.integrations
import spendguard.integrations.agent_framework as maf
import spendguard.integrations.agt as agt
import spendguard.integrations.langchain as lc
import spendguard.integrations.openai_agents as oai
import spendguard.integrations.pydantic_ai as pai
from agent_framework import (
    BaseChatClient, ChatMiddlewareLayer, ChatResponse, FunctionInvocationContext, Message,
)
from agent_os.policies import (
    PolicyAction, PolicyCondition, PolicyDefaults, PolicyDocument, PolicyEvaluator, PolicyOperator,
    PolicyRule,
)
from agents import Agent as OpenAIAgent
from agents import ModelSettings, OpenAIChatCompletionsModel, Runner
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.prebuilt import create_react_agent
from pydantic import BaseModel
from pydantic_ai import Agent as PydanticAgent
from pydantic_ai.models.function import FunctionModel
from pydantic_ai.models.test import TestModel
from spendguard.errors import ApprovalRequired, DecisionStopped

import canaries
from conftest import messages
from farthing_process import ROOT, farthing_binary
from sidecar import (
    MICROS, NANOS, NO_PRICING, POLICY, TENANT, TOKENS, Agent, asynchronous, claim, fresh, own_sidecar,
    raised, run_end, sidecar,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
USED = (own_sidecar, sidecar)
ESTIMATE = 400
GUIDE = (ROOT / "docs" / "sidecar-adapters.md").read_text()


class ProviderDown(Exception):
    """What a provider's client raises."""


def guarded(agent: Agent, budget: str, unit=TOKENS) -> dict:
    """What every adapter is given beside its framework's own."""
    return {
        "client": agent, "budget_id": budget, "window_instance_id": "w", "unit": unit,
        "pricing": NO_PRICING, "claim_estimator": lambda *_: [claim(budget, ESTIMATE, unit)],
    }


def left(server, budget: str) -> tuple[int, int]:
    """What an account has spent and still holds."""
    account = server.account(budget)
    return account.spent, account.held


async def ended(agent: Agent, run: str) -> None:
    """What a run's owner can do for adapters that forget their holds."""
    await agent.emit(run_end(run))


# --- Pydantic AI -----------------------------------------------------------------------------------


@asynchronous
async def test_pydantic_ai_commits_the_tokens_of_every_step_of_a_tool_loop(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        loop = PydanticAgent(pai.SpendGuardModel(inner=TestModel(), **guarded(client, budget)))

        @loop.tool_plain
        def weather(city: str) -> str:
            return f"rain in {city}"

        async with pai.run_context(pai.RunContext(run_id=run)):
            result = await loop.run(messages()[0]["content"])
        used = result.usage
        assert used.requests == 2 and used.total_tokens > 0
        assert left(sidecar, budget) == (used.total_tokens, 0)
    sidecar.check_whole()


@asynchronous
async def test_pydantic_ai_commits_tokens_whatever_the_unit_is(sidecar):
    budget, run = fresh("usd"), fresh("run")
    async with Agent(sidecar) as client:
        model = pai.SpendGuardModel(inner=TestModel(), **guarded(client, budget, MICROS))
        async with pai.run_context(pai.RunContext(run_id=run)):
            result = await PydanticAgent(model).run("Hello")
        assert left(sidecar, budget) == (result.usage.total_tokens * NANOS, 0)


@asynchronous
async def test_pydantic_ai_gates_a_stream_and_commits_it_at_its_end(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        model = pai.SpendGuardModel(inner=TestModel(), **guarded(client, budget))
        async with pai.run_context(pai.RunContext(run_id=run)):
            async with PydanticAgent(model).run_stream("Hello") as result:
                assert left(sidecar, budget) == (0, ESTIMATE)
                text = "".join([part async for part in result.stream_text(delta=True)])
        assert text and left(sidecar, budget) == (result.usage.total_tokens, 0)


@asynchronous
async def test_pydantic_ai_gives_back_what_a_failed_call_held(sidecar):
    budget, run = fresh("tok"), fresh("run")

    def fails(*_):
        raise ProviderDown("503")

    async with Agent(sidecar) as client:
        model = pai.SpendGuardModel(inner=FunctionModel(fails), **guarded(client, budget))
        async with pai.run_context(pai.RunContext(run_id=run)):
            await raised(PydanticAgent(model).run("Hello"), ProviderDown)
    assert left(sidecar, budget) == (0, 0)


@asynchronous
async def test_pydantic_ai_is_stopped_before_the_call(sidecar):
    budget, run = fresh("tok"), fresh("run")
    asked = []

    def answers(*call):
        asked.append(call)
        raise AssertionError("nothing may be called")

    async with Agent(sidecar) as client:
        await client.ask(claim(budget, 900, TOKENS))
        model = pai.SpendGuardModel(inner=FunctionModel(answers), **guarded(client, budget))
        async with pai.run_context(pai.RunContext(run_id=run)):
            stop = await raised(PydanticAgent(model).run("Hello"), DecisionStopped)
    assert "BUDGET_EXHAUSTED" in stop.reason_codes and asked == []


@asynchronous
async def test_pydantic_ai_goes_on_after_an_approval_when_the_agent_is_run_again(own_sidecar):
    server = own_sidecar(policy=POLICY.replace('cost: ">= 0.10 USD"', 'cost: ">= 0.0001 USD"'))
    budget, run = "ask-1", fresh("run")
    async with Agent(server) as client:
        agent = PydanticAgent(
            pai.SpendGuardModel(inner=TestModel(), **guarded(client, budget, MICROS))
        )
        async with pai.run_context(pai.RunContext(run_id=run)):
            need = await raised(agent.run("Hello"), ApprovalRequired)
            approve(server, need)
            resumed = await client.resume(need)
            assert left(server, budget) == (0, ESTIMATE * NANOS)
            # Its messages carry the time, and so make another key: the run is what leads to the hold.
            result = await agent.run("Hello")
        assert left(server, budget) == (result.usage.total_tokens * NANOS, 0)
        assert resumed.reservation_ids
    server.check_whole()


def approve(server, need: ApprovalRequired) -> None:
    key = server.create_key(fresh("alice"), "--approves", "finance", "--approve-only")
    words = ["approvals", "approve", need.approval_request_id, "--data", str(server.data)]
    subprocess.run(
        [str(farthing_binary()), *words], check=True, timeout=60, stdin=subprocess.DEVNULL,
        env={**os.environ, "FARTHING_KEY": key}, capture_output=True,
    )


# --- LangChain and LangGraph -----------------------------------------------------------------------


def said(text: str, total: int, **more) -> AIMessage:
    usage = {"input_tokens": total - 1, "output_tokens": 1, "total_tokens": total}
    return AIMessage(content=text, usage_metadata=usage, **more)


class Fake(FakeMessagesListChatModel):
    """A model that takes tools, which it ignores."""

    def bind_tools(self, tools, **_):
        return self

    def with_structured_output(self, schema, **_):
        return self


class Down(Fake):
    async def _agenerate(self, *_, **__):
        raise ProviderDown("503")


@asynchronous
async def test_langchain_commits_the_tokens_that_the_message_says(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        inner = Fake(responses=[said("hello", 23), said("world", 19)])
        model = lc.SpendGuardChatModel(inner=inner, **guarded(client, budget))
        async with lc.run_context(lc.RunContext(run_id=run)):
            await model.ainvoke([HumanMessage(messages()[0]["content"])])
            assert left(sidecar, budget) == (23, 0)
            parts = [part async for part in model.astream([HumanMessage("again")])]
        assert parts and left(sidecar, budget) == (42, 0)


@asynchronous
async def test_langchain_commits_nothing_where_the_message_says_no_usage(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        inner = Fake(responses=[AIMessage(content="hello")])
        model = lc.SpendGuardChatModel(inner=inner, **guarded(client, budget))
        async with lc.run_context(lc.RunContext(run_id=run)):
            await model.ainvoke([HumanMessage("Hello")])
        assert left(sidecar, budget) == (0, 0)


@asynchronous
async def test_langchain_leaks_a_failed_calls_hold_and_hides_its_error(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        model = lc.SpendGuardChatModel(inner=Down(responses=[]), **guarded(client, budget))
        async with lc.run_context(lc.RunContext(run_id=run)):
            error = await raised(model.ainvoke([HumanMessage("Hello")]), ValueError)
        assert "FAILURE" in str(error), "a word that its own client does not know"
        assert left(sidecar, budget) == (0, ESTIMATE)
        await ended(client, run)
        assert left(sidecar, budget) == (0, 0)


@asynchronous
async def test_langchain_does_not_gate_structured_output(sidecar):
    budget = fresh("tok")

    class City(BaseModel):
        name: str

    async with Agent(sidecar) as client:
        inner = Fake(responses=[said("Pune", 23)])
        model = lc.SpendGuardChatModel(inner=inner, **guarded(client, budget))
        await model.with_structured_output(City).ainvoke([HumanMessage("Hello")])
    assert left(sidecar, budget) == (0, 0)


@asynchronous
async def test_langgraph_commits_every_step_of_a_tool_loop(sidecar):
    budget, run = fresh("tok"), fresh("run")

    def weather(city: str) -> str:
        """Says the weather of a city."""
        return f"rain in {city}"

    call = {"name": "weather", "args": {"city": "Pune"}, "id": "c1", "type": "tool_call"}
    async with Agent(sidecar) as client:
        inner = Fake(responses=[said("", 30, tool_calls=[call]), said("It rains.", 40)])
        model = lc.SpendGuardChatModel(inner=inner, **guarded(client, budget))
        graph = create_react_agent(model, tools=[weather])
        async with lc.run_context(lc.RunContext(run_id=run)):
            answer = await graph.ainvoke({"messages": [HumanMessage("How is Pune?")]})
        assert answer["messages"][-1].content == "It rains."
        assert left(sidecar, budget) == (70, 0)
    sidecar.check_whole()


# --- OpenAI Agents ---------------------------------------------------------------------------------


def openai_agent(client: Agent, budget: str, base_url: str) -> OpenAIAgent:
    provider = openai.AsyncOpenAI(base_url=base_url, api_key=canaries.PROVIDER_KEY, max_retries=0)
    inner = OpenAIChatCompletionsModel(model="gpt-4o-mini", openai_client=provider)
    return OpenAIAgent(
        name="guarded", model=oai.SpendGuardAgentsModel(inner=inner, **guarded(client, budget)),
        model_settings=ModelSettings(max_tokens=100),
    )


@asynchronous
async def test_openai_agents_commits_the_tokens_of_a_call(sidecar, scripted):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        agent = openai_agent(client, budget, f"{scripted.url}/v1")
        async with oai.run_context(oai.RunContext(run_id=run)):
            await Runner.run(agent, messages(steering="tokens=11;reasoning=0")[0]["content"])
    [call] = scripted.bill()
    assert left(sidecar, budget) == (call["prompt_tokens"] + call["completion_tokens"], 0)


@asynchronous
async def test_openai_agents_does_not_gate_streams_at_all(sidecar, scripted):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        await client.ask(claim(budget, 1_000, TOKENS))
        agent = openai_agent(client, budget, f"{scripted.url}/v1")
        async with oai.run_context(oai.RunContext(run_id=run)):
            result = Runner.run_streamed(agent, messages(steering="tokens=11")[0]["content"])
            async for _ in result.stream_events():
                pass
    assert len(scripted.bill()) == 1, "nothing was left, and the call went through"
    assert left(sidecar, budget) == (0, 1_000)


@asynchronous
async def test_openai_agents_leaks_a_failed_calls_hold_and_raises_its_own_error(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        agent = openai_agent(client, budget, "http://127.0.0.1:9/v1")
        async with oai.run_context(oai.RunContext(run_id=run)):
            await raised(Runner.run(agent, "Hello"), openai.APIConnectionError)
        assert left(sidecar, budget) == (0, ESTIMATE)
        await ended(client, run)
        assert left(sidecar, budget) == (0, 0)


# --- Microsoft's: Agent Framework, and the Agent Governance Toolkit --------------------------------


class Chat(ChatMiddlewareLayer, BaseChatClient):
    """A chat client of Agent Framework that answers with so many tokens, or fails."""

    def __init__(self, tokens: int | None, **more):
        super().__init__(**more)
        self.tokens = tokens

    async def _inner_get_response(self, *, messages, stream=False, options=None, **_):
        if self.tokens is None:
            raise ProviderDown("503")
        usage = {"total_token_count": self.tokens}
        return ChatResponse(
            messages=[Message("assistant", ["hello"])], usage_details=usage, response_id="resp-1"
        )


def middleware(client: Agent, budget: str) -> dict:
    options = maf.SpendGuardAgentFrameworkOptions(
        tenant_id=TENANT, budget_id=budget, window_instance_id="w"
    )
    own = guarded(client, budget)
    return {"options": options, **{name: own[name] for name in ("client", "unit", "pricing")}}


def chat(client: Agent, budget: str, tokens: int | None) -> Chat:
    made = maf.SpendGuardMiddleware(
        **middleware(client, budget), claim_estimator=lambda _: [claim(budget, ESTIMATE, TOKENS)]
    )
    return Chat(tokens, middleware=[made])


@asynchronous
async def test_agent_framework_commits_tokens_and_releases_on_failure(sidecar):
    budget, run = fresh("tok"), fresh("run")
    async with Agent(sidecar) as client:
        async with maf.run_context(maf.RunContext(run_id=run)):
            await chat(client, budget, 37).get_response([Message("user", ["Hello"])])
            assert left(sidecar, budget) == (37, 0)
            failing = chat(client, budget, None).get_response([Message("user", ["Hello again"])])
            await raised(failing, ProviderDown)
        assert left(sidecar, budget) == (37, 0)
    assert sidecar.entries("release")[-1]["why"] == "RUNTIME_ERROR"


@asynchronous
async def test_agent_framework_holds_for_a_tool_and_never_commits(sidecar):
    budget, run = fresh("tok"), fresh("run")
    called = []

    async def tool() -> None:
        called.append(left(sidecar, budget))

    class Weather:
        name = "weather"

    async with Agent(sidecar) as client:
        gate = maf.SpendGuardToolMiddleware(
            **middleware(client, budget), claim_estimator=lambda *_: [claim(budget, 5, TOKENS)]
        )
        context = FunctionInvocationContext(function=Weather(), arguments={"city": "Pune"})
        async with maf.run_context(maf.RunContext(run_id=run)):
            await gate.process(context, tool)
        assert called == [(0, 5)] and left(sidecar, budget) == (0, 5)
        await ended(client, run)
        assert left(sidecar, budget) == (0, 0)


@asynchronous
async def test_the_governance_toolkit_holds_for_what_both_allow_and_never_commits(sidecar):
    budget, run = fresh("tok"), fresh("run")
    condition = PolicyCondition(field="tool_name", operator=PolicyOperator.EQ, value="delete_file")
    rule = PolicyRule(name="no-delete", condition=condition, action=PolicyAction.DENY, priority=100)
    allow = PolicyDefaults(action=PolicyAction.ALLOW)
    document = PolicyDocument(name="p", version="1.0", defaults=allow, rules=[rule])
    async with Agent(sidecar) as client:
        own = guarded(client, budget)
        own["spendguard_client"] = own.pop("client")
        evaluator = agt.SpendGuardCompositeEvaluator(
            agt_evaluator=PolicyEvaluator(policies=[document]), **own
        )
        async with agt.run_context(agt.RunContext(run_id=run)):
            denied = await evaluator.evaluate({"tool_name": "delete_file"})
            assert not denied.allowed and left(sidecar, budget) == (0, 0)
            for name in ("search", "search", "read"):
                allowed = await evaluator.evaluate({"tool_name": name})
                assert allowed.allowed and allowed.decision_id
            assert left(sidecar, budget) == (0, 2 * ESTIMATE), "the same call twice is held once"
            denied = await evaluator.evaluate({"tool_name": "write"})
            assert not denied.allowed and "BUDGET_EXHAUSTED" in denied.reason
        await ended(client, run)
        assert left(sidecar, budget) == (0, 0)


def test_the_guide_has_every_adapter_that_the_package_has():
    rows = [line.split("|")[1:-1] for line in GUIDE.splitlines() if line.startswith("| `")]
    named = {row[0].split("`")[1]: row[1].strip() == "yes" for row in rows}
    shipped = {module.name for module in pkgutil.iter_modules(spendguard.integrations.__path__)}
    assert set(named) == {name for name in shipped if not name.startswith("_")}
    tested = {adapter.__name__.rsplit(".", 1)[-1] for adapter in (maf, agt, lc, oai, pai)}
    assert {name for name, is_tested in named.items() if is_tested} == tested
