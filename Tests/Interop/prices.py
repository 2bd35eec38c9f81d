"""Prices a bill with `genai-prices`, which is not our code."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from genai_prices import Usage, calc_price

NANO = Decimal(10) ** -9
# The members of a line of the bill, and what `genai-prices` calls them; a total includes its parts.
COUNTS = {
    "prompt_tokens": "input_tokens",
    "cached_tokens": "cache_read_tokens",
    "completion_tokens": "output_tokens",
}
WRITES = ("cache_write_tokens", "cache_write_hour_tokens")
_PRICES: dict[tuple, Decimal] = {}


def price(call: dict, provider: str = "openai") -> Decimal:
    """What the tokens of one line of the scripted provider's bill cost, in dollars."""
    key = (provider, call["model"], *(call.get(name, 0) for name in (*COUNTS, *WRITES)))
    if key not in _PRICES:
        counts = {name: call.get(member, 0) for member, name in COUNTS.items()}
        written, hour = (call.get(member, 0) for member in WRITES)
        if written or hour:
            counts |= {"cache_write_tokens": written + hour, "cache_write_1h_tokens": hour}
        usage = Usage(**counts)
        found = calc_price(usage, model_ref=call["model"], provider_id=provider)
        _PRICES[key] = found.total_price
    return _PRICES[key]


def nanos(amount: Decimal) -> Decimal:
    """An amount rounded up to a billionth of a dollar, as a line of the book is."""
    return amount.quantize(NANO, rounding=ROUND_CEILING)


def total(bill: list[dict]) -> Decimal:
    return sum((price(call) for call in bill), Decimal(0))
