"""Azure OpenAI through the stock `AzureOpenAI` client, and other OpenAI-compatible providers."""

from __future__ import annotations

import subprocess
from decimal import Decimal

import openai
import pytest

import canaries
from conftest import messages, policy
from farthing_process import Farthing, Sandbox, farthing_binary
from prices import nanos, price

MODEL = "gpt-4o-mini"
DEPLOYMENT = "my-gpt"
VERSION = "2024-10-21"
OWN_PRICE = """
prices:
  - { provider: groq, model: llama-test, input: 1, output: 2, max_output_tokens: 8192 }
"""


@pytest.fixture(scope="module")
def box():
    box = Sandbox()
    yield box
    box.close()


@pytest.fixture(scope="module")
def gateway(box) -> Farthing:
    scripted = box.scripted()
    server = box.farthing(
        policy() + OWN_PRICE,
        *["--upstream-azure", f"{scripted.url}/openai/v1/"],
        *["--azure-deployment", f"{DEPLOYMENT}={MODEL}", "--azure-deployment", "o-series=o3-mini"],
        *["--upstream-compatible", f"groq={scripted.url}/v1"],
        scripted=scripted,
        environment={
            "AZURE_OPENAI_API_KEY": canaries.PROVIDER_KEY,
            "GROQ_API_KEY": canaries.PROVIDER_KEY,
        },
    )
    server.key = server.create_key("tests", team="finance")
    return server


@pytest.fixture
def server(gateway: Farthing) -> Farthing:
    gateway.wait_until_nothing_held()
    gateway.scripted.reset()
    return gateway


@pytest.fixture
def azure(server: Farthing, attempts):
    http_client = openai.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
    canaries.session.note_key(server.folder, server.key)
    with openai.AzureOpenAI(
        azure_endpoint=f"http://127.0.0.1:{server.port}/azure",
        api_key=server.key,
        api_version=VERSION,
        http_client=http_client,
    ) as client:
        yield client


def cost(call: dict) -> Decimal:
    """What a call to a deployment costs at the price of the model that it runs."""
    return nanos(price({**call, "model": MODEL}))


def groq_of(server: Farthing, **more) -> openai.OpenAI:
    base = f"http://127.0.0.1:{server.port}/compatible/groq/v1"
    return openai.OpenAI(base_url=base, api_key=server.key, **more)


def test_azure_plain(azure, server, attempts):
    before = server.spent()
    answer = azure.chat.completions.create(model=DEPLOYMENT, messages=messages(steering="tokens=9"))
    assert len(answer.choices[0].message.content.split()) == 9
    [call] = server.scripted.bill()
    assert call["completion_tokens"] == 9 and attempts.count == 1
    server.wait_until_nothing_held()
    assert server.spent() - before == cost(call)


def test_azure_stream(azure, server):
    before = server.spent()
    stream = azure.chat.completions.create(
        model=DEPLOYMENT, messages=messages(steering="tokens=21"), stream=True
    )
    text = "".join(choice.delta.content or "" for part in stream for choice in part.choices)
    assert len(text.split()) == 21
    [call] = server.scripted.bill()
    server.wait_until_nothing_held()
    assert server.spent() - before == cost(call)


def test_azure_responses_and_the_new_interface(azure, server):
    answer = azure.responses.create(model=DEPLOYMENT, input="Hello [[scripted tokens=4]]")
    assert len(answer.output_text.split()) == 4
    base = f"http://127.0.0.1:{server.port}/azure/openai/v1/"
    with openai.OpenAI(base_url=base, api_key=server.key) as client:
        answer = client.chat.completions.create(
            model=DEPLOYMENT, messages=messages(steering="tokens=5")
        )
        assert answer.usage.completion_tokens == 5
    assert [call["completion_tokens"] for call in server.scripted.bill()] == [4, 5]


def test_azure_refuses_once_what_nobody_mapped(azure, server, attempts):
    with pytest.raises(openai.PermissionDeniedError) as caught:
        azure.chat.completions.create(model="somebodys", messages=messages())
    assert "--azure-deployment somebodys=MODEL" in caught.value.message
    assert attempts.count == 1 and server.scripted.bill() == []


def test_azure_refuses_once_over_the_limit(box, attempts):
    scripted = box.scripted()
    server = box.farthing(
        policy("0.000001 USD"),
        *["--upstream-azure", scripted.url, "--azure-deployment", f"{DEPLOYMENT}={MODEL}"],
        scripted=scripted,
        environment={"AZURE_OPENAI_API_KEY": canaries.PROVIDER_KEY},
    )
    server.key = server.create_key("tests", team="finance")
    canaries.session.note_key(server.folder, server.key)
    http_client = openai.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
    with (
        openai.AzureOpenAI(
            azure_endpoint=f"http://127.0.0.1:{server.port}/azure",
            api_key=server.key,
            api_version=VERSION,
            http_client=http_client,
        ) as client,
        pytest.raises(openai.RateLimitError) as caught,
    ):
        client.chat.completions.create(model=DEPLOYMENT, messages=messages())
    assert caught.value.code == "budget_exceeded" and attempts.count == 1
    assert caught.value.body["farthing"]["reason"] == "overLimit"
    assert scripted.bill() == []


def test_compatible(server):
    before = server.spent()
    with groq_of(server) as client:
        answer = client.chat.completions.create(
            model="llama-test", messages=messages(steering="tokens=7"), max_completion_tokens=50
        )
        assert answer.usage.completion_tokens == 7
        stream = client.chat.completions.create(
            model="llama-test", messages=messages(steering="tokens=8"), max_tokens=50, stream=True
        )
        assert sum(bool(c.delta.content) for part in stream for c in part.choices) > 0
    calls = server.scripted.bill()
    assert [call["completion_tokens"] for call in calls] == [7, 8]
    server.wait_until_nothing_held()
    expected = sum(call["prompt_tokens"] + 2 * call["completion_tokens"] for call in calls)
    assert server.spent() - before == Decimal(expected) / 1_000_000


def test_compatible_without_a_price_is_refused_once(server, attempts):
    http_client = openai.DefaultHttpxClient(event_hooks={"request": [attempts.note]})
    with (
        groq_of(server, http_client=http_client) as client,
        pytest.raises(openai.BadRequestError) as caught,
    ):
        client.chat.completions.create(model="gpt-4o", messages=messages(), max_tokens=5)
    assert caught.value.code == "model_not_priced"
    assert attempts.count == 1 and server.scripted.bill() == []


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--upstream-compatible", "openai=http://127.0.0.1:1"], "no name"),
        (["--upstream-compatible", "Groq=http://127.0.0.1:1"], "no name"),
        (["--upstream-compatible", "groq"], "NAME=TEXT"),
        (["--upstream-compatible", "groq=ftp://x"], "no address"),
        (["--upstream-compatible", "a=http://x", "--upstream-compatible", "a=http://y"], "twice"),
        (["--compatible-key-file", "groq=/nowhere"], "a key for nobody"),
        (["--upstream-azure", "nowhere"], "no address"),
        (
            [f"--upstream-compatible=n{number}=http://127.0.0.1:1" for number in range(17)],
            "at most 16",
        ),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path, flags, says):
    done = subprocess.run(
        [farthing_binary(), "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", *flags],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 78 and says in done.stderr
    assert done.stderr.count("\n") == 1
