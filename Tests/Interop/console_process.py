"""Starts `farthing serve` with its console, and asks both as programs and as people do.

What the tests and the benchmark know of the console's flags, files, lines and forms stands here alone.
Needs nothing but the standard library.
"""

from __future__ import annotations

import http.client
import http.cookies
import html.parser
import json
import re
import tempfile
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

import canaries
from farthing_process import (
    START_SECONDS_MAX, Farthing, Sandbox, ScriptedProvider, free_port, wait_until,
)
from wall_clock import WallClock

ANSWER_SECONDS_MAX = 60
CONSOLE_LINE = re.compile(r"console on https?://[^\s:]+:(\d+)")
COMPATIBLE_LINE = re.compile(r"agent-gov API on https?://[^\s:]+:(\d+)")
ADMIN_TOKEN = re.compile(r"fa_[A-Za-z0-9_-]{43}")
AGENT_KEY = re.compile(r"ag-[0-9a-f]{32}")
# The agents of the console have a budget of their own; this one is for calls to models.
POLICY = """
version: 1
tenant: acme-corp
mode: enforce
budgets:
  - id: plenty
    match: { team: finance }
    limit: 100.00 USD
    window: day
"""


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name: str) -> str:
        return self.headers.get(name) or ""


def ask(
    port: int, method: str, path: str, document=None, *, headers: dict | None = None,
    body: bytes | None = None, seconds: float = ANSWER_SECONDS_MAX,
) -> Answer:
    """One request on a connection of its own; a document is sent as JSON. Follows no redirect."""
    given = dict(headers or {})
    if document is not None:
        body = json.dumps(document).encode()
        given = {"content-type": "application/json", **given}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@dataclass
class ConsoleServer(Farthing):
    """A running `farthing serve --console`, in agent-gov's compatibility where that is wanted."""

    console_port: int = 0
    is_compatible: bool = False
    compatible_port: int = 0
    own_flags: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.own_flags = list(self.flags)

    def start(self) -> ConsoleServer:
        """Starts it, again on the same ports and data where it has run before."""
        self.flags = [*self.own_flags, "--console", f"127.0.0.1:{self.console_port}"]
        if self.is_compatible:
            self.compatible_port = self.compatible_port or free_port()
            self.flags += ["--agent-gov-compat", f"127.0.0.1:{self.compatible_port}"]
        log = self.folder / "farthing.log"
        said_before = log.stat().st_size if log.exists() else 0
        try:
            super().start()
            self.console_port = self.port_said(CONSOLE_LINE, said_before)
            if self.is_compatible:
                self.compatible_port = self.port_said(COMPATIBLE_LINE, said_before)
        except BaseException:
            if hasattr(self, "process"):
                self.process.stop()
            raise
        return self

    def port_said(self, line: re.Pattern, said_before: int) -> int:
        def found() -> re.Match | None:
            self.process.check_alive()
            said = self.process.log.read_bytes()[said_before:].decode(errors="replace")
            return line.search(said)

        wait_until(lambda: found() is not None, START_SECONDS_MAX, f"the line {line.pattern!r}")
        return int(found().group(1))

    def upstreams(self) -> list:
        return super().upstreams() if self.scripted else ["--scripted"]

    @property
    def console_url(self) -> str:
        return f"http://127.0.0.1:{self.console_port}"

    @property
    def admin_token(self) -> str:
        return (self.data / "admin.token").read_text().strip()

    def ask(self, method: str, path: str, document=None, **more) -> Answer:
        """A request to the console without a credential of its own."""
        return ask(self.console_port, method, path, document, **more)

    def admin(self, method: str, path: str, document=None, **more) -> Answer:
        """A request with the admin token."""
        headers = {"authorization": f"Bearer {self.admin_token}", **more.pop("headers", {})}
        return self.ask(method, path, document, headers=headers, **more)

    def done(self, method: str, path: str, document=None, **more) -> dict:
        """What the admin's request answers, which has to succeed."""
        answer = self.admin(method, path, document, **more)
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.text[:2000]}")
        return answer.json if answer.body else {}

    def register_agent(self, name: str, daily_budget, **more) -> str:
        """A new agent by agent-gov's API; its key."""
        document = {"name": name, "daily_budget": daily_budget, **more}
        key = self.done("POST", "/agents/register", document)["api_key"]
        if canaries.session:
            canaries.session.note_key(self.folder, key)
        return key

    def call(self, key: str, tool: str, estimate=0, **more) -> Answer:
        """An agent's announcement of a tool call."""
        document = {"agent_key": key, "tool_name": tool, "estimated_cost": estimate, **more}
        return self.ask("POST", "/proxy/call", document)

    def browser_of_admin(self) -> SignedIn:
        """A browser's requests, signed in with the admin token."""
        browser = SignedIn(self)
        answer = browser.sign_in(self.admin_token)
        if answer.status not in (302, 303):
            raise RuntimeError(f"/sign-in: {answer.status} {answer.text[:2000]}")
        return browser


class Form(html.parser.HTMLParser):
    """The forms of a page: where each is sent, and its fields with what stands in them."""

    def __init__(self, page: str):
        super().__init__()
        self.forms: list[dict] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            method = has.get("method", "get").lower()
            self.forms.append({"action": has.get("action", ""), "method": method, "fields": {}})
        elif tag in ("input", "textarea", "select", "button") and self.forms and has.get("name"):
            # Buttons are values that somebody may choose: the first stands for the form.
            self.forms[-1]["fields"].setdefault(has["name"], has.get("value", ""))

    @classmethod
    def to(cls, page: str, action: str) -> dict:
        """The form of a page that is sent to this path."""
        found = [
            form for form in cls(page).forms
            # A list's filter goes to the same address, without a token.
            if form["action"].split("?")[0] == action and "csrf" in form["fields"]
        ] or [form for form in cls(page).forms if form["action"].split("?")[0] == action]
        if not found:
            raise LookupError(f"no form is sent to {action}")
        return found[0]


class SignedIn:
    """What a browser without JavaScript does: cookies, forms with their hidden fields, no redirects."""

    def __init__(self, server: ConsoleServer):
        self.server = server
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers={"accept": "text/html", **headers})

    def post(self, path: str, fields: dict, headers: dict | None = None) -> Answer:
        """A form with exactly these fields."""
        given = {
            "accept": "text/html", "content-type": "application/x-www-form-urlencoded",
            "origin": self.server.console_url, **(headers or {}),
        }
        return self.send("POST", path, body=urllib.parse.urlencode(fields).encode(), headers=given)

    def submit(self, page: str, action: str, **fields: str) -> Answer:
        """The form on a page that is sent to `action`, filled in."""
        answer = self.get(page)
        form = Form.to(answer.text, action)
        return self.post(action, {**form["fields"], **fields})

    def sign_in(self, token: str) -> Answer:
        page = self.get("/sign-in")
        form = Form.to(page.text, "/sign-in")
        return self.post("/sign-in", {**form["fields"], "token": token})

    def csrf(self, page: str = "/") -> str:
        return next(
            form["fields"]["csrf"]
            for form in Form(self.get(page).text).forms
            if "csrf" in form["fields"]
        )

    def send(self, method: str, path: str, headers: dict, body: bytes | None = None) -> Answer:
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"cookie": pairs, **headers}
        answer = self.server.ask(method, path, headers=headers, body=body)
        for line in answer.headers.get_all("set-cookie") or []:
            self.set_cookies.append(line)
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer


def start_console(
    box: Sandbox, policy: str = POLICY, *flags: str, scripted: ScriptedProvider | None = None, **more
) -> ConsoleServer:
    """A server with a console, stopped with its box."""
    folder = Path(tempfile.mkdtemp(prefix="console-", dir=box.folder))
    server = ConsoleServer(policy, scripted, folder, list(flags), **more)
    server.start()
    box.running.append(server)
    return server


class AgentGovTarget:
    """Farthing as a target of `agent_gov_runner`: its compatibility listener, or its console."""

    def __init__(self, folder: Path, clock: WallClock | None, is_compatible: bool):
        self.clock = clock
        environment = clock.environment() if clock else {"TZ": "UTC"}
        self.server = ConsoleServer(
            POLICY, None, folder, environment=environment, is_compatible=is_compatible
        )
        self.is_running = False

    @property
    def port(self) -> int:
        server = self.server
        return server.compatible_port if server.is_compatible else server.console_port

    def start(self) -> None:
        self.server.start()
        self.is_running = True

    def stop(self) -> None:
        if self.is_running:
            self.is_running = False
            self.server.stop()

    def headers(self, path: str) -> dict[str, str]:
        """The admin token where the console wants it; an agent's key is in the body of its call."""
        if self.server.is_compatible or path.split("?")[0] == "/proxy/call":
            return {}
        return {"authorization": f"Bearer {self.server.admin_token}"}

    def note_secret(self, secret: str) -> None:
        if canaries.session:
            canaries.session.note_key(self.server.folder, secret)


def agent_gov_target(folder: Path, clock: WallClock | None, is_compatible: bool) -> AgentGovTarget:
    return AgentGovTarget(folder, clock, is_compatible)
