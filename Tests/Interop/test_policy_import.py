"""`farthing policy import`: other products' policies as files that a server would take."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from farthing_process import ROOT, farthing_binary

CANNOT_CREATE, CONFIGURATION = 73, 78
VECTORS = ROOT / "Tests" / "Vectors" / "agentguard_spend"

GUARD = {
    "id": "finance-guard",
    "name": "Finance",
    "scope": {"tenantId": "acme", "teamId": "finance"},
    "caps": [
        {
            "amountCents": 40000,
            "window": "per_day",
            "action": "downgrade",
            "downgradeTo": "gpt-4o-mini",
        },
        {"amountCents": 50000, "window": "per_day", "action": "block"},
    ],
    "mode": "enforce",
    "version": 1,
    "effectiveFrom": "2026-01-01T00:00:00.000Z",
}

CONTRACT = """
apiVersion: spendguard.ai/v1alpha2
kind: Contract
metadata: {id: 33333333-3333-4333-8333-333333333333, name: team-a}
spec:
  budgets:
    - {id: 11111111-1111-4111-8111-111111111111, limit_amount_atomic: "50000000", currency: USD}
  rules:
    - id: big-call
      when: {budget_id: 11111111-1111-4111-8111-111111111111, claim_amount_atomic_gte: "2000000"}
      then: {decision: REQUIRE_APPROVAL, reason_code: BIG, approver_role: finance}
"""


def policy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`farthing policy …` in a folder of its own, without the environment's own settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FARTHING_")}
    return subprocess.run(
        [str(farthing_binary()), "policy", *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_a_policy_is_written_checked_and_not_written_over(tmp_path: Path):
    (tmp_path / "guard.json").write_text(json.dumps(GUARD, indent=1))
    done = policy(tmp_path, "import", "guard.json", "--out", "policy.yaml")
    assert done.returncode == 0, done
    assert done.stdout == "policy.yaml: written: 1 budget, 0 rules\n"
    assert "guard.json:23:19: effectiveFrom: enforced: " in done.stderr
    text = (tmp_path / "policy.yaml").read_text()
    assert text.startswith("# Imported from agentguard-spend.\n")
    assert "      - { at: 80%, do: downgrade, to: gpt-4o-mini }\n" in text
    checked = policy(tmp_path, "check", "policy.yaml")
    assert checked.returncode == 0, checked

    again = policy(tmp_path, "import", "guard.json", "--out", "policy.yaml")
    assert again.returncode == CANNOT_CREATE
    assert "policy.yaml is there already" in again.stderr
    assert (tmp_path / "policy.yaml").read_text() == text


def test_a_contract_goes_to_standard_output_and_its_warnings_beside_it(tmp_path: Path):
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    done = policy(tmp_path, "import", "contract.yaml")
    assert done.returncode == 0, done
    assert "\nid: team-a\n" in done.stdout
    assert '    when: { cost: ">= 2.00 USD" }\n    do: approve\n' in done.stdout
    kinds = [line.split(": ")[2] for line in done.stderr.splitlines()]
    assert kinds == ["differs", "enforced", "enforced"], done.stderr
    assert "\ntenant: default\n" in done.stdout and "set tenant: to the id" in done.stderr
    told = policy(tmp_path, "import", "contract.yaml", "--tenant", "acme")
    assert "\ntenant: acme\n" in told.stdout and "set tenant:" not in told.stderr
    wrong = policy(tmp_path, "import", "contract.yaml", "--tenant", "")
    assert wrong.returncode == CONFIGURATION and "tenant" in wrong.stderr, wrong
    (tmp_path / "policy.yaml").write_text(done.stdout)
    checked = policy(tmp_path, "check", "policy.yaml")
    assert checked.returncode == 0, checked


def test_the_contract_of_the_guide_becomes_the_policy_of_the_guide(tmp_path: Path):
    guide = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    contract = guide.split("```yaml contract.yaml\n")[1].split("```")[0]
    expected = guide.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "contract.yaml").write_text(contract)
    done = policy(tmp_path, "import", "contract.yaml", "--tenant", "acme")
    assert done.returncode == 0, done
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert lines == expected.splitlines()


def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(tmp_path: Path):
    wrong = json.dumps(GUARD, indent=1).replace("per_day", "per_dya", 1)
    (tmp_path / "guard.json").write_text(wrong)
    done = policy(tmp_path, "import", "guard.json", "--out", "policy.yaml")
    assert done.returncode == CONFIGURATION
    expected = 'guard.json:11:14: caps[0].window: unknown window "per_dya"; did you mean "per_day"?'
    assert expected in done.stderr
    assert not (tmp_path / "policy.yaml").exists()
    answer = policy(tmp_path, "import", "guard.json", "--json")
    assert answer.returncode == CONFIGURATION
    assert json.loads(answer.stdout)["ok"] is False


def test_every_public_policy_becomes_a_policy_that_a_server_takes(tmp_path: Path):
    cases = json.loads((VECTORS / "policy_cases.json").read_text())["cases"]
    imported = 0
    for meaning in ([], ["--compat"]):
        # Every fifth, so that the suite stays quick: the unit tests have them all.
        for case in cases[::5]:
            (tmp_path / "guard.json").write_text(json.dumps(case["policy"]))
            done = policy(tmp_path, "import", "guard.json", "--json", *meaning)
            answer = json.loads(done.stdout)
            assert answer["ok"] is (case["id"] != "pub-090"), case["id"]
            if not answer["ok"]:
                continue
            (tmp_path / "policy.yaml").write_text(answer["policy"])
            checked = policy(tmp_path, "check", "policy.yaml")
            # A random one sends calls of one provider to another's model, which no server can do.
            taken = CONFIGURATION if case["id"] == "pub-091" and not meaning else 0
            assert checked.returncode == taken, (case["id"], checked)
            imported += 1
    assert imported == 46
