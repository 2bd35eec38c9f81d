"""`/metrics` has what docs/operations.md promises, and nothing that it does not name."""

from __future__ import annotations

import re
import tempfile

import openai
import pytest

from conftest import messages, policy
from farthing_process import ROOT, Farthing, request

MODEL = "gpt-4o-mini"


@pytest.fixture
def used(farthing_server, client_of, sandbox) -> Farthing:
    """A gateway that has answered, streamed and refused, with a sidecar beside it."""
    socket = tempfile.mktemp(prefix="sidecar-", dir=sandbox.folder)
    server = farthing_server(policy("0.01 USD"), "--sidecar", socket)
    client = client_of(server)
    short = {"model": MODEL, "messages": messages(steering="tokens=5"), "max_tokens": 16}
    for _ in range(3):
        client.chat.completions.create(**short)
    list(client.chat.completions.create(**short, stream=True))
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(model="gpt-4o", messages=messages(), max_tokens=16_000)
    server.wait_until_nothing_held()
    return server


def documented() -> set[str]:
    text = (ROOT / "docs" / "operations.md").read_text()
    table = text[text.index("## Metrics") :].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`(farthing_\w+)", " ".join(rows)))


# Of a key that only some servers have; test_signing.py looks at it.
ELSEWHERE = {"farthing_delegation_left_ms"}


def test_every_metric_is_documented_and_every_documented_one_is_there(used):
    assert ELSEWHERE < documented()
    text = request(used.port, "GET", "/metrics")[1].decode()
    assert set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE)) == documented() - ELSEWHERE
    assert set(re.findall(r"^# HELP (\w+) \S", text, re.MULTILINE)) == documented() - ELSEWHERE


def test_calls_refusals_held_and_spent(used):
    assert used.metric("farthing_calls_total") == 5
    assert used.metric("farthing_holds_total") == 4
    assert used.metric("farthing_settles_total", evidence="reported") == 4
    assert used.metric("farthing_refusals_total", code="overLimit") == 1
    assert used.metric("farthing_account_held", budget="plenty") == 0
    assert used.metric("farthing_account_limit", budget="plenty") == 10_000_000
    spent = used.metric("farthing_account_spent", budget="plenty")
    assert spent == used.metric("farthing_settled_nanos_total") == used.spent() * 10**9 > 0


@pytest.mark.parametrize("phase", ["hold", "dispatch", "meter", "settle"])
def test_latency_per_phase(used, phase):
    count = used.metric("farthing_phase_seconds_count", phase=phase)
    total = used.metric("farthing_phase_seconds_sum", phase=phase)
    assert count == 4 and 0 < total < 20
    assert used.metric("farthing_phase_seconds_bucket", phase=phase, le="+Inf") == count


def test_batches_and_the_lag_of_their_seals(used):
    commits, commands = used.metric("farthing_commits"), used.metric("farthing_commands")
    largest = used.metric("farthing_batch_commands_largest")
    assert 1 <= commits and 1 <= used.metric("farthing_batch_commands_last") <= largest <= commands
    lag, longest = used.metric("farthing_seal_lag_us"), used.metric("farthing_longest_seal_lag_us")
    assert 0 < lag <= longest < 20_000_000
    # A batch's commit is part of what its first command has waited for.
    assert longest >= used.metric("farthing_longest_commit_us") > 0
