"""Agent frameworks work through `base_url`, and a refusal reaches their caller after one attempt.

They live in an environment of their own (requirements-frameworks.txt). Where that is not the one
in use this whole file is skipped; where it is, only CrewAI may be missing.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price

import frameworks
from conftest import messages, policy
from farthing_process import METRIC_REFUSALS, ROOT, Farthing, Sandbox, ScriptedProvider
from prices import nanos, price

if not any(map(importlib.util.find_spec, ["langchain_openai", "llama_index", "agents"])):
    pytest.skip(
        "no agent frameworks here: pip install -r Tests/Interop/requirements-frameworks.txt",
        allow_module_level=True,
    )

# The packages' own, among themselves.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

METRIC_CALLS = "farthing_calls_total"

EVERY = [
    frameworks.LangChain,
    frameworks.LangChainResponses,
    frameworks.LlamaIndex,
    frameworks.LlamaIndexResponses,
    frameworks.PydanticAI,
    frameworks.PydanticAIResponses,
    frameworks.OpenAIAgents,
    frameworks.OpenAIAgentsChat,
    frameworks.LiteLLM,
    frameworks.LiteLLMAnthropic,
    frameworks.LiteLLMGemini,
    frameworks.CrewAI,
    frameworks.CrewAICrew,
    frameworks.CrewAIWithoutInterceptor,
]

GUIDE = (ROOT / "docs" / "frameworks.md").read_text()
SECTIONS = {part.split("\n")[0]: part for part in GUIDE.split("\n## ")[1:]}

strangers: set[str] = set()


def note_strangers(event: str, arguments: tuple) -> None:
    """Notes whoever is spoken to beyond this machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in ("127.0.0.1", "localhost", "::1", None):
        strangers.add(str(host))


sys.addaudithook(note_strangers)


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """CrewAI keeps what crews have answered in the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name)))
        yield


@pytest.fixture(scope="module")
def broke(sandbox: Sandbox, provider: ScriptedProvider) -> Farthing:
    server = sandbox.farthing(policy("0.000001 USD"), scripted=provider)
    server.key = server.create_key("broke", team="finance")
    return server


@pytest.fixture(params=EVERY, ids=lambda made: made.__name__)
def made(request: pytest.FixtureRequest) -> Iterator[type]:
    """A framework's class; nothing but the gateway may have been spoken to in the end."""
    skip_without_crew(request.param.__name__)
    yield request.param
    assert not strangers


def skip_without_crew(name: str) -> None:
    """Skips a test of CrewAI, the only one that may be missing."""
    if name.startswith("CrewAI") and not importlib.util.find_spec("crewai"):
        pytest.skip("CrewAI IS NOT INSTALLED: pip could not; everything else was tested")


@pytest.mark.parametrize("way", ["whole", "streamed", "after_a_tool"])
def test_answer(server, made, way):
    before = server.spent()
    framework = made(server.base_url, server.key)
    text = getattr(framework, way)(messages(steering="tokens=11;reasoning=0")[0]["content"])
    [call] = server.scripted.bill()
    assert len(text.split()) == 11 == call["completion_tokens"]
    assert call["stream"] == (way == "streamed")
    server.wait_until_nothing_held()
    paid = server.spent() - before
    assert paid == nanos(price_at(getattr(framework, "provider", "openai"), call))


def price_at(provider: str, call: dict) -> Decimal:
    """What a line of the bill costs at any provider, by `genai-prices`."""
    if provider == "openai":
        return price(call)
    usage = Usage(input_tokens=call["prompt_tokens"], output_tokens=call["completion_tokens"])
    return calc_price(usage, model_ref=call["model"], provider_id=provider).total_price


@pytest.mark.parametrize("way", ["whole", "streamed"])
def test_refusal_after_one_attempt(broke, scripted, made, way):
    framework = made(broke.base_url, broke.key)
    calls, refusals = broke.metric(METRIC_CALLS), broke.metric(METRIC_REFUSALS)
    with pytest.raises(framework.refusal) as raised:
        getattr(framework, way)(messages()[0]["content"])
    assert raised.value.status_code == getattr(framework, "refusal_status", 429)
    assert "plenty" in str(raised.value) and "budget_exceeded" in body_of(raised.value).lower()
    attempts = getattr(framework, "attempts", 1)
    assert broke.metric(METRIC_CALLS) - calls == attempts
    assert broke.metric(METRIC_REFUSALS) - refusals == attempts
    assert broke.held() == 0 and scripted.stats()["requests"] == 0


@pytest.mark.parametrize("name", SECTIONS)
def test_guide(server, capsys, name):
    skip_without_crew(name)
    [program] = re.findall(r"```python\n(.*?)```", SECTIONS[name], re.DOTALL)
    program = program.replace("http://127.0.0.1:8484/openai/v1", server.base_url)
    program = program.replace("fk_…", server.key)
    program = program.replace('"Hello there"', repr(messages(steering="tokens=7")[0]["content"]))
    exec(program, {})
    [call] = server.scripted.bill()
    assert call["completion_tokens"] == 7
    assert len(capsys.readouterr().out.strip().splitlines()[-1].split()) >= 7
    assert not strangers


def body_of(error: BaseException | None) -> str:
    """The gateway's words: LiteLLM leaves them to the error that its own was made from."""
    said = str(error)
    while error and not getattr(error, "body", None):
        error = error.__cause__ or error.__context__
    return str(getattr(error, "body", None) or said)
