"""Whatever is sent to the console within its OpenAPI document, it answers as the document says."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from console_process import POLICY, ConsoleServer, start_console
from farthing_process import ROOT, Sandbox

EXAMPLES_MAX = int(os.environ.get("FARTHING_OPENAPI_EXAMPLES", "30"))
SEED = os.environ.get("FARTHING_OPENAPI_SEED", "20261122")
RUN_SECONDS_MAX = 900
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "unsupported_method",
]
METHODS = {"get", "post", "put", "patch", "delete"}
# Each operation is in one group, with a server of its own, because some of them stop everything.
GROUPS = {
    "agent-gov and the service": r"^/(?!v1/|api/)",
    "actguard": r"^/api/v1/",
    "who": r"^/v1/(workspaces|agents|keys|people|settings|me)(/|$)",
    "money": r"^/v1/(budgets|accounts|tools|prices|approvals|tenants|holds|analytics)(/|$)",
    "record": r"^/v1/(policies|receipts|runs|kill|audit|log)(/|$)",
}
# Streams have no end, and webhooks would be sent to addresses that nobody has chosen; both have tests
# of their own.
LEFT_OUT = r"^/v1/(events|receipts/export|webhooks)(/|$)"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


@pytest.fixture(scope="module")
def document(sandbox: Sandbox) -> dict:
    return start_console(sandbox).ask("GET", "/openapi.json").json


def conforms(
    url: str, pattern: str, authorization: str, log: Path, left_out: str = LEFT_OUT
) -> subprocess.CompletedProcess:
    """Schemathesis on the operations whose paths are like this; its report goes to a file as well."""
    program = Path(sys.executable).parent / "schemathesis"
    # The dashboard's forms are sent to some of agent-gov's addresses, by methods that it does not have.
    checks = [one for one in CHECKS if one != "unsupported_method" or "v1/" in pattern[:6]]
    command = [
        program, "run", f"{url}/openapi.json", "--url", url, "--header",
        f"Authorization:{authorization}", "--include-path-regex", pattern, "--exclude-path-regex", left_out,
        "--checks", ",".join(checks), "--max-examples", str(EXAMPLES_MAX), "--seed", SEED,
        "--continue-on-failure", "--no-color", "--request-timeout", "30", "--warnings", "off",
        "--generation-database", "none", "--suppress-health-check", "all",
    ]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=RUN_SECONDS_MAX,
        stdin=subprocess.DEVNULL, cwd=log.parent, check=False,
    )
    log.write_text(done.stdout + done.stderr)
    return done


def populate(server: ConsoleServer) -> None:
    """Something of each kind, so that lists are not all empty."""
    key = server.register_agent("reader", 10)
    server.done("POST", "/tools/register", {"name": "search", "cost_per_call": 1})
    server.done("POST", "/policies", {
        "name": "asks", "policy_type": "require_approval", "policy_config": {"tool_name": "pay"},
        "action": "require_approval",
    })
    for tool, estimate in (("search", 0), ("pay", 2), ("other", 50), ("search", 0)):
        server.call(key, tool, estimate)


@pytest.mark.parametrize("group", GROUPS)
def test_no_answer_is_a_failure_or_undocumented(box, group, tmp_path):
    server = start_console(box, POLICY)
    populate(server)
    token = server.create_key("fuzz", team="finance") if group == "actguard" else server.admin_token
    log = tmp_path / "schemathesis.txt"
    done = conforms(server.console_url, GROUPS[group], f"Bearer {token}", log)
    assert done.returncode == 0, log.read_text()[-12_000:]
    assert re.search(r"\b[1-9]\d* passed", done.stdout), "nothing was tried"
    server.process.check_alive()


def operations(document: dict) -> Iterator[tuple[str, str, dict]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method.upper(), path, operation


def test_every_operation_is_tried_in_one_group(document):
    for _, path, _ in operations(document):
        in_groups = [name for name, pattern in GROUPS.items() if re.search(pattern, path)]
        if re.search(LEFT_OUT, path):
            continue
        assert len(in_groups) == 1, (path, in_groups)


def test_the_document_is_one_of_openapi_3_1_and_names_each_operation_once(document):
    assert document["openapi"].startswith("3.1.")
    names = Counter(operation["operationId"] for _, _, operation in operations(document))
    assert [name for name, count in names.items() if count > 1] == []
    assert sum(names.values()) >= 70
    assert all(operation.get("summary") for _, _, operation in operations(document))


def test_the_document_is_made_of_its_parts_whose_examples_are_what_they_show():
    # The script checks schemas and examples where this is there.
    assert importlib.util.find_spec("jsonschema")
    script = ROOT / "Scripts" / "data" / "openapi.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_reference_leads_somewhere(document):
    def references(value) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            value = list(value.values())
        for part in value if isinstance(value, list) else ():
            yield from references(part)

    for reference in references(document):
        place = document
        assert reference.startswith("#/")
        for part in reference[2:].split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]


def test_every_operation_is_served(document, box):
    server = start_console(box)
    missing = []
    for method, path, _ in operations(document):
        if path.startswith(("/v1/events", "/v1/kill")):
            continue
        body = b"{}" if method in ("POST", "PUT", "PATCH") else None
        plain = re.sub(r"\{[^}]+\}", "x", path)
        headers = {"content-type": "application/json", "accept": "application/json"}
        answer = server.admin(method, plain, body=body, headers=headers)
        # 404 may be the name's; then the same path with another method has other names for it.
        if answer.status in (405, 501) or "nothing at this path" in answer.text:
            missing.append((method, path, answer.status))
    assert missing == []


def test_no_method_but_the_documented_ones_is_taken(document, box):
    server = start_console(box)
    for path, item in document["paths"].items():
        there = {method for method in item if method in METHODS}
        for method in ("PUT", "PATCH", "DELETE"):
            if method.lower() in there:
                continue
            plain = re.sub(r"\{[^}]+\}", "x", path)
            headers = {"content-type": "application/json"}
            answer = server.admin(method, plain, body=b"{}", headers=headers)
            # `/policies/types` is also `/policies/{policy_id}`.
            assert answer.status in (404, 405, 422), (method, path)
