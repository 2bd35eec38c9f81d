"""The scripted provider bills what `tiktoken` counts: its words are one token each."""

from __future__ import annotations

import http.client
import json
import re
import struct

import pytest
import tiktoken
import tiktoken_ext.openai_public as definitions

from farthing_process import ROOT


def ranks(name: str) -> dict[bytes, int]:
    """The vocabulary as checked in; Scripts/data/vocabularies.py describes the format."""
    data = (ROOT / "Sources" / "CFarthingData" / f"{name}.bin").read_bytes()
    bits, count, _ = struct.unpack_from("<III", data)
    position = 12 + 4 * ((1 << bits) + 1)
    tokens = {}
    while position < len(data):
        length = data[position]
        rank = int.from_bytes(data[position + 1 : position + 4], "little")
        tokens[data[position + 4 : position + 4 + length]] = rank
        position += 4 + length
    assert len(tokens) == count
    return tokens


@pytest.fixture(scope="module", params=["o200k", "cl100k"])
def encoding(request) -> tiktoken.Encoding:
    """`tiktoken`'s own definition with our copy of the vocabulary, since it would download it."""
    original = definitions.load_tiktoken_bpe
    definitions.load_tiktoken_bpe = lambda *_, **__: ranks(request.param)
    try:
        return tiktoken.Encoding(**getattr(definitions, f"{request.param}_base")())
    finally:
        definitions.load_tiktoken_bpe = original


def test_each_word_is_one_token(encoding):
    source = (ROOT / "Sources" / "FarthingScripted" / "Words.swift").read_text()
    words = re.search(r'"""(.*?)"""', source, re.DOTALL).group(1).replace("\\\n", " ").split()
    assert len(words) == len(set(words)) == 256
    assert [len(encoding.encode(f" {word}")) for word in words] == [1] * 256


def test_an_answer_counts_as_it_is_billed(encoding, scripted):
    answer = ask(scripted, {"content": "Hello [[scripted tokens=9000]]"})
    text = answer["choices"][0]["message"]["content"]
    assert len(encoding.encode(text)) == answer["usage"]["completion_tokens"] == 9_000


@pytest.mark.parametrize(
    "text",
    [
        "Hello there, what is new?",
        "a b c d e f g 1 2 3",
        "x" * 500,
        "  \n\t  spaced \r\n\r\n out  ",
        "don't can't we'll 1234567890 3.14159 foo_bar-baz http://a.b/c?d=e",
        "Zażółć gęślą jaźń 漢字かな交じり文 🙂🙃 مرحبا",
        "\u00a0no-break\u2003em\u3000wide",
        "",
    ],
)
def test_a_prompt_is_never_billed_above_what_a_tokenizer_counts(encoding, scripted, text):
    answer = ask(scripted, {"content": text})
    assert answer["usage"]["prompt_tokens"] <= len(encoding.encode(text)) + 3 + 1 + 3


def ask(scripted, message: dict) -> dict:
    connection = http.client.HTTPConnection("127.0.0.1", scripted.port, timeout=20)
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", **message}]})
    connection.request("POST", "/v1/chat/completions", body)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer
