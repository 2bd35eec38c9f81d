"""Counts tokens of many strings with OpenAI's tiktoken, for the tests of our own counter.

Writes Tests/Vectors/tiktoken/counts.txt: the o200k count, the cl100k count and the text, separated
by tabs, with backslash, tab, line feed and carriage return escaped as \\\\ \\t \\n \\r. Needs the
packages of Scripts/data/requirements.txt. Usage: tiktoken_vectors.py [--check]
With `--fuzz COUNT SEED` it writes as many fresh strings to standard output instead.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from vocabularies import TOKENIZERS, VOCABULARIES  # noqa: E402
from wheels import LITELLM, ROOT, write_or_check  # noqa: E402

OUTPUT = ROOT / "Tests" / "Vectors" / "tiktoken" / "counts.txt"
SENTENCES = r"""
The quick brown fox jumps over the lazy dog, didn't it? It's SHE'LL who'd've known; we're DONE.
Bitte prüfen Sie die Größe der Straße: 12.345,67 € (ungefähr) — „schön“, nicht wahr?
L'été dernier, j'ai vu à Nîmes un garçon qui mangeait des œufs ; ça coûte 3,50 €.
El niño comió piñas, ¿verdad? ¡Qué vergüenza! Él está aquí, allí y allá.
Съешь ещё этих мягких французских булок, да выпей же чаю. ИТОГО: 1234 руб.
Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. ΑΘΗΝΑ, 2026.
我能吞下玻璃而不伤身体。今天天气很好，我们去公园散步吧！价格：￥１２３．４５元。
いろはにほへと ちりぬるを。カタカナとひらがなと漢字を混ぜた文章、ABCも123も。
키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.
صِف خَلقَ خَودِ كَمِثلِ الشَمسِ إِذ بَزَغَت — يَحظى الضَجيعُ بِها نَجلاءَ مِعطارِ ١٢٣٤
דג סקרן שט לו בים זך אך לפתע פגש חבורה נחמדה שצצה כך.
ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले विष्णुवतार १२३
นายสังฆภัณฑ์ เฮงพิทักษ์ฝั่ง ผู้เฒ่าซึ่งมีอาชีพเป็นฅนขายฃวด ๑๒๓
Zażółć gęślą jaźń; příliš žluťoučký kůň úpěl ďábelské ódy; Flygande bäckasiner.
İstanbul'da IŞIK ısındı; Ğ ğ Ş ş; ǅ ǈ ǋ ǲ are titlecase; ʰ ʷ ˠ are modifiers; ªº.
👩‍👩‍👧‍👦 family, 🏳️‍🌈 flag, 👍🏽 skin, 🇩🇪🇫🇷 flags, ☃️ snow, ✨🎉🔥 party, 1️⃣ keycap.
e\u0301 a\u0300\u0302 Z\u0335\u0321\u034f\u0361a\u0308l\u0317g\u0332o\u0333 n\u0303N\u0303
def f(x: int) -> list[str]:\n    return [str(i) for i in range(x) if i % 2 == 0]  # odd\n\n\n
{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi!\\n"}], "n": 1, "t": 0.70}
for (let i = 0; i < 10; ++i) { console.log(`${i}\t${a[i] ?? 'none'}`); } // it's\r\n\r\n
SELECT * FROM t WHERE a>=1 AND b!='O''Brien' ORDER BY c DESC LIMIT 10;--\n\n  \n\t\tEND
https://example.com/a/b/c?d=e&f=%20g#h ../../etc/passwd C:\\Windows\\System32 //\n/\n//
<|endoftext|> <|im_start|>user<|im_end|> <|fim_prefix|><|endofprompt|>
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
camelCaseAndPascalCase HTTPServer XMLHttpRequestURL snake_case SCREAMING_SNAKE kebab-case x86_64
3.14159 1,000,000 0xDEADBEEF 1e-9 ½ ¾ ² ³ Ⅷ ⑩ 一二三 ٣٤٥ 12345678901234567890 1st 2nd
""".strip().split("\n")
ESCAPES = {r"\n": "\n", r"\r": "\r", r"\t": "\t"}
SENTENCES = [
    re.sub(
        r"\\u([0-9a-f]{4})|\\[nrt]",
        lambda match: chr(int(match[1], 16)) if match[1] else ESCAPES[match[0]],
        line,
    )
    for line in SENTENCES
]
SPACES = [" ", "  ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\u200b", "\x0b", "\x1c", "    "]
SUFFIXES = ["'s", "'S", "'t", "'re", "'VE", "'m", "'ll", "'lL", "'d", "'x", "'", "''s", "’s", "'ſ", "'r", "'l"]
POOLS = [
    (0x20, 0x7F), (0x20, 0x7F), (0x00, 0x20), (0xA0, 0x250), (0x250, 0x300), (0x300, 0x370),
    (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1E00, 0x2100), (0x2100, 0x2C00),
    (0x3000, 0x3400), (0x4E00, 0x4F00), (0xAC00, 0xAD00), (0x1C80, 0x1CC0), (0xA640, 0xA800),
    (0xFE00, 0x10000), (0x1F300, 0x1FB00), (0x10400, 0x10500), (0x1D400, 0x1D800), (0xE0000, 0xE0200),
    (0x80, 0xD800), (0x10000, 0x110000),
]


def samples(count: int, seed: int):
    """Sentences, their cuts and mixtures, runs of space, and characters from all of Unicode."""
    chance = random.Random(seed)
    words = [word for line in SENTENCES for word in line.split(" ")]

    def character() -> str:
        low, high = chance.choice(POOLS)
        value = chance.randrange(low, high)
        return chr(value) if not 0xD800 <= value < 0xE000 else "?"

    def piece() -> str:
        match chance.randrange(10):
            case 0 | 1 | 2:
                return chance.choice(words)
            case 3:
                return chance.choice(words).upper()
            case 4 | 5:
                return "".join(chance.choice(SPACES) for _ in range(chance.randint(1, 4)))
            case 6:
                return chance.choice(SUFFIXES)
            case 7:
                return "".join(character() for _ in range(chance.randint(1, 6)))
            case 8:
                return str(chance.randrange(10 ** chance.randint(1, 12)))
            case _:
                return chance.choice("aA1 /-_.\n\u0301中ǅ") * chance.randint(1, 12)

    for index in range(count):
        if index < len(SENTENCES):
            yield SENTENCES[index]
        elif index % 8 == 0:
            line = chance.choice(SENTENCES)
            start = chance.randrange(len(line))
            yield line[start : start + chance.randint(1, 60)]
        elif index % 8 == 1:
            yield "".join(character() for _ in range(chance.randint(1, 20)))
        elif index % 8 == 2:
            yield " ".join(chance.choice(words) for _ in range(chance.randint(1, 12)))
        else:
            yield "".join(piece() for _ in range(chance.randint(1, 8)))


def encodings():
    """The two encodings, from the vocabularies of the pinned wheel."""
    folder = tempfile.mkdtemp()
    for file, _, _ in VOCABULARIES.values():
        Path(folder, file).write_bytes(LITELLM.read(TOKENIZERS + file))
    os.environ["TIKTOKEN_CACHE_DIR"] = folder
    import tiktoken

    return tiktoken.get_encoding("o200k_base"), tiktoken.get_encoding("cl100k_base")


def lines(count: int, seed: int, long: bool) -> bytes:
    o200k, cl100k = encodings()
    texts = list(samples(count, seed))
    if long:
        texts += ["a" * 4000, " " * 3000, "é" * 2000, "漢" * 3000, "\n" * 1500, "aB" * 2500, "=" * 2000]
        chance = random.Random(seed)
        texts += ["".join(chance.choice("abcdefghij") for _ in range(3000)) for _ in range(3)]
    out = []
    for text in texts:
        escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
        escaped = escaped.replace("\n", "\\n").replace("\r", "\\r")
        counts = [len(e.encode_ordinary(text)) for e in (o200k, cl100k)]
        out.append(f"{counts[0]}\t{counts[1]}\t{escaped}\n".encode())
    return b"".join(out)


def main() -> None:
    if "--fuzz" in sys.argv:
        count, seed = map(int, sys.argv[sys.argv.index("--fuzz") + 1 :][:2])
        sys.stdout.buffer.write(lines(count, seed, long=False))
    else:
        write_or_check(OUTPUT, lines(6000, 2026, long=True), check="--check" in sys.argv[1:])


if __name__ == "__main__":
    main()
