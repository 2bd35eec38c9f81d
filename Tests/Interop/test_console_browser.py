"""The dashboard in a real browser, as people use it; its pictures are kept in .build/screenshots."""

from __future__ import annotations

import base64
import os
import re
import shutil
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import (
    NoSuchElementException, StaleElementReferenceException, WebDriverException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

import chromium
from console_process import ConsoleServer, start_console
from farthing_process import ROOT, Sandbox, wait_until

AUDIT = Path(__file__).with_name("console_audit.js").read_text()
SCREENSHOTS = ROOT / ".build" / "screenshots"
SECONDS = 60
DESKTOP, PHONE = (1280, 900), (390, 844)
# The narrowest phone that counts.
NARROWEST = 360
PAGES = [
    "/", "/dashboard", "/budgets", "/agents", "/tools", "/runs", "/approvals", "/holds", "/policy",
    "/receipts", "/audit", "/keys", "/people", "/settings", "/docs",
]
# What the browser says of pages that are refused on purpose.
EXPECTED_FAILURES = re.compile(r"status of (400|401|403|404|409|422|429)")


class Browser:
    """A browser that looks at one console, and what it complains about."""

    def __init__(self, server: ConsoleServer, downloads: Path):
        self.server = server
        self.downloads = downloads
        options = webdriver.ChromeOptions()
        options.binary_location = chromium.find()
        for flag in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
            options.add_argument(flag)
        options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        program = os.environ.get("CHROMEDRIVER") or shutil.which("chromedriver")
        if not program:
            raise FileNotFoundError("no chromedriver here: Scripts/setup/chromium.sh installs it")
        self.driver = webdriver.Chrome(options=options, service=Service(program))
        self.size(*DESKTOP)

    def size(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False,
        })

    def scheme(self, name: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, path: str) -> None:
        self.driver.get(self.server.console_url + path)

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.server.console_url)

    def one(self, selector: str) -> WebElement:
        """The element, once it is there."""
        return WebDriverWait(self.driver, SECONDS).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, selector)
        )

    def every(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str = "main") -> str:
        try:
            return self.driver.find_element(By.CSS_SELECTOR, selector).text
        except (NoSuchElementException, StaleElementReferenceException):
            return ""

    def wait_for(self, words: str, selector: str = "main", gone: bool = False) -> None:
        wait_until(
            lambda: (words in self.text(selector)) != gone, SECONDS,
            f"{words!r} {'gone from' if gone else 'in'} {selector}: {self.text(selector)!r}",
        )

    def press(self, form: str, label: str, **fields: str) -> None:
        """Fills the form of this id and presses one of its buttons, then waits for the next page."""
        element = self.one(f"form[id='{form}']")
        for name, value in fields.items():
            field = element.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)
        self.leave(lambda: self.scroll_and_click(self.button(element, label)))

    def button(self, form: WebElement, label: str) -> WebElement:
        """The button of a form; where it stands behind a question, that is opened first."""
        for question in form.find_elements(By.CSS_SELECTOR, "details.ask:not([open]) > summary"):
            self.scroll_and_click(question)
        [button] = [one for one in form.find_elements(By.TAG_NAME, "button") if one.text == label]
        return button

    def stay(self, form: str, label: str, **fields: str) -> str:
        """Fills a form that is refused, and presses: what is said beside it."""
        element = self.one(f"form[id='{form}']")
        for name, value in fields.items():
            field = element.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)
        self.scroll_and_click(self.button(element, label))
        return self.one(f"form[id='{form}'] .said").text

    def scroll_and_click(self, element: WebElement) -> None:
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def leave(self, act) -> None:
        """Does what leads to another page, and waits until that is there."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        act()

        def is_another(driver) -> bool:
            try:
                before.is_enabled()
                return False
            except WebDriverException:
                # Gone with its page, which the driver says in more than one way.
                return driver.execute_script("return document.readyState") == "complete"

        WebDriverWait(self.driver, SECONDS).until(is_another)

    def sign_in(self) -> None:
        self.open("/sign-in")
        if self.path.startswith("/sign-in"):
            self.press("sign-in", "Sign in", token=self.server.admin_token)

    def sign_out(self) -> None:
        self.driver.delete_all_cookies()

    def type(self, key: str) -> None:
        """Presses a key, wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(key).perform()

    def mark(self) -> None:
        """Leaves a mark in the page that a load of it would wipe off."""
        self.driver.execute_script("window.markOfTheTest = 1")

    def is_marked(self) -> bool:
        return self.driver.execute_script("return window.markOfTheTest === 1")

    def complaints(self) -> list[str]:
        return [
            line["message"] for line in self.driver.get_log("browser")
            if line["level"] in ("SEVERE", "WARNING")
            and not EXPECTED_FAILURES.search(line["message"])
        ]

    def audit(self) -> list[str]:
        return self.driver.execute_script(AUDIT)

    def screenshot(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        # A page without an end would be a picture without one.
        height = min(size["height"], 6000)
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1}
        picture = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
        )
        (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


@pytest.fixture(scope="module")
def console(sandbox: Sandbox, provider) -> ConsoleServer:
    """A console with something to see on every page."""
    server = start_console(sandbox, scripted=provider)
    prices = {"web-search": 0.02, "send-mail": 0.005, "pay-invoice": 12.5, "sql": 0.001}
    for name, cost in prices.items():
        tool = {"name": name, "cost_per_call": cost, "description": name}
        server.done("POST", "/tools/register", tool)
    server.done("POST", "/policies", {
        "name": "payments", "policy_type": "require_approval",
        "policy_config": {"tool_name": "pay-invoice"}, "action": "require_approval",
    })
    server.done("POST", "/policies", {
        "name": "no-sql", "policy_type": "block_tool", "policy_config": {"tool_name": "sql"},
    })
    for number, name in enumerate(("research", "billing", "support", "a-rather-long-name-" + "n" * 60)):
        key = server.register_agent(name, 1 + number * 10)
        for _ in range(20 + number * 10):
            server.call(key, "web-search")
            server.call(key, "send-mail")
        server.call(key, "sql")
    server.call(server.register_agent("spent", 0.01), "web-search")
    return server


@pytest.fixture(scope="module")
def browser(console: ConsoleServer, tmp_path_factory) -> Iterator[Browser]:
    opened = Browser(console, tmp_path_factory.mktemp("downloads"))
    opened.sign_in()
    yield opened
    opened.driver.quit()


@pytest.fixture(autouse=True)
def no_complaints(browser: Browser) -> Iterator[None]:
    """The browser has nothing to complain about: no error of a script, nothing that a policy blocked."""
    browser.size(*DESKTOP)
    browser.scheme("light")
    browser.complaints()
    yield
    assert browser.complaints() == []


def agent_of(console: ConsoleServer, name: str) -> dict:
    agents = console.done("GET", "/v1/agents?limit=200")["items"]
    return next(one for one in agents if one["name"] == name)


# --- Signing in ------------------------------------------------------------------------------------


def test_the_admin_token_signs_in(browser, console):
    browser.sign_out()
    browser.open("/agents")
    assert browser.path.startswith("/sign-in")
    assert browser.one("label[for='sign-in-token']").text
    browser.press("sign-in", "Sign in", token="fa_" + "A" * 43)
    assert browser.one("[role=alert]").text
    browser.press("sign-in", "Sign in", token=console.admin_token)
    assert browser.path == "/agents", "the page that was asked for comes after it"
    assert console.admin_token not in browser.driver.page_source
    kept = browser.driver.execute_script("return JSON.stringify([localStorage, sessionStorage])")
    assert console.admin_token not in kept
    assert browser.driver.execute_script("return document.cookie") == ""


def test_signing_out_leads_back(browser):
    browser.open("/")
    out = browser.one("form[action='/sign-out'] button")
    browser.leave(lambda: browser.scroll_and_click(out))
    browser.open("/receipts")
    assert browser.path.startswith("/sign-in")
    browser.sign_in()


# --- Live ------------------------------------------------------------------------------------------


def test_a_live_call_appears(browser, console):
    key = console.register_agent("live", 50)
    browser.open("/")
    browser.mark()
    before = browser.text("[data-live=figures]")
    calls = int(re.search(r"([\d, ]+) calls", before).group(1).replace(",", "").replace(" ", ""))
    for _ in range(3):
        assert console.call(key, "web-search").status == 200

    def shows_more() -> bool:
        found = re.search(r"([\d, ]+) calls", browser.text("[data-live=figures]"))
        return bool(found) and int(re.sub(r"\D", "", found.group(1))) >= calls + 3

    wait_until(shows_more, SECONDS, "three more calls on the overview")
    assert browser.is_marked(), "without loading the page again"


def test_a_live_call_appears_on_the_agents_page(browser, console):
    key = console.register_agent("watched", 50)
    agent = agent_of(console, "watched")
    browser.open(f"/agents/{agent['id']}")
    browser.mark()
    assert console.call(key, "pay-by-hand", 7.25).status == 200
    browser.wait_for("7.25", "[data-live=figures]")
    browser.wait_for("pay-by-hand", "[data-live=tools]")
    assert browser.is_marked()


def test_what_an_agent_claims_is_not_counted_as_not_spent(browser, console):
    key = console.register_agent("boaster", 1)
    assert console.call(key, "made-up", 900_000).status == 429
    browser.open("/")
    told = browser.text("[data-live=figures]")
    assert "Not spent today" in told and "900" not in told, told


def test_a_lost_connection_is_said(provider, tmp_path):
    box = Sandbox()
    server = start_console(box, scripted=provider)
    other = Browser(server, tmp_path)
    try:
        other.sign_in()
        other.open("/")
        assert not other.one("#lost").is_displayed()
        server.stop()
        wait_until(lambda: other.one("#lost").is_displayed(), SECONDS, "the word that it is lost")
        server.start()
        # Sessions are in memory: whoever was signed in signs in again.
        other.open("/")
        assert other.path.startswith("/sign-in")
    finally:
        other.driver.quit()
        box.close()


def test_who_is_signed_out_is_told_and_loses_nothing(provider, tmp_path):
    box = Sandbox()
    server = start_console(box, scripted=provider)
    other = Browser(server, tmp_path)
    try:
        agent = server.done("POST", "/v1/agents", {
            "name": "kept", "workspace": "default", "daily_limit_nanos": 10**9,
        })
        path = f"/agents/{agent['id']}"
        other.sign_in()
        other.open(path)
        other.mark()
        other.one("form#pause [name=note]").send_keys("half a sentence")
        server.stop()
        server.start()
        # Sessions are in memory. The page says that itself, and leaves what is typed.
        wait_until(lambda: other.one("#signed-out").is_displayed(), SECONDS, "the word of it")
        assert not other.one("#lost").is_displayed()
        link = other.one("#signed-out a").get_attribute("href")
        assert link.endswith("/sign-in?next=" + urllib.parse.quote(path, safe="")), link
        told = other.stay("pause", "Pause")
        assert "signed out" in told and "Bearer" not in told
        assert other.one("form#pause [name=note]").get_attribute("value") == "half a sentence"
        assert other.is_marked(), "without loading the page again"
        # In another tab; then the same form is taken, although another sign-in has opened it.
        first = other.driver.current_window_handle
        other.scroll_and_click(other.one("form#pause .said a"))
        wait_until(lambda: len(other.driver.window_handles) == 2, SECONDS, "another tab")
        other.driver.switch_to.window(other.driver.window_handles[1])
        other.press("sign-in", "Sign in", token=server.admin_token)
        assert other.path == path, "back where they were"
        other.driver.switch_to.window(first)
        form = other.one("form#pause")
        other.leave(lambda: other.scroll_and_click(other.button(form, "Pause")))
        assert "paused" in other.text("h1")
        other.open("/audit")
        other.wait_for("half a sentence")
    finally:
        other.driver.quit()
        box.close()


def test_without_a_script_a_form_leads_to_the_sign_in_and_back(browser, console):
    console.register_agent("scriptless", 5)
    path = f"/agents/{agent_of(console, 'scriptless')['id']}"
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(path)
        browser.sign_out()
        browser.one("form#pause button").click()
        wait_until(lambda: browser.path.startswith("/sign-in?next="), SECONDS, "the sign-in page")
        assert "Bearer" not in browser.driver.page_source
        token = browser.one("#sign-in-token")
        token.send_keys(console.admin_token)
        token.submit()
        wait_until(lambda: browser.path == path, SECONDS, "the page again")
        assert "paused" not in browser.text("h1")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        browser.sign_in()


# --- Forms -----------------------------------------------------------------------------------------


def test_a_wrong_form_keeps_what_is_typed_and_names_the_field(browser, console):
    browser.open("/budgets")
    browser.mark()
    browser.scroll_and_click(browser.one("details.card > summary"))
    told = browser.stay("create", "Create budget", id="new-one", limit="10 USX")
    assert "Limit: " in told and "/definition" not in told, told
    assert browser.is_marked()
    fields = {one: browser.one(f"form#create [name={one}]") for one in ("id", "limit")}
    assert fields["id"].get_attribute("value") == "new-one"
    assert fields["limit"].get_attribute("aria-invalid") == "true"
    assert fields["id"].get_attribute("aria-invalid") is None
    browser.screenshot("refused-1280")
    browser.size(*PHONE)
    browser.screenshot("refused-390")
    browser.size(*DESKTOP)
    browser.press("create", "Create budget", limit="10 USD", match="team=nobody")
    assert browser.path == "/budgets/new-one", "what was done is said once"
    assert "It is created" in browser.text("[role=status].good")
    browser.driver.refresh()
    assert browser.every("[role=status].good") == []


def test_a_wrong_form_without_a_script_leads_back(browser):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("/tools")
        form = browser.one("form#register")
        for summary in browser.every("details.card:not([open]) > summary"):
            browser.scroll_and_click(summary)
        form.find_element(By.NAME, "name").send_keys("odd")
        form.find_element(By.NAME, "cost").send_keys("free")
        form.find_element(By.TAG_NAME, "button").click()
        browser.wait_for("Cost of one call: ")
        browser.one(".fault a.main").click()
        wait_until(lambda: browser.path == "/tools", SECONDS, "the page of the form")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_what_cannot_be_undone_is_asked_first(browser, console):
    made = console.done("POST", "/v1/keys", {"name": "asked-for", "scope": {"team": "lab"}})
    browser.open("/keys")
    form = browser.one(f"form[id='revoke-{made['id']}']")
    yes = form.find_element(By.XPATH, ".//button[text()='Yes, revoke']")
    assert not yes.is_displayed()
    browser.press(f"revoke-{made['id']}", "Yes, revoke")
    assert "revoked" in browser.text("[role=status].good")
    budget = console.done("GET", "/v1/budgets")["items"][0]["id"]
    browser.open(f"/budgets/{budget}")
    note = browser.one("form#reset [name=note]")
    note.send_keys("by mistake", Keys.ENTER)
    assert browser.path == f"/budgets/{budget}", "the key sends nothing past the question"
    assert not browser.every("[role=status].good")
    told = browser.stay("reset", "Yes, reset", scope="agent=does-not-exist")
    assert told == "Nothing was done.\nAccount: no account is like that."
    browser.screenshot("question-1280")
    browser.press("top-up", "Top up", scope="agent=" + agent_of(console, "research")["id"],
                  amount="5 USD")
    assert "Topped up 1 account." in browser.text("[role=status].good")


# --- Approvals -------------------------------------------------------------------------------------


def ask_for(console: ConsoleServer, agent: str) -> str:
    """A call that waits: its approval's id."""
    key = console.register_agent(agent, 100)
    answer = console.call(key, "pay-invoice")
    assert answer.json["approval_status"] == "pending"
    return answer.json["approval_id"]


def figures_of(console: ConsoleServer, agent: str) -> tuple[int, int]:
    found = agent_of(console, agent)
    return found["spent_today_nanos"], found["held_nanos"]


def test_what_waits_appears_and_is_approved(browser, console):
    browser.open("/approvals")
    browser.mark()
    approval = ask_for(console, "payer")
    browser.wait_for("payer", "[data-live=waiting]")
    assert browser.is_marked()
    assert figures_of(console, "payer") == (0, 12_500_000_000)
    browser.press(f"decide-{approval}", "Approve", note="as agreed on the phone")
    browser.wait_for("payer", "[data-live=waiting]", gone=True)
    browser.wait_for("as agreed on the phone", "[data-live=decided]")
    assert figures_of(console, "payer") == (12_500_000_000, 0)
    browser.screenshot("approved-1280")


def test_what_waits_is_denied(browser, console):
    approval = ask_for(console, "denied-payer")
    browser.open("/approvals")
    browser.press(f"decide-{approval}", "Deny", note="no such invoice")
    browser.wait_for("no such invoice", "[data-live=decided]")
    assert figures_of(console, "denied-payer") == (0, 0)


def test_approving_needs_no_script(browser, console):
    approval = ask_for(console, "scriptless-payer")
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open("/approvals")
        form = browser.one(f"form[id='decide-{approval}']")
        form.find_element(By.CSS_SELECTOR, "button[value=approve]").click()
        wait_until(lambda: figures_of(console, "scriptless-payer") == (12_500_000_000, 0), SECONDS,
                   "the money of the approved call")
        for path in PAGES:
            browser.open(path)
            assert browser.one("h1").text
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_approving_needs_no_mouse(browser, console):
    approval = ask_for(console, "mouseless-payer")
    browser.open("/approvals")
    for _ in range(400):
        focused = browser.driver.switch_to.active_element
        form = browser.driver.execute_script("return arguments[0].form?.id", focused)
        if form == f"decide-{approval}" and focused.get_attribute("value") == "approve":
            break
        browser.type(Keys.TAB)
    browser.leave(lambda: browser.type(Keys.ENTER))
    assert figures_of(console, "mouseless-payer") == (12_500_000_000, 0)


# --- Switches --------------------------------------------------------------------------------------


def test_an_agent_is_paused_and_resumed(browser, console):
    key = console.register_agent("pausable", 50)
    agent = agent_of(console, "pausable")
    assert console.call(key, "web-search").status == 200
    browser.open(f"/agents/{agent['id']}")
    browser.press("pause", "Pause", note="it asks too much")
    assert "paused" in browser.text("h1").lower()
    assert console.call(key, "web-search").status == 429
    browser.press("resume", "Resume")
    assert "paused" not in browser.text("h1").lower()
    assert console.call(key, "web-search").status == 200
    browser.open("/audit")
    browser.wait_for("it asks too much")
    assert "admin" in browser.text()


def test_the_kill_switch_of_an_agent_wants_its_word(browser, console):
    key = console.register_agent("runaway", 50)
    agent = agent_of(console, "runaway")
    browser.open(f"/agents/{agent['id']}")
    assert "the word" in browser.stay("kill", "Stop this agent", word="yes").lower()
    assert console.call(key, "web-search").status == 200, "another word stops nothing"
    browser.open(f"/agents/{agent['id']}")
    browser.press("kill", "Stop this agent", word="stop")
    assert console.call(key, "web-search").status in (401, 403, 429)
    other = console.register_agent("bystander", 50)
    assert console.call(other, "web-search").status == 200


def test_everything_is_stopped_at_once(provider, tmp_path):
    box = Sandbox()
    server = start_console(box, scripted=provider)
    other = Browser(server, tmp_path)
    try:
        keys = [server.register_agent(f"agent-{number}", 10) for number in range(3)]
        assert [server.call(key, "t", 1).status for key in keys] == [200, 200, 200]
        other.sign_in()
        other.open("/settings")
        other.press("kill", "Stop everything", word="stop everything", note="a drill")
        assert all(server.call(key, "t", 1).status in (403, 429, 503) for key in keys)
        other.open("/")
        banner = other.text("[role=alert]")
        assert "stopped" in banner and "a drill" in banner and "admin" in banner
        other.screenshot("stopped-1280")
        other.leave(lambda: other.scroll_and_click(other.one("[role=alert] a")))
        assert other.path == "/settings#lift"
        other.press("lift", "Let it go on")
        assert [server.call(key, "t", 1).status for key in keys] == [200, 200, 200]
        other.open("/budgets")
        other.leave(lambda: other.scroll_and_click(other.one("a.stop-link")))
        assert other.path == "/settings#kill", "the switch is one press away from every page"
        assert other.complaints() == []
    finally:
        other.driver.quit()
        box.close()


# --- Receipts --------------------------------------------------------------------------------------


def test_a_receipt_is_verified_in_the_browser(browser, console):
    key = console.register_agent("proved", 50)
    assert console.call(key, "web-search").status == 200
    browser.open("/receipts")
    first = browser.one("table.list tbody tr a[href^='/receipts/']")
    browser.leave(first.click)

    def has_proof() -> bool:
        browser.driver.refresh()
        return bool(browser.every("a[download]"))

    wait_until(has_proof, SECONDS, "a checkpoint over the receipt")
    number = re.search(r"/receipts/(\d+)", browser.path).group(1)
    browser.screenshot("receipt-1280")
    browser.one("a[download]").click()
    wait_until(lambda: any(browser.downloads.glob("*.tlog-proof")), SECONDS, "the proof in a file")
    [proof] = browser.downloads.glob("*.tlog-proof")
    verifier = next(one for one in browser.every("main a") if "verif" in one.text.lower())
    browser.leave(verifier.click)
    assert browser.path.startswith("/verify")
    assert check(browser, proof, (console.data / "public.key").read_bytes().hex()) == "Valid"
    assert number in browser.text("#verdict")
    browser.screenshot("verifier-1280")
    forged = proof.with_name("forged.tlog-proof")
    text = proof.read_text()
    at = text.index('"kind"') if '"kind"' in text else len(text) // 2
    forged.write_text(text[:at] + text[at:].replace("e", "f", 1))
    assert check(browser, forged, (console.data / "public.key").read_bytes().hex()) != "Valid"


def check(browser: Browser, file: Path, key: str) -> str:
    """What the verifier page says of a file."""
    browser.open("/verify")
    browser.one("#file").send_keys(str(file))
    field = browser.one("#key")
    field.clear()
    field.send_keys(key.strip())
    browser.scroll_and_click(browser.one("#check"))
    wait_until(lambda: browser.one("#verdict").is_displayed(), SECONDS, "a verdict")
    return browser.text("#title")


# --- For everybody ---------------------------------------------------------------------------------


def name_of(path: str) -> str:
    return path.strip("/").replace("/", "-") or "overview"


def every_page(console: ConsoleServer) -> dict[str, str]:
    """Each page's address, by the name that its pictures have."""
    agent = agent_of(console, "research")["id"]
    last = console.done("GET", "/v1/receipts?limit=1")["items"][0]["sequence"]
    budget = console.done("GET", "/v1/budgets")["items"][0]["id"]
    return {
        **{name_of(path): path for path in PAGES},
        "agent": f"/agents/{agent}",
        "receipt": f"/receipts/{last}",
        "budget": f"/budgets/{budget}",
        "not-found": "/no-such-page",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", [DESKTOP, PHONE])
def test_pages_are_for_everybody(browser, console, scheme, width, height):
    """Labels, names, headings, contrast, room; and a picture of each page to look at."""
    ask_for(console, f"waiting-{scheme}-{width}")
    browser.size(width, height)
    browser.scheme(scheme)
    faults = {}
    pages = every_page(console)
    for name, path in pages.items():
        browser.open(path)
        browser.one("h1")
        if path == "/docs":
            browser.wait_for("/proxy/call")
        if found := browser.audit():
            faults[path] = found
        browser.screenshot(f"{name}-{width}-{scheme}")
    assert faults == {}
    assert all((SCREENSHOTS / f"{name}-{width}-{scheme}.png").exists() for name in pages)


def test_the_sign_in_page_is_for_everybody(browser):
    browser.sign_out()
    faults = {}
    for width, height in (DESKTOP, PHONE):
        browser.size(width, height)
        for scheme in ("light", "dark"):
            browser.scheme(scheme)
            browser.open("/sign-in")
            if found := browser.audit():
                faults[width, scheme] = found
            browser.screenshot(f"sign-in-{width}-{scheme}")
    browser.sign_in()
    assert faults == {}


def test_no_page_is_wider_than_a_phone(browser, console):
    browser.size(NARROWEST, 740)
    wide = {}
    for path in every_page(console).values():
        browser.open(path)
        needed = browser.driver.execute_script("return document.scrollingElement.scrollWidth")
        if needed > NARROWEST:
            wide[path] = needed
    assert wide == {}


FOCUSED = """
const element = document.activeElement;
const style = getComputedStyle(element);
const order = [...document.querySelectorAll("*")].indexOf(element);
const box = element.getBoundingClientRect();
const rings = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
return [order, rings || style.boxShadow !== "none", box.width > 1 && box.height > 1,
        `${element.tagName}#${element.id} ${element.textContent.trim().slice(0, 30)}`];
"""
REACHABLE = """
const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
return [...document.querySelectorAll(controls)]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => !one.disabled && one.tabIndex >= 0).length;
"""


@pytest.mark.parametrize("path", ["/", "/agents", "/approvals", "/budgets", "/settings", "/keys"])
def test_the_keyboard_goes_through_a_page_in_its_order(browser, path):
    """Every control once, from top to bottom, each seen while it has the focus, the skip link first."""
    browser.open(path)
    reachable = browser.driver.execute_script(REACHABLE)
    stops = []
    for _ in range(reachable):
        browser.type(Keys.TAB)
        stops.append(browser.driver.execute_script(FOCUSED))
    assert "Skip" in stops[0][3]
    orders = [order for order, *_ in stops]
    assert orders == sorted(set(orders)), "the focus jumps"
    assert [what for _, ringed, _, what in stops if not ringed] == []
    assert [what for _, _, shown, what in stops if not shown] == []


def test_the_skip_link_leads_to_the_content(browser):
    browser.open("/agents")
    browser.type(Keys.TAB)
    browser.type(Keys.ENTER)
    wait_until(lambda: browser.driver.execute_script("return document.activeElement.id") == "main",
               SECONDS, "the focus in the content")


def test_everything_is_served_from_the_binary(browser, console):
    """No address but the console's own is asked for anything."""
    for path in every_page(console).values():
        browser.open(path)
        asked = browser.driver.execute_script(
            "return performance.getEntriesByType('resource').map((one) => one.name)"
        )
        assert all(url.startswith(console.console_url) for url in asked), (path, asked)


POOR = """
<title>x</title><nav>menu</nav><main><h1>T</h1><h3>skipped</h3><p style="color:#bbb">weak</p>
<input name=q><a href="/x"></a><table><tr><th>head</th></tr></table><svg></svg><p id=a></p>
<p id=a style="width:3000px">wide</p><label for=nothing>of nothing</label>
<button style="width:9px;height:9px;padding:0">x</button><button>y</button></main>
"""


def test_the_audit_finds_what_is_wrong(browser):
    """Else a page without faults would say nothing."""
    browser.driver.get("data:text/html;charset=utf-8," + urllib.parse.quote(POOR))
    found = " | ".join(browser.audit())
    for words in (
        "no language", "no label", "no name", "a region without a name", "without a caption",
        "without scope", "neither hidden nor named", "the id a 2 times", "heading of level 3",
        "a contrast of", "wider than the window", "which is not there", "small to press",
    ):
        assert words in found, words
