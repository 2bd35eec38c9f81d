"""The table of docs/formats/tampering.md with the commands: segments, cuts, and what an auditor keeps."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from farthing_process import farthing_binary
from test_receipts_vectors import KEY, RECEIPTS

JOURNAL = RECEIPTS / "journal.jsonl"
HEAD = "06080168314fce3c3b29f898a6803e01f3216961275af728099d1193317fa274"
# Of the first two entries, which the first seal covers; docs/formats/receipts.md has the figure.
FRONTIER = "ae5bab801a9804e59b959f4946e57baa33ae5f11bcf1b430fae6f0be040e155d"


def verify(*words) -> tuple[int, dict]:
    command = [farthing_binary(), "verify", *words, "--key", KEY, "--json"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout)


def lines() -> list[str]:
    # Not `splitlines`: U+2028 inside a string ends no line.
    return JOURNAL.read_text(encoding="utf-8").split("\n")[:-1]


def written(path: Path, some: list[str]) -> Path:
    path.write_text("".join(line + "\n" for line in some), encoding="utf-8", newline="")
    return path


@pytest.fixture
def parts(tmp_path) -> list[Path]:
    """The pinned journal as an export of its first batch and a segment of the rest."""
    header, *rest = lines()
    log = json.loads(header)
    head = {
        "first": 2,
        "format": "farthing-segment/1",
        "frontier": [FRONTIER],
        "origin": log["origin"],
        "seal": json.loads(rest[2])["seal"],
        "signerFingerprint": log["signerFingerprint"],
    }
    segment = [json.dumps(head, separators=(",", ":"), ensure_ascii=False), *rest[3:]]
    return [
        written(tmp_path / "1.jsonl", [header, *rest[:3]]),
        written(tmp_path / "2.jsonl", segment),
    ]


def test_the_example():
    status, answer = verify(JOURNAL)
    assert (status, answer["entries"], answer["head"]) == (0, 7, HEAD)
    flags = ["--min-entries", 7, "--expect-head", HEAD]
    assert verify(JOURNAL, *flags)[0] == 0


def test_a_cut_end_shows_by_what_was_kept(tmp_path):
    cut = written(tmp_path / "cut.jsonl", lines()[:-2])
    assert verify(cut)[0] == 0
    for flags, reason in [
        (["--min-entries", 7], "entries_missing"),
        (["--expect-head", HEAD], "head_missing"),
    ]:
        status, answer = verify(cut, *flags)
        assert (status, answer["reason"], answer["sequence"]) == (1, reason, 6)
    unsealed = written(tmp_path / "unsealed.jsonl", lines()[:-1])
    status, answer = verify(unsealed)
    assert (status, answer["reason"], answer["sequence"]) == (1, "unsealed_entries", 6)
    status, answer = verify(unsealed, "--allow-unsealed", "--min-entries", 7)
    assert (status, answer["reason"]) == (1, "entries_missing")
    status, answer = verify(unsealed, "--allow-unsealed", "--min-entries", 6)
    assert (status, answer["entries"], answer["sealed"], answer["unsealed"]) == (0, 7, 6, 1)


def test_segments(parts, tmp_path):
    whole = verify(JOURNAL)[1]
    status, together = verify(*parts)
    assert status == 0
    for name in ("entries", "sealed", "seals", "head", "root"):
        assert together[name] == whole[name], name
    status, alone = verify(parts[1])
    assert (status, alone["first"], alone["entries"], alone["head"]) == (0, 2, 7, HEAD)
    status, wrong = verify(parts[1], parts[0])
    assert (status, wrong["reason"], wrong["sequence"]) == (1, "segment_gap", 0)
    assert wrong["fault"]["file"] == str(parts[0])
    status, twice = verify(*parts, parts[1])
    assert (status, twice["reason"], twice["sequence"]) == (1, "segment_gap", 2)
    assert verify(parts[1], "--balances")[0] == 1
    assert verify(parts[0], tmp_path)[0] == 2


@pytest.mark.parametrize(
    ("old", "new", "reason", "sequence"),
    [
        ('"amounts":[10]', '"amounts":[11]', "hash_or_signature_invalid", 3),
        ('"sequence":4}', '"sequence":5}', "sequence_gap", 5),
        ("farthing/0191e2c4", "farthing/0191e2c5", "seal_unknown_key", 1),
    ],
)
def test_a_changed_byte(tmp_path, old, new, reason, sequence):
    text = "\n".join(lines()) + "\n"
    start = text.index("\n")
    changed = tmp_path / "changed.jsonl"
    changed.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8", newline="")
    status, answer = verify(changed)
    assert (status, answer["reason"], answer["sequence"]) == (1, reason, sequence)
