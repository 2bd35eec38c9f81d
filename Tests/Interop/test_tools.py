"""A model calls a tool and hears its result, in every dialect by its stock SDK, plain and streamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import anthropic
import openai
import pytest
from google import genai
from google.genai import types

import canaries
import test_bedrock
from dialects import ALL
from farthing_process import Farthing
from prices import nanos

TOOL = "look_up"
WORDS = 9
SCHEMA = {
    "type": "object",
    "properties": {"place": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["place", "days"],
}
CLAUDE = "claude-haiku-4-5"
GEMINI = "gemini-2.0-flash"
OPENAI = "gpt-4o-mini"
RESULT = "It rains."


@dataclass
class Turn:
    """What the model said: a tool's call with its arguments, or a text; and what goes back."""

    name: str
    arguments: dict
    text: str
    # The messages of the next turn, the tool's result among them.
    after: list


def prompt() -> str:
    canaries.session.prompts += 1
    return f"Hello there. {canaries.PROMPT} [[scripted tool={TOOL};tokens={WORDS};chunk=2]]"


def chat(server: Farthing) -> Callable:
    client = openai.OpenAI(base_url=server.base_url, api_key=server.key)
    function = {"name": TOOL, "parameters": SCHEMA}

    def turn(messages: list | None, is_stream: bool) -> Turn:
        messages = messages or [{"role": "user", "content": prompt()}]
        request = {
            "model": OPENAI,
            "messages": messages,
            "tools": [{"type": "function", "function": function}],
        }
        if is_stream:
            with client.chat.completions.stream(**request) as stream:
                choice = stream.get_final_completion().choices[0]
        else:
            choice = client.chat.completions.create(**request).choices[0]
        calls = choice.message.tool_calls or []
        assert choice.finish_reason == ("tool_calls" if calls else "stop")
        if not calls:
            return Turn("", {}, choice.message.content, [])
        said = {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": calls[0].id,
                    "type": "function",
                    "function": {
                        "name": calls[0].function.name,
                        "arguments": calls[0].function.arguments,
                    },
                }
            ],
        }
        result = {"role": "tool", "tool_call_id": calls[0].id, "content": RESULT}
        arguments = json.loads(calls[0].function.arguments)
        return Turn(calls[0].function.name, arguments, "", [*messages, said, result])

    return turn


def responses(server: Farthing) -> Callable:
    client = openai.OpenAI(base_url=server.base_url, api_key=server.key)

    def turn(items: list | None, is_stream: bool) -> Turn:
        items = items or [{"role": "user", "content": prompt()}]
        tool = {"type": "function", "name": TOOL, "parameters": SCHEMA, "strict": False}
        request = {"model": OPENAI, "input": items, "tools": [tool]}
        if is_stream:
            with client.responses.stream(**request) as stream:
                answer = stream.get_final_response()
        else:
            answer = client.responses.create(**request)
        assert answer.status == "completed"
        calls = [item for item in answer.output if item.type == "function_call"]
        if not calls:
            return Turn("", {}, answer.output_text, [])
        [call] = calls
        said = call.model_dump(exclude={"parsed_arguments"}, exclude_none=True)
        result = {"type": "function_call_output", "call_id": call.call_id, "output": RESULT}
        return Turn(call.name, json.loads(call.arguments), "", [*items, said, result])

    return turn


def messages(server: Farthing) -> Callable:
    client = anthropic.Anthropic(
        base_url=f"http://127.0.0.1:{server.port}/anthropic", api_key=server.key
    )

    def turn(messages: list | None, is_stream: bool) -> Turn:
        messages = messages or [{"role": "user", "content": prompt()}]
        request = {
            "model": CLAUDE,
            "max_tokens": 200,
            "messages": messages,
            "tools": [{"name": TOOL, "input_schema": SCHEMA}],
        }
        if is_stream:
            with client.messages.stream(**request) as stream:
                answer = stream.get_final_message()
        else:
            answer = client.messages.create(**request)
        [block] = answer.content
        assert answer.stop_reason == ("tool_use" if block.type == "tool_use" else "end_turn")
        if block.type == "text":
            return Turn("", {}, block.text, [])
        said = {"type": "tool_use", "id": block.id, "name": block.name, "input": block.input}
        result = {"type": "tool_result", "tool_use_id": block.id, "content": RESULT}
        more = [{"role": "assistant", "content": [said]}, {"role": "user", "content": [result]}]
        return Turn(block.name, block.input, "", [*messages, *more])

    return turn


def gemini(server: Farthing) -> Callable:
    options = types.HttpOptions(base_url=f"http://127.0.0.1:{server.port}/gemini")
    client = genai.Client(api_key=server.key, http_options=options)
    declaration = types.FunctionDeclaration(name=TOOL, parameters_json_schema=SCHEMA)
    config = types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=[declaration])],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )

    def turn(contents: list | None, is_stream: bool) -> Turn:
        contents = contents or [types.UserContent(prompt())]
        request = {"model": GEMINI, "contents": contents, "config": config}
        if is_stream:
            chunks = list(client.models.generate_content_stream(**request))
        else:
            chunks = [client.models.generate_content(**request)]
        candidates = [chunk.candidates[0] for chunk in chunks]
        assert candidates[-1].finish_reason == types.FinishReason.STOP
        parts = [part for one in candidates for part in one.content.parts]
        calls = [part.function_call for part in parts if part.function_call]
        if not calls:
            return Turn("", {}, "".join(part.text or "" for part in parts), [])
        [call] = calls
        result = types.Part.from_function_response(name=call.name, response={"result": RESULT})
        said = types.ModelContent([types.Part(function_call=call)])
        return Turn(call.name, call.args, "", [*contents, said, types.UserContent([result])])

    return turn


def converse(server: Farthing) -> Callable:
    client = test_bedrock.client_of(server)
    tool = {"toolSpec": {"name": TOOL, "inputSchema": {"json": SCHEMA}}}

    def turn(messages: list | None, is_stream: bool) -> Turn:
        messages = messages or [{"role": "user", "content": [{"text": prompt()}]}]
        request = {
            "modelId": test_bedrock.NOVA,
            "messages": messages,
            "toolConfig": {"tools": [tool]},
        }
        if is_stream:
            text, use, reason = gathered(client.converse_stream(**request)["stream"])
        else:
            answer = client.converse(**request)
            [block] = answer["output"]["message"]["content"]
            text, use, reason = block.get("text"), block.get("toolUse"), answer["stopReason"]
        assert reason == ("tool_use" if use else "end_turn")
        if not use:
            return Turn("", {}, text, [])
        result = {"toolUseId": use["toolUseId"], "content": [{"text": RESULT}]}
        more = [
            {"role": "assistant", "content": [{"toolUse": use}]},
            {"role": "user", "content": [{"toolResult": result}]},
        ]
        return Turn(use["name"], use["input"], "", [*messages, *more])

    return turn


def gathered(events) -> tuple[str, dict | None, str]:
    """Text, call of a tool, and reason of the end of a stream of Converse."""
    text, arguments, reason = "", "", ""
    use = None
    for event in events:
        if "contentBlockStart" in event:
            use = event["contentBlockStart"]["start"]["toolUse"]
        if "contentBlockDelta" in event:
            delta = event["contentBlockDelta"]["delta"]
            text += delta.get("text", "")
            arguments += delta.get("toolUse", {}).get("input", "")
        if "messageStop" in event:
            reason = event["messageStop"]["stopReason"]
    return text, use and {**use, "input": json.loads(arguments)}, reason


TURNS = {
    "openai": chat,
    "responses": responses,
    "anthropic": messages,
    "gemini": gemini,
    "bedrock": converse,
}


@pytest.mark.parametrize("is_stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("name", list(TURNS))
def test_a_tools_call_passes_whole_and_is_priced(server, name, is_stream):
    before = server.spent()
    turn = TURNS[name](server)
    called = turn(None, is_stream)
    assert called.name == TOOL
    assert called.arguments["days"] == 1 and len(called.arguments["place"].split()) == WORDS
    answered = turn(called.after, is_stream)
    assert answered.text and not answered.name
    [call, answer] = server.scripted.bill()
    # The words, and what stands around them.
    assert call["completion_tokens"] > WORDS and call["stream"] == answer["stream"] == is_stream
    assert len(answered.text.split()) == answer["completion_tokens"]
    server.wait_until_nothing_held()
    assert server.spent() - before == nanos(ALL[name].price(call)) + nanos(ALL[name].price(answer))


@pytest.mark.parametrize("name", list(TURNS))
def test_a_metered_tools_call_is_charged_no_less_than_billed(farthing_server, name):
    server = farthing_server("""
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - { id: some, match: { team: finance }, limit: 0.01 USD, window: day, hold: metered }
""")
    assert TURNS[name](server)(None, True).name == TOOL
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() == nanos(ALL[name].price(call))
