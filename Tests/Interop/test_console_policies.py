"""Policies from the console: kept, looked at, put in force and taken back, while the gateway obeys; and how
they and the policy's file stand to each other."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from console_process import ConsoleServer, start_console
from farthing_process import Sandbox, wait_until
from test_console_browser import DESKTOP, PHONE, Browser
from test_console_control import chat

POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - id: team
    match: { team: finance }
    limit: 100.00 USD
    window: day
"""
BLOCK = """
rules:
  - id: no-mini
    when: { model: "gpt-4o-mini*" }
    do: block
"""
SMALLER = POLICY.replace("100.00", "60.00")
BROKEN = POLICY.replace("window: day", "window: fortnight")
OK, UNAVAILABLE, CONFIGURATION = 0, 69, 78
EXTRA = {"id": "extra", "match": {"team": "finance"}, "limit": "50 USD", "window": "day"}


@pytest.fixture
def console(provider) -> Iterator[ConsoleServer]:
    box = Sandbox()
    server = start_console(box, POLICY, scripted=provider)
    server.team_key = server.create_key("finance", team="finance")
    yield server
    box.close()


def status(server: ConsoleServer) -> int:
    """What a call through the gateway is answered."""
    answer = chat(server, server.team_key)
    answer.read()
    return answer.status


def upload(server: ConsoleServer, text: str, note: str = "") -> int:
    return server.done("POST", "/v1/policies", {"text": text, "note": note})["version"]


def activate(server: ConsoleServer, version, **more) -> dict:
    return server.done("POST", f"/v1/policies/{version}/activate", more)


def active(server: ConsoleServer) -> int | None:
    return server.done("GET", "/v1/policies/active")["version"]


def limits(server: ConsoleServer) -> dict[str, int]:
    """What the budgets in force have as their limits, in dollars."""
    found = server.done("GET", "/v1/budgets")["items"]
    return {one["id"]: one["limit"] // 10**9 for one in found if one["source"] != "agents"}


def restart(server: ConsoleServer) -> str:
    """Stops and starts it; what the start said."""
    server.stop()
    log = server.folder / "farthing.log"
    before = log.stat().st_size
    server.start()
    return log.read_bytes()[before:].decode()


def reload(server: ConsoleServer, *flags: str, check: bool = True):
    return server.run("policy", "reload", "--data", server.data, *flags, check=check)


# --- From the first upload to the way back ---------------------------------------------------------


def test_a_version_is_looked_at_put_in_force_and_taken_back(console):
    assert status(console) == 200
    console.done("POST", "/v1/budgets", {"definition": EXTRA, "note": "for the quarter"})
    assert limits(console) == {"team": 100, "extra": 50}

    checked = console.done("POST", "/v1/policies/check", {"policy": {"text": POLICY + BLOCK}})
    assert checked["valid"] and checked["rules"] == 1
    blocking = upload(console, POLICY + BLOCK, "no small models")
    assert active(console) is None and status(console) == 200

    old, new = {"version": "file"}, {"version": blocking}
    diff = console.done("POST", "/v1/policies/diff", {"old": old, "new": new})
    assert diff["verdict"] == "tightens", diff
    diff = console.done("POST", "/v1/policies/diff", {"old": new, "new": {"version": "active"}})
    assert diff["verdict"] == "loosens", diff
    wait_until(
        lambda: console.done("POST", "/v1/policies/backtest", {"policy": new})["calls"] == 2,
        20, "both calls in the backtest",
    )
    test = console.done("POST", "/v1/policies/backtest", {"policy": new})
    assert test["new_nanos"] == 0 < test["cost_nanos"], test

    done = activate(console, blocking, expects_active=None, note="from today")
    assert done["state"] == "active" and done["replaced"] is None
    assert (done["opened"], done["closed"], done["changed"]) == ([], [], [])
    assert status(console) == 403 and active(console) == blocking
    assert limits(console) == {"team": 100, "extra": 50}

    smaller = upload(console, SMALLER)
    late = console.admin(
        "POST", f"/v1/policies/{smaller}/activate", {"expects_active": smaller + 1}
    )
    assert late.status == 409 and late.json["code"] == "conflict"
    assert activate(console, smaller, expects_active=blocking)["replaced"] == blocking
    assert status(console) == 200 and limits(console) == {"team": 60, "extra": 50}

    said = restart(console)
    path = str(console.folder / "policy.yaml")
    assert f"version {smaller} of the console's policies is in force, and {path} is not read" in said
    assert status(console) == 200 and active(console) == smaller
    assert limits(console) == {"team": 60, "extra": 50}

    back = console.done("POST", "/v1/policies/roll-back", {"note": "too little"})
    assert (back["version"], back["replaced"]) == (blocking, smaller)
    assert status(console) == 403 and limits(console) == {"team": 100, "extra": 50}
    back = console.done("POST", "/v1/policies/roll-back")
    assert (back["version"], back["replaced"]) == (None, blocking)
    assert status(console) == 200 and active(console) is None
    assert console.admin("POST", "/v1/policies/roll-back").status == 409
    assert limits(console) == {"team": 100, "extra": 50}
    assert f"policy {path}\n" in restart(console)
    assert status(console) == 200 and limits(console) == {"team": 100, "extra": 50}

    audit = console.done("GET", "/v1/audit?collection=settings&id=policy")["items"]
    assert [one["by"] for one in audit] == ["admin"] * 4
    assert [one["note"] for one in audit][::-1] == ["from today", "", "too little", ""]


def test_the_file_is_put_in_force_by_its_name(console):
    blocking = upload(console, POLICY + BLOCK)
    shown = console.done("GET", "/v1/policies/file")
    assert shown["state"] == "active" and shown["text"] == POLICY
    activate(console, blocking)
    assert console.done("GET", "/v1/policies/file")["state"] == "retired"
    (console.folder / "policy.yaml").write_text(BROKEN)
    refused = console.admin("POST", "/v1/policies/file/activate")
    assert refused.status == 409 and refused.json["code"] == "policy_fault", refused.text
    assert status(console) == 403 and active(console) == blocking
    (console.folder / "policy.yaml").write_text(SMALLER)
    done = activate(console, "file", expects_active=blocking)
    assert (done["version"], done["state"], done["replaced"]) == (None, "active", blocking)
    assert status(console) == 200 and limits(console) == {"team": 60}
    # The version that was before it is one step back.
    assert console.done("POST", "/v1/policies/roll-back")["version"] == blocking
    assert status(console) == 403


def test_what_collides_with_a_budget_of_the_console_changes_nothing(console):
    console.done("POST", "/v1/budgets", {"definition": EXTRA})
    version = upload(console, POLICY.replace("id: team", "id: extra"))
    refused = console.admin("POST", f"/v1/policies/{version}/activate")
    assert refused.status == 409 and refused.json["code"] == "policy_fault"
    assert active(console) is None and limits(console) == {"team": 100, "extra": 50}
    restart(console)
    assert status(console) == 200


# --- The file beside a version ---------------------------------------------------------------------


def test_a_version_in_force_goes_before_the_file_until_somebody_says_otherwise(console):
    console.done("POST", "/v1/budgets", {"definition": EXTRA})
    blocking = upload(console, POLICY + BLOCK)
    activate(console, blocking)
    file, log = console.folder / "policy.yaml", console.folder / "farthing.log"

    # A file that is edited, or broken, and read again by either way, is not what is in force.
    for text in (SMALLER, BROKEN):
        file.write_text(text)
        said = reload(console)
        assert f"version {blocking} of the console's policies is in force" in said.stdout
        assert f"{file} is not read" in said.stdout
        before = log.stat().st_size
        console.process.child.send_signal(signal.SIGHUP)
        wait_until(
            lambda: b"fileNotRead" in log.read_bytes()[before:], 20, "the reload in the log"
        )
        assert status(console) == 403 and limits(console) == {"team": 100, "extra": 50}
    console.policy = BROKEN
    assert f"{file} is not read" in restart(console)
    assert status(console) == 403

    # The way back, which takes a file that is good.
    failed = reload(console, "--from-file", check=False)
    assert failed.returncode == CONFIGURATION and "fortnight" in failed.stderr
    assert status(console) == 403 and active(console) == blocking
    file.write_text(SMALLER)
    answer = json.loads(reload(console, "--from-file", "--json").stdout)
    assert answer["change"]["file"] == str(file) and answer["change"]["warnings"] == []
    assert status(console) == 200 and active(console) is None
    assert limits(console) == {"team": 60, "extra": 50}
    # From here on the file is read as it always was.
    file.write_text(POLICY + BLOCK)
    reload(console)
    assert status(console) == 403
    audit = console.done("GET", "/v1/audit?collection=settings&id=policy")["items"]
    assert [one["by"] for one in audit] == ["server", "admin"]


def test_the_way_back_needs_no_server(console):
    activate(console, upload(console, POLICY + BLOCK))
    console.stop()
    assert reload(console, check=False).returncode == UNAVAILABLE
    assert "the next start reads the policy's file" in reload(console, "--from-file").stdout
    assert "no version" in reload(console, "--from-file").stdout
    console.start()
    assert status(console) == 200 and active(console) is None


# --- In the browser --------------------------------------------------------------------------------


@pytest.fixture
def browser(console, tmp_path) -> Iterator[Browser]:
    opened = Browser(console, tmp_path)
    opened.sign_in()
    yield opened
    opened.driver.quit()


def pictures(browser: Browser, name: str) -> None:
    """The page at desktop and phone width, light and dark, each of which has to be sound."""
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        for size in (DESKTOP, PHONE):
            browser.size(*size)
            assert browser.audit() == []
            browser.screenshot(f"{name}-{scheme}-{size[0]}")
    browser.scheme("light")
    browser.size(*DESKTOP)


def choose(browser: Browser, form: str, **choices: str) -> None:
    for name, value in choices.items():
        Select(browser.one(f"form[id='{form}']").find_element(By.NAME, name)).select_by_value(value)


def write(browser: Browser, text: str, note: str) -> None:
    """Puts a policy into the page's field, as somebody who pastes it."""
    form = browser.one("form[id='edit']")
    field = form.find_element(By.NAME, "text")
    browser.driver.execute_script("arguments[0].value = arguments[1]", field, text)
    form.find_element(By.NAME, "note").send_keys(note)


def test_the_page_does_all_of_it(browser, console):
    assert status(console) == 200
    browser.open("/policy")
    browser.wait_for("The policy's file is in force")
    assert "id: team" in browser.one("textarea[name=text]").get_attribute("value")
    pictures(browser, "policy-file")

    write(browser, BROKEN, "")
    browser.press("edit", "Check")
    browser.wait_for("fortnight")
    write(browser, POLICY + BLOCK, "no small models")
    browser.press("edit", "Check")
    browser.wait_for("From the file to this text")
    browser.press("edit", "Save and put in force")
    browser.wait_for("Version 1")
    assert status(console) == 403 and active(console) == 1

    choose(browser, "diff", **{"from": "file", "to": "1"})
    browser.press("diff", "Compare")
    browser.wait_for("From the file to version 1")
    assert "only tightens" in browser.text()
    choose(browser, "backtest", version="1")
    browser.press("backtest", "Backtest")
    browser.wait_for("of the past")
    pictures(browser, "policy-backtest")

    browser.open("/policy")
    write(browser, SMALLER, "sixty are enough")
    browser.press("edit", "Check")
    browser.wait_for("From version 1 to this text")
    # What was not looked at is not put in force.
    write(browser, SMALLER.replace("60", "61"), "")
    assert "changed since it was checked" in browser.stay("edit", "Save and put in force")
    assert active(console) == 1
    browser.open("/policy")
    write(browser, SMALLER, "sixty are enough")
    browser.press("edit", "Check")
    browser.wait_for("From version 1 to this text")
    browser.press("edit", "Save and put in force")
    browser.wait_for("Version 2")
    assert status(console) == 200 and limits(console) == {"team": 60}
    browser.press("roll-back-1", "Put in force")
    browser.wait_for("Version 1")
    assert status(console) == 403
    pictures(browser, "policy-version")
    browser.press("roll-back-file", "Put the file in force")
    browser.wait_for("The policy's file is in force")
    assert status(console) == 200 and active(console) is None
    assert not browser.every("form[id='roll-back-file']")
    assert browser.complaints() == []
