"""Generates Tests/Vectors/prices/conversions.txt: amounts in other currencies by Python's decimal.

Lines `amount  dollar-nanos  rate-nanos  nanos` are conversions, rounded up; `-` stands for one that
no account can hold. Lines `rate  currency  nanos` are the built-in exchange rates once more, divided
with 60 digits from the bank's own file and rounded up. Usage: rate_vectors.py [--check]
"""

from __future__ import annotations

import csv
import io
import random
import sys
import zipfile
from decimal import ROUND_CEILING, Decimal, getcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
from rates import CURRENCY_CONVERTER, HISTORY  # noqa: E402
from wheels import ROOT, write_or_check  # noqa: E402

getcontext().prec = 60
OUTPUT = ROOT / "Tests" / "Vectors" / "prices" / "conversions.txt"
MAX = 900_000_000_000_000_000


def converted(nanos: int, rate: int) -> str:
    dollars = Decimal(nanos).scaleb(-9)
    amount = (dollars * Decimal(rate).scaleb(-9)).quantize(Decimal("1e-9"), ROUND_CEILING)
    whole = int(amount.scaleb(9))
    return str(whole) if whole <= MAX else "-"


def conversions() -> list[str]:
    chosen = random.Random(4)
    rates = [1, 999_999_999, 10**9, 10**9 + 1, 94_955_245_256, 18_148_200_859_292, 10**15, MAX]
    amounts = [0, 1, 2, 999_999_999, 10**9, 10**9 + 1, MAX - 1, MAX, 2**63 - 1]
    pairs = [(amount, rate) for amount in amounts for rate in rates]
    for _ in range(400):
        amount = chosen.randrange(10 ** chosen.randrange(1, 19))
        pairs.append((amount, chosen.randrange(1, 10 ** chosen.randrange(1, 18) + 1)))
    return [f"amount\t{a}\t{r}\t{converted(a, r)}" for a, r in pairs]


def rates() -> list[str]:
    with zipfile.ZipFile(io.BytesIO(CURRENCY_CONVERTER.read(HISTORY))) as archive:
        rows = list(csv.reader(io.TextIOWrapper(archive.open("eurofxref-hist.csv"))))
    newest = dict(zip(rows[0], rows[1]))
    newest["EUR"] = "1"
    lines = []
    for currency in sorted(newest):
        text = newest[currency]
        if len(currency) != 3 or currency == "USD" or text == "N/A":
            continue
        rate = Decimal(text) / Decimal(newest["USD"])
        nanos = int(rate.quantize(Decimal("1e-9"), ROUND_CEILING).scaleb(9))
        lines.append(f"rate\t{currency}\t{nanos}")
    return lines


def main() -> None:
    text = "\n".join(conversions() + rates()) + "\n"
    write_or_check(OUTPUT, text.encode(), check="--check" in sys.argv[1:])


if __name__ == "__main__":
    main()
