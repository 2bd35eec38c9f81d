"""The author's tools: the documentation's own examples, then what scripts rely on."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from farthing_process import ROOT, farthing_binary

INVALID, UNKNOWN, USAGE, CANNOT_CREATE, CONFIGURATION = 1, 2, 64, 73, 78
TEMPLATES = ["starter", "team", "agents", "payments"]
DOCUMENT = ROOT / "docs" / "policy-tools.md"


def farthing(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`farthing …` in a folder of its own, without the environment's own settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FARTHING_")}
    return subprocess.run(
        [str(farthing_binary()), *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def policy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return farthing(folder, "policy", *arguments)


def answer(folder: Path, *arguments: str) -> dict:
    """The JSON of a command that does what it is asked, whatever it finds."""
    done = policy(folder, *arguments, "--json")
    return json.loads(done.stdout)


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)


def looks_like(pattern: str, line: str) -> bool:
    """Whether a line is the documented one, in which `…` stands for what differs from run to run."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), line) is not None


def test_every_example_of_the_documentation_does_what_it_says(tmp_path):
    text = DOCUMENT.read_text()
    files = re.findall(r"^```yaml (\S+)\n(.*?)^```$", text, re.M | re.S)
    assert len(files) == 3
    for name, block in files:
        (tmp_path / name).write_text(block)
    commands = 0
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, _, expected = part.partition("\n")
            commands += 1
            if line.startswith("farthing "):
                done = farthing(tmp_path, *shlex.split(line)[1:])
                got = (done.stderr + done.stdout).rstrip("\n").split("\n")
            else:
                assert line.startswith("sed ")
                done = subprocess.run(line, shell=True, cwd=tmp_path, text=True, capture_output=True)
                got = [""]
            wanted = expected.rstrip("\n").split("\n")
            assert len(got) == len(wanted), f"{line}\n" + "\n".join(got)
            for want, have in zip(wanted, got, strict=True):
                assert looks_like(want, have), f"{line}\n  documented {want}\n  printed    {have}"
    assert commands >= 9


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_good_and_its_cases_hold(tmp_path, template):
    made = policy(tmp_path, "init", "--template", template, "--out", "p.yaml")
    assert made.returncode == 0, made.stderr
    checked = answer(tmp_path, "check", "p.yaml", "--strict")
    assert checked["ok"] and checked["findings"] == []
    tested = answer(tmp_path, "test", "p.test.yaml")
    assert tested["ok"] and tested["failed"] == 0 and tested["good"] >= 4
    assert policy(tmp_path, "diff", "p.yaml", "p.yaml").returncode == 0


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_server_takes_a_template(sandbox, tmp_path, template):
    policy(tmp_path, "init", "--template", template)
    text = (tmp_path / "policy.yaml").read_text()
    server = sandbox.farthing(text, scripted=sandbox.scripted())
    budgets = re.findall(r"^  - id: (\S+)$", text.split("rules:")[0], re.M)
    applied = farthing(tmp_path, "receipts", "list", "--data", str(server.data), "--json").stdout
    entries = [json.loads(line)["decision"] for line in applied.splitlines() if line[:1] == "{"]
    made = [e["budget"]["id"] for e in entries if e["kind"] == "setBudget"]
    assert sorted(made) == sorted(budgets) != []


def test_init_writes_over_nothing(tmp_path):
    (tmp_path / "policy.test.yaml").write_text("mine")
    refused = policy(tmp_path, "init")
    assert refused.returncode == CANNOT_CREATE
    assert "policy.test.yaml is there already" in refused.stderr
    assert not (tmp_path / "policy.yaml").exists()
    assert (tmp_path / "policy.test.yaml").read_text() == "mine"
    assert policy(tmp_path, "init", "--force").returncode == 0
    assert (tmp_path / "policy.test.yaml").read_text() != "mine"
    wrong = policy(tmp_path, "init", "--template", "strter", "--force")
    assert wrong.returncode == USAGE and 'did you mean "starter"?' in wrong.stderr


def test_check_lists_what_it_finds_for_programs(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "version: 1\nbudgets: [{ id: d, limit: 1 USD, window: day }]\n"
        "rules: [{ id: r, when: {}, do: downgrade, to: claude-nothing }]\n"
    )
    done = policy(tmp_path, "check", "p.yaml", "--json")
    assert done.returncode == CONFIGURATION
    found = json.loads(done.stdout)
    assert not found["ok"]
    (finding,) = found["findings"]
    assert finding["code"] == "downgrade_target" and finding["severity"] == "error"
    assert (finding["line"], finding["path"]) == (3, "rules[0].to")
    (tmp_path / "p.yaml").write_text("version: 1\nbudgts: []\n")
    done = policy(tmp_path, "check", "p.yaml", "--json")
    assert done.returncode == CONFIGURATION
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["code"] == "syntax" and finding["line"] == 2
    assert 'did you mean "budgets"?' in finding["message"]


def test_a_warning_ends_well_unless_asked_otherwise(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "version: 1\nbudgets: [{ id: d, match: { model: gtp-5 }, limit: 1 USD, window: day }]\n"
    )
    done = policy(tmp_path, "check", "p.yaml")
    assert done.returncode == 0 and "warning: budgets[0].match.model" in done.stdout
    assert policy(tmp_path, "check", "p.yaml", "--strict").returncode == CONFIGURATION


def test_a_failing_case_says_where_and_why(tmp_path):
    policy(tmp_path, "init")
    (tmp_path / "bad.yaml").write_text(
        "policy: policy.yaml\ncases:\n  - name: no\n    call: { cost: 3 USD }\n    expect: allow\n"
    )
    done = policy(tmp_path, "test", "policy.test.yaml", "bad.yaml", "--json")
    assert done.returncode == INVALID
    report = json.loads(done.stdout)
    assert (report["good"], report["failed"]) == (5, 1)
    (failure,) = report["files"][1]["cases"][0]["failures"]
    assert failure["expected"] == "allow" and failure["got"] == "block" and failure["line"] == 4
    (tmp_path / "bad.yaml").write_text("policy: policy.yaml\ncases: [{ nam: x }]\n")
    done = policy(tmp_path, "test", "bad.yaml")
    assert done.returncode == CONFIGURATION
    assert 'bad.yaml:2:11: cases[0].nam: unknown key "nam"; did you mean "name"?' in done.stderr


def test_explain_says_what_would_be_possible(tmp_path):
    policy(tmp_path, "init")
    call = "provider=openai model=gpt-4o input=1000 output=4000"
    said = answer(
        tmp_path, "explain", "policy.yaml", "--call", call, "--spent", "daily=9.99 USD"
    )
    assert said["decision"] in ("downgrade", "block")
    call += " agent=x"
    said = answer(
        tmp_path,
        "explain",
        "policy.yaml",
        "--call",
        call,
        "--spent",
        "agent-tokens=1999000 tokens",
        "--at",
        "2026-12-01T09:30:00Z",
    )
    assert said["decision"] == "block" and said["refused_by"] == ["agent-tokens"]
    assert said["instead"]["free_at_ms"] == 1796119200000
    for wrong, hint in [
        (["--call", "modle=x"], 'did you mean "model"?'),
        (["--call", "cost=1USD", "--spent", "dialy=1 USD"], 'did you mean "daily"?'),
        (["--call", "cost=1USD", "--spent", "daily=1 calls"], "counts USD"),
        (["--call", "cost=1USD", "--at", "soon"], "--at soon"),
        ([], "either a --call or a --receipt"),
    ]:
        done = policy(tmp_path, "explain", "policy.yaml", *wrong)
        assert done.returncode == USAGE and hint in done.stderr, done.stderr


def test_diff_tells_the_directions_apart(tmp_path):
    policy(tmp_path, "init", "--template", "payments", "--out", "old.yaml")
    text = (tmp_path / "old.yaml").read_text()
    (tmp_path / "new.yaml").write_text(text.replace("500.00 USD", "400.00 USD"))
    done = policy(tmp_path, "diff", "old.yaml", "new.yaml", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["verdict"] == "tightens"
    done = policy(tmp_path, "diff", "new.yaml", "old.yaml", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == INVALID and found["verdict"] == "loosens"
    example = found["counterexample"]
    assert (example["old"], example["new"]) == ("block", "allow")
    # What is shown can be asked for: the same call under both, with the same past.
    spent = example["past"][0]["amounts"][0]
    for file, decision in [("new.yaml", "block"), ("old.yaml", "allow")]:
        said = answer(
            tmp_path,
            "explain",
            file,
            "--call",
            example["calls"][0],
            "--spent",
            f"payments-day={spent}",
        )
        assert said["decision"] == decision
    (tmp_path / "group.yaml").write_text(text.replace("approvers: finance", "approvers: board"))
    done = policy(tmp_path, "diff", "old.yaml", "group.yaml")
    assert done.returncode == UNKNOWN and "unknown:" in done.stdout


BACKTEST_POLICY = """
version: 1
budgets:
  - { id: daily, limit: 100.00 USD, window: day }
"""


@pytest.fixture
def spent_folder(sandbox, tmp_path):
    """A folder in which six calls were made, with the server stopped."""
    openai = pytest.importorskip("openai")
    server = sandbox.farthing(BACKTEST_POLICY, scripted=sandbox.scripted())
    key = server.create_key("k", agent="a1")
    client = openai.OpenAI(base_url=server.base_url, api_key=key, max_retries=0)
    for _ in range(6):
        client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "hello there"}],
            max_completion_tokens=200,
        )
    server.wait_until_nothing_held()
    server.stop()
    return Path(server.data)


def test_backtest_replays_what_was_spent(spent_folder, tmp_path):
    (tmp_path / "same.yaml").write_text(BACKTEST_POLICY)
    same = answer(tmp_path, "backtest", "--policy", "same.yaml", "--data", str(spent_folder))
    assert same["calls"] == 6 and same["cost_nanos"] == same["new_nanos"] > 0
    assert [row["decision"] for row in same["rows"]] == ["allow"]
    (tmp_path / "cheap.yaml").write_text(
        BACKTEST_POLICY
        + "rules: [{ id: cheap, when: { model: gpt-4o }, do: downgrade, to: gpt-4o-mini }]\n"
    )
    cheap = answer(tmp_path, "backtest", "--policy", "cheap.yaml", "--data", str(spent_folder))
    (row,) = cheap["rows"]
    assert (row["decision"], row["by"], row["model"]) == ("downgrade", "rule cheap", "gpt-4o-mini")
    assert row["calls"] == 6 and 0 < row["new_nanos"] < row["cost_nanos"]
    (tmp_path / "none.yaml").write_text(
        BACKTEST_POLICY + 'rules: [{ id: no, when: { agent: "a*" }, do: block }]\n'
    )
    none = answer(tmp_path, "backtest", "--policy", "none.yaml", "--data", str(spent_folder))
    assert none["new_nanos"] == 0 and none["rows"][0]["saved_nanos"] == same["cost_nanos"]
    later = answer(
        tmp_path, "backtest", "--policy", "none.yaml", "--data", str(spent_folder),
        "--since", "2100-01-01",
    )
    assert later["calls"] == 0


def test_a_receipt_is_explained_beside_the_present_policy(spent_folder, tmp_path):
    (tmp_path / "none.yaml").write_text(
        BACKTEST_POLICY + 'rules: [{ id: no, when: { agent: "a*" }, do: block }]\n'
    )
    listed = farthing(tmp_path, "receipts", "list", "--data", str(spent_folder), "--json").stdout
    entries = [json.loads(line) for line in listed.splitlines() if line.startswith("{")]
    settled = [e["sequence"] for e in entries if e["decision"]["kind"] == "settle"]
    held = [e["sequence"] for e in entries if e["decision"]["kind"] == "hold"]
    assert settled and held
    said = answer(
        tmp_path, "explain", "none.yaml", "--receipt", str(settled[-1]), "--data", str(spent_folder)
    )
    assert said["kind"] == "hold" and said["sequence"] in held
    assert said["recorded"][0]["budget"] == "daily" and said["policy"]["version"] == 1
    assert said["now"]["decision"] == "block" and said["now"]["determining"] == ["no"]
    missing = policy(
        tmp_path, "explain", "none.yaml", "--receipt", "999999", "--data", str(spent_folder)
    )
    assert missing.returncode == USAGE and "the last one is" in missing.stderr
