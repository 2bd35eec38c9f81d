"""Prices a bill with `genai-prices`, which is not our code."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from genai_prices import Usage, calc_price

NANO = Decimal(10) ** -9
_PRICES: dict[tuple, Decimal] = {}


def price(call: dict) -> Decimal:
    """What one line of the scripted provider's bill costs, in dollars."""
    usage = (call["model"], call["prompt_tokens"], call["cached_tokens"], call["completion_tokens"])
    if usage not in _PRICES:
        _PRICES[usage] = calc_price(
            Usage(input_tokens=usage[1], cache_read_tokens=usage[2], output_tokens=usage[3]),
            model_ref=usage[0],
            provider_id="openai",
        ).total_price
    return _PRICES[usage]


def nanos(amount: Decimal) -> Decimal:
    """An amount rounded up to a billionth of a dollar, as a line of the book is."""
    return amount.quantize(NANO, rounding=ROUND_CEILING)


def total(bill: list[dict]) -> Decimal:
    return sum((price(call) for call in bill), Decimal(0))
