"""Generates the price book: Sources/CFarthingData/prices.txt.

Prices come from genai-prices; litellm adds output maxima, capabilities, prices of dimensions that
genai-prices has no figure for, and models that it does not list. Where both price a model,
genai-prices stands. Usage: prices.py [--check]
"""

from __future__ import annotations

import hashlib
import re
import sys
from decimal import Decimal

import breadth
import genai
from wheels import GENAI_PRICES, LITELLM, ROOT, write_or_check

OUTPUT = ROOT / "Sources" / "CFarthingData" / "prices.txt"
# Counted up when the same sources are read differently.
REVISION = 3

# Output maxima where litellm gives a figure below what the provider documents. These models have
# no output maximum beside their context. https://platform.openai.com/docs/models/gpt-4
OUTPUT_MAXIMA = {("openai", "gpt-4"): 8_192, ("openai", "gpt-4-32k"): 32_768}

# Models that search on every call, for a fee that no answer reports.
ALWAYS_SEARCHING = re.compile(r"search-(preview|api)")
# Makers of images whose price depends on size and quality, which the source does not tell apart.
BY_SIZE = re.compile(r"nova-canvas|titan-image-generator")
REASONING = re.compile(r"^(o\d|gpt-[5-9]|codex|computer-use)")
# Claude thinks since 3.7 (Anthropic, “Extended thinking”), Gemini since 2.5 but for models that say so.
NOT_REASONING = re.compile(
    r"^(ft:)?(gpt-3|gpt-4|chatgpt-4o|ada$|babbage|curie|davinci|text-)"
    r"|claude-(2|instant|3-(haiku|opus|sonnet)|3-5)|gemini-(1|2\.0(?!.*thinking))"
)
# Names that documents use and neither source lists.
ALIASES = {
    ("bedrock", "regional.anthropic.claude-sonnet-4-20250514-v1:0"): [
        "anthropic.claude-sonnet-4-v1:0"
    ]
}

# What a model must have a price of, one of them.
PRICED_BY = {"input_mtok", "input_audio_hours", "input_mchars"}
# Dimensions that litellm may price where genai-prices would count them as plain tokens.
SUPPLEMENTS = {
    "hour": "cache_write_1h_mtok",
    "audio": "input_audio_mtok",
    "image": "input_image_mtok",
    "video": "input_video_mtok",
    "out-audio": "output_audio_mtok",
    "out-image": "output_image_mtok",
}


def kind_of(name: str, kinds: list[str]) -> str:
    if "chat" in kinds or not kinds:
        for word, kind in [
            ("embed", "embedding"), ("image", "image"), ("realtime", "realtime"), ("-live", "realtime"),
            ("transcribe", "audio"), ("tts", "audio"), ("whisper", "audio"),
        ]:
            if word in name and not kinds:
                return kind
        return "chat"
    return kinds[0]


def supplement(model: genai.Model, entries: list[breadth.Entry]) -> None:
    """Adds litellm's rates for dimensions that genai-prices has no price of for this model."""
    for column, key in SUPPLEMENTS.items():
        if key in model.keys:
            continue
        for _, sheets in model.editions:
            for (variant, start), rates in sheets.items():
                name = "priority" if variant == "fast" and model.provider == "openai" else variant
                found = [
                    e.sheets.get((name, start), e.sheets.get((name, -1), {})).get(column)
                    for e in entries
                ]
                dearest = max((rate for rate in found if rate is not None), default=None)
                if dearest is not None:
                    rates[column] = max(dearest, rates.get(column, Decimal(0)))


def number(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    if value < 0 or len(text.partition(".")[2]) > 9:
        raise SystemExit(f"the price {value} does not fit nano-units per million")
    return text


def sheet_text(variant: str, start: int, rates: dict[str, Decimal]) -> str:
    title = variant if start < 0 else f"{variant}>{start}"
    rates = {"in": Decimal(0), **rates}
    parts = [f"in={number(rates['in'])}"]
    for column in genai.COLUMNS:
        if column == "in" or column not in rates:
            continue
        index = list(genai.COLUMNS).index(column)
        implied = rates["in"] if index < 9 else rates.get("out", 0) if index < 13 else 0
        if column in ("audio-cached", "image-cached"):
            implied = rates.get("cached", rates["in"])
        if rates[column] != implied or column == "out" and rates[column] != 0:
            parts.append(f"{column}={number(rates[column])}")
    return " ".join([title, *parts])


def line(model: genai.Model, kind: str, context, output, flags: list[str]) -> str:
    names = [f"={name}" for name in sorted(model.exact)] + model.patterns
    fields = [model.provider, model.id, kind, str(context or "-"), str(output or "-")]
    fields += [",".join(flags) or "-", " ".join(names)]
    for day, sheets in model.editions:
        fields.append(f"@{day}")
        order = ["standard", "batch", "flex", "priority", "fast"]
        for variant, start in sorted(sheets, key=lambda key: (order.index(key[0]), key[1])):
            fields.append(sheet_text(variant, start, sheets[variant, start]))
    return "\t".join(fields)


def merge() -> tuple[list[str], list[str]]:
    """The lines of the book, and what was left out with its reason."""
    providers = genai.load()
    models = genai.read(providers)
    entries = breadth.read()
    left_out: list[str] = []

    def resolved(provider: str, name: str) -> str | None:
        theirs = genai.PROVIDERS[provider]
        found = next(p for p in providers if p.id == theirs).find_model(name)
        return found.id.lower() if found else None

    matching: dict[tuple[str, str], list[breadth.Entry]] = {}
    alone: list[breadth.Entry] = []
    for entry in entries:
        target = resolved(entry.provider, entry.id)
        if target is None:
            alone.append(entry)
        else:
            matching.setdefault((entry.provider, target), []).append(entry)

    lines: list[str] = []
    for model in models:
        found = matching.get((model.provider, model.id), [])
        others = model.keys - genai.KNOWN_KEYS
        if "input_audio_hours" in model.keys:
            # The source has the price of what is heard twice, by the narrower and the wider name.
            others -= {"audio_hours"}
        if others or not PRICED_BY & model.keys:
            reason = f"priced by {', '.join(sorted(others))}" if others else "has no input price"
            left_out.append(f"{model.provider} {model.id}: {reason}")
            continue
        names = {*model.exact, *(entry.id for entry in found), model.id}
        searching = {name for name in names if ALWAYS_SEARCHING.search(name)}
        if model.id in searching:
            left_out.append(f"{model.provider} {model.id}: searches on every call, unreported")
            continue
        model.exact = [
            name
            for name in names - searching
            if " " not in name and resolved(model.provider, name) == model.id
        ]
        for alias in ALIASES.get((model.provider, model.id), []):
            if resolved(model.provider, alias) is None:
                model.exact.append(alias)
        supplement(model, found)
        lines.append(finish(model, found))
    seen: set[tuple[str, str]] = set()
    for entry in alone:
        reason = None
        if entry.kind is None or (entry.provider, entry.id) in seen:
            continue
        seen.add((entry.provider, entry.id))
        if entry.unknown:
            reason = f"priced by {', '.join(sorted(entry.unknown))}"
        elif not {"in", "out-image-each"} & entry.sheets.get(("standard", -1), {}).keys():
            reason = "has no input price"
        elif double := breadth.double_priced(entry):
            reason = f"priced twice, by tokens and by {double}"
        elif (
            entry.kind not in ("embedding", "image") and "out" not in entry.sheets["standard", -1]
        ):
            reason = "has no output price"
        elif BY_SIZE.search(entry.id):
            reason = "priced by size and quality"
        elif ALWAYS_SEARCHING.search(entry.id):
            reason = "searches on every call, unreported"
        if reason:
            left_out.append(f"{entry.provider} {entry.id}: {reason}")
            continue
        model = genai.Model(
            provider=entry.provider, id=entry.id, context=None, exact=[entry.id], patterns=[],
            keys=set(), editions=[("", entry.sheets)],
        )
        lines.append(finish(model, [entry], alone=True))
    return lines, left_out


def finish(model: genai.Model, found: list[breadth.Entry], alone: bool = False) -> str:
    output = max((e.output for e in found if e.output), default=None)
    output = OUTPUT_MAXIMA.get((model.provider, model.id), output)
    contexts = [model.context, *(e.context for e in found)]
    context = max((c for c in contexts if isinstance(c, int) and c > 0), default=None)
    reasoning = any(e.reasoning for e in found)
    if model.provider == "openai":
        reasoning = reasoning or bool(REASONING.search(model.id))
    if not found and not NOT_REASONING.search(model.id):
        reasoning = True
    flags = ["reasoning"] if reasoning else []
    flags += ["vision"] if any(e.vision for e in found) else []
    flags += ["breadth"] if alone else []
    # Some models that chat are listed as makers of images; their own prices are by tokens.
    kinds = sorted({e.kind for e in found if e.kind and (alone or e.kind != "image")})
    return line(model, kind_of(model.id, kinds), context, output, flags)


def main() -> None:
    lines, left_out = merge()
    body = "\n".join(lines) + "\n"
    digest = hashlib.sha256(body.encode()).hexdigest()
    version = f"genai-prices-{GENAI_PRICES.version}+litellm-{LITELLM.version}+{REVISION}"
    header = [
        "# Generated by Scripts/data/prices.py; do not edit. The form is described in",
        "# Sources/FarthingCore/Prices/PriceBook+Parse.swift. Prices are US dollars per million.",
        f"# Prices: {GENAI_PRICES.label}.",
        "#   Copyright (c) Pydantic Services Inc. 2025 to present",
        f"# Maxima, breadth: {LITELLM.label}.",
        "#   Copyright (c) 2023 Berri AI",
        "# Models flagged 'breadth' have their prices from the second source.",
        "# Left out, so that calls to them are refused:",
        *(f"#   {one}" for one in left_out),
        "farthing-prices 1",
        f"version {version}",
        f"sha256 {digest}",
    ]
    text = "\n".join(header) + "\n" + body
    print(f"{len(lines)} models, {len(left_out)} left out")
    write_or_check(OUTPUT, text.encode(), check="--check" in sys.argv[1:])


if __name__ == "__main__":
    main()
