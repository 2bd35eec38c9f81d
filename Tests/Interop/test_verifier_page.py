"""The verifier page in a real browser: it says what `farthing verify` says, offline."""

from __future__ import annotations

import base64
import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chromium import Chromium, Page
from conftest import messages
from farthing_process import farthing_binary
from test_receipts_export import export, public_key, spent  # noqa: F401
from receipt_forge import (
    FINGERPRINT, KEY, ORIGIN, SIGNER, Journal, canonical, long_journal, mutations, sha256,
)

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "Web" / "verifier" / "verify.html"
RECEIPTS = ROOT / "Tests" / "Vectors" / "receipts"
AGENTGUARD = ROOT / "Tests" / "Vectors" / "agentguard_spend"
CASES = json.loads((AGENTGUARD / "expected.json").read_text(encoding="utf-8"))["cases"]
KEYS = json.loads((AGENTGUARD / "chain_keys.json").read_text(encoding="utf-8"))
MUTATIONS = int(os.environ.get("FARTHING_PAGE_MUTATIONS", "400"))
SEED = int(os.environ.get("FARTHING_PAGE_SEED", "1"))
LONG_ENTRIES = 100_000
LONG_SECONDS_MAX = 60
# What the browser may need more for a file of 36 MB than for none.
LONG_BYTES_MAX = 250 << 20


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    opened = Chromium()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(browser: Chromium) -> Page:
    return browser.page(VERIFIER.as_uri())


@pytest.fixture
def fresh(browser: Chromium) -> Page:
    browser.events.clear()
    return browser.page(VERIFIER.as_uri())


def text_of(page: Page, name: str) -> str:
    return page.evaluate(f"document.getElementById('{name}').textContent")


def fill(page: Page, name: str, value: str) -> None:
    page.evaluate(f"document.getElementById('{name}').value = {json.dumps(value)}; 0")


def check(page: Page, path: Path, key: str, seconds: float = 60, **fields: str) -> dict:
    """What somebody does who checks a file, and the verdict that the page shows."""
    page.choose("#file", path)
    blank = {name: "" for name in ("head", "witnesses", "cosigned", "log", "stored")}
    for name, value in {**blank, "least": "1", "key": key, **fields}.items():
        fill(page, name, value)
    page.evaluate("document.getElementById('check').click(); 0")
    page.wait("!document.getElementById('verdict').hidden", seconds)
    title = text_of(page, "title")
    if title == "Not checked":
        return {"title": title, "lead": text_of(page, "lead")}
    return {"title": title, "lead": text_of(page, "lead"), **json.loads(text_of(page, "json"))}


CHECK_ALL = """
(async (journals, keyText) => {
  const keys = FarthingVerifier.keysOf(keyText);
  const verdicts = [];
  const read = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  for (const files of journals) {
    try {
      const blobs = files.map((text) => new Blob([read(text)]));
      const result = await FarthingVerifier.verify(blobs, { keys });
      verdicts.push(FarthingVerifier.jsonOf(result));
    } catch (error) {
      if (!(error instanceof FarthingVerifier.Unreadable)) throw error;
      verdicts.push({ unreadable: error.message });
    }
  }
  return verdicts;
})(%s, %s)
"""


Files = bytes | list[bytes]


def listed(files: Files) -> list[bytes]:
    return [files] if isinstance(files, bytes) else files


def page_verdicts(page: Page, journals: list[Files], key: str) -> list[tuple]:
    """Code and number of each fault, as the page's own functions say, without the form."""
    verdicts = []
    for start in range(0, len(journals), 100):
        batch = [
            [base64.b64encode(data).decode() for data in listed(files)]
            for files in journals[start:start + 100]
        ]
        verdicts += page.evaluate(CHECK_ALL % (json.dumps(batch), json.dumps(key)))
    return [short(verdict) for verdict in verdicts]


def short(verdict: dict) -> tuple:
    if "unreadable" in verdict or "error" in verdict:
        return ("unreadable",)
    if not verdict["ok"]:
        return (verdict["reason"], verdict["sequence"])
    return ("ok", verdict["first"], verdict["entries"], verdict["sealed"], verdict["seals"],
            verdict["head"], verdict["root"], verdict.get("origin"), verdict["torn_line"])


def farthing_verdict(key: str, *paths: Path) -> tuple:
    command = [farthing_binary(), "verify", *paths, "--key", key, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return short(json.loads(done.stdout))


def farthing_verdicts(folder: Path, journals: list[Files], key: str) -> list[tuple]:
    given = []
    for number, files in enumerate(journals):
        paths = [folder / f"{number}-{place}.jsonl" for place in range(len(listed(files)))]
        for path, data in zip(paths, listed(files)):
            path.write_bytes(data)
        given.append(paths)
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda paths: farthing_verdict(key, *paths), given))


def assert_same(page: Page, folder: Path, journals: list[Files], key: str = KEY) -> list[tuple]:
    """Both say the same of every journal; a difference leaves its files behind."""
    ours = page_verdicts(page, journals, key)
    theirs = farthing_verdicts(folder, journals, key)
    different = [
        (number, one, two) for number, (one, two) in enumerate(zip(theirs, ours)) if one != two
    ]
    assert not different, f"in {folder}: (file, farthing verify, the page) {different[:5]}"
    return ours


def test_the_page_is_what_its_sources_make():
    command = [sys.executable, VERIFIER.parent / "build.py", "--check"]
    assert subprocess.run(command, capture_output=True, timeout=60).returncode == 0


@pytest.mark.parametrize("name", sorted(path.stem for path in RECEIPTS.glob("*.jsonl")))
def test_the_page_finds_our_vectors_valid(page, name):
    path = RECEIPTS / f"{name}.jsonl"
    verdict = check(page, path, KEY)
    assert verdict["title"] == "Valid"
    assert short(verdict) == farthing_verdict(KEY, path)


@pytest.mark.parametrize("name", CASES)
def test_the_page_gives_the_strict_verdict_on_vectors_of_agentguard_spend(page, name):
    case = CASES[name]
    key = KEYS[case["public_key"]]
    wanted = case["recommended_strict"]
    verdict = check(page, AGENTGUARD / name, key)
    if wanted["outcome"] == "fail":
        assert (verdict["reason"], verdict["sequence"]) == (wanted["reason"], wanted["sequence"])
    elif name == "chain_valid_empty.jsonl":
        assert verdict["title"] == "Not checked"
        assert farthing_verdict(key, AGENTGUARD / name) == ("unreadable",)
        return
    else:
        assert verdict["ok"]
        assert verdict["torn_line"] == (wanted["outcome"] == "ok_with_warning")
    assert short(verdict) == farthing_verdict(key, AGENTGUARD / name)


def test_page_and_program_agree_on_fuzzed_chains(page, tmp_path):
    files = []
    for line in (AGENTGUARD / "chain_fuzz.jsonl").read_bytes().split(b"\n")[:-1]:
        files.append("".join(f"{text}\n" for text in json.loads(line)["lines"]).encode())
    verdicts = assert_same(page, tmp_path, files, KEYS["publicKeyHex"])
    assert len(verdicts) == 40
    assert any(verdict[0] != "ok" for verdict in verdicts)


def test_page_and_program_agree_on_segments_without_entries(page, tmp_path):
    first, *rest = (RECEIPTS / "journal.jsonl").read_bytes().split(b"\n")[:-1]
    header = json.loads(first)
    base = {
        "first": 2, "format": "farthing-segment/1",
        "frontier": ["ae5bab801a9804e59b959f4946e57baa33ae5f11bcf1b430fae6f0be040e155d"],
        "origin": header["origin"], "seal": json.loads(rest[2])["seal"],
        "signerFingerprint": header["signerFingerprint"],
    }
    line = json.dumps(base, separators=(",", ":"), ensure_ascii=False).encode()
    before = b"\n".join([first, *rest[:3]]) + b"\n"
    behind = b"\n".join([line, *rest[3:]]) + b"\n"
    files = [line + b"\n", before, behind, [before, behind], [before, line + b"\n"], first + b"\n"]
    verdicts = assert_same(page, tmp_path, files)
    assert [verdict[0] for verdict in verdicts] == ["unreadable", "ok", "ok", "ok", "ok", "unreadable"]
    (tmp_path / "alone.jsonl").write_bytes(files[0])
    told = check(page, tmp_path / "alone.jsonl", KEY)
    assert told["title"] == "Not checked" and "no entries" in told["lead"]


def test_page_and_program_agree_on_mutations(page, tmp_path):
    sources = [(RECEIPTS / f"{name}.jsonl").read_bytes()
               for name in ("journal", "journal_sign_each", "signed", "lineage")]
    verdicts = assert_same(page, tmp_path, list(mutations(sources, SEED, MUTATIONS)))
    assert sum(verdict[0] != "ok" for verdict in verdicts) > 0.8 * MUTATIONS


@pytest.mark.parametrize("form", ["farthing", "signed"])
def test_the_page_finds_the_exports_of_a_gateway_valid(page, spent, form):  # noqa: F811
    path = export(spent, form)
    key = public_key(spent)
    verdict = check(page, path, key)
    assert verdict["title"] == "Valid"
    assert short(verdict) == farthing_verdict(key, path)


OTHER_SIGNER = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
DECISIONS = [
    json.loads(line)["decision"]
    for line in (RECEIPTS / "journal.jsonl").read_bytes().split(b"\n")
    if line.startswith(b'{"decision"')
]


def journal(edit_seal=None, edit_note=None, decisions: list[dict] = DECISIONS) -> bytes:
    """The journal of the vectors again, with an edit of the second of its three seals."""
    made = Journal()
    for number, decision in enumerate(decisions):
        made.entry(decision)
        if number in (1, 6):
            made.seal()
        elif number == 5 and edit_note:
            text = "\n".join(made.text()) + "\n"
            made.note(edit_note(made, text, text + "\n" + made.signature(text)))
        elif number == 5:
            made.seal(edit_seal) if edit_seal else made.seal()
    return made.bytes()


def put(place: int, value: str):
    return lambda lines: [*lines[:place], value, *lines[place + 1:]]


OTHER_ROOT = base64.b64encode(b"\1" * 32).decode()
SEALS = {
    "another size": put(1, "7"),
    "no size": put(1, "0"),
    "a size with a zero in front": put(1, "06"),
    "a size beyond 64 bits": put(1, "9" * 20),
    "a negative size": put(1, "-6"),
    "another root": put(2, OTHER_ROOT),
    "a short root": put(2, base64.b64encode(b"\1" * 31).decode()),
    "a negative time": put(3, "time -5"),
    "a time with a zero in front": put(3, "time 05"),
    "a time beyond 64 bits": put(3, "time " + "9" * 20),
    "no time": put(3, "tim 5"),
    "another head": put(4, "head " + "0" * 64),
    "a short head": put(4, "head 00"),
    "an upper-case head": lambda lines: [*lines[:4], "head " + lines[4][5:].upper()],
    "another log": put(0, "farthing/other"),
    "a log with a plus sign": put(0, ORIGIN + "+"),
    "a line more": lambda lines: [*lines, "x y"],
    "a line less": lambda lines: lines[:4],
    "exchanged lines": lambda lines: [*lines[:3], lines[4], lines[3]],
}
def signed_by(made: Journal, text: str, name: str, **more) -> str:
    return made.signature(text, name=name, signer=OTHER_SIGNER, **more)


NOTES = {
    "a witness": lambda made, text, note: note + signed_by(made, text, "w"),
    "a witness first": lambda made, text, note: note.replace(
        "\n\n", "\n\n" + signed_by(made, text, "w"), 1
    ),
    "another key under the log's name": lambda made, text, note: note + signed_by(
        made, text, ORIGIN
    ),
    "the log's key under another name": lambda made, text, note: note + made.signature(
        text, name="w", body=bytes(64)
    ),
    "only the log's key under another name": lambda made, text, note: text + "\n" + made.signature(
        text, name="w"
    ),
    "a second, wrong signature": lambda made, text, note: note + made.signature(
        text, body=bytes(64)
    ),
    "a short signature": lambda made, text, note: text + "\n" + made.signature(
        text, body=bytes(63)
    ),
    "an empty signature": lambda made, text, note: text + "\n" + made.signature(text, body=b""),
    "only a witness": lambda made, text, note: text + "\n" + signed_by(made, text, "w"),
    "32 signatures": lambda made, text, note: note + 31 * signed_by(made, text, "w"),
    "33 signatures": lambda made, text, note: note + 32 * signed_by(made, text, "w"),
    "no signature": lambda made, text, note: text + "\n",
    "a hyphen": lambda made, text, note: note.replace("—", "-"),
    "two blank lines": lambda made, text, note: note.replace("\n\n", "\n\n\n"),
    "a line behind": lambda made, text, note: note + "x\n",
    "a blank line behind": lambda made, text, note: note + "\n",
    "no last line feed": lambda made, text, note: note[:-1],
    "carriage returns": lambda made, text, note: note.replace("\n", "\r\n"),
    "a control character": lambda made, text, note: note + signed_by(made, text, "w\1"),
    "more than 128 KiB": lambda made, text, note: note + 24 * signed_by(
        made, text, "w", body=bytes(5000)
    ),
}
BODIES = {
    "keys beyond the first plane": {"\uffff": 1, "\U00010000": 2, "": 3},
    "every control character": {"x": "".join(map(chr, range(32))) + "\x7f\u0085\u2028"},
    "a large integer": {"x": 10**400},
    "a null two levels in": {"x": {"downgradeTo": None}},
    "63 levels": json.loads('{"x":' + "[" * 62 + "]" * 62 + "}"),
}


@pytest.mark.parametrize("name", SEALS)
def test_page_and_program_agree_on_a_seal_over(page, tmp_path, name):
    assert_same(page, tmp_path, [journal(SEALS[name])])


@pytest.mark.parametrize("name", NOTES)
def test_page_and_program_agree_on_a_note_with(page, tmp_path, name):
    assert_same(page, tmp_path, [journal(edit_note=NOTES[name])])


@pytest.mark.parametrize("name", BODIES)
def test_page_and_program_agree_on_a_decision_with(page, tmp_path, name):
    odd = {**DECISIONS[2], **BODIES[name]}
    [verdict] = assert_same(page, tmp_path, [journal(decisions=[*DECISIONS[:2], odd, *DECISIONS[3:]])])
    assert verdict[0] == "ok"


def lines_of(name: str) -> list[bytes]:
    return (RECEIPTS / f"{name}.jsonl").read_bytes().split(b"\n")[:-1]


def test_page_and_program_agree_on_spoilt_lines(page, tmp_path):
    ours, signed = lines_of("journal"), lines_of("signed")
    files = []
    for lines in (ours, signed):
        for number, line in enumerate(lines):
            for spoilt in (
                [line + b" "], [b" " + line], [line + b"\r"], [b"", line], [b"  ", line], [],
                [line[:-1]], [line[:40]], [b"[]"], [b"{}"], [b"null"], [line, line],
                [line.replace(b'"sequence":', b'"sequence":0')],
                [line.replace(b'"sequence":', b'"sequence":-')],
                [line.replace(b'"sequence":', b'"sequence":"')],
                [line.replace(b"}", b',"x":1}')], [line[:-1] + b',"x":1}'],
                [line[:-1] + b',"sequence":1}'], [b'{"a":1,"a":1}'], [b"\xef\xbb\xbf" + line],
                [line.replace(b"e", b"\\u0065", 1)], [line.replace(b":", b": ", 1)],
                [b"[" * 65 + b"]" * 65], [b'{"sequence":' + b"9" * 30 + b"}"],
            ):
                files.append(b"\n".join([*lines[:number], *spoilt, *lines[number + 1:]]) + b"\n")
        files += [b"\n".join(lines), b"\n".join(lines[:-1]) + b"\n", b"\n" + b"\n".join(lines) + b"\n"]
    files += [b"", b"\n", b"hello\n", b"\xff\xfe", b'{"format":', b'{"format":"x"}\n']
    assert_same(page, tmp_path, files)


def test_markup_in_a_file_is_shown_as_text(fresh, tmp_path):
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    made = Journal(origin="farthing/<b>x</b>")
    made.entry({"kind": "refusal", "reasons": [evil], "timestamp": "2026-07-29T08:00:00.000Z"})
    made.seal()
    path = tmp_path / "<img src=x onerror=alert(1)>.jsonl"
    path.write_bytes(made.bytes())
    assert check(fresh, path, KEY)["title"] == "Valid"
    assert "farthing/<b>x</b>" in text_of(fresh, "facts")
    extra = json.loads(made.lines[1])
    extra[evil] = 1
    extra.update(signature=made.signer.sign(bytes.fromhex(extra["entryHash"])).hex())
    extra.update(signerFingerprint=FINGERPRINT)
    other = tmp_path / "other.jsonl"
    other.write_bytes(canonical(extra) + b"\n")
    verdict = check(fresh, other, KEY)
    assert verdict["reason"] == "unknown_field"
    assert evil in text_of(fresh, "facts")
    assert fresh.evaluate("document.querySelectorAll('main img, main b, main script').length") == 0
    assert fresh.evaluate("document.title") == "Check Farthing receipts"


def test_letters_that_hide_are_shown_by_their_numbers(fresh, tmp_path):
    path = tmp_path / "safe\u202egnp.jsonl"
    path.write_bytes(b"x\n")
    fresh.choose("#file", path)
    fresh.wait("document.getElementById('file-name').textContent.includes('jsonl')")
    assert "safe\\u202egnp.jsonl" in text_of(fresh, "file-name")


class Listener(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = VERIFIER.read_bytes() if self.path == "/verify.html" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def website() -> Iterator[str]:
    Listener.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asked_of_the_network(page: Page) -> list[str]:
    urls = [event["request"]["url"] for event in page.told("Network.requestWillBeSent")]
    return [url for url in urls if not url.startswith(("blob:", "about:"))]


def test_no_request_leaves_the_page(fresh):
    for name in ("journal", "signed"):
        assert check(fresh, RECEIPTS / f"{name}.jsonl", KEY)["title"] == "Valid"
    assert asked_of_the_network(fresh) == [VERIFIER.as_uri()]
    assert fresh.told("Runtime.exceptionThrown") == []
    assert [event["entry"]["text"] for event in fresh.told("Log.entryAdded")] == []


def test_a_page_from_a_website_asks_it_for_nothing_more(browser, website):
    browser.events.clear()
    page = browser.page(f"{website}/verify.html")
    assert check(page, RECEIPTS / "journal.jsonl", KEY)["title"] == "Valid"
    assert Listener.asked == ["/verify.html"]


ATTEMPTS = {
    "fetch": "fetch('%s/leak').then(() => 'sent', () => 'stopped')",
    "image": "new Promise((done) => { const image = new Image(); image.onload = () => done('sent');"
    " image.onerror = () => done('stopped'); image.src = '%s/leak'; })",
    "beacon": "navigator.sendBeacon('%s/leak') ? 'stopped' : 'stopped'",
    "socket": "new Promise((done) => { try { const one = new WebSocket('%s/leak'.replace('http', 'ws'));"
    " one.onopen = () => done('sent'); one.onerror = () => done('stopped'); } catch { done('stopped') } })",
    "markup": "(() => { try { document.body.innerHTML = '<img src=\"%s/leak\">'; return 'sent'; }"
    " catch { return 'stopped'; } })()",
    "script": "(() => { try { eval('1'); return 'sent'; } catch { return 'stopped'; } })()",
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_page_forbids_itself(browser, website, name):
    page = browser.page(f"{website}/verify.html")
    expression = ATTEMPTS[name] % website if "%s" in ATTEMPTS[name] else ATTEMPTS[name]
    assert page.evaluate(expression) == "stopped"
    time.sleep(0.2)
    assert Listener.asked == ["/verify.html"]


def test_a_long_file_takes_little_time_and_memory(browser, fresh, tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        for line in long_journal(LONG_ENTRIES, batch=100):
            file.write(line + b"\n")
    check(fresh, RECEIPTS / "journal.jsonl", KEY)
    before = browser.memory_bytes()
    fresh.choose("#file", path)
    fill(fresh, "key", KEY)
    started = time.monotonic()
    fresh.evaluate("document.getElementById('check').click(); 0")
    most, slowest, shares = 0, 0.0, set()
    while fresh.evaluate("document.getElementById('verdict').hidden"):
        asked = time.monotonic()
        shares.add(fresh.evaluate("document.getElementById('bar').value"))
        slowest = max(slowest, time.monotonic() - asked)
        most = max(most, browser.memory_bytes())
        time.sleep(0.05)
    seconds = time.monotonic() - started
    assert text_of(fresh, "title") == "Valid"
    assert json.loads(text_of(fresh, "json"))["entries"] == LONG_ENTRIES
    assert seconds < LONG_SECONDS_MAX
    assert most - before < LONG_BYTES_MAX
    assert slowest < 2, "the page stood still"
    assert len(shares) > 3, "there was no progress to be seen"
    print(f"{path.stat().st_size / 1e6:.0f} MB in {seconds:.1f} s, {(most - before) / 1e6:.0f} MB")


def test_a_check_can_be_stopped(fresh, tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        for line in long_journal(20_000, batch=1):
            file.write(line + b"\n")
    fresh.choose("#file", path)
    fill(fresh, "key", KEY)
    fresh.evaluate("document.getElementById('check').click(); 0")
    assert fresh.evaluate("document.getElementById('stop').hidden") is False
    fresh.evaluate("document.getElementById('stop').click(); 0")
    assert text_of(fresh, "title") == "Not checked"
    assert fresh.evaluate("document.getElementById('check').disabled") is False


def test_what_cannot_be_checked_is_said(fresh, tmp_path):
    gone = tmp_path / "gone.jsonl"
    gone.write_bytes((RECEIPTS / "journal.jsonl").read_bytes())
    database = tmp_path / "ledger.sqlite"
    database.write_bytes(b"SQLite format 3\0" + bytes(100))
    assert "farthing receipts export" in check(fresh, database, KEY)["lead"]
    for key, words in {
        "": "Give the public key", "12": "not a public key", "private": "not a public key",
        "x+00000000+" + base64.b64encode(b"\1" + bytes(32)).decode(): "mistyped",
    }.items():
        assert words in check(fresh, RECEIPTS / "journal.jsonl", key)["lead"]
    assert "head" in check(fresh, RECEIPTS / "journal.jsonl", KEY, head="12")["lead"]
    check(fresh, gone, KEY)
    gone.unlink()
    fresh.evaluate("document.getElementById('check').click(); 0")
    fresh.wait("!document.getElementById('verdict').hidden")
    assert "cannot be read" in text_of(fresh, "lead")


def test_a_kept_head_and_a_least_number_find_an_end_that_is_gone(fresh, tmp_path):
    whole = check(fresh, RECEIPTS / "journal.jsonl", KEY)
    lines = lines_of("journal")
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"\n".join(lines[:9]) + b"\n")
    assert check(fresh, cut, KEY)["title"] == "Valid"
    assert check(fresh, cut, KEY, head=whole["head"])["reason"] == "head_missing"
    assert check(fresh, cut, KEY, least="7")["reason"] == "entries_missing"
    both = {"head": whole["head"], "least": "7"}
    assert check(fresh, RECEIPTS / "journal.jsonl", KEY, **both)["title"] == "Valid"


def test_entries_behind_the_last_seal_are_told(fresh, tmp_path):
    path = tmp_path / "unsealed.jsonl"
    path.write_bytes(b"\n".join(lines_of("journal")[:-1]) + b"\n")
    verdict = check(fresh, path, KEY)
    assert (verdict["reason"], verdict["sequence"]) == ("unsealed_entries", 6)
    assert "anybody could have written them" in verdict["lead"]
    assert fresh.evaluate("document.getElementById('verdict').dataset.tone") == "bad"


def test_what_is_no_journal_is_said(page, tmp_path):
    others = [b"a,b\n1,2\n", b"\0" * 5000, b'{"a":1}\n', b"[\n1\n]\n", b"x", b'{"a":1}']
    assert set(assert_same(page, tmp_path, others)) == {("unreadable",)}
    # Half a line and a spoilt first line are a journal's all the same.
    some = lines_of("signed")
    spoilt = [[b"x", some[0]], [b'{"sequence":"0"}'], [b'{"a":1,"a":2,"sequence":0}'], [b"x", some[1]]]
    verdicts = assert_same(page, tmp_path, [b"\n".join(lines) + b"\n" for lines in spoilt])
    assert [code for code, _ in verdicts] == [
        "malformed_line", "malformed_line", "duplicate_json_key", "previous_hash_mismatch",
    ]


@pytest.mark.parametrize("content", ["raw", "hex", "vkey"])
def test_a_key_is_read_from_a_file(fresh, tmp_path, content):
    path = tmp_path / "public.key"
    vkey = f"{ORIGIN}+f28d3995+{base64.b64encode(bytes([1]) + bytes.fromhex(KEY)).decode()}"
    path.write_bytes({"raw": bytes.fromhex(KEY), "hex": KEY.encode() + b"\n", "vkey": vkey.encode()}[content])
    fresh.choose("#key-file", path)
    fresh.wait("document.getElementById('key').value !== ''")
    key = fresh.evaluate("document.getElementById('key').value")
    assert check(fresh, RECEIPTS / "journal.jsonl", key)["title"] == "Valid"


def test_the_page_can_be_used_without_a_mouse_and_read_aloud(fresh):
    fresh.choose("#file", RECEIPTS / "journal.jsonl")
    fill(fresh, "key", KEY)
    order = []
    for _ in range(6):
        fresh.press("Tab", 9)
        order.append(fresh.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert order == ["file", "key", "key-file", "SUMMARY", "check", "BODY"] or order[:5] == [
        "file", "key", "key-file", "SUMMARY", "check",
    ]
    fresh.evaluate("document.getElementById('check').focus(); 0")
    fresh.press("Enter", 13, "\r")
    fresh.wait("!document.getElementById('verdict').hidden")
    assert fresh.evaluate("document.activeElement.id") == "verdict"
    assert fresh.evaluate("document.querySelector('[role=status]').textContent").startswith("Valid.")
    fresh.evaluate("document.getElementById('more').open = true")
    nodes = fresh.call("Accessibility.getFullAXTree")["nodes"]
    fields = [
        node for node in nodes
        if not node.get("ignored") and node["role"]["value"] in ("textbox", "button", "region")
    ]
    assert len(fields) >= 9
    assert all(node["name"]["value"] for node in fields)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_nothing_runs_out_of_a_narrow_or_dark_page(fresh, tmp_path, scheme, width):
    fresh.prefer(scheme)
    fresh.resize(width, 800)
    check(fresh, AGENTGUARD / "chain_tampered_previous_hash.jsonl", KEYS["publicKeyHex"])
    fresh.evaluate("document.getElementById('more').open = true")
    assert fresh.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fresh.evaluate(CONTRAST) == []


# Texts with less contrast than 4.5 to 1 (WCAG 2.2, 1.4.3), by the colours that are computed.
CONTRAST = """
(() => {
  const parse = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("main *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const one = light(parse(getComputedStyle(element).color));
    const two = light(ground(element));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) weak.push(`${element.tagName} ${element.id} ${ratio.toFixed(2)}`);
  }
  return weak;
})()
"""


# Segments: lines of the journal of the vectors behind a first line of their own.


def frontier(hashes: list[bytes]) -> list[str]:
    """The complete subtrees over the entries, the largest first."""
    made, at = [], 0
    for width in reversed([1 << bit for bit in range(len(hashes).bit_length())]):
        if len(hashes) & width:
            made.append(root_of(hashes[at:at + width]).hex())
            at += width
    return made


def root_of(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return sha256(b"\0", hashes[0])
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", root_of(hashes[:split]), root_of(hashes[split:]))


LINES = (RECEIPTS / "journal.jsonl").read_bytes().split(b"\n")[:-1]
HASHES = [bytes.fromhex(json.loads(line)["entryHash"]) for line in LINES if b"entryHash" in line]
NOTE_AT = {2: json.loads(LINES[3])["seal"], 6: json.loads(LINES[8])["seal"]}


def segment(at: int, lines: list[bytes], **edits) -> bytes:
    header = {
        "first": at, "format": "farthing-segment/1", "frontier": frontier(HASHES[:at]),
        "origin": ORIGIN, "seal": NOTE_AT.get(at, NOTE_AT[2]), "signerFingerprint": FINGERPRINT,
        **edits,
    }
    kept = {name: value for name, value in header.items() if value is not None}
    return b"\n".join([canonical(kept), *lines]) + b"\n"


BEFORE = b"\n".join(LINES[:4]) + b"\n"
MIDDLE, END = segment(2, LINES[4:9]), segment(6, LINES[9:])
REST = LINES[4:]
SEGMENTS = {
    "one alone": MIDDLE,
    "the last alone": END,
    "all three": [BEFORE, MIDDLE, END],
    "the two last": [MIDDLE, END],
    "one missing": [BEFORE, END],
    "one twice": [BEFORE, BEFORE],
    "another number": segment(3, REST),
    "the number 0": segment(0, REST, frontier=[]),
    "a number that is too large": segment(2, REST, first=10**16),
    "other subtrees": segment(2, REST, frontier=["00" * 32]),
    "too many subtrees": segment(2, REST, frontier=frontier(HASHES[:3])),
    "another log": segment(2, REST, origin="farthing/x"),
    "another key's name": segment(2, REST, signerFingerprint="0" * 16),
    "a wrong signature": segment(2, REST, seal=NOTE_AT[2].replace("8o05lcc", "8o05lcd")),
    "an unknown key": segment(2, REST, seal=NOTE_AT[2].replace(" 8o05", " 9o05")),
    "a later seal": segment(2, REST, seal=NOTE_AT[6]),
    "no seal": segment(2, REST, seal=None),
    "a member more": segment(2, REST, x=1),
    "white space": MIDDLE.replace(b",", b", ", 1),
    "a changed entry": MIDDLE.replace(b'"projectedCents":9', b'"projectedCents":8'),
    "other subtrees behind another": [BEFORE, segment(2, REST, frontier=["00" * 32])],
    "a wrong signature behind another": [
        BEFORE, segment(2, REST, seal=NOTE_AT[2].replace("8o05lcc", "8o05lcd")),
    ],
    "half a line between": [BEFORE[:-3], MIDDLE],
    "an unsealed end": BEFORE + LINES[4] + b"\n",
    "no seal at all": b"\n".join(LINES[:3]) + b"\n",
    "an unsealed end of a segment": segment(2, LINES[4:7]),
    "an unsealed end that the next one's seal covers": [b"\n".join(LINES[:3]) + b"\n", MIDDLE],
    "the same in the middle": [BEFORE, segment(2, LINES[4:8]), END],
    "the same with a wrong signature": [
        b"\n".join(LINES[:3]) + b"\n",
        segment(2, REST, seal=NOTE_AT[2].replace("8o05lcc", "8o05lcd")),
    ],
    "the same and nothing behind": [b"\n".join(LINES[:3]) + b"\n", segment(2, [])],
    "another key's name behind another": [BEFORE, segment(2, REST, signerFingerprint="0" * 16)],
    "another key's name and a gap": [BEFORE, segment(6, LINES[9:], signerFingerprint="0" * 16)],
    "nothing behind": [BEFORE, b""],
    "something else behind": [BEFORE, b"x\n"],
    "only first lines": segment(2, []),
    "signed exports": [(RECEIPTS / "signed.jsonl").read_bytes()] * 2,
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_page_and_program_agree_on_segments(page, tmp_path, name):
    assert_same(page, tmp_path, [SEGMENTS[name]])


def test_page_and_program_agree_on_a_fork_behind_a_segment(page, tmp_path):
    fork = Journal()
    for decision in (DECISIONS[0], DECISIONS[3]):
        fork.entry(decision)
    fork.seal()
    first_part = fork.bytes()
    assert assert_same(page, tmp_path, [[first_part, MIDDLE]]) == [("segment_mismatch", 1)]


def test_segments_are_chosen_together_in_any_order(fresh, tmp_path):
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    for path, data in zip(paths, (END, BEFORE, MIDDLE)):
        path.write_bytes(data)
    fresh.choose("#file", *paths)
    fill(fresh, "key", KEY)
    fresh.evaluate("document.getElementById('check').click(); 0")
    fresh.wait("!document.getElementById('verdict').hidden")
    verdict = json.loads(text_of(fresh, "json"))
    assert (verdict["ok"], verdict["entries"], verdict["head"]) == (True, 7, HASHES[-1].hex())


# Keys and names that the journal hands on.

SEEDS = {name: bytes([number]) * 32 for number, name in enumerate("BCDE", 2)}
SIGNERS = {"A": SIGNER, **{name: Ed25519PrivateKey.from_private_bytes(seed)
                           for name, seed in SEEDS.items()}}
HEX = {name: key.public_key().public_bytes_raw().hex() for name, key in SIGNERS.items()}


def rotation(made: Journal, old: str, new: str, last: tuple[int, str], **edits) -> dict:
    body = {"from": HEX[old], "to": HEX[new], "origin": made.origin, "size": last[0],
            "head": last[1], "kind": "keyRotation", "timestamp": "2026-07-29T08:00:00.000Z"}
    text = "".join(f"{line}\n" for line in (
        "farthing key rotation/1", body["origin"], body["size"], body["head"], body["from"], body["to"],
    )).encode()
    body["signatures"] = [SIGNERS[name].sign(text).hex() for name in (old, new)]
    return {name: value for name, value in {**body, **edits}.items() if value is not ...}


def delegation(made: Journal, by: str, new: str, span: tuple[int, int], **edits) -> dict:
    body = {"root": HEX[by], "to": HEX[new], "origin": made.origin, "notBeforeMs": span[0],
            "notAfterMs": span[1], "kind": "keyDelegation", "timestamp": "2026-07-29T08:00:00.000Z"}
    text = "".join(f"{line}\n" for line in (
        "farthing key delegation/1", body["origin"], *span, body["root"], body["to"],
    )).encode()
    body["signatures"] = [SIGNERS[name].sign(text).hex() for name in (by, new)]
    return {name: value for name, value in {**body, **edits}.items() if value is not ...}


def seal_by(made: Journal, name: str) -> tuple[int, str]:
    text = "\n".join(made.text()) + "\n"
    made.note(text + "\n" + made.signature(text, signer=SIGNERS[name]))
    return made.size, made.previous


POLICY = {"kind": "setPolicy", "policyHash": "0" * 64, "policyId": "p", "policyVersion": 1,
          "timestamp": "2026-07-29T08:00:00.000Z"}
# What each edit does to a rotation, and who seals behind it.
ROTATIONS = {
    "right": ({}, "B"),
    "sealed by the old key": ({}, "A"),
    "sealed by a third": ({}, "C"),
    "by a stranger": ({"from": HEX["C"]}, "B"),
    "to the same key": ({"to": HEX["A"]}, "A"),
    "of another log": ({"origin": "farthing/x"}, "B"),
    "for another place": ({"size": 0, "head": "0" * 64}, "B"),
    "with a wrong signature": ({"signatures": ["00" * 64] * 2}, "B"),
    "with one signature": ({"signatures": ["00" * 64]}, "B"),
    "with no signatures": ({"signatures": ...}, "B"),
    "without its head": ({"head": ...}, "B"),
    "with an odd size": ({"size": "1"}, "B"),
    "with an odd key": ({"to": HEX["B"].upper()}, "B"),
}
DELEGATIONS = {
    "right": ((0, 2**53), {}, "B"),
    "over": ((0, 5), {}, "B"),
    "to come": ((2**52, 2**53), {}, "B"),
    "beyond a double": ((0, 2**62), {}, "B"),
    "turned round": ((5, 0), {}, "A"),
    "by a stranger": ((0, 2**53), {"root": HEX["C"]}, "A"),
    "of another log": ((0, 2**53), {"origin": "farthing/x"}, "A"),
    "with a wrong signature": ((0, 2**53), {"signatures": ["00" * 64] * 2}, "B"),
    "without an end": ((0, 2**53), {"notAfterMs": ...}, "B"),
}


@pytest.mark.parametrize("name", ROTATIONS)
def test_page_and_program_agree_on_a_rotation(page, tmp_path, name):
    edits, sealer = ROTATIONS[name]
    made = Journal()
    made.entry(POLICY)
    last = seal_by(made, "A")
    made.entry(rotation(made, "A", "B", last, **edits))
    seal_by(made, "A")
    made.entry(POLICY)
    seal_by(made, sealer)
    [verdict] = assert_same(page, tmp_path, [made.bytes()])
    assert (verdict[0] == "ok") == (name == "right")


@pytest.mark.parametrize("name", DELEGATIONS)
def test_page_and_program_agree_on_a_delegation(page, tmp_path, name):
    span, edits, sealer = DELEGATIONS[name]
    made = Journal()
    made.entry(POLICY)
    made.entry(delegation(made, "A", "B", span, **edits))
    seal_by(made, sealer)
    [verdict] = assert_same(page, tmp_path, [made.bytes()])
    assert (verdict[0] == "ok") == (name in ("right", "beyond a double"))


@pytest.mark.parametrize("edits", [
    {}, {"from": "farthing/x"}, {"to": ORIGIN}, {"to": "a b"}, {"size": 0}, {"head": "1" * 64},
    {"to": None}, {"size": -1},
])
def test_page_and_program_agree_on_another_name(page, tmp_path, edits):
    made = Journal()
    made.entry(POLICY)
    size, head = seal_by(made, "A")
    made.entry({"kind": "logOrigin", "from": ORIGIN, "to": f"{ORIGIN}/2", "size": size, "head": head,
                "timestamp": "2026-07-29T08:00:00.000Z", **edits})
    made.origin = f"{ORIGIN}/2"
    seal_by(made, "A")
    [verdict] = assert_same(page, tmp_path, [made.bytes()])
    assert (verdict[0] == "ok") == (not edits)


def test_a_key_that_was_handed_over_is_told(fresh):
    assert check(fresh, RECEIPTS / "lineage.jsonl", KEY)["title"] == "Valid"
    assert "handed over" in text_of(fresh, "points")
    assert "another name" in text_of(fresh, "points")


# Segments behind a change of keys and name.

LED = lines_of("lineage")
LED_KINDS = ("keyRotation", "keyDelegation", "logOrigin")
LED_ENTRIES = [json.loads(line) for line in LED[1::2]]
LED_HASHES = [bytes.fromhex(entry["entryHash"]) for entry in LED_ENTRIES]


def lineage_before(at: int) -> str:
    """The entries that lead to the seal over the first `at`."""
    text = ""
    for entry in LED_ENTRIES[:at]:
        kind = entry["decision"]["kind"]
        if kind in LED_KINDS:
            decision = {**entry["decision"], "timestamp": "1970-01-01T00:00:00.000Z"}
            is_pending = kind == "keyRotation" and entry["sequence"] == at - 1
            mark = "pending " if is_pending else ""
            text += f"{mark}{entry['sequence']} {canonical(decision).decode()}\n"
    return text


def led_segment(at: int, end: int | None = None, **edits) -> bytes:
    """The journal of `lineage.jsonl` from an entry on; an edit may be what changes the text."""
    seal = json.loads(LED[2 * at])["seal"]
    header = {
        "first": at, "format": "farthing-segment/1", "frontier": frontier(LED_HASHES[:at]),
        "lineage": lineage_before(at), "origin": seal.split("\n")[0], "seal": seal,
        "signerFingerprint": FINGERPRINT,
    }
    for name, edit in edits.items():
        header[name] = edit(header[name]) if callable(edit) else edit
    kept = {name: value for name, value in header.items() if value is not ...}
    lines = LED[2 * at + 1:None if end is None else 2 * end + 1]
    return b"\n".join([canonical(kept), *lines]) + b"\n"


def led_before(at: int) -> bytes:
    return b"\n".join(LED[:2 * at + 1]) + b"\n"


def without(kind: str):
    return lambda text: "".join(
        line for line in text.splitlines(keepends=True) if f'"kind":"{kind}"' not in line
    )


def with_other_signature(text: str) -> str:
    start = text.index('"signatures":["') + len('"signatures":["')
    return f"{text[:start]}{'0' if text[start] != '0' else '1'}{text[start + 1:]}"


def handed_to_a_stranger(text: str) -> str:
    """A rotation that the first key never signed, in front of what it did sign."""
    made = Journal(origin=LED_ENTRIES[1]["decision"]["origin"])
    stolen = rotation(made, "B", "C", (1, LED_HASHES[0].hex()), **{"from": KEY})
    stolen["timestamp"] = "1970-01-01T00:00:00.000Z"
    return f"1 {canonical(stolen).decode()}\n"


# What each does to the text before entry 4, and what both say of the segment alone.
LINEAGES = {
    "none": (..., "seal_unknown_key"),
    "no text": ("", "header_invalid"),
    "a number": (5, "header_invalid"),
    "nothing": (None, "header_invalid"),
    "words": ("words\n", "key_untrusted"),
    "without the rotation": (without("keyRotation"), "key_untrusted"),
    "without the delegation": (without("keyDelegation"), "seal_unknown_key"),
    "without the name": (without("logOrigin"), "seal_origin_mismatch"),
    "another signature": (with_other_signature, "key_untrusted"),
    "a stranger's rotation": (handed_to_a_stranger, "key_untrusted"),
    "another place": (lambda text: text.replace('"size":1,', '"size":0,', 1), "key_untrusted"),
    "another log": (lambda text: text.replace("farthing/", "farthinh/"), "key_untrusted"),
    "a rotation still to hold": (lambda text: f"pending {text}", "key_untrusted"),
    "a delegation still to hold": (lambda text: text.replace("\n2", "\npending 2"), "key_untrusted"),
    "an entry from behind": (lambda text: text.replace("\n3 ", "\n4 "), "key_untrusted"),
    "an odd number": (lambda text: text.replace("\n3 ", "\n03 "), "key_untrusted"),
    "another number": (lambda text: text.replace("\n3 ", "\n1 "), "ok"),
    "a time": (lambda text: text.replace("1970", "2026", 1), "key_untrusted"),
    "white space": (lambda text: text.replace(",", ", ", 1), "key_untrusted"),
    "a member more": (lambda text: text.replace("{", '{"a":1,', 1), "key_untrusted"),
    "a key in a list": (
        lambda text: text.replace(f'"from":"{KEY}"', f'"from":["{KEY}"]', 1), "key_untrusted",
    ),
    "all twice": (lambda text: text + text, "key_untrusted"),
    "no last line feed": (lambda text: text[:-1], "key_untrusted"),
    "a blank line": (lambda text: f"\n{text}", "key_untrusted"),
    "another order": (
        lambda text: "".join(reversed(text.splitlines(keepends=True))), "key_untrusted",
    ),
}


@pytest.mark.parametrize("at", [2, 3, 4])
def test_page_and_program_agree_on_segments_behind_a_change_of_keys(page, tmp_path, at):
    alone, before = led_segment(at), led_before(at)
    # With a delegation that is sealed by its own delegate, and a name that its own seal has.
    verdicts = assert_same(page, tmp_path, [alone, [before, alone]])
    assert [(verdict[0], verdict[1]) for verdict in verdicts] == [("ok", at), ("ok", 0)]
    assert verdicts[0][5:] == verdicts[1][5:]
    pieces = [led_before(2), led_segment(2, 3), led_segment(3, 4), led_segment(4)]
    [whole] = assert_same(page, tmp_path, [pieces])
    assert whole[0] == "ok" and whole[5:] == verdicts[0][5:]
    # The first key leads there; the others do not lead back.
    [stranger] = assert_same(page, tmp_path, [alone], HEX["C"])
    assert stranger[0] == "fingerprint_mismatch"


@pytest.mark.parametrize("name", LINEAGES)
def test_page_and_program_agree_on_what_has_led_to_a_segment(page, tmp_path, name):
    edit, wanted = LINEAGES[name]
    spoilt = led_segment(4, lineage=edit)
    [alone] = assert_same(page, tmp_path, [spoilt])
    assert alone[0] == wanted
    if wanted == "header_invalid":
        return
    [behind] = assert_same(page, tmp_path, [[led_before(4), spoilt]])
    # Behind all else it may be left out, and is otherwise what was followed.
    assert behind[0] == ("ok" if name == "none" else "segment_mismatch")


def test_page_and_program_agree_on_a_rotation_that_its_seal_does_not_put_in_force(page, tmp_path):
    for edit, wanted in [
        (lambda text: text.removeprefix("pending "), "seal_key_retired"),
        (with_other_signature, "key_untrusted"),
    ]:
        [verdict] = assert_same(page, tmp_path, [led_segment(2, lineage=edit)])
        assert verdict == (wanted, 1)


def test_a_key_that_nothing_leads_to_is_told_whatever_follows(page, tmp_path):
    named = BEFORE.replace(FINGERPRINT.encode(), b"0" * 16)
    assert assert_same(page, tmp_path, [[named, MIDDLE]]) == [("fingerprint_mismatch", 0)]


def test_page_and_program_agree_on_the_archive_of_a_gateway(  # noqa: F811
    page, fresh, spent, client_of, tmp_path
):
    client = client_of(spent)

    def archived(calls: int) -> None:
        for _ in range(calls):
            client.chat.completions.create(
                model="gpt-4o-mini", messages=messages(steering="tokens=5"), max_tokens=16
            )
        spent.wait_until_nothing_held()
        spent.run("receipts", "archive", "--data", spent.data)

    archived(1)
    spent.run("keys", "signing", "rotate", "--data", spent.data)
    # The first of them begins with the seal that puts the new key in force, the next behind it.
    for calls in (0, 2, 1):
        archived(calls)
    paths = sorted(
        (spent.data / "archive").glob("segment-*.jsonl"),
        key=lambda path: int(path.name.split("-")[1]),
    )
    files = [path.read_bytes() for path in paths]
    headers = [json.loads(data.split(b"\n")[0]) for data in files]
    assert ["lineage" in header for header in headers] == [False, False, True, True]
    assert headers[2]["lineage"] == f"pending {headers[3]['lineage']}"
    key = public_key(spent)
    runs = [files[start:end] for start in range(4) for end in range(start + 1, 5)]
    verdicts = assert_same(page, tmp_path, runs, key)
    assert [verdict[0] for verdict in verdicts] == ["ok"] * len(runs)
    spoilt = [
        data.replace(b'signatures\\":[\\"', b'signatures\\":[\\"00', 1) for data in files[2:]
    ]
    wrong = assert_same(page, tmp_path, [*spoilt, [*files[:2], spoilt[0]]], key)
    assert [verdict[0] for verdict in wrong] == ["key_untrusted", "key_untrusted", "segment_mismatch"]
    assert check(fresh, paths[3], key)["title"] == "Valid"
    assert "handed over once" in text_of(fresh, "points")


# Proofs.

LOG = ROOT / "Tests" / "Vectors" / "log"
WITNESS = "witness.example/w1+7bede9df+BOfxYqEL7FWa/qGV5NzoS2lWjV0ssJY+tEbAaF4rF/Lw"
PROVED = HASHES[1].hex()


def proof_verdict(path: Path, *more: str) -> tuple:
    command = [farthing_binary(), "verify", "--proof", path, "--key", KEY, "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    verdict = json.loads(done.stdout)
    return ("unreadable",) if "error" in verdict else (verdict["reason"], verdict["sequence"])


def test_the_page_checks_a_proof_and_shows_its_receipt(fresh):
    verdict = check(fresh, LOG / "receipt.tlog-proof", KEY, witnesses=WITNESS)
    assert (verdict["title"], verdict["sequence"]) == ("Valid", 1)
    assert verdict["entry_hash"] == PROVED
    assert verdict["witnesses"] == [{"at_s": 1785312060, "name": "witness.example/w1"}]
    assert "5d22dbe7-c9f6-426d-abbb-246553b08ae7" in text_of(fresh, "receipt")
    assert "1 witness" in text_of(fresh, "points")


def test_the_page_checks_a_proof_without_its_receipt(fresh):
    path = LOG / "hash.tlog-proof"
    assert check(fresh, path, KEY)["reason"] == "receipt_missing"
    for stored in (PROVED, LINES[2].decode()):
        assert check(fresh, path, KEY, stored=stored)["title"] == "Valid"
    assert check(fresh, path, KEY, stored="00" * 32)["reason"] == "inclusion_invalid"
    assert check(fresh, path, KEY, stored=LINES[1].decode())["reason"] == "receipt_index_mismatch"


def test_a_proof_is_of_the_log_and_the_witnesses_that_were_asked_for(fresh):
    path = LOG / "receipt.tlog-proof"
    checked = {"witnesses": WITNESS, "log": ORIGIN}
    assert check(fresh, path, KEY, **checked)["title"] == "Valid"
    assert check(fresh, path, KEY, log="farthing/x")["reason"] == "seal_origin_mismatch"
    vkey = f"{ORIGIN}+f28d3995+{base64.b64encode(bytes([1]) + bytes.fromhex(KEY)).decode()}"
    assert check(fresh, path, vkey)["title"] == "Valid"
    assert check(fresh, path, HEX["B"])["reason"] == "seal_unknown_key"
    other = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32).public_key().public_bytes_raw()
    key_id = sha256(b"w2\n\4", other)[:4].hex()
    stranger = f"w2+{key_id}+{base64.b64encode(bytes([4]) + other).decode()}"
    both = f"{WITNESS}\n{stranger}"
    assert check(fresh, path, KEY, witnesses=both)["reason"] == "witnesses_missing"
    assert check(fresh, path, KEY, witnesses=both, cosigned="1")["title"] == "Valid"
    assert "More witnesses" in check(fresh, path, KEY, witnesses=both, cosigned="3")["lead"]


def test_page_and_program_agree_on_mutations_of_proofs(fresh, tmp_path):
    sources = [(LOG / f"{name}.tlog-proof").read_bytes() for name in ("receipt", "hash")]
    files = list(mutations(sources, SEED, max(40, MUTATIONS // 4)))
    expression = """
    (async (texts, keyText, witnessText, entryHash) => {
      const { keysOf, verify, jsonOf, Unreadable } = FarthingVerifier;
      const options = { keys: keysOf(keyText), witnesses: keysOf(witnessText, 4), entryHash };
      const verdicts = [];
      for (const text of texts) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        try {
          verdicts.push(jsonOf(await verify(new File([bytes], "x.tlog-proof"), options)));
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          verdicts.push({ error: error.message });
        }
      }
      return verdicts;
    })(%s, %s, %s, %s)
    """
    encoded = [base64.b64encode(data).decode() for data in files]
    given = [json.dumps(value) for value in (encoded, KEY, WITNESS, PROVED)]
    ours = fresh.evaluate(expression % tuple(given))
    different = []
    for number, (data, verdict) in enumerate(zip(files, ours)):
        path = tmp_path / f"{number}.tlog-proof"
        path.write_bytes(data)
        theirs = proof_verdict(path, "--witness", WITNESS, "--entry-hash", PROVED)
        here = ("unreadable",) if "error" in verdict else (verdict["reason"], verdict["sequence"])
        if here != theirs:
            different.append((number, theirs, here))
    assert not different, f"in {tmp_path}: (file, farthing verify, the page) {different[:5]}"


# Sums.


def real_journal(path: Path, edit) -> tuple[bytes, str]:
    """A gateway's journal with edited decisions, hashed and sealed anew by a key of the tests."""
    made = Journal(origin=json.loads(path.read_bytes().split(b"\n")[0])["origin"])
    for line in path.read_bytes().split(b"\n")[1:-1]:
        value = json.loads(line)
        if "seal" in value:
            made.seal()
        else:
            made.entry(edit(json.loads(json.dumps(value["decision"]))))
    return made.bytes(), KEY


def test_a_sum_that_does_not_follow_is_found(page, spent, tmp_path):  # noqa: F811
    spent.stop()
    path = export(spent, "farthing")

    def raised(decision: dict) -> dict:
        if decision["kind"] == "balance":
            decision["accounts"][0]["spent"] += 1
        return decision

    whole, key = real_journal(path, lambda decision: decision)
    wrong, _ = real_journal(path, raised)
    verdicts = assert_same(page, tmp_path, [whole, wrong], key)
    assert verdicts[0][0] == "ok"
    assert verdicts[1][0] == "balance_mismatch"
    (tmp_path / "whole.jsonl").write_bytes(whole)
    check(page, tmp_path / "whole.jsonl", key)
    assert "stated balance" in text_of(page, "points")
