"""Counts the input tokens of chat requests as OpenAI documents it, with OpenAI's tiktoken.

Writes Tests/Vectors/openai/messages.txt: the o200k count, the cl100k count and the request's body,
separated by tabs. The rule is that of OpenAI's cookbook, "How to count tokens with tiktoken": 3
tokens a message plus those of its values, 1 for a name, 3 that prime the answer. Needs the packages
of Scripts/data/requirements.txt. Usage: openai_messages.py [--check]
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from tiktoken_vectors import ROOT, encodings, samples, write_or_check  # noqa: E402

OUTPUT = ROOT / "Tests" / "Vectors" / "openai" / "messages.txt"
ROLES = ["system", "developer", "user", "assistant"]


def tokens(messages: list[dict], encoding) -> int:
    """The documented count of messages whose content is a string."""
    total = 3
    for message in messages:
        total += 3
        for name, value in message.items():
            total += len(encoding.encode(value, disallowed_special=()))
            total += 1 if name == "name" else 0
    return total


def requests(count: int, seed: int):
    chance = random.Random(seed)
    texts = list(samples(3 * count, seed))
    for index in range(count):
        messages = []
        for _ in range(chance.randint(1, 5)):
            message = {"role": chance.choice(ROLES), "content": chance.choice(texts)}
            if chance.random() < 0.3:
                message["name"] = chance.choice(["alice", "Bob_2", "agent-007"])
            members = list(message.items())
            chance.shuffle(members)
            messages.append(dict(members))
        body = {"model": "gpt-4o", "messages": messages}
        # Escapes or plain UTF-8, with or without spaces: all the same text.
        separators = chance.choice([(",", ":"), (", ", ": ")])
        text = json.dumps(body, ensure_ascii=index % 2 == 0, separators=separators)
        yield messages, text


def main() -> None:
    o200k, cl100k = encodings()
    lines = [
        f"{tokens(messages, o200k)}\t{tokens(messages, cl100k)}\t{text}\n"
        for messages, text in requests(300, 20)
    ]
    write_or_check(OUTPUT, "".join(lines).encode(), "--check" in sys.argv)


if __name__ == "__main__":
    main()
