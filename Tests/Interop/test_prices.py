"""`farthing prices`: list, show, verify, diff, import, and a policy's own prices in force."""

from __future__ import annotations

import hashlib
import json
import signal
from pathlib import Path

import pytest

from conftest import messages, policy
from farthing_process import ROOT, Farthing, Sandbox, wait_until
from test_cli import CONFIGURATION, USAGE, farthing

BOOK = ROOT / "Sources" / "CFarthingData" / "prices.txt"
MODEL = "gpt-4o-mini"
INVALID = 1


def seal(text: str) -> str:
    """A book whose stated hash is that of its lines."""
    head, rest = text.split("\nsha256 ", 1)
    body = rest.split("\n", 1)[1]
    return f"{head}\nsha256 {hashlib.sha256(body.encode()).hexdigest()}\n{body}"


def edited(folder: Path, *edits: tuple[str, str], name: str = "new.txt") -> Path:
    text = BOOK.read_text()
    for old, new in edits:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    path = folder / name
    path.write_text(seal(text))
    return path


def line_of(model: str) -> str:
    return next(one for one in BOOK.read_text().splitlines() if one.startswith(f"openai\t{model}\t"))


def dearer(folder: Path, factor: str, name: str = "new.txt") -> Path:
    line = line_of(MODEL)
    assert "standard in=0.15 " in line
    return edited(folder, (line, line.replace("standard in=0.15 ", f"standard in={factor} ")), name=name)


def asked(folder: Path, *arguments):
    done = farthing(folder, "prices", *arguments, "--json")
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def test_list_shows_the_models_of_a_provider_that_match(tmp_path: Path) -> None:
    answer = asked(tmp_path, "list", "--provider", "openai", "--model", "gpt-4o-mini*")
    names = [one["model"] for one in answer["models"]]
    assert MODEL in names and all(one["provider"] == "openai" for one in answer["models"])
    table = farthing(tmp_path, "prices", "list", "--model", MODEL).stdout.splitlines()
    assert table[1].split() == [
        "openai/gpt-4o-mini", "chat", "0.15", "0.075", "0.60", "128,000", "16,384",
        "standard,batch,priority,fast",
    ]


def test_show_tells_every_variant_tier_and_day(tmp_path: Path) -> None:
    whole = farthing(tmp_path, "prices", "show", "anthropic/claude-sonnet-4-5-20250929").stdout
    for words in ["standard > 200,000", "cache write hour", "at most 64,000", "genai-prices-"]:
        assert words in whole
    assert "flex, priority, fast: refused" in whole
    before = asked(tmp_path, "show", "openai/gpt-4o", "--at", "2026-10-01")["editions"]
    assert {s["variant"] for s in before[0]["sheets"]} == {"standard"}
    hours = farthing(tmp_path, "prices", "show", "deepseek/deepseek-chat").stdout
    assert "00:30–16:30 UTC" in hours
    assert "0.36" in farthing(tmp_path, "prices", "show", "openai/whisper-1").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "openai/gpt-4oo"], 'did you mean "gpt-4o"?'),
        (["show", "opnai/gpt-4o"], 'did you mean "openai"?'),
        (["show", "gpt-4o"], "openai/gpt-4o"),
        (["show", "openai/gpt-4o", "--at", "yesterday"], "2026-09-01"),
        (["list", "--provider", "opnai"], 'did you mean "openai"?'),
        (["list", "--model", "nothing-like-it"], "prices list"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(tmp_path: Path, arguments, words) -> None:
    done = farthing(tmp_path, "prices", *arguments)
    assert done.returncode == USAGE and words in done.stderr, done


def test_verify_knows_a_whole_book_and_one_that_was_touched(tmp_path: Path) -> None:
    answer = asked(tmp_path, "verify")
    assert answer["built_in"] and answer["faults"] == []
    assert answer["file_sha256"] == hashlib.sha256(BOOK.read_bytes()).hexdigest()
    touched = tmp_path / "touched.txt"
    touched.write_text(BOOK.read_text().replace("in=0.15", "in=0.14"))
    done = farthing(tmp_path, "prices", "verify", "--book", touched)
    assert done.returncode == CONFIGURATION and "hash" in done.stderr
    names = tmp_path / "models"
    names.write_text("# used here\nopenai/gpt-4o\nopenai/gpt-nine\n")
    done = farthing(tmp_path, "prices", "verify", "--models", names)
    assert done.returncode == INVALID and "openai/gpt-nine" in done.stderr
    assert "openai/gpt-4o:" not in done.stderr


def test_diff_lists_what_is_added_gone_up_and_down(tmp_path: Path) -> None:
    gone = line_of("gpt-4.1-nano")
    new = "openai\tgpt-new\tchat\t-\t-\t-\t=gpt-new\t@\tstandard in=1 out=2"
    four = line_of(MODEL)
    book = edited(tmp_path, (gone, new), (four, four.replace("standard in=0.15 ", "standard in=0.6 ")))
    changes = asked(tmp_path, "diff", book)["changes"]
    kinds = {(one["model"], one["change"], one["suspicious"]) for one in changes}
    assert ("gpt-4.1-nano", "removed", True) in kinds
    assert ("gpt-new", "added", False) in kinds
    assert (MODEL, "up", True) in kinds
    up = next(o for o in changes if o["model"] == MODEL and o["detail"].startswith("standard input /"))
    assert (up["old"], up["new"], up["factor"]) == ("0.15", "0.60", "× 4.00")
    back = asked(tmp_path, "diff", BOOK, "--book", book)["changes"]
    assert (MODEL, "down") in {(one["model"], one["change"]) for one in back}


def receipts(server: Farthing) -> str:
    """The journal as others verify it: the stored lines."""
    path = server.folder / "export"
    done = farthing(server.folder, "receipts", "export", "--output", path, "--data", server.data)
    assert done.returncode == 0, done
    return path.read_text()


def cost(client) -> str:
    """One call's cost in dollars, as the answer's field says."""
    answer = client.chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(steering="tokens=10")
    )
    return answer.headers["x-farthing-cost"]


def imported(server: Farthing, book: Path, *flags: str):
    return farthing(server.folder, "prices", "import", book, "--data", server.data, *flags)


def test_import_waits_with_the_suspicious_and_serves_what_was_taken(
    farthing_server, client_of, tmp_path: Path
) -> None:
    server = farthing_server(policy())
    client = client_of(server)
    before = cost(client)
    book = dearer(tmp_path, "0.45")
    refused = imported(server, book)
    assert refused.returncode == INVALID, refused
    assert "× 3.00" in refused.stderr and "--accept-suspicious" in refused.stderr
    assert not (server.data / "prices.book").exists()
    taken = imported(server, book, "--accept-suspicious", "--json")
    assert taken.returncode == 0, taken
    assert cost(client) == before, "a book is taken at SIGHUP, not before"
    server.process.child.send_signal(signal.SIGHUP)
    wait_until(lambda: cost(client) != before, 30, "the new price")
    book_hash = json.loads(taken.stdout)["book"]
    wait_until(lambda: f'"priceBook":"{book_hash}"' in receipts(server), 30, "the receipt")
    small = dearer(tmp_path, "0.5", "small.txt")
    assert imported(server, small).returncode == 0, "a small change needs nobody"
    # Another folder's signed book is a book as well.
    assert asked(tmp_path, "diff", server.data / "prices.book", "--book", small)[
        "changes"
    ] == []


def test_a_book_that_the_ledgers_key_did_not_sign_is_not_served(
    farthing_server, client_of, tmp_path: Path
) -> None:
    server = farthing_server(policy())
    client = client_of(server)
    before = cost(client)
    place = server.data / "prices.book"
    assert imported(server, dearer(tmp_path, "0.2")).returncode == 0
    signed = place.read_bytes()
    for forged in [dearer(tmp_path, "0.01", "f.txt").read_bytes(), signed.replace(b"in=0.2 ", b"in=0.1 ")]:
        place.write_bytes(forged)
        shown = farthing(server.folder, "prices", "list", "--data", server.data)
        assert shown.returncode == CONFIGURATION, shown
        refusals = server.process.text().count("stays as it was")
        server.process.child.send_signal(signal.SIGHUP)
        wait_until(lambda: server.process.text().count("stays as it was") > refusals, 30, "refusal")
        assert cost(client) == before
    place.write_bytes(signed)


def test_the_policys_own_prices_stand_in_place_of_the_books(farthing_server, client_of) -> None:
    own = "prices:\n  - { provider: openai, model: gpt-4o-mini, input: 0, output: 1000 }\n"
    server = farthing_server(policy() + own)
    answer = client_of(server).chat.completions.with_raw_response.create(
        model=MODEL, messages=messages(steering="tokens=10")
    )
    used = answer.parse().usage
    # 1000 dollars per million: a tenth of a cent each.
    assert float(answer.headers["x-farthing-cost"]) == pytest.approx(used.completion_tokens * 0.001)
