"""Reads genai-prices: which models exist, how their names match, and what they cost when."""

from __future__ import annotations

import re
import sys
import types
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from wheels import GENAI_PRICES

# Farthing's word for a provider, and the one of genai-prices.
PROVIDERS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "bedrock": "aws",
    "gemini": "google",
    "deepseek": "deepseek",
}

# Price keys by the column of the book; the first that a model prices is the bucket's rate, which
# is how genai-prices itself takes a bucket out of the nearest priced unit above it.
COLUMNS = {
    "in": ["input_mtok"],
    "cached": ["cache_read_mtok", "input_mtok"],
    "write": ["cache_write_mtok", "input_mtok"],
    "hour": ["cache_write_1h_mtok", "cache_write_mtok", "input_mtok"],
    "audio": ["input_audio_mtok", "input_mtok"],
    "audio-cached": ["cache_audio_read_mtok", "cache_read_mtok", "input_audio_mtok", "input_mtok"],
    "image": ["input_image_mtok", "input_mtok"],
    "image-cached": ["cache_image_read_mtok", "cache_read_mtok", "input_image_mtok", "input_mtok"],
    "video": ["input_video_mtok", "input_mtok"],
    "out": ["output_mtok"],
    "reasoning": ["output_mtok"],
    "out-audio": ["output_audio_mtok", "output_mtok"],
    "out-image": ["output_image_mtok", "output_mtok"],
    "search": ["web_searches_kcount"],
    "file-search": ["storage_searches_kcount"],
    "request": ["requests_kcount"],
    "second": ["input_audio_hours"],
    "character": ["input_mchars"],
    "image-each": [],
    "out-image-each": [],
}
KNOWN_KEYS = {key for keys in COLUMNS.values() for key in keys}
# How many million of the column's counts one price of the source is for.
UNITS = {"_mtok": Fraction(1), "_mchars": Fraction(1), "_kcount": Fraction(1, 1000)}
UNITS |= {"_hours": Fraction(3600, 1_000_000)}

VARIANTS = {
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "fast": {"service_tier": "fast"},
}
# Anthropic's fast mode has a parameter of its own.
ANTHROPIC_VARIANTS = {"batch": {"processing": "batch"}, "fast": {"speed": "fast"}}

NANO = Decimal(10) ** -9

Sheets = dict[tuple[str, int], dict[str, Decimal]]


@dataclass
class Model:
    provider: str
    id: str
    context: int | None
    exact: list[str]
    patterns: list[str]
    keys: set[str]
    # By what stands after the `@` of an edition.
    editions: list[tuple[str, Sheets]] = field(default_factory=list)


def load() -> list:
    """The providers of the pinned wheel; its HTTP client is not needed, hence not installed."""
    sys.modules.setdefault("httpx2", types.ModuleType("httpx2"))
    sys.path.insert(0, str(GENAI_PRICES.path()))
    from genai_prices.data import providers

    return providers


def clauses(match) -> tuple[list[str], list[str]]:
    """Exact names and patterns of a match rule, in the book's notation."""
    if hasattr(match, "or_"):
        parts = [clauses(part) for part in match.or_]
        return sum((p[0] for p in parts), []), sum((p[1] for p in parts), [])
    if hasattr(match, "and_"):
        start, regex = match.and_
        if regex.regex != r"^(?!.*-[tT][tT][sS](?:$|-))":
            raise SystemExit(f"no notation for {match}")
        return [], [f"^{start.starts_with.lower()}!-tts"]
    if hasattr(match, "equals"):
        return [match.equals.lower()], []
    if hasattr(match, "starts_with"):
        return [], [f"^{match.starts_with.lower()}"]
    if hasattr(match, "ends_with"):
        return [], [f"${match.ends_with.lower()}"]
    if hasattr(match, "contains"):
        return [], [f"~{match.contains.lower()}"]
    return [], shapes(match.regex)


def shapes(regex: str) -> list[str]:
    """A regular expression of digits and literals as `?` patterns."""
    body = regex.removeprefix("^")
    closed = body.endswith("$")
    body = body.removesuffix("$").replace(r"\.", ".")
    body = re.sub(r"\\d\{(\d+)\}", lambda match: "#" * int(match[1]), body).replace(r"\d", "#")
    choice = re.search(r"\[(.+?)\]", body)
    bodies = [body.replace(choice[0], one) for one in choice[1]] if choice else [body]
    for one in bodies:
        if not regex.startswith("^") or not re.fullmatch(r"[a-z0-9.#@-]+", one):
            raise SystemExit(f"no notation for the regular expression {regex}")
    return [f"?{one}" + ("" if closed else "*") for one in bodies]


def prices_at(price, tier_start: int) -> Decimal:
    """A price for inputs of more than `tier_start` tokens."""
    if isinstance(price, Decimal):
        return price
    for tier in reversed(price.tiers):
        if tier_start >= tier.start:
            return tier.price
    return price.base


def per_million(price: Decimal, key: str) -> Decimal:
    """A price for the source's unit as one for a million; upwards where it has no end."""
    unit = next(unit for end, unit in UNITS.items() if key.endswith(end))
    whole = price * unit.denominator / unit.numerator
    exact = Decimal(whole).normalize()
    return exact if -exact.as_tuple().exponent <= 9 else exact.quantize(NANO, ROUND_CEILING)


def sheets_of(price, variant: str) -> Sheets:
    """The rates of one resolved model price, per million, by tier."""
    known = {key: value for key, value in price.__dict__.items() if value is not None}
    starts = {-1}
    for value in known.values():
        starts |= {tier.start for tier in getattr(value, "tiers", [])}
    result: Sheets = {}
    for start in sorted(starts):
        rates = {}
        for column, keys in COLUMNS.items():
            key = next((key for key in keys if key in known), None)
            if key is not None:
                rates[column] = per_million(prices_at(known[key], start), key)
        result[variant, start] = rates
    return result


def sheets_at(model, provider: str, moment: datetime) -> Sheets:
    """All sheets of a model at one time."""
    contexts = ANTHROPIC_VARIANTS if provider == "anthropic" else VARIANTS
    variants = model.price_variants or []
    sheets = sheets_of(model.get_prices(moment), "standard")
    if sheets_of(model.get_prices(moment, {"service_tier": "default"}), "standard") != sheets:
        raise SystemExit(f"{model.id}: the tier 'default' is not the standard price")
    for name, context in contexts.items():
        active = [v for v in variants if v.when == context]
        if any(v.constraint is None or v.constraint.active(moment) for v in active):
            sheets |= sheets_of(model.get_prices(moment, context), name)
    return sheets


def editions(model, provider: str) -> list[tuple[str, Sheets]]:
    """The sheets from each day on which one of them changes, and those of some hours of each day."""
    conditional = model.prices if isinstance(model.prices, list) else []
    constraints = [c.constraint for c in conditional]
    constraints += [v.constraint for v in model.price_variants or []]
    days: set[date] = {c.start_date for c in constraints if hasattr(c, "start_date")}
    times = {t for c in constraints if hasattr(c, "end_time") for t in (c.start_time, c.end_time)}
    if any(t.tzinfo != UTC or t.second for t in times):
        raise SystemExit(f"{model.id}: hours are not whole minutes of UTC")
    clock = sorted(t.strftime("%H:%M") for t in times)
    result: list[tuple[str, Sheets]] = []
    last: list[Sheets] = []
    for day in [None, *sorted(days)]:
        start = day or date(1970, 1, 1)

        def at(text: str) -> Sheets:
            moment = datetime.fromisoformat(f"{start}T{text}:00+00:00")
            return sheets_at(model, provider, moment)

        # The first boundary's price is that of its hours; the whole day's is the one before it.
        slots = [at(one) for one in clock]
        whole = slots[-1] if slots else at("00:00")
        if last == [whole, *slots]:
            continue
        last = [whole, *slots]
        result.append((str(day or ""), whole))
        for index, sheets in enumerate(slots):
            if sheets != whole:
                hours = f"{clock[index]}-{clock[(index + 1) % len(clock)]}"
                result.append((f"{day or ''}~{hours}", sheets))
    return result


def read(providers: list) -> list[Model]:
    """The models of our providers in the order of genai-prices, which decides between patterns."""
    models = []
    for ours, theirs in PROVIDERS.items():
        for model in next(p for p in providers if p.id == theirs).models:
            exact, patterns = clauses(model.match)
            conditional = model.prices if isinstance(model.prices, list) else []
            prices = [c.prices for c in conditional] or [model.prices]
            prices += [v.prices for v in model.price_variants or []]
            keys = {k for p in prices for k, v in p.__dict__.items() if v is not None}
            models.append(
                Model(
                    provider=ours,
                    id=model.id.lower(),
                    context=model.context_window,
                    exact=exact,
                    patterns=patterns,
                    keys=keys,
                    editions=editions(model, ours),
                )
            )
    return models
