"""Values in the database that do not belong there: every command says so, and none is ended by them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from conftest import policy
from test_archive import call

LAST = "WHERE first_sequence = (SELECT max(first_sequence) FROM batches)"
# What is done to the database, and what is said of it.
CHANGES = {
    "seal as text": (f"UPDATE batches SET seal = CAST(seal AS TEXT) {LAST}", "seal is text"),
    "seal empty text": (f"UPDATE batches SET seal = '' {LAST}", "seal is text"),
    "seal empty": (f"UPDATE batches SET seal = x'' {LAST}", "seal is empty"),
    "lines an integer": (f"UPDATE batches SET lines = 5 {LAST}", "lines is an integer"),
    "lines as text": (f"UPDATE batches SET lines = CAST(lines AS TEXT) {LAST}", "lines is text"),
    "count below": (f"UPDATE batches SET count = -1 {LAST}", "count is -1"),
    "count above": (f"UPDATE batches SET count = {2**63 - 1} {LAST}", f"count is {2**63 - 1}"),
    "time": (f"UPDATE batches SET at_ms = {-2**63} {LAST}", f"at_ms is {-2**63}"),
    "number": (f"UPDATE batches SET first_sequence = {2**63 - 1} {LAST}", "first_sequence is"),
    "number near": (
        f"UPDATE batches SET first_sequence = {2**63 - 8}, count = {2**63 - 1} {LAST}",
        "first_sequence is",
    ),
    "folder": ("UPDATE folder SET value = 'x'", "value is text"),
    "loose": (
        "CREATE TABLE l AS SELECT * FROM batches; DROP TABLE batches; "
        f"ALTER TABLE l RENAME TO batches; UPDATE batches SET lines = NULL {LAST}",
        "lines is NULL",
    ),
}
COMMANDS = (
    ["verify"],
    ["receipts", "list"],
    ["receipts", "show", "3"],
    ["receipts", "export", "--form", "jsonl"],
    ["receipts", "export", "--form", "csv"],
    ["receipts", "archive"],
    ["budgets", "list"],
    ["serve", "--listen", "127.0.0.1:0", "--scripted"],
)


@pytest.fixture(scope="module")
def stopped(sandbox, provider):
    server = sandbox.farthing(policy(), scripted=provider)
    server.key = server.create_key("tests", team="finance")
    call(server, 5)
    server.wait_until_nothing_held()
    server.stop()
    return server


@pytest.mark.parametrize("change", CHANGES)
def test_no_value_ends_a_command(stopped, tmp_path, change):
    data = tmp_path / "data"
    shutil.copytree(stopped.data, data)
    sql, words = CHANGES[change]
    with closing(sqlite3.connect(data / "ledger.sqlite")) as database:
        database.executescript(sql)
    for command in COMMANDS:
        place = [data] if command == ["verify"] else ["--data", data]
        done = stopped.run(*command, *place, check=False)
        said = done.stdout + done.stderr
        # Who reads but entries may find nothing wrong with them.
        reads_entries = command[1:2] == ["show"] or change == "folder" and command[1:] == ["list"]
        allowed = (0, 1, 2, 69, 78) if reads_entries else (1, 2, 69, 78)
        assert done.returncode in allowed, (command, done)
        assert "Fatal error" not in said and len(done.stderr.splitlines()) < 12, (command, said)
        if done.returncode and command != ["verify"] and words:
            assert "the database is damaged" in said and words in said, (command, said)


@pytest.mark.parametrize("value", ["NULL", "5", "'x'", "x'00'", "-1", str(2**63 - 1)])
@pytest.mark.parametrize("column", ["hash", "name", "scope", "created_at_ms", "approver_only"])
def test_no_value_of_a_key_ends_a_command(stopped, tmp_path, column, value):
    data = tmp_path / "data"
    shutil.copytree(stopped.data, data)
    with closing(sqlite3.connect(data / "ledger.sqlite")) as database:
        database.executescript(
            "CREATE TABLE l AS SELECT * FROM access_keys; DROP TABLE access_keys; "
            f"ALTER TABLE l RENAME TO access_keys; UPDATE access_keys SET {column} = {value}"
        )
    done = stopped.run("keys", "list", "--data", data, check=False)
    assert done.returncode in (0, 69), done
    if done.returncode:
        assert f"{column} is" in done.stderr and "Fatal error" not in done.stderr
