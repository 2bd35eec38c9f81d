"""Whatever an answer does: in every dialect it is charged once, no less than billed, within the hold.

Raw requests, so that no SDK tries again or closes early.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

import canaries
from conftest import policy
from dialects import ALL, Ask, Dialect, Signer
from farthing_process import METRIC_DISPATCHES, Farthing, Sandbox, ScriptedProvider
from prices import nanos

OUTPUT_TOKENS_MAX = 100
BYTES_MAX = 4 << 20
# Longer than a usage that is late.
SILENCE_SECONDS_MAX = 1.0
USAGE = ["no_usage", "zero_usage", "late_usage", "repeated_usage"]
BROKEN = ["cut", "compressed", "malformed", "huge", "502", "504", "520"]


@dataclass
class Caller:
    """Asks a gateway raw, and says what a call has cost beside its bill."""

    server: Farthing
    signers: dict[str, Signer]

    def call(self, dialect: Dialect, steering: str, is_stream: bool, reads: int | None) -> None:
        """With `reads` the client closes after so many bytes of the answer."""
        canaries.session.prompts += 1
        prompt = f"Go on, please. {canaries.PROMPT} [[scripted {steering}]]"
        path, body = dialect.ask(
            Ask(
                dialect.models[0],
                prompt,
                is_stream=is_stream,
                output_tokens_max=OUTPUT_TOKENS_MAX,
            )
        )
        text = json.dumps(body).encode()
        fields = {"content-type": "application/json"} | self.signers[dialect.name](path, text)
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=SILENCE_SECONDS_MAX
        )
        try:
            connection.request("POST", path, text, fields)
            connection.getresponse().read(BYTES_MAX if reads is None else reads)
        except (OSError, http.client.HTTPException):
            pass  # The answer has no end, or is none.
        finally:
            connection.close()

    def charged(
        self, dialect: Dialect, steering: str, is_stream: bool, reads: int | None = None
    ) -> tuple[Decimal, Decimal, dict]:
        """What was charged, what is billed, and the line of the bill."""
        server = self.server
        server.scripted.reset()
        before, holds = server.spent(), server.metric(METRIC_DISPATCHES)
        self.call(dialect, steering, is_stream, reads)
        server.wait_until_nothing_held()
        [line] = server.scripted.bill()
        assert server.metric(METRIC_DISPATCHES) - holds == 1
        assert server.amount("overrun") == 0
        return server.spent() - before, nanos(dialect.price(line)), line


@pytest.fixture(scope="module")
def caller(sandbox: Sandbox, provider: ScriptedProvider) -> Iterator[Caller]:
    server = sandbox.farthing(policy(), scripted=provider)
    server.key = server.create_key("faults", team="finance")
    yield Caller(server, {name: dialect.signer(server) for name, dialect in ALL.items()})
    server.stop()


@pytest.fixture(params=list(ALL))
def dialect(request) -> Dialect:
    return ALL[request.param]


@pytest.fixture(params=[False, True], ids=["plain", "stream"])
def is_stream(request) -> bool:
    return request.param


@pytest.mark.parametrize("fault", [*USAGE, *BROKEN])
def test_what_is_billed_is_charged_once(caller, dialect, is_stream, fault):
    charged, billed, line = caller.charged(dialect, f"tokens=50;fault={fault}", is_stream)
    assert line["completion_tokens"] > 0 and charged >= billed > 0


@pytest.mark.parametrize("fault", ["late_usage", "repeated_usage"])
def test_a_usage_that_is_told_is_what_is_charged(caller, dialect, is_stream, fault):
    charged, billed, _ = caller.charged(dialect, f"tokens=50;fault={fault}", is_stream)
    assert charged == billed


@pytest.mark.parametrize("fault", ["429", "500", "503", "529"])
def test_an_error_that_is_not_billed_is_free(caller, dialect, is_stream, fault):
    charged, billed, _ = caller.charged(dialect, f"tokens=50;fault={fault}", is_stream)
    assert charged == billed == 0


@pytest.mark.parametrize("fault", ["timeout", "hang", "reset"])
def test_an_answer_that_does_not_come_is_no_loss(caller, dialect, is_stream, fault):
    steering = f"tokens=50;bill_after_close=20;fault={fault}"
    charged, billed, _ = caller.charged(dialect, steering, is_stream)
    assert charged >= billed


def test_a_client_that_hangs_up_pays_what_was_made(caller, dialect):
    # Longer than the gateway hears a provider out.
    steering = "tokens=90;chunk=1;chunk_delay_ms=50;bill_after_close=32"
    charged, billed, line = caller.charged(dialect, steering, True, reads=400)
    assert line["outcome"] == "hung_up" and charged >= billed > 0


def test_a_whole_answer_costs_what_is_billed(caller, dialect, is_stream):
    charged, billed, _ = caller.charged(dialect, "tokens=50;cached=3", is_stream)
    assert charged == billed > 0


def test_an_answer_cut_by_its_own_limit_costs_what_is_billed(caller, dialect, is_stream):
    charged, billed, line = caller.charged(dialect, "tokens=500", is_stream)
    assert line["completion_tokens"] == OUTPUT_TOKENS_MAX and charged == billed
