"""The published JSON Schema of policies, beside the reader that decides: what the reader accepts is
valid, and what is wrong in either is refused by both."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from farthing_process import ROOT, farthing_binary

SCHEMA = json.loads((ROOT / "docs" / "policy.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
WHOLE = ROOT / "Tests" / "Vectors" / "policy" / "whole.yaml"
WRONG = ROOT / "Tests" / "Vectors" / "policy" / "wrong.txt"


class Yaml12(yaml.SafeLoader):
    """Scalars as YAML 1.2 and editors read them: no dates, and `on` and `off` are words."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def load(text: str):
    return yaml.load(text, Yaml12)


def fault(text: str) -> str | None:
    """What the schema says against a policy; None where it is valid."""
    error = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(load(text)))
    return None if error is None else f"{error.json_path}: {error.message[:200]}"


def check(file: Path) -> subprocess.CompletedProcess:
    """What the reader says of a policy."""
    command = [str(farthing_binary()), "policy", "check", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def documented() -> list:
    """Every complete policy in the documentation."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        blocks = re.findall(r"^```ya?ml\n(.*?)^```", page.read_text(), re.M | re.S)
        for number, block in enumerate(blocks):
            if re.search(r"^version: 1", block, re.M):
                found.append(pytest.param(block, id=f"{page.name}-{number}"))
    return found


def examples() -> list:
    files = [WHOLE, *sorted((ROOT / "Examples").rglob("*.yaml"))]
    read = [(file, file.read_text()) for file in files]
    return [pytest.param(text, id=file.name) for file, text in read if "\nversion: 1" in text]


# One slip each; everything else about the policies is right.
BUDGET = "version: 1\nbudgets:\n  - {{ id: a, limit: {limit}, window: {window}{more} }}\n"
RULE = "version: 1\nrules:\n  - {{ id: a, when: {{ {when} }}, {what} }}\n"


def budget(more: str = "", limit: str = "1 USD", window: str = "day") -> str:
    return BUDGET.format(limit=limit, window=window, more=more and ", " + more)


def threshold(text: str) -> str:
    return budget(f"thresholds: [{{ {text} }}]")


def rule(what: str = "do: block", when: str = "") -> str:
    return RULE.format(what=what, when=when)


LIMITS = [
    "10", "10 usd", "1_000 USD", '"1,000 USD"', "1e3 USD", "-1 USD", "$10 USD", ".5 USD", "5. USD",
    "10 dollars", "1m tokens", "1 M tokens", "10 requests", "10%", "¥10", "unlimited", '"10 credits:"',
]  # fmt: skip
BAD = [
    "tenant: x\n", "version: 2\n", "version: 1\nbudget: []\n", "version: 1\nmode: off\n",
    "version: 1\nunpriced: allow\n", "version: 1\nunpriced: { ceiling: 100 USD }\n",
    "version: 1\nunmatched: deny\n", "version: 1\nwarnings: yes\n", "version: 1\nfrom: tomorrow\n",
    "version: 1\nuntil: 2026-12-01T09:00\n", "version: 1\nbudgets: {}\n", "version: 1\nrules: [x]\n",
    "version: 1\ntenant:\n", 'version: 1\nid: ""\n',
    *(budget(limit=limit) for limit in LIMITS),
    budget(window="daily"), budget(window="rolling"), budget(window="rolling 24"),
    budget(window="day", limit="8 concurrent"), "version: 1\nbudgets: [{ id: a, limit: 1 USD }]\n",
    "version: 1\nbudgets: [{ limit: 1 USD, window: day }]\n", budget("per: [agnt]"),
    budget("per: [agent, agent]"), budget("per: tag"), budget("match: { teem: x }"),
    budget('match: { "tag:": x }'), budget("match: { team: [a, b] }"), budget("hold: tight"),
    budget("mode: soft"), budget("countFrom: start"), budget("timezone: Europe Berlin"),
    budget("thresholds: {}"), budget("limits: 5 USD"),
    *map(threshold, [
        "do: warn", "at: 80%", "at: 80, do: warn", "at: 0%, do: warn", "at: 101%, do: warn",
        "at: 80.123%, do: warn", "at: 80%, do: stop", "at: 80%, do: warn, to: x",
        "at: 80%, do: block, within: 5s", "at: 80%, do: downgrade", "at: 80%, do: downgrade, to: []",
        "at: 80%, do: downgrade, to: [a, a]", "at: 80%, do: downgrade, to: a, need: 2",
        "at: 80%, do: approve", "at: 80%, do: approve, approvers: x, need: 0",
        "at: 80%, do: approve, approvers: x, need: 17", "at: 80%, do: approve, approvers: x, need: two",
        "at: 80%, do: approve, approvers: x, within: soon", "at: 80%, do: approve, approvers: x, to: y",
        "at: 80%, do: wait", "at: 80%, do: wait, within: 30", "at: 80%, do: wait, within: 5s, wait: 5s",
        "at: 80%, require: data_write", "at: 80%, do: warn, why: x",
    ]),
    "version: 1\nrules: [{ id: a, do: block }]\n", "version: 1\nrules: [{ when: {}, do: block }]\n",
    rule("mode: shadow"), rule("do: warn"), rule("do: pause"), rule("do: block, require: data_write"),
    rule("require: admin"), rule("require: data_write, approvers: x"), rule("do: block, to: x"),
    rule("do: approve"), rule("do: wait"), rule("do: downgrade"), rule("do: block, timezone: UTC"),
    *(rule(when=when) for when in [
        "cost: 2 USD", 'cost: "> 2"', 'cost: "> 2 EUR"', 'cost: "!= 2 USD"', 'tokens: "> many"',
        'steps: 50', 'steps: "> 5k"', 'attempts: "> -1"', 'identical: "> 1.5"', 'projected: "> 1"',
        'projected: "100%"', 'stepps: "> 5"', "model: {}", 'model: ""',
    ]),
    "version: 1\nprices: [{ provider: x, model: y, input: 1 }]\n",
    "version: 1\nprices: [{ provider: x, model: y, input: 1, output: -1 }]\n",
    "version: 1\nprices: [{ provider: x, model: y, input: 1, outputs: 1 }]\n",
    "version: 1\nprices: [{ provider: x, model: y, input: 1, output: 1, variant: slow }]\n",
    "version: 1\nrates: [{ currency: USD, per_usd: 1 }]\n", "version: 1\nrates: [{ currency: INR }]\n",
    "version: 1\nrates: [{ currency: INR, per_usd: 0 }]\n",
    "version: 1\nrates: [{ currency: inr, per_usd: 84 }]\n",
    "version: 1\nrates: [{ currency: INR, per_usd: 84, from: 2026 }]\n",
]  # fmt: skip

# What no schema can see: what keys say together, what a list of names knows, exactness.
BEYOND_SCHEMAS = re.compile(
    r"another (?:budget|rule) has the id|unknown time zone|unknown unit|unknown currency"
    r"|more than nine decimals|not a whole number of|is too much|too many digits|to be kept"
    r"|stands more than once|an approval takes from|a wait lasts from|does not wait longer"
    r"|it ends before it begins|a rolling window lasts|has two .* from the same day"
    r"|has from 1 to \d+ bytes(, not blanks alone,)? and no control|is neither a day nor a time|is no day; write"
    r"|a window of one run|have no tags|begins an anchor|unknown version .1\.0|not valid (?:YAML|JSON|UTF-8)"
)


def cases_that_are_wrong() -> list:
    """Text and errors of each case of the reader's own table."""
    cases: list[tuple[str, list[str]]] = []
    for line in WRONG.read_text().splitlines():
        if line.startswith("=== "):
            cases.append(("", []))
        elif line.startswith("! "):
            cases[-1][1].append(line[2:])
        elif cases:
            cases[-1] = (cases[-1][0] + line + "\n", cases[-1][1])
    return cases


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_program_prints_the_published_schema():
    command = [str(farthing_binary()), "policy", "schema"]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert printed == (ROOT / "docs" / "policy.schema.json").read_text()


def test_every_object_refuses_what_it_does_not_know():
    def look(value, path):
        if isinstance(value, dict):
            if "properties" in value and value.get("type") == "object":
                assert value["additionalProperties"] is False, path
            for key, part in value.items():
                look(part, f"{path}/{key}")
        elif isinstance(value, list):
            for index, part in enumerate(value):
                look(part, f"{path}/{index}")

    look(SCHEMA, "#")


@pytest.mark.parametrize("text", [*examples(), *documented()])
def test_what_the_reader_accepts_is_valid(text: str, tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    done = check(file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert fault(text) is None


@pytest.mark.parametrize("text", BAD)
def test_what_is_wrong_is_refused_by_both(text: str, tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    assert check(file).returncode != 0, text
    assert fault(text) is not None, text


def test_a_policy_that_uses_every_key_uses_every_key_of_the_schema():
    """The reader is compared with this file in Swift, the schema here: neither has a key more."""
    policy = load(WHOLE.read_text())
    defs = SCHEMA["$defs"]
    used = {
        "threshold": [one for budget in policy["budgets"] for one in budget.get("thresholds", [])],
        "budget": policy["budgets"],
        "rule": policy["rules"],
        "price": policy["prices"],
        "rate": policy["rates"],
        "unpriced": [policy["unpriced"]],
    }
    assert set(policy) == set(SCHEMA["properties"])
    for name, sections in used.items():
        assert set().union(*sections) == set(defs[name]["properties"]), name
    whens = set().union(*(one["when"] for one in policy["rules"]))
    dimensions = set(defs["match"]["properties"])
    assert whens - dimensions - {"tag:x"} == set(defs["when"]["properties"]) - dimensions


def test_the_schema_refuses_what_the_reader_refuses_as_far_as_it_can_see():
    refused, missed = 0, []
    for text, errors in cases_that_are_wrong():
        if all(BEYOND_SCHEMAS.search(error) for error in errors):
            continue
        try:
            said = fault(text)
        except yaml.YAMLError:
            continue
        if said is None:
            missed.append((text, errors))
        refused += said is not None
    assert not missed
    assert refused >= 100
