"""Prices many calls with genai-prices, the oracle of the tests of our own pricing.

For every model, day and variant of the checked-in price book that genai-prices knows it draws
requests (input, images, choices, predictions, searches, cache use) and usages within them, and
writes Tests/Vectors/prices/oracle.txt, fields separated by tabs:

    provider  name  atMs  variant  usage  bound  nanos

Usage and bound are `field=count` lists; nanos is the oracle's exact cost rounded up to nano-dollars.
Names that only a pattern of the book knows are among them. names.txt says which model the oracle
finds for a name (`-`: none), mutilated names included; our book prices those alone of which what
stands behind is a date or a version. Needs the packages of
Scripts/data/requirements.txt. Usage: price_vectors.py [--check | --fuzz DRAWS SEED]
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import genai  # noqa: E402
import prices  # noqa: E402
from wheels import ROOT, write_or_check  # noqa: E402

BOOK = ROOT / "Sources" / "CFarthingData" / "prices.txt"
FOLDER = ROOT / "Tests" / "Vectors" / "prices"
CONTEXTS = {"standard": None, **genai.VARIANTS}
DAY_MS = 86_400_000
# Columns that count no tokens, and the oracle's price keys for them.
MEASURES = {"second": "input_audio_hours", "character": "input_mchars"}


def book_lines() -> list[list[str]]:
    text = BOOK.read_text().split("\nsha256 ", 1)[1]
    return [line.split("\t") for line in text.splitlines()[1:] if line]


def editions(fields: list[str]) -> list[tuple[int, str, list[str]]]:
    """Start in milliseconds, hours of the day, and the sheet titles, of each edition of a line."""
    found: list[tuple[int, str, list[str]]] = []
    for field in fields[7:]:
        if field.startswith("@"):
            day, _, hours = field[1:].partition("~")
            start = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() if day else 0
            found.append((int(start) * 1000, hours, []))
        else:
            found[-1][2].append(field.split(" ")[0])
    return found


def moment(chance: random.Random, start: int, end: int, hours: str) -> int:
    """A time at which an edition holds, its edges among them."""
    if not hours:
        return chance.choice([start, end - 1, chance.randrange(start, end)])
    first, last = (60 * int(t[:2]) + int(t[3:]) for t in hours.split("-"))
    length = (last - first) % 1440 * 60_000
    day = chance.randrange(start // DAY_MS, end // DAY_MS) * DAY_MS
    return day + (first * 60_000 + chance.choice([0, length - 1, chance.randrange(length)])) % DAY_MS


def names_of(fields: list[str], chance: random.Random) -> list[str]:
    """Names that the line should answer to, some by its patterns alone."""
    names = [name[1:] for name in fields[6].split(" ") if name.startswith("=")]
    for pattern in [name for name in fields[6].split(" ") if not name.startswith("=")]:
        body = pattern[1:].partition("!")[0]
        body = "".join(chance.choice("0123456789") if c == "#" else c for c in body)
        match pattern[0]:
            case "^":
                names.append(body + chance.choice(["", "-latest", "-20260102"]))
            case "$":
                names.append("some/prefix/" + body)
            case "~":
                names.append(chance.choice(["", "a."]) + body + chance.choice(["", ":0"]))
            case "?":
                # What a shape leaves open is a version: 001.
                names.append(body[:-2] + "00" + body[-2] if body.endswith("*") else body)
    return names


def part(chance: random.Random, total: int, share: float = 0.5) -> int:
    """None of `total`, all of it, or a part."""
    if chance.random() > share or total == 0:
        return 0
    return total if chance.random() < 0.2 else chance.randint(0, total)


def draw(chance: random.Random, keys: set[str], starts: list[int]) -> tuple[dict, dict]:
    """A request's bound, and a usage within it; tiers are hit at their edges, too."""
    bound = {
        "input": chance.choice([0, 1, chance.randint(1, 4_000), chance.randint(1, 1_200_000)]),
        "image": part(chance, 50_000, 0.2),
        "audio": part(chance, 30_000, 0.3) if "input_audio_mtok" in keys else 0,
        "output": chance.choice([0, 1, chance.randint(1, 2_000), chance.randint(1, 200_000)]),
        "choices": chance.choice([1, 1, 1, 2, 8, 128]),
        "prediction": part(chance, 5_000, 0.2),
        "search": chance.choice([0, 0, 0, chance.randint(1, 30)]),
        "file-search": chance.choice([0, 0, 0, chance.randint(1, 9)]),
    }
    if starts and chance.random() < 0.6:
        edge = chance.choice(starts) + chance.choice([-1, 0, 1, 1])
        bound["input"] = max(0, edge - bound["image"] - bound["audio"])
    exact = chance.random() < 0.5

    def used(count: int) -> int:
        return count if exact else chance.randint(0, count)

    usage = dict.fromkeys(genai.COLUMNS, 0)
    text, image, audio = used(bound["input"]), used(bound["image"]), used(bound["audio"])
    # Chat models report images among the text tokens, some among them apart.
    if "input_image_mtok" in keys:
        usage["image"] = image
        if "cache_image_read_mtok" in keys:
            usage["image-cached"] = part(chance, image)
            usage["image"] -= usage["image-cached"]
    else:
        text += image
    usage["cached"] = part(chance, text)
    usage["write"] = part(chance, text - usage["cached"], 0.3)
    if "cache_write_1h_mtok" in keys:
        usage["hour"] = part(chance, text - usage["cached"] - usage["write"], 0.3)
    usage["in"] = text - usage["cached"] - usage["write"] - usage["hour"]
    if "cache_audio_read_mtok" in keys:
        usage["audio-cached"] = part(chance, audio)
    usage["audio"] = audio - usage["audio-cached"]
    output = used(bound["output"] * bound["choices"])
    usage["reasoning"] = part(chance, output)
    output -= usage["reasoning"]
    if "output_audio_mtok" in keys:
        usage["out-audio"] = part(chance, output)
    if "output_image_mtok" in keys:
        usage["out-image"] = part(chance, output - usage["out-audio"])
    output -= usage["out-audio"] + usage["out-image"]
    usage["out"] = output + used(bound["prediction"] * bound["choices"])
    usage["search"] = used(bound["search"])
    usage["file-search"] = used(bound["file-search"])
    for column, key in MEASURES.items():
        bound[column] = chance.choice([0, 1, chance.randint(1, 90_000)]) if key in keys else 0
        usage[column] = used(bound[column])
    return bound, usage


def oracle_usage(usage: dict) -> dict:
    """The same usage in the oracle's terms, where a total includes its parts."""
    inputs = ["in", "cached", "write", "hour", "audio", "audio-cached", "image", "image-cached"]
    return {
        "input_tokens": sum(usage[name] for name in [*inputs, "video"]),
        "cache_read_tokens": usage["cached"] + usage["audio-cached"] + usage["image-cached"],
        "cache_write_tokens": usage["write"] + usage["hour"],
        "cache_write_1h_tokens": usage["hour"],
        "input_audio_tokens": usage["audio"] + usage["audio-cached"],
        "cache_audio_read_tokens": usage["audio-cached"],
        "input_image_tokens": usage["image"] + usage["image-cached"],
        "cache_image_read_tokens": usage["image-cached"],
        "output_tokens": sum(usage[name] for name in ["out", "reasoning", "out-audio", "out-image"]),
        "output_reasoning_tokens": usage["reasoning"],
        "output_audio_tokens": usage["out-audio"],
        "output_image_tokens": usage["out-image"],
        "web_searches": usage["search"],
        "storage_searches": usage["file-search"],
        "audio_seconds": usage["second"],
        "input_audio_seconds": usage["second"],
        "input_characters": usage["character"],
    }


def keys_of(model) -> set[str]:
    conditional = model.prices if isinstance(model.prices, list) else []
    prices = [c.prices for c in conditional] or [model.prices]
    return {k for price in prices for k, v in price.__dict__.items() if v is not None}


def fields_text(counts: dict) -> str:
    return " ".join(f"{key}={value}" for key, value in counts.items() if value) or "-"


def oracle(draws: int, seed: int) -> bytes:
    providers = {p.id: p for p in genai.load()}
    from genai_prices.types import Usage

    chance = random.Random(seed)
    rows = []
    for fields in book_lines():
        if "breadth" in fields[5].split(","):
            continue
        provider = providers[genai.PROVIDERS[fields[0]]]
        names = [n for n in names_of(fields, chance) if provider.find_model(n) is not None]
        found = editions(fields)
        for start, hours, titles in found:
            later = [one for one, _, _ in found if one > start]
            end = min(later) if later else start + 400 * DAY_MS
            starts = sorted({int(title.split(">")[1]) for title in titles if ">" in title})
            for variant in dict.fromkeys(title.split(">")[0] for title in titles):
                for _ in range(draws):
                    name = chance.choice(names)
                    model = provider.find_model(name)
                    if model.id.lower() != fields[1]:
                        continue
                    at = moment(chance, start, end, hours)
                    bound, usage = draw(chance, keys_of(model), starts)
                    context = CONTEXTS[variant]
                    if fields[0] == "anthropic":
                        context = genai.ANTHROPIC_VARIANTS.get(variant)
                    price = model.calc_price(
                        Usage(**oracle_usage(usage)),
                        provider,
                        genai_request_timestamp=datetime.fromtimestamp(at / 1000, UTC),
                        price_context=context,
                    )
                    nanos = (price.total_price * 1_000_000_000).to_integral_value(ROUND_CEILING)
                    row = [fields[0], name, str(at), variant, fields_text(usage), fields_text(bound)]
                    rows.append("\t".join([*row, str(nanos)]))
    return ("\n".join(rows) + "\n").encode()


def names() -> bytes:
    providers = {p.id: p for p in genai.load()}
    chance = random.Random(1)
    known = {(fields[0], fields[1]) for fields in book_lines()}
    breadth = {
        (fields[0], name[1:])
        for fields in book_lines()
        if "breadth" in fields[5].split(",")
        for name in fields[6].split(" ")
    }
    rows = {}
    for fields in book_lines():
        for name in names_of(fields, chance):
            mutated = [name, name.upper(), name[:-1], name + "x", name.replace("-", "_", 1), "x" + name]
            for one in mutated:
                if any(one.lower() in names for names in prices.ALIASES.values()):
                    continue
                found = providers[genai.PROVIDERS[fields[0]]].find_model(one)
                expected = found.id.lower() if found else "-"
                # Left out of the book on purpose; and the book excludes -tts as a part of a name,
                # the oracle only as a whole word.
                if "search-preview" in one or "search-api" in one or "-ttsx" in one or not one:
                    continue
                if (fields[0], expected) not in known:
                    expected = "-"
                if (fields[0], one.lower()) in breadth:
                    expected = one.lower()
                rows[fields[0], one] = expected
    lines = [f"{provider}\t{name}\t{model}" for (provider, name), model in rows.items()]
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    # Products of counts and prices have more digits than the default context keeps.
    import decimal

    decimal.getcontext().prec = 60
    if "--fuzz" in sys.argv:
        draws, seed = map(int, sys.argv[sys.argv.index("--fuzz") + 1 :][:2])
        sys.stdout.buffer.write(oracle(draws, seed))
        return
    check = "--check" in sys.argv[1:]
    write_or_check(FOLDER / "oracle.txt", oracle(8, 2026), check)
    write_or_check(FOLDER / "names.txt", names(), check)


if __name__ == "__main__":
    main()
