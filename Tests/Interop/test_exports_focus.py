"""The form focus against the requirements of FOCUS 1.2 (focus.finops.org), written out here from the
specification; FOCUS's own validator on PyPI knows version 1.0 alone."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import signal
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import openai
import pytest

from conftest import messages
from farthing_process import ROOT, Farthing, wait_until
from test_exports import MODEL, POLICY, export, nanos, rows, spend, spent_nanos, stored
from test_prices import BOOK
from test_rerate import MINI, day, doubled, write_book

# Feature level Mandatory in 1.2.
MANDATORY = {
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
    "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost",
    "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory",
    "ServiceName",
}
NOT_NULL = MANDATORY - {
    "BillingAccountName", "ChargeClass", "ChargeDescription", "PricingQuantity", "PricingUnit",
}
# All columns that 1.2 has; others must begin with x_.
COLUMNS = MANDATORY | {
    "AvailabilityZone", "BillingAccountType", "CapacityReservationId", "CapacityReservationStatus",
    "ChargeFrequency", "CommitmentDiscountCategory", "CommitmentDiscountId",
    "CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus",
    "CommitmentDiscountType", "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit",
    "ContractedUnitPrice", "InvoiceId", "ListUnitPrice", "PricingCategory", "PricingCurrency",
    "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice", "RegionId", "RegionName", "ResourceId", "ResourceName",
    "ResourceType", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId",
    "SubAccountId", "SubAccountName", "SubAccountType", "Tags",
}
DECIMALS = {
    "BilledCost", "ConsumedQuantity", "ContractedCost", "ContractedUnitPrice", "EffectiveCost",
    "ListCost", "ListUnitPrice", "PricingQuantity",
}
TIMES = {"BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart"}
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def check_row(row: dict) -> None:
    for name in NOT_NULL:
        assert row[name] != "", name
    for name in DECIMALS:
        assert row[name] == "" or NUMBER.fullmatch(row[name]), (name, row[name])
    for name in TIMES:
        assert TIME.fullmatch(row[name]), (name, row[name])
    assert moment(row["ChargePeriodStart"]) < moment(row["ChargePeriodEnd"])
    start, end = moment(row["BillingPeriodStart"]), moment(row["BillingPeriodEnd"])
    assert (start.day, start.hour, end.day, end.hour) == (1, 0, 1, 0)
    assert 28 <= (end - start).days <= 31
    assert re.fullmatch(r"[A-Z]{3}", row["BillingCurrency"])
    assert row["ChargeCategory"] in {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}
    assert row["ChargeClass"] in {"", "Correction"}
    assert row["ChargeFrequency"] in {"One-Time", "Recurring", "Usage-Based"}
    assert row["ServiceCategory"] in {"AI and Machine Learning", "Other"}
    assert row["ServiceSubcategory"] in {"Generative AI", "Other (Other)"}
    is_regular = row["ChargeCategory"] == "Usage" and row["ChargeClass"] == ""
    if is_regular:
        for name in ("PricingQuantity", "PricingUnit", "PricingCategory", "ListUnitPrice",
                     "ContractedUnitPrice", "SkuId", "SkuPriceId", "ConsumedQuantity",
                     "ConsumedUnit"):
            assert row[name] != "", name
        for price, cost in [("ListUnitPrice", "ListCost"), ("ContractedUnitPrice", "ContractedCost")]:
            assert Decimal(row[price]) >= 0
            assert Decimal(row[price]) * Decimal(row["PricingQuantity"]) == Decimal(row[cost])
        assert Decimal(row["ConsumedQuantity"]) > 0
    else:
        assert row["ConsumedQuantity"] == row["ConsumedUnit"] == ""
        assert row["ChargeFrequency"] != "Usage-Based" or row["ChargeCategory"] == "Usage"
    # What depends on another column is null with it.
    for name, other in [
        ("PricingUnit", "PricingQuantity"), ("ConsumedUnit", "ConsumedQuantity"),
        ("SubAccountName", "SubAccountId"), ("SubAccountType", "SubAccountId"),
        ("SkuMeter", "SkuId"), ("RegionName", "RegionId"),
    ]:
        assert (row[name] == "") == (row[other] == ""), (name, other)
    assert row["SkuPriceId"] != "" or row["SkuPriceDetails"] == ""
    assert row["SkuPriceId"] == "" or row["SkuId"] != ""
    assert row["PricingCategory"] in {"", "Standard", "Dynamic", "Committed", "Other"}
    for name in ("Tags", "SkuPriceDetails"):
        assert row[name] == "" or isinstance(json.loads(row[name]), dict)
    assert all(key.startswith("x_") for key in json.loads(row["SkuPriceDetails"] or "{}"))


def check(path: Path) -> list[dict]:
    table = rows(path)
    names = list(table[0])
    assert len(set(names)) == len(names)
    assert MANDATORY <= set(names)
    assert all(name in COLUMNS or name.startswith("x_") for name in names)
    for row in table:
        check_row(row)
    return table


@pytest.fixture
def spent(farthing_server, client_of) -> Farthing:
    server = farthing_server(POLICY)
    spend(server, client_of(server))
    return server


def test_every_row_keeps_to_focus_and_the_sum_is_what_was_spent(spent):
    table = check(export(spent, "focus"))
    assert {row["ChargeCategory"] for row in table} == {"Usage"}
    for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"):
        assert sum(nanos(row[name]) for row in table) == spent_nanos(spent, "all") > 0
    entries = {str(entry["sequence"]): entry for entry in stored(spent)}
    for row in table:
        entry = entries[row["x_ReceiptEntry"]]
        assert row["x_ReceiptHash"] == entry["entryHash"]
        usage = entry["decision"]["usage"]
        assert nanos(row["BilledCost"]) == usage["costNanos"]
        assert int(row["x_InputTokens"]) == usage["inputTokens"]
        assert Decimal(row["ConsumedQuantity"]) == usage["inputTokens"] + usage["outputTokens"]
        assert (row["ProviderName"], row["ConsumedUnit"]) == ("OpenAI", "Tokens")
        assert row["SkuId"] == f"openai/{MODEL}"
        assert json.loads(row["SkuPriceDetails"])["x_Buckets"] == usage["buckets"]
        assert json.loads(row["Tags"])["team"] == "finance"
        assert row["SubAccountId"] == "acme-corp"
        start, end = moment(row["ChargePeriodStart"]), moment(row["ChargePeriodEnd"])
        assert start.timestamp() <= time.time() and (end - start).seconds < 60


def rerate(server: Farthing) -> None:
    """Calls of today cost twice as much after all."""
    models = [("openai", MINI)]
    book = write_book(
        server.folder / "dearer.tsv", lambda line: doubled(line, day(time.time() - 86_400)), *models
    )
    done = server.run(
        "prices", "rerate", "--data", server.data, "--book", book, "--apply", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_correction_is_an_adjustment_by_the_difference(spent):
    before = check(export(spent, "focus"))
    rerate(spent)
    table = check(export(spent, "focus", "--resume"))
    assert table[: len(before)] == before
    adjusted = table[len(before) :]
    assert len(adjusted) == len(before)
    assert {row["ChargeCategory"] for row in adjusted} == {"Adjustment"}
    # Within the month; one of an earlier month would be a correction.
    assert {row["ChargeClass"] for row in adjusted} <= {"", "Correction"}
    by_call = {row["x_DecisionId"]: row for row in before}
    for row in adjusted:
        assert abs(nanos(row["BilledCost"]) - nanos(by_call[row["x_DecisionId"]]["BilledCost"])) < 2
    assert sum(nanos(row["BilledCost"]) for row in table) == spent_nanos(spent, "all")
    csv_rows = rows(export(spent, "csv"))
    assert sum(nanos(row["cost"]) for row in csv_rows) == spent_nanos(spent, "all")
    assert {row["kind"] for row in csv_rows} >= {"settle", "correction"}
    # A second correction is by the difference to the first.
    back = spent.run("prices", "rerate", "--data", spent.data, "--book", BOOK, "--apply")
    assert back.returncode == 0
    table = check(export(spent, "focus", "--resume"))
    assert sum(nanos(row["BilledCost"]) for row in table) == spent_nanos(spent, "all")
    assert sum(nanos(row["BilledCost"]) for row in before) == spent_nanos(spent, "all")


def test_a_call_that_nobody_knows_the_cost_of_is_charged_in_full(farthing_server, client_of):
    server = farthing_server(POLICY, "--set", "holdMs=5000")
    spend(server, client_of(server))
    child = Thread(target=ask_and_hang, args=(client_of(server, max_retries=0),), daemon=True)
    child.start()
    wait_until(lambda: server.held() > 0, 20, "a held call")
    server.process.stop(signal.SIGKILL)
    server.start()
    server.wait_until_nothing_held()
    table = check(export(server, "focus"))
    unknown = [row for row in table if row["x_Evidence"] == "unknown"]
    assert len(unknown) == 1 and nanos(unknown[0]["BilledCost"]) > 0
    assert (unknown[0]["ConsumedQuantity"], unknown[0]["ConsumedUnit"]) == ("1.0", "Requests")
    assert sum(nanos(row["BilledCost"]) for row in table) == spent_nanos(server, "all")


def ask_and_hang(client) -> None:
    with contextlib.suppress(openai.OpenAIError):
        client.chat.completions.create(
            model=MODEL, messages=messages(steering="delay_ms=20000"), max_tokens=16
        )


DOCS = ROOT / "docs" / "formats"


def test_the_documented_columns_are_those_of_the_files(spent):
    example = (DOCS / "csv.md").read_text(encoding="utf-8").split("\n    entry,time,")[1]
    heading = "entry,time," + example.split("\n")[0]
    with export(spent, "csv").open(newline="", encoding="utf-8") as file:
        real = file.readline().strip()
    assert real == heading
    row = next(csv.reader([example.split("\n")[1].strip()], strict=True))
    assert len(row) == len(heading.split(","))
    assert json.loads(row[heading.split(",").index("usage")]) == {
        "calls": 1, "input": 7, "output": 85,
    }
    told = (DOCS / "focus.md").read_text(encoding="utf-8")
    names = set(rows(export(spent, "focus"))[0])
    assert {name for name in names if f"`{name}`" not in told} <= {
        "CommitmentDiscountCategory", "CommitmentDiscountId", "CommitmentDiscountName",
        "CommitmentDiscountStatus", "CommitmentDiscountType",
    }
    assert {name for name in re.findall(r"`(x_[A-Z]\w+)`", told)} - {"x_Buckets"} <= names
