"""What a running gateway has written is whole for Farthing, for the independent verifier, and, as a
signed export, for agentguard-spend."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import openai
import pytest

import test_receipts_vectors as receipts
from agentguard_spend import verify_chain
from conftest import messages, policy
from farthing_process import Farthing

MODEL = "gpt-4o-mini"
FORMS = {"farthing": "farthing", "signed": "agentguard"}


@pytest.fixture
def spent(farthing_server, client_of) -> Farthing:
    """A gateway that has answered, streamed and refused."""
    server = farthing_server(policy("0.001 USD"))
    client = client_of(server)
    short = {"model": MODEL, "messages": messages(steering="tokens=5"), "max_tokens": 16}
    for _ in range(3):
        client.chat.completions.create(**short)
    list(client.chat.completions.create(**short, stream=True))
    with pytest.raises(openai.APIStatusError):
        client.chat.completions.create(model=MODEL, messages=messages(), max_tokens=16_000)
    server.wait_until_nothing_held()
    return server


def public_key(server: Farthing) -> str:
    return (server.data / "public.key").read_bytes().hex()


def export(server: Farthing, form: str) -> Path:
    path = server.folder / f"{form}.jsonl"
    server.run("receipts", "export", "--data", server.data, "--form", FORMS[form], "--output", path)
    return path


def test_the_data_folder_is_whole_while_the_server_runs_and_after(spent):
    for _ in range(2):
        assert spent.verify().returncode == 0
        result = receipts.verify(spent.data, public_key(spent))
        assert result["ok"], result
        assert result["entries"] == result["sealed"] > 8
        assert result["unknownKinds"] == []
        if spent.process.child.poll() is None:
            spent.stop()


def test_both_verifiers_agree_on_an_export_in_our_format(spent):
    path = export(spent, "farthing")
    spent.stop()
    folder = receipts.verify(spent.data, public_key(spent))
    exported = receipts.verify(path, public_key(spent))
    assert exported["ok"], exported
    assert folder["root"] == exported["root"] or folder["entries"] > exported["entries"]
    assert spent.run("verify", path, "--key", spent.data / "public.key").returncode == 0


async def peer(path: Path, key: str):
    return await verify_chain(receipts.agentguard_entries(path), bytes.fromhex(key))


def test_agentguard_spend_accepts_a_signed_export(spent):
    path = export(spent, "signed")
    verdict = asyncio.run(peer(path, public_key(spent)))
    assert verdict.ok, verdict
    assert receipts.verify(path, public_key(spent))["ok"]


def test_a_changed_byte_in_the_data_folder_is_found(spent):
    spent.stop()
    database = sqlite3.connect(spent.data / "ledger.sqlite")
    first, lines = database.execute(
        "SELECT first_sequence, lines FROM batches ORDER BY first_sequence DESC LIMIT 1"
    ).fetchone()
    assert json.loads(lines.split(b"\n")[0])["sequence"] == first
    changed = lines.replace(b'"timestamp":"2', b'"timestamp":"3', 1)
    assert changed != lines
    database.execute("UPDATE batches SET lines = ? WHERE first_sequence = ?", (changed, first))
    database.commit()
    database.close()
    result = receipts.verify(spent.data, public_key(spent))
    assert (result["ok"], result["sequence"]) == (False, first)
    assert spent.verify().returncode == 1
