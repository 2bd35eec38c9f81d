"""What is said of a data folder that somebody has changed, and of orders that say two things."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from conftest import policy
from farthing_process import Farthing
from test_archive import call
from test_checked_journal import INVALID, batches, farthing

UNREADABLE, USAGE = 2, 64
NO_JOURNAL = "this is no journal"


@pytest.fixture
def stopped(farthing_server) -> Farthing:
    server = farthing_server(policy())
    assert call(server, 4) == 200
    server.wait_until_nothing_held()
    server.stop()
    return server


def change(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / "ledger.sqlite") as database:
        for statement in statements:
            database.execute(statement)


def verify(folder: Path, *flags) -> tuple[int, dict]:
    done = farthing("verify", folder, "--json", *flags)
    return done.returncode, json.loads(done.stdout)


def journal_readers(folder: Path) -> list[list]:
    return [
        [*words, "--data", folder]
        for words in (
            ["budgets"], ["receipts", "archive"], ["receipts", "list"],
            ["receipts", "export", "--form", "csv"], ["receipts", "export"], ["events"],
        )
    ]


@pytest.mark.parametrize(
    "columns",
    [
        "seal = 'text'", "seal = NULL", "lines = x''", "lines = 'text'", "lines = x'0a', count = 2",
        "count = 'many'", "count = -1", "count = 9000", "at_ms = -5", "at_ms = 'noon'",
        "at_ms = at_ms + 1",
    ],
)
@pytest.mark.parametrize("number", [0, 2])
def test_columns_that_do_not_fit_are_a_mismatch(stopped, columns, number):
    first = batches(stopped.data)[number][0]
    table = "CREATE TABLE b AS SELECT * FROM batches"
    # A table that takes anything, as a file has it that somebody has written by hand.
    change(
        stopped.data, table, "DROP TABLE batches",
        "CREATE TABLE batches (first_sequence INTEGER PRIMARY KEY, count, at_ms, lines, seal)",
        "INSERT INTO batches SELECT first_sequence, count, at_ms, lines, seal FROM b",
    )
    assert verify(stopped.data)[0] == 0
    change(stopped.data, f"UPDATE batches SET {columns} WHERE first_sequence = {first}")
    status, answer = verify(stopped.data)
    assert status == INVALID and answer["ok"] is False, answer
    assert answer["reason"] == "batch_mismatch", answer
    assert answer["sequence"] == first, answer
    for words in journal_readers(stopped.data):
        done = farthing(*words)
        if words[1] == "list" and done.returncode == 0:
            continue  # Its twenty lie behind the place.
        assert done.returncode == INVALID, (words, done.stderr)
        assert f"entry {first}" in done.stderr and "farthing verify" in done.stderr, words


def test_a_batch_before_the_first_entry_is_none(stopped):
    change(
        stopped.data,
        "UPDATE batches SET first_sequence = -9223372036854775808 WHERE first_sequence = 0",
    )
    status, answer = verify(stopped.data)
    assert status == INVALID and "batch_mismatch" in json.dumps(answer), answer
    assert farthing("budgets", "--data", stopped.data).returncode == INVALID


def test_a_view_is_no_journal_and_the_folder_is_no_file(stopped):
    change(
        stopped.data, "ALTER TABLE batches RENAME TO b", "CREATE VIEW batches AS SELECT * FROM b"
    )
    status, answer = verify(stopped.data)
    text = json.dumps(answer, ensure_ascii=False)
    assert status == UNREADABLE and NO_JOURNAL not in text and "no table “batches”" in text


@pytest.mark.parametrize(
    ("statement", "said"),
    [("DELETE FROM folder", "somebody has emptied it"), ("DROP TABLE folder", "taken it away")],
)
def test_a_folder_without_its_values_is_told_of_alike(stopped, tmp_path, statement, said):
    change(stopped.data, statement)
    answer = farthing("verify", stopped.data)
    assert answer.returncode == UNREADABLE and said in answer.stderr, answer.stderr
    for words in journal_readers(stopped.data):
        done = farthing(*words)
        assert done.returncode == UNREADABLE, (words, done.stdout, done.stderr)
        assert done.stderr == answer.stderr, words


def test_a_stretch_is_by_numbers_or_by_times(stopped):
    for ends in (
        ["--from", 10, "--to", "2099-11-01"], ["--from", "2020-11-01", "--to", 10],
        ["--from", 0, "--to", "2099-11-01"],
    ):
        done = farthing("receipts", "export", "--data", stopped.data, "--form", "csv", *ends)
        assert done.returncode == USAGE and "both" in done.stderr and not done.stdout, ends


def test_a_log_that_is_not_that_long_is_a_wrong_order(stopped):
    done = farthing("log", "publish", "--data", stopped.data)
    assert done.returncode == 0, done.stderr
    done = farthing("log", "proof", "--data", stopped.data, "--from", 1, "--to", 2000)
    assert done.returncode == USAGE and "--to 2000" in done.stderr


def test_what_verify_would_not_look_at_is_refused(stopped, tmp_path):
    assert farthing("log", "publish", "--data", stopped.data).returncode == 0
    proof, export = tmp_path / "p.tlog-proof", tmp_path / "e.jsonl"
    data = ["--data", stopped.data]
    assert farthing("receipts", "prove", 1, *data, "--output", proof).returncode == 0
    assert farthing("receipts", "export", *data, "--output", export).returncode == 0
    key = ["--key", stopped.data / "public.key"]
    assert farthing("verify", "--proof", proof, *key).returncode == 0
    assert farthing("verify", export, *key).returncode == 0
    for option in ("--config", "--signing-key-file", "--signer-command", "--signer-public-key"):
        done = farthing("verify", "--proof", proof, *key, option, "nope")
        assert done.returncode == USAGE and option in done.stderr, option
    for place in (export, stopped.data):
        done = farthing("verify", place, *key, "--data", "nowhere")
        assert done.returncode == USAGE and "--data" in done.stderr
