"""One simulated agent: a keep-alive connection, raw bytes, and patience until nothing is held.

An SDK would cost more processor time than the gateway under test; these clients only look for the
end of an answer.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field

from dialects import Ask, Dialect, Signer

# Silence after which a client gives up, as SDKs do, if sooner.
SILENCE_SECONDS_MAX = 3.0
# Enough of a stream's end to see how it ended; the last event of a response repeats its text.
TAIL_BYTES = 8_192
# Answers to a request that is wrong in itself: the benchmark's own mistake.
MISTAKES = ("400", "401", "403", "404", "405")
# Thousandths of all calls. The first rows are what the gateway's bars ask for: 5 % timeouts, 5 %
# hang-ups (half of them the client's own), 2 % without usage, 2 % compressed or broken; the others
# are what else an answer can do to its usage, or do in its place (502 is billed, 500 is not).
FAULTS = (
    ("timeout", 50),
    ("cut", 25),
    ("hang_up", 25),
    ("no_usage", 20),
    ("compressed", 10),
    ("malformed", 10),
    ("zero_usage", 10),
    ("late_usage", 10),
    ("repeated_usage", 10),
    ("reset", 10),
    ("500", 10),
    ("502", 5),
)


@dataclass
class Tally:
    """What all clients together have counted."""

    outcomes: Counter = field(default_factory=Counter)
    last_refusals: list[dict] = field(default_factory=list)

    @property
    def admitted(self) -> int:
        return sum(self.outcomes.values()) - self.refused

    @property
    def refused(self) -> int:
        return self.outcomes["refused"]


class Answer(asyncio.Protocol):
    """Reads one answer at a time and says how it ended."""

    def __init__(self):
        self.transport: asyncio.Transport | None = None
        self.done: asyncio.Future | None = None
        self.is_closed = False

    def connection_made(self, transport) -> None:
        self.transport = transport

    def begin(self, events_max: int | None) -> asyncio.Future:
        """Expects an answer; with `events_max` the client hangs up after so many reads."""
        loop = asyncio.get_running_loop()
        self.head, self.tail, self.left, self.events = b"", b"", -1, 0
        self.events_max = events_max
        self.done = loop.create_future()
        self.last_byte = loop.time()
        self.timer = loop.call_later(SILENCE_SECONDS_MAX, self.check_silence)
        return self.done

    def check_silence(self) -> None:
        loop = asyncio.get_running_loop()
        quiet_until = self.last_byte + SILENCE_SECONDS_MAX
        if loop.time() >= quiet_until:
            self.finish("timed_out")
        else:
            self.timer = loop.call_at(quiet_until, self.check_silence)

    def data_received(self, data: bytes) -> None:
        if self.done is None or self.done.done():
            return
        self.last_byte = asyncio.get_running_loop().time()
        if b"\r\n\r\n" not in self.head:
            self.head += data
            head, separator, data = self.head.partition(b"\r\n\r\n")
            if not separator:
                return
            self.head = head.lower() + separator
            if b"\r\ncontent-length:" in self.head:
                self.left = int(self.head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
        self.events += 1
        self.tail = (self.tail + data)[-TAIL_BYTES:]
        if self.left >= 0:
            self.left -= len(data)
            is_over = self.left <= 0
        else:
            is_over = self.tail.endswith(b"0\r\n\r\n")
        if is_over:
            self.finish(str(int(self.head[9:12])))
        elif self.events_max is not None and self.events >= self.events_max:
            self.finish("hung_up")

    def connection_lost(self, error) -> None:
        self.is_closed = True
        self.finish("broken_off")

    def finish(self, outcome: str) -> None:
        if self.done is not None and not self.done.done():
            self.timer.cancel()
            self.done.set_result(outcome)
        if not outcome.isdigit() or b"\r\nconnection: close" in self.head:
            self.close()

    def close(self) -> None:
        self.is_closed = True
        if self.transport is not None:
            self.transport.abort()


class Agent:
    """Calls until it is refused while nothing of the budget is held."""

    def __init__(
        self,
        number: int,
        dialect: Dialect,
        port: int,
        sign: Signer,
        seed: int,
        has_faults: bool,
        tally: Tally,
        held,
    ):
        self.dialect = dialect
        self.port = port
        self.sign = sign
        self.name = f"agent-{number}"
        self.random = random.Random(seed * 1_000_003 + number)
        self.has_faults = has_faults
        self.tally = tally
        self.held = held
        self.answer: Answer | None = None

    async def run(self) -> None:
        while True:
            fault, path, body = self.next_call()
            pause = 0.02
            while True:
                outcome = await self.call(path, body, fault)
                if not self.is_refused(outcome):
                    break
                self.tally.outcomes["refused"] += 1
                refusal = self.refusal()
                if await self.held(refusal) == 0:
                    self.tally.last_refusals.append(refusal)
                    if self.answer:
                        self.answer.close()
                    return
                await asyncio.sleep(pause * (0.5 + self.random.random()))
                pause = min(pause * 1.5, 0.25)
            self.tally.outcomes[self.shown(outcome)] += 1

    def is_refused(self, outcome: str) -> bool:
        dialect = self.dialect
        if outcome == dialect.refusal_status and dialect.refusal_mark in self.answer.head:
            return True
        if outcome in MISTAKES:
            raise RuntimeError(f"{outcome}: {self.answer.tail[:500]!r}")
        return False

    def shown(self, outcome: str) -> str:
        """A whole answer, one cut for want of money, or how else it ended."""
        if outcome != "200" or self.answer is None:
            return outcome
        return "cut" if self.dialect.cut_mark in self.answer.tail else "whole"

    def next_call(self) -> tuple[str, str, bytes]:
        tokens = int(2 ** self.random.uniform(4, 9))
        steering = {
            "tokens": tokens,
            "chunk": "1-8",
            "chunk_delay_ms": 20,
            "bill_after_close": self.random.randint(0, 32),
        }
        fault = self.fault()
        if fault not in ("none", "hang_up"):
            steering["fault"] = fault
        text = ";".join(f"{key}={value}" for key, value in steering.items())
        prompt = f"Go on, please. [[scripted {text}]]"
        ask = Ask(self.random.choice(self.dialect.models), prompt, self.name)
        path, body = self.dialect.ask(ask)
        return fault, path, json.dumps(body).encode()

    def fault(self) -> str:
        draw = self.random.randrange(1_000)
        if not self.has_faults:
            return "none"
        for name, permille in FAULTS:
            if draw < permille:
                return name
            draw -= permille
        return "none"

    async def call(self, path: str, body: bytes, fault: str) -> str:
        if self.answer is None or self.answer.is_closed:
            loop = asyncio.get_running_loop()
            _, self.answer = await loop.create_connection(Answer, "127.0.0.1", self.port)
        done = self.answer.begin(self.random.randint(1, 20) if fault == "hang_up" else None)
        fields = {"host": "farthing", "content-type": "application/json"}
        # A signature covers the fields as they are sent, so that it may replace them.
        fields.update({name.lower(): value for name, value in self.sign(path, body).items()})
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())]
        head = "\r\n".join([*lines, f"content-length: {len(body)}", "", ""])
        self.answer.transport.write(head.encode() + body)
        return await done

    def refusal(self) -> dict:
        """What could be afforded, as every dialect would say it; empty where it does not say."""
        text = self.answer.tail if self.answer else b""
        try:
            body = json.loads(text[text.index(b"{") : text.rindex(b"}") + 1])
            return {"error": self.dialect.headroom(body)}
        except (ValueError, LookupError):
            return {}
