"""The examples of docs/formats/receipts.md, entries.md and journal.md are what the texts say."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from receipt_forge import KEY, ORIGIN, canonical, sha256

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ROOT / "docs" / "formats"
LINES = (ROOT / "Tests/Vectors/receipts/journal.jsonl").read_bytes().split(b"\n")[:-1]
sys.path.insert(0, str(ROOT / "Scripts" / "verify"))

from farthing_balances import STILL, Balances  # noqa: E402


def page(name: str) -> str:
    return (FORMATS / f"{name}.md").read_text(encoding="utf-8")


def section(name: str, title: str) -> str:
    """What stands below a heading, up to the next one of any level."""
    text = re.split(rf"^#+ {re.escape(title)}$", page(name), maxsplit=1, flags=re.M)[1]
    return re.split(r"^#+ ", text, maxsplit=1, flags=re.M)[0]


def blocks(text: str) -> list[str]:
    """The indented parts, without their indentation."""
    found, block = [], []
    for line in [*text.split("\n"), "x"]:
        if line.startswith("    "):
            block.append(line[4:])
        elif line.strip() or not block:
            if block:
                found.append("\n".join(block).rstrip())
            block = []
        else:
            block.append("")
    return found


def test_the_stored_entry_of_the_example_is_the_vectors_and_hashes_as_it_says():
    text = section("receipts", "A stored entry")
    entry = blocks(text)[0].replace("\n", "").encode()
    assert entry == LINES[2]
    value = json.loads(entry)
    hashed = canonical({name: value[name] for name in ("decision", "previousHash", "sequence")})
    assert f"{len(hashed)} bytes" in text
    assert sha256(hashed).hex() == value["entryHash"]
    assert value["previousHash"] == json.loads(LINES[1])["entryHash"]


def test_the_key_of_the_example_has_its_fingerprint():
    text = page("receipts")
    assert KEY in text
    assert hashlib.sha256(bytes.fromhex(KEY)).hexdigest()[:16] in text


def test_the_tree_of_the_example_follows_from_the_entries():
    figures = re.findall(r"= ([0-9a-f]{64})$", section("receipts", "A tree"), re.M)
    hashes = [bytes.fromhex(json.loads(line)["entryHash"]) for line in LINES[1:3]]
    leaves = [sha256(b"\0", digest) for digest in hashes]
    assert figures == [leaf.hex() for leaf in leaves] + [sha256(b"\1", *leaves).hex()]


def test_the_seal_of_the_example_is_the_vectors_and_its_figures_are_right():
    text = section("receipts", "A seal")
    seal, figures = blocks(text)
    assert seal + "\n" == json.loads(LINES[3])["seal"]
    signed = seal.split("\n\n")[0].encode() + b"\n"
    assert f"{len(signed)} bytes" in text
    word = base64.b64decode(seal.split(" ")[-1])
    key_id = sha256(ORIGIN.encode(), b"\n\1", bytes.fromhex(KEY))[:4]
    assert word[:4] == key_id
    assert f"key id    = {key_id.hex()}" in figures
    assert word[4:].hex() == "".join(re.findall(r"[0-9a-f]{64}", figures))
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(KEY)).verify(word[4:], signed)


def test_the_first_lines_of_exports_and_segments_are_as_in_the_vectors():
    header = blocks(section("receipts", "Our own export"))[0].split("\n")[0]
    assert json.loads(header.replace("0191…", ORIGIN.removeprefix("farthing/"))) == json.loads(LINES[0])
    segment = blocks(section("receipts", "Segments"))[0]
    leaves = [sha256(b"\0", bytes.fromhex(json.loads(line)["entryHash"])) for line in LINES[1:3]]
    assert re.findall(r'"frontier":\["([0-9a-f]{64})"\]', segment) == [sha256(b"\1", *leaves).hex()]
    assert list(json.loads(re.sub(r"\n", "", segment.split("}")[0] + "}"))) == [
        "first", "format", "frontier", "origin", "seal", "signerFingerprint",
    ]


def objects(text: str) -> list[dict]:
    """The whole JSON objects in an example; what follows one on its last line is a remark."""
    found = []
    for block in blocks(text):
        rest = block
        while rest.startswith("{") and "…" not in rest.split("}\n")[0][:40]:
            joined = re.sub(r"\n *", "", rest)
            try:
                value, end = json.JSONDecoder().raw_decode(joined)
            except ValueError:
                break
            found.append(value)
            rest = re.sub(r"^ *entry \d+", "", joined[end:]).strip()
    return found


ENTRIES = [value for value in objects(page("entries")) if "kind" in value]


def test_the_examples_of_entries_are_found():
    kinds = {entry["kind"] for entry in ENTRIES}
    assert len(ENTRIES) >= 12
    assert {"setBudget", "hold", "settle", "refusal", "balance", "approvalGrant"} <= kinds


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["kind"])
def test_an_example_of_an_entry_is_spelt_as_entries_are(entry):
    assert "kind" in entry and "timestamp" in entry
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["timestamp"])
    assert json.dumps(entry) == json.dumps(json.loads(canonical(entry)))
    assert not re.search(r"[0-9]\.[0-9]|[0-9][eE]", re.sub(r'"[^"]*"', "", json.dumps(entry)))


def test_the_example_of_entries_adds_up_to_what_its_text_says():
    first = {entry["kind"]: entry for entry in reversed(ENTRIES[:4])}
    balances = Balances()
    assert balances.take(1, first["setBudget"]) is None
    assert balances.take(2, first["hold"]) is None
    [held] = [one for one in balances.statements() if one["held"]]
    assert (held["held"], held["spent"]) == (302_250, 0)
    assert balances.take(3, first["settle"]) is None
    [spent] = [one for one in balances.statements() if one["spent"]]
    assert (spent["held"], spent["spent"]) == (0, 52_050)
    assert balances.take(11, first["refusal"]) is None


def test_every_kind_of_the_tables_is_one_that_the_independent_verifier_knows():
    text = page("entries")
    tables = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ", text, re.M)
    headings = re.findall(r"^#+ ((?:`\w+`(?:, )?)+)", text, re.M)
    kinds = {kind for found in [*tables, *headings] for kind in re.findall(r"`(\w+)`", found)}
    members = {"decisionId", "inputTokens", "outputTokens"}
    known = STILL | {name.removeprefix("take_") for name in dir(Balances) if name.startswith("take_")}
    assert {"topUp", "setBudget", "keyRotation", "hold", "expire", "balance"} <= kinds
    assert known <= kinds | {"reset"}, "the page says nothing of a kind"
    assert not {kind for kind in kinds - known - members if kind in
                {entry["kind"] for entry in ENTRIES}}


def test_the_batches_of_the_data_folders_example_are_the_vectors():
    text = blocks(page("journal"))
    rows = [tuple(map(int, row.split("|"))) for row in re.findall(r"^[\d|]+$", "\n".join(text), re.M)]
    wanted, lines, first = [], b"", 0
    for line in LINES[1:]:
        value = json.loads(line)
        if "seal" not in value:
            lines += line + b"\n"
            continue
        note = value["seal"]
        size, ms = int(note.split("\n")[1]), int(note.split("\n")[3].removeprefix("time "))
        wanted.append((first, size - first, ms, len(lines), len(note.encode())))
        first, lines = size, b""
    assert rows == wanted
    assert f"origin|{ORIGIN}" in "\n".join(text)


CODES = re.compile(r"`((?:seal|key|segment|receipt|head|entries)_\w+|\w+_(?:invalid|mismatch|missing|gap)"
                   r"|malformed_line|duplicate_json_key|non_canonical_encoding|unknown_field"
                   r"|first_sequence_not_zero|origin_change_invalid)`")
# Of a data folder alone, of the log's own commands, or nothing that a file shows.
ELSEWHERE = {
    "batch_mismatch", "checkpoint_invalid", "checkpoint_signature_invalid", "key_id", "log_origin_mismatch",
}


def test_the_verifier_page_has_words_for_every_fault_of_the_documents():
    documented = {
        code for name in ("receipts", "keys", "proofs") for code in CODES.findall(page(name))
    }
    words = (ROOT / "Web/verifier/source/words.js").read_text(encoding="utf-8")
    known = set(re.findall(r"^  (\w+): ", words, re.M)) | {"head_missing", "entries_missing"}
    assert len(documented) > 25
    assert documented - ELSEWHERE <= known


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.md")), ids=lambda path: path.stem)
def test_links_of_the_formats_lead_somewhere(path):
    for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#([^)]*))?\)", path.read_text()):
        other = (path.parent / target) if target else path
        assert other.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.*)$", other.read_text(), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor.lstrip("#") in slugs, (target, anchor)
