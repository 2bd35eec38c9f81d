"""Fixtures: one scripted provider for the session, a gateway for each policy.

What all servers of the session leave is searched for canaries when it ends, in every worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import openai
import pytest

import canaries
from farthing_process import Farthing, Sandbox, ScriptedProvider, farthing_binary

PLENTY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - id: plenty
    match: {{ team: finance }}
    limit: {limit}
    window: day
    hold: {hold}
    thresholds: []
"""


# What the workers' searches came to, for the end of the report.
searched: list[str] = []


def pytest_configure() -> None:
    canaries.session = canaries.Session()


def pytest_unconfigure() -> None:
    if canaries.session:
        canaries.session.remove()


@pytest.fixture(scope="session", autouse=True)
def nothing_that_any_server_has_left_holds_a_canary(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fails the last test of a worker for whatever its servers, all stopped by now, have leaked."""
    yield
    session = canaries.session
    if not session.kept and not session.boxes:
        return
    search = session.search(farthing_binary(), tmp_path_factory.getbasetemp())
    searched.append(
        f"{session.prompts} prompts with a canary; searched {search.files} files, logs, metrics and"
        f" outputs ({search.bytes:,} bytes, {search.exports} exports) for"
        f" {len(search.canaries)} canaries: {len(search.leaks)} leaks"
    )
    if hasattr(request.config, "workeroutput"):
        request.config.workeroutput["searched"] = searched
    assert search.leaks == []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    searched.extend(getattr(node, "workeroutput", {}).get("searched", []))


def pytest_terminal_summary(terminalreporter) -> None:
    for line in searched:
        terminalreporter.write_line(line)


def policy(limit: str = "100.00 USD", hold: str = "ceiling") -> str:
    """One budget for the team of the key that the tests use."""
    return PLENTY.format(limit=limit, hold=hold)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    box = Sandbox()
    yield box
    box.close()


@pytest.fixture(scope="session")
def provider(sandbox: Sandbox) -> ScriptedProvider:
    return sandbox.scripted()


@pytest.fixture
def scripted(provider: ScriptedProvider) -> ScriptedProvider:
    """The provider with an empty bill."""
    provider.reset()
    return provider


@pytest.fixture
def farthing_server(scripted: ScriptedProvider) -> Iterator[Callable[..., Farthing]]:
    """Starts a gateway under a policy, with a key of team finance; stopped after the test."""
    box = Sandbox()

    def start(text: str, *flags: str, **more) -> Farthing:
        server = box.farthing(text, *flags, scripted=scripted, **more)
        server.key = server.create_key("tests", team="finance")
        return server

    yield start
    box.close()


@pytest.fixture(scope="session")
def shared_server(sandbox: Sandbox, provider: ScriptedProvider) -> Farthing:
    server = sandbox.farthing(policy(), scripted=provider)
    server.key = server.create_key("shared", team="finance")
    return server


@pytest.fixture
def server(shared_server: Farthing, scripted: ScriptedProvider) -> Farthing:
    """A gateway with plenty of money, the same for many tests, whose provider has an empty bill."""
    shared_server.wait_until_nothing_held()
    return shared_server


class Attempts:
    """Counts requests on their way out of the SDK, retries included."""

    def __init__(self):
        self.count = 0

    def note(self, _request) -> None:
        self.count += 1

    async def note_async(self, request) -> None:
        self.note(request)


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
def client_of(attempts: Attempts) -> Iterator[Callable[[Farthing], openai.OpenAI]]:
    """The stock SDK with nothing but its address and key changed; its transport is counted."""
    clients: list[openai.OpenAI] = []

    def make(server: Farthing, **more) -> openai.OpenAI:
        http_client = openai.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
        options = {"base_url": server.base_url, "api_key": server.key, **more}
        canaries.session.note_key(server.folder, options["api_key"])
        clients.append(openai.OpenAI(http_client=http_client, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(client_of, server: Farthing) -> openai.OpenAI:
    return client_of(server)


def messages(text: str = "Hello there, what is new?", steering: str = "") -> list[dict]:
    """One message with a canary in it, that may steer the scripted provider's answer."""
    canaries.session.prompts += 1
    text = f"{text} {canaries.PROMPT}"
    return [{"role": "user", "content": f"{text} [[scripted {steering}]]" if steering else text}]
