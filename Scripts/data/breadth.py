"""Reads litellm's model list: output maxima, capabilities, and models that genai-prices lacks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal

from wheels import LITELLM

MEMBER = "litellm/model_prices_and_context_window_backup.json"
PROVIDERS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "bedrock": "bedrock",
    "bedrock_converse": "bedrock",
    "gemini": "gemini",
    "deepseek": "deepseek",
}
KINDS = {
    "chat": "chat",
    "responses": "responses",
    "completion": "completion",
    "embedding": "embedding",
    "realtime": "realtime",
    "image_generation": "image",
}
COLUMNS = {
    "input_cost_per_token": "in",
    "cache_read_input_token_cost": "cached",
    "cache_creation_input_token_cost": "write",
    "cache_creation_input_token_cost_above_1hr": "hour",
    "cache_creation_input_token_cost_above_12hr": "hour",
    "input_cost_per_audio_token": "audio",
    "cache_read_input_audio_token_cost": "audio-cached",
    "input_cost_per_image_token": "image",
    "input_cost_per_video_token": "video",
    "output_cost_per_token": "out",
    "output_cost_per_reasoning_token": "reasoning",
    "output_cost_per_audio_token": "out-audio",
    "output_cost_per_image_token": "out-image",
    "input_cost_per_image": "image-each",
    "output_cost_per_image": "out-image-each",
    "input_cost_per_audio_per_second": "second",
}
# A sheet has a price of what comes in, or of each picture that goes out.
INPUTS = {"in", "out-image-each"}
VARIANTS = {"": "standard", "_batches": "batch", "_flex": "flex", "_priority": "priority"}
# Prices of things that no dialect asks for unseen, and factors for endpoints of other regions.
IGNORED = re.compile(
    r"_(decisions|ultrafast)$|^(google_maps_grounding|code_interpreter|regional_processing)"
    r"|^search_context_cost_per_query$"
)
KEY = re.compile(r"^(.+?)(?:_above_(\d+)k_tokens)?(_batches|_flex|_priority)?$")


@dataclass
class Entry:
    provider: str
    id: str
    kind: str | None
    context: int | None
    output: int | None
    vision: bool
    reasoning: bool
    sheets: dict[tuple[str, int], dict[str, Decimal]]
    unknown: list[str]


def sheets_of(entry: dict) -> tuple[dict[tuple[str, int], dict[str, Decimal]], list[str]]:
    """Rates per million by variant and tier, and the price keys that the book has no column for."""
    found: dict[tuple[str, int], dict[str, Decimal]] = {}
    unknown = []
    for key, value in entry.items():
        if "cost" not in key and "price" not in key or IGNORED.search(key):
            continue
        base, thousands, variant = KEY.match(key).groups()
        if base in COLUMNS and isinstance(value, (int, Decimal)):
            start = int(thousands) * 1000 if thousands else -1
            sheet = found.setdefault((VARIANTS[variant or ""], start), {})
            sheet[COLUMNS[base]] = max(Decimal(value) * 1_000_000, sheet.get(COLUMNS[base], 0))
        elif value:
            unknown.append(key)
    searches = entry.get("search_context_cost_per_query") or {}
    if searches and ("standard", -1) in found:
        found["standard", -1]["search"] = max(searches.values()) * 1_000_000
    # A tier or variant that leaves a column out has the price of the one it departs from.
    standard = found.get(("standard", -1), {})
    for (variant, start), sheet in sorted(found.items(), key=lambda item: item[0][1]):
        low = found.get((variant, -1), {})
        if not {"in", "out"} <= sheet.keys() | low.keys():
            continue
        found[variant, start] = standard | low | sheet
    complete = {
        key: sheet
        for key, sheet in found.items()
        if INPUTS & sheet.keys() and (key[0], -1) in found and INPUTS & found[key[0], -1].keys()
    }
    return complete, unknown


def double_priced(entry: Entry) -> str | None:
    """A picture priced by the piece where tokens of it have a price too: one of them would be wrong."""
    sheet = entry.sheets.get(("standard", -1), {})
    if "image-each" in sheet and sheet["image-each"] and "image" in sheet:
        return "input image"
    tokens = {"out", "out-image"} & {column for column, rate in sheet.items() if rate}
    if "out-image-each" in sheet and (tokens or entry.kind != "image"):
        return "output image"
    return None


def read() -> list[Entry]:
    """The entries of our providers; keys with a region or a resolution before the id are left out."""
    raw = json.loads(LITELLM.read(MEMBER), parse_float=Decimal)
    entries = []
    for key, value in raw.items():
        provider = PROVIDERS.get(value.get("litellm_provider"))
        name = key.removeprefix(f"{provider}/") if provider in ("gemini", "deepseek") else key
        if provider is None or "/" in name:
            continue
        sheets, unknown = sheets_of(value)
        output = value.get("max_output_tokens")
        entries.append(
            Entry(
                provider=provider,
                id=name.lower(),
                kind=KINDS.get(value.get("mode")),
                context=value.get("max_input_tokens"),
                output=output if isinstance(output, int) and output > 0 else None,
                vision=bool(value.get("supports_vision")),
                reasoning=bool(value.get("supports_reasoning")),
                sheets=sheets,
                unknown=unknown,
            )
        )
    return entries
