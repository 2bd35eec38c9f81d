"""Writes Tests/Vectors/json/texts.txt: texts that a strict RFC 8259 reader accepts or refuses.

One text a line: "+" or "-", a space, the bytes in hexadecimal. The judge is Python's own json
module, made strict: no NaN, no duplicate names, no lone surrogates, no byte order mark. Needs
nothing beyond Python. Usage: json_texts.py [--check]
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from wheels import ROOT, write_or_check  # noqa: E402

OUTPUT = ROOT / "Tests" / "Vectors" / "json" / "texts.txt"

SAMPLES = [
    b"null", b"true", b"false", b"0", b"-0", b"-1.50e+10", b'""', b"[]", b"{}",
    b'{"a":[1,-2.5e-3,{"b":null}],"c":"x\\u00e9\\ud83d\\ude00"}',
    ' [ "é", "e\u0301", "\U0001f600" , true ] \n'.encode(),
    b'{"model":"m","messages":[{"role":"user","content":"hi\\n"}],"n":1}',
    b'{"a":1,"A":2,"":3," ":4,"\\u0061b":5}',
    b'{"a":1,"\\u0061":2}', b'{"a":1,"b":{"a":1},"a":1}', '{"é":1,"e\u0301":2}'.encode(),
    b"1e400", b"123456789012345678901234567890", b"01", b"1.", b".5", b"+1", b"1e", b"--1",
    b"NaN", b"Infinity", b"-Infinity", b"nul", b"True", b"'a'", b"{a:1}", b"[1,]", b'{"a":1,}',
    b"[1 2]", b'{"a" 1}', b'{"a":1 "b":2}', b"[,1]", b"{,}", b'"\\ud800"', b'"\\udc00\\ud800"',
    b'"\\ud800\\u0041"', b'"\\u12g4"', b'"\\x41"', b'"\t"', b'"\x7f"', b'"\\u0000"',
    b"\xef\xbb\xbf1", b"", b" ", b"\x0b1", b"1\x00", b"/**/1", b"[1]//", b"[[[[[]]]]]",
    b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xf0\x8f\xbf\xbf"', b'"\xc3"',
    b'"\xe0\x9f\xbf"', b'"\xf4\x8f\xbf\xbf"', b'"\xef\xbf\xbf"', b'"\xff"', b'"\x80"',
]
PUT = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"0", b"-", b".", b"e", b" ", b"\x00",
       b"\x1f", b"\x80", b"\xc3", b"t", b"\\u", b"\n"]


def unique(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("duplicate name")
    return dict(pairs)


def refuse(word):
    raise ValueError(word)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for element in value:
            yield from strings(element)
    elif isinstance(value, dict):
        for name, element in value.items():
            yield name
            yield from strings(element)


def accepts(text: bytes) -> bool:
    try:
        value = json.loads(
            text.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)
        for string in strings(value):
            string.encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return True


def main() -> None:
    chance = random.Random(8259)
    texts = dict.fromkeys(SAMPLES)
    for sample in SAMPLES:
        for cut in range(len(sample)):
            texts[sample[:cut]] = None
        for _ in range(40):
            at = chance.randrange(len(sample) + 1)
            width = chance.choice((0, 1, 1, 2))
            texts[sample[:at] + chance.choice(PUT) + sample[at + width:]] = None
            texts[sample[:at] + sample[at + width:]] = None
    lines = [("+ " if accepts(text) else "- ") + text.hex() + "\n" for text in texts]
    write_or_check(OUTPUT, "".join(lines).encode(), "--check" in sys.argv)


if __name__ == "__main__":
    main()
