"""An MCP server made with the stock SDK, for the tests of `farthing mcp`: by stdio, or by HTTP.

Each call of its tools leaves a line in the file CALLS, so that what took place can be compared with
what was paid for.
"""

from __future__ import annotations

import os
import signal
import sys

import anyio
from mcp.server.mcpserver import Context, MCPServer
from pydantic import BaseModel

CALLS = os.environ.get("MCP_TEST_CALLS", os.devnull)
server = MCPServer("tools-for-tests", version="1.0")


def note(name: str) -> None:
    with open(CALLS, "a", encoding="utf-8") as file:
        file.write(name + "\n")


@server.tool()
def echo(text: str) -> str:
    """Says the same."""
    note("echo")
    return text


@server.tool(meta={"house": "own"})
def search(query: str) -> str:
    """Finds nothing, with a mark of its own in the list."""
    note("search")
    return "nothing about " + query


@server.tool()
def fail() -> str:
    """Fails after it has begun."""
    note("fail")
    raise ValueError("it went wrong")


@server.tool()
async def slow(seconds: float) -> str:
    """Takes its time."""
    note("slow")
    await anyio.sleep(seconds)
    return "done"


@server.tool()
async def steps(count: int, context: Context) -> str:
    """Tells how far it is."""
    note("steps")
    for step in range(count):
        await context.report_progress(step + 1, count)
    return "done"


class Name(BaseModel):
    name: str


@server.tool()
async def greet(context: Context) -> str:
    """Asks the client for a name."""
    note("greet")
    asked = await context.elicit("Who are you?", Name)
    return "Hello " + asked.data.name


@server.tool()
def die() -> str:
    """Ends the server in the middle of a call."""
    note("die")
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


@server.resource("memo://first")
def memo() -> str:
    return "a memo"


@server.prompt()
def summary(topic: str) -> str:
    return "Sum up " + topic


if __name__ == "__main__":
    if sys.argv[1:2] == ["http"]:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
    else:
        server.run("stdio")
