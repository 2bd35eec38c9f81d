"""Agent frameworks with their address and key changed as docs/frameworks.md says, and nothing else.

Each class says one text to the gateway in three ways: whole, streamed, and with a tool after a
tool's result, through an agent where the framework is one. `refusal` is what a refused call raises.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator

import openai

MODEL = "gpt-4o-mini"
TOOL = "look_up"

# None of these packages reports to its maker, looks for updates or fetches prices in a test.
os.environ.update(
    {
        "ANONYMIZED_TELEMETRY": "False",
        "CREWAI_DISABLE_TELEMETRY": "true",
        "CREWAI_DISABLE_TRACKING": "true",
        "CREWAI_DISABLE_VERSION_CHECK": "true",
        "CREWAI_TRACING_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "HF_HUB_OFFLINE": "1",
        "LANGCHAIN_TRACING_V2": "false",
        "LANGSMITH_TRACING": "false",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_AGENTS_DISABLE_TRACING": "1",
        "OTEL_SDK_DISABLED": "true",
    }
)


def look_up(city: str) -> str:
    """Looks up the weather of a city."""
    return f"{city}: sunny"


class LangChain:
    refusal: type[Exception] = openai.RateLimitError
    more: dict = {}

    def __init__(self, base_url: str, key: str):
        from langchain_openai import ChatOpenAI

        self.llm = ChatOpenAI(model=MODEL, base_url=base_url, api_key=key, **self.more)

    def whole(self, text: str) -> str:
        return self.llm.invoke(text).text

    def streamed(self, text: str) -> str:
        return "".join(chunk.text for chunk in self.llm.stream(text))

    def after_a_tool(self, text: str) -> str:
        from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

        call = {"name": TOOL, "args": {"city": "Pune"}, "id": "call_1", "type": "tool_call"}
        return self.llm.bind_tools([look_up]).invoke(
            [
                HumanMessage("How is Pune?"),
                AIMessage("", tool_calls=[call]),
                ToolMessage("sunny", tool_call_id="call_1"),
                HumanMessage(text),
            ]
        ).text


class LangChainResponses(LangChain):
    more = {"use_responses_api": True}


class LlamaIndex:
    refusal = openai.RateLimitError

    def __init__(self, base_url: str, key: str):
        from llama_index.llms.openai import OpenAI

        self.llm = OpenAI(model=MODEL, api_base=base_url, api_key=key, max_retries=0)

    def whole(self, text: str) -> str:
        return self.llm.complete(text).text

    def streamed(self, text: str) -> str:
        return "".join(chunk.delta or "" for chunk in self.llm.stream_complete(text))

    def after_a_tool(self, text: str) -> str:
        from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
        from llama_index.core.tools import FunctionTool

        call = ToolCallBlock(tool_call_id="call_1", tool_name=TOOL, tool_kwargs={"city": "Pune"})
        history = [
            ChatMessage("How is Pune?", role="user"),
            ChatMessage([call], role="assistant"),
            ChatMessage("sunny", role="tool", additional_kwargs={"tool_call_id": "call_1"}),
        ]
        tools = [FunctionTool.from_defaults(look_up)]
        answer = self.llm.chat_with_tools(tools, user_msg=text, chat_history=history)
        return answer.message.content


class LlamaIndexResponses(LlamaIndex):
    def __init__(self, base_url: str, key: str):
        from llama_index.llms.openai import OpenAIResponses

        self.llm = OpenAIResponses(model=MODEL, api_base=base_url, api_key=key, max_retries=0)


class PydanticAI:
    def __init__(self, base_url: str, key: str):
        from pydantic_ai import Agent
        from pydantic_ai.exceptions import ModelHTTPError
        from pydantic_ai.providers.openai import OpenAIProvider

        self.refusal = ModelHTTPError
        self.agent = Agent(self.model(OpenAIProvider(base_url=base_url, api_key=key)))
        self.agent.tool_plain(look_up)

    def model(self, provider):
        from pydantic_ai.models.openai import OpenAIChatModel

        return OpenAIChatModel(MODEL, provider=provider)

    def whole(self, text: str) -> str:
        return self.agent.run_sync(text).output

    def streamed(self, text: str) -> str:
        async def run() -> str:
            async with self.agent.run_stream(text) as result:
                return "".join([part async for part in result.stream_text(delta=True)])

        return asyncio.run(run())

    def after_a_tool(self, text: str) -> str:
        from pydantic_ai.messages import ModelRequest, ModelResponse
        from pydantic_ai.messages import ToolCallPart, ToolReturnPart, UserPromptPart

        history = [
            ModelRequest([UserPromptPart("How is Pune?")]),
            ModelResponse([ToolCallPart(TOOL, {"city": "Pune"}, tool_call_id="call_1")]),
            ModelRequest([ToolReturnPart(TOOL, "sunny", tool_call_id="call_1")]),
        ]
        return self.agent.run_sync(text, message_history=history).output


class PydanticAIResponses(PydanticAI):
    def model(self, provider):
        from pydantic_ai.models.openai import OpenAIResponsesModel

        return OpenAIResponsesModel(MODEL, provider=provider)


class OpenAIAgents:
    """Its own default: the Responses API."""

    refusal = openai.RateLimitError

    def __init__(self, base_url: str, key: str):
        self.options = {"base_url": base_url, "api_key": key}

    def model(self, client: openai.AsyncOpenAI):
        from agents import OpenAIResponsesModel

        return OpenAIResponsesModel(MODEL, client)

    def run(self, texts: str | list) -> str:
        from agents import Runner

        async def parts() -> AsyncIterator[str]:
            async with openai.AsyncOpenAI(**self.options) as client:
                yield (await Runner.run(self.agent(client), texts)).final_output

        return self.joined(parts())

    def agent(self, client: openai.AsyncOpenAI):
        from agents import Agent, function_tool

        tools = [function_tool(look_up)]
        return Agent("Forecaster", instructions="Be brief.", model=self.model(client), tools=tools)

    def joined(self, parts: AsyncIterator[str]) -> str:
        async def join() -> str:
            return "".join([part async for part in parts])

        return asyncio.run(join())

    def whole(self, text: str) -> str:
        return self.run(text)

    def streamed(self, text: str) -> str:
        from agents import Runner

        async def parts() -> AsyncIterator[str]:
            async with openai.AsyncOpenAI(**self.options) as client:
                async for event in Runner.run_streamed(self.agent(client), text).stream_events():
                    if getattr(event, "data", None) and "output_text.delta" in event.data.type:
                        yield event.data.delta

        return self.joined(parts())

    def after_a_tool(self, text: str) -> str:
        arguments = json.dumps({"city": "Pune"})
        call = {"type": "function_call", "call_id": "call_1", "name": TOOL, "arguments": arguments}
        result = {"type": "function_call_output", "call_id": "call_1", "output": "sunny"}
        return self.run([user("How is Pune?"), call, result, user(text)])


class OpenAIAgentsChat(OpenAIAgents):
    def model(self, client: openai.AsyncOpenAI):
        from agents import OpenAIChatCompletionsModel

        return OpenAIChatCompletionsModel(MODEL, client)


class LiteLLM:
    model = f"openai/{MODEL}"
    path = "/openai/v1"

    def __init__(self, base_url: str, key: str):
        import litellm

        litellm.telemetry = False
        litellm.suppress_debug_info = True
        is_openai = self.path == "/openai/v1"
        self.refusal = litellm.RateLimitError if is_openai else litellm.BadRequestError
        address = base_url.removesuffix("/openai/v1") + self.path
        self.options = {"model": self.model, "api_base": address, "api_key": key}

    def whole(self, text: str) -> str:
        return self.complete([user(text)]).choices[0].message.content

    def streamed(self, text: str) -> str:
        chunks = self.complete([user(text)], stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    def after_a_tool(self, text: str) -> str:
        history = [user("How is Pune?"), *tool_turn(), user(text)]
        answer = self.complete(history, tools=[tool_schema()])
        return answer.choices[0].message.content

    def complete(self, messages: list[dict], **more):
        import litellm

        return litellm.completion(messages=messages, **self.options, **more)


class LiteLLMAnthropic(LiteLLM):
    refusal_status = 402
    provider = "anthropic"
    model = "anthropic/claude-haiku-4-5"
    path = "/anthropic"


class LiteLLMGemini(LiteLLM):
    refusal_status = 402
    provider = "google"
    model = "gemini/gemini-2.5-flash"
    path = "/gemini/v1beta"


class CrewAI:
    """Tries each 429 three times, with no setting to stop it; hence the interceptor."""

    refusal = openai.APIStatusError
    refusal_status = 402
    attempts = 1

    def __init__(self, base_url: str, key: str):
        self.options = {"model": f"openai/{MODEL}", "base_url": base_url, "api_key": key}

    def llm(self, **more):
        from crewai import LLM

        return LLM(interceptor=refusal_once(), **self.options, **more)

    def whole(self, text: str) -> str:
        return self.llm().call(text)

    def streamed(self, text: str) -> str:
        return self.llm(stream=True).call(text)

    def after_a_tool(self, text: str) -> str:
        history = [user("How is Pune?"), *tool_turn(), user(text)]
        return self.llm().call(history, tools=[tool_schema()])


class CrewAICrew(CrewAI):
    """A crew of one agent, as its quick start has it; an agent has retries of its own."""

    def whole(self, text: str) -> str:
        return self.kickoff(text, self.llm())

    def streamed(self, text: str) -> str:
        return self.kickoff(text, self.llm(stream=True))

    def after_a_tool(self, text: str) -> str:
        from crewai.tools import tool

        return self.kickoff(text, self.llm(), tool(TOOL)(look_up))

    def kickoff(self, text: str, llm, *tools) -> str:
        from crewai import Agent, Crew, Task

        agent = Agent(
            role="Forecaster",
            goal="Say what is asked",
            backstory="Brief",
            llm=llm,
            tools=list(tools),
            max_retry_limit=0,
        )
        task = Task(description=text, expected_output="Some words", agent=agent)
        return Crew(agents=[agent], tasks=[task]).kickoff().raw


class CrewAIWithoutInterceptor(CrewAI):
    refusal = openai.RateLimitError
    refusal_status = 429
    attempts = 3

    def llm(self, **more):
        from crewai import LLM

        return LLM(**self.options, **more)


def refusal_once():
    """The interceptor of docs/frameworks.md."""
    from crewai.llms.hooks.base import BaseInterceptor

    class RefusalOnce(BaseInterceptor):
        def on_outbound(self, message):
            return message

        def on_inbound(self, message):
            if message.status_code == 429 and message.headers.get("x-should-retry") == "false":
                message.status_code = 402
                message.extensions.pop("reason_phrase", None)
            return message

        async def aon_outbound(self, message):
            return message

        async def aon_inbound(self, message):
            return self.on_inbound(message)

    return RefusalOnce()


def user(text: str) -> dict:
    return {"role": "user", "content": text}


def tool_turn() -> list[dict]:
    """A model's call of the tool and its result, in the words of chat completions."""
    function = {"name": TOOL, "arguments": '{"city":"Pune"}'}
    call = {"id": "call_1", "type": "function", "function": function}
    return [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
    ]


def tool_schema() -> dict:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}}
    function = {"name": TOOL, "description": look_up.__doc__, "parameters": parameters}
    return {"type": "function", "function": function}
