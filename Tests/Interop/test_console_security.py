"""The console under attack by what people can write, and by pages and people elsewhere."""

from __future__ import annotations

import json
import re
import stat
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import canaries
from console_pages import Crawl, Markup, crawl
from console_process import (
    ADMIN_TOKEN, AGENT_KEY, POLICY, ConsoleServer, Form, SignedIn, ask, start_console,
)
from farthing_process import Sandbox, serve_for_a_moment

# Each has a word of its own, by which it is found again.
HOSTILE = [
    "zxmark1<script>alert(1)</script>",
    'zxmark2"><img src=x onerror=alert(1)>',
    "zxmark3' onmouseover='alert(1)",
    "zxmark4</title></textarea></script><script>alert(1)</script>",
    "zxmark5{{person}}{{{csrf}}}",
    "zxmark6<svg/onload=alert(1)>&lt;script&gt;",
    "zxmark7\u202egpj.exe\u2066",
    "javascript:zxmark8()",
]
LISTS = [
    "/v1/agents", "/v1/keys", "/v1/approvals", "/v1/audit", "/v1/receipts", "/v1/workspaces", "/v1/tools",
    "/v1/holds", "/v1/runs", "/v1/people", "/v1/webhooks", "/v1/policies", "/v1/budgets", "/v1/accounts",
    "/approvals/pending", "/workspaces", "/tools", "/policies", "/analytics/tools",
]


@pytest.fixture(scope="module")
def console(sandbox: Sandbox) -> ConsoleServer:
    """A console in which every name that anybody can give is hostile."""
    server = start_console(sandbox)
    for number, text in enumerate(HOSTILE):
        fill(server, number, text)
    return server


def fill(server: ConsoleServer, number: int, text: str) -> None:
    key = server.register_agent(text[:100], 10)
    workspace = server.done("POST", "/workspaces", {"name": text[:100], "description": text})
    if canaries.session:
        canaries.session.note_key(server.folder, workspace["api_key"])
    document = {"name": text[:100], "cost_per_call": 1, "description": text}
    assert server.admin("POST", "/tools/register", document).status in (200, 422)
    rule = {
        "name": text[:100], "description": text, "policy_type": "require_approval",
        "policy_config": {"tool_name": text[:100]}, "action": "require_approval",
    }
    assert server.admin("POST", "/policies", rule).status in (200, 422)
    server.call(key, text[:100], 1)
    server.call(key, f"other{number}", 1)
    server.call(key, f"{text[:80]} dear", 100)
    category = {"cost_nanos": 5, "category": text[:32], "description": text, "note": text}
    server.admin("PUT", f"/v1/tools/default/plain-{number}", category)
    server.admin("POST", "/v1/keys", {"name": text[:60], "scope": {"team": text[:60]}, "note": text})
    person = urllib.parse.quote(f"someone{number}@example.com")
    server.admin("PUT", f"/v1/people/{person}", {"name": text[:60], "roles": [], "note": text})
    server.admin("POST", "/v1/webhooks", {"url": f"https://example.com/{number}?{text}"})
    agents = server.done("GET", "/v1/agents?limit=200")["items"]
    agent = next(one for one in agents if one["name"] == text[:100])
    server.admin("POST", f"/v1/agents/{agent['id']}/pause", {"note": text})
    bad = f"version: 1\nbudgets:\n  - id: {json.dumps(text)}\n    limit: {json.dumps(text)}\n"
    server.admin("POST", "/v1/policies", {"text": bad, "note": text})


@pytest.fixture(scope="module")
def admin(console: ConsoleServer) -> SignedIn:
    return console.browser_of_admin()


@pytest.fixture(scope="module")
def seen(admin: SignedIn) -> Crawl:
    return crawl(admin)


@pytest.fixture
def box() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


def last_entry(server: ConsoleServer) -> int:
    return server.done("GET", "/v1/receipts?limit=1&order=newest")["items"][0]["sequence"]


# --- What people write -----------------------------------------------------------------------------


def test_the_pages_are_found(seen):
    expected = {
        "/", "/budgets", "/agents", "/tools", "/runs", "/approvals", "/holds", "/policy", "/receipts",
        "/audit", "/keys", "/settings", "/verify",
    }
    assert expected <= set(seen.answers)
    assert any(path.startswith("/agents/ag_") for path in seen.answers)
    assert any(re.match(r"/receipts/\d+$", path) for path in seen.answers)
    wrong = {path: answer.status for path, answer in seen.answers.items() if answer.status >= 400}
    assert wrong == {}


def test_no_name_becomes_markup(seen):
    acting = {
        path: found for path, answer in seen.pages.items()
        # The verifier page is one file on purpose; its policy allows its own script by hash.
        if path != "/verify" and (found := Markup(answer.text).acting)
    }
    assert acting == {}


@pytest.mark.parametrize("number", range(1, len(HOSTILE) + 1))
def test_every_name_is_shown_as_it_was_written(seen, number):
    """Escaped and not thrown away: an operator must see what is there."""
    texts = [Markup(answer.text).text for answer in seen.pages.values()]
    shown = [text for text in texts if f"zxmark{number}" in text]
    assert len(shown) >= 2
    if "\u202e" not in HOSTILE[number - 1]:
        assert any(HOSTILE[number - 1][:100] in text for text in shown)


def test_direction_marks_do_not_reach_beyond_their_name(seen):
    """Else a name could turn the text that follows it around."""
    for path, answer in seen.pages.items():
        text = answer.text
        for found in re.finditer("zxmark7", text):
            around = text[max(0, found.start() - 200):found.end() + 60]
            isolated = "<bdi" in around or 'dir="auto"' in around or "\u202e" not in around
            assert isolated, path


def test_search_terms_are_not_markup(admin):
    for page in ("agents", "tools", "runs", "receipts", "audit", "holds", "budgets", "dashboard"):
        for text in HOSTILE[:4]:
            names = ("name", "text", "agent", "by", "kind", "cursor", "workspace_id", "state", "tool")
            query = urllib.parse.urlencode({name: text for name in names})
            answer = admin.get(f"/{page}?{query}")
            assert answer.status < 500
            assert Markup(answer.text).acting == [], (page, text)


def test_error_pages_repeat_nothing(admin):
    # A number that no name of these tests has: names are shown in every page's frame.
    for path in ("/<script>alert(77)</script>", "/agents/<img src=x onerror=alert(77)>", "/receipts/'x"):
        answer = admin.get(urllib.parse.quote(path))
        assert answer.status in (400, 404, 422)
        assert Markup(answer.text).acting == []
        assert "alert(77)" not in answer.text


def test_every_page_is_bound_by_a_strict_policy(seen, console):
    sign_in = console.ask("GET", "/sign-in", headers={"accept": "text/html"})
    pages = {**seen.pages, "/sign-in": sign_in}
    for path, answer in pages.items():
        policy = {
            words[0]: words[1:] for part in answer.header("content-security-policy").split(";")
            if (words := part.split())
        }
        assert policy["default-src"] == ["'none'"], path
        for name in ("script-src", "style-src"):
            allowed = set(policy.get(name, []))
            hashes = {word for word in allowed if word.startswith("'sha256-")}
            assert allowed - hashes <= {"'self'"}, (path, name)
            assert not hashes or path == "/verify", (path, name)
        assert policy["base-uri"] == ["'none'"] and policy["frame-ancestors"] == ["'none'"], path
        assert set(policy["form-action"]) <= {"'self'", "'none'"}, path
        assert answer.header("x-content-type-options") == "nosniff", path
        assert answer.header("referrer-policy") in ("same-origin", "no-referrer"), path
        assert "no-store" in answer.header("cache-control"), path


def test_json_is_not_sniffed_and_not_stored(console):
    for path in LISTS:
        answer = console.admin("GET", path)
        assert answer.status == 200, (path, answer.text)
        assert answer.header("content-type").startswith("application/json"), path
        assert answer.header("x-content-type-options") == "nosniff", path
        assert "no-store" in answer.header("cache-control"), path


# --- Pages elsewhere -------------------------------------------------------------------------------


def test_no_form_is_taken_without_the_sessions_own_token(console, admin, seen):
    forms = {action: form for action, form in seen.forms().items() if action != "/sign-in"}
    assert len(forms) >= 10
    stranger = console.browser_of_admin()
    before = last_entry(console)
    for action, (_, form) in forms.items():
        assert form["fields"].get("csrf"), f"{action} has no token"
        plausible = {
            name: value or "1" for name, value in form["fields"].items() if name != "csrf"
        } | {"word": "stop everything", "confirm": "everything"}
        for token in (None, "", "A" * len(form["fields"]["csrf"]), stranger.csrf()):
            fields = plausible if token is None else {**plausible, "csrf": token}
            answer = admin.post(action, fields)
            assert answer.status == 403, (action, token and len(token))
        # In the address it would stand in logs and histories.
        token = urllib.parse.quote(form["fields"]["csrf"])
        assert admin.post(f"{action}?csrf={token}", plausible).status == 403, action
    assert last_entry(console) == before


def test_nothing_is_changed_by_a_link(console, admin, seen):
    before = last_entry(console)
    pages = {"/budgets", "/keys", "/tools", "/settings", "/sign-in", "/agents", "/policy"}
    for action in seen.forms():
        answer = admin.get(action)
        assert answer.status in (404, 405) or action in pages, action
    assert last_entry(console) == before


@pytest.mark.parametrize("method, path, document", [
    ("POST", "/workspaces", {"name": "w"}),
    ("POST", "/agents/register", {"name": "a", "daily_budget": 1}),
    ("POST", "/v1/workspaces", {"name": "w"}), ("POST", "/v1/kill", {"target": "everything"}),
    ("POST", "/tools/register", {"name": "t", "cost_per_call": 1}), ("DELETE", "/policies/1", None),
    ("PATCH", "/v1/settings", {}), ("PUT", "/v1/tools/default/t", {"cost_nanos": 1}),
])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_cookie_alone_changes_nothing(console, admin, method, path, document, kind):
    before = last_entry(console)
    body = json.dumps(document).encode() if document is not None else b""
    answer = admin.send(method, path, {"content-type": kind, "origin": "https://evil.example"}, body)
    assert answer.status in (403, 415)
    assert last_entry(console) == before


def test_with_its_token_a_session_may_use_the_api(console, admin):
    headers = {"content-type": "application/json", "x-csrf-token": admin.csrf()}
    answer = admin.send("POST", "/v1/workspaces", headers, b'{"name":"by a session"}')
    assert answer.status == 201


def test_nobody_is_signed_in_by_a_page_elsewhere(console):
    for header in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        browser = SignedIn(console)
        answer = browser.post("/sign-in", {"token": console.admin_token}, header)
        assert answer.status == 403
        assert not [line for line in browser.set_cookies if "farthing_session" in line]


def test_no_page_elsewhere_may_read(console):
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}):
        for path in ("/openapi.json", "/health", "/v1/agents", "/"):
            answer = console.admin("GET", path, headers=headers)
            assert not answer.header("access-control-allow-origin")
        asks = {**headers, "access-control-request-method": "POST"}
        answer = console.ask("OPTIONS", "/proxy/call", headers=asks)
        assert not answer.header("access-control-allow-origin")


def test_a_wrong_token_counts_more_than_a_good_cookie(console, admin):
    answer = admin.get("/v1/agents", authorization="Bearer fa_" + "A" * 43)
    assert answer.status == 401


# --- Signing in ------------------------------------------------------------------------------------


def test_the_admin_token_is_a_secret_of_the_folder(console):
    file = console.data / "admin.token"
    assert ADMIN_TOKEN.fullmatch(console.admin_token)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_admin_token_outlasts_a_restart(box):
    server = start_console(box)
    token = server.admin_token
    server.stop()
    server.start()
    assert server.admin_token == token
    assert server.admin("GET", "/v1/agents").status == 200


def test_a_session_is_a_cookie_that_no_script_reads(console):
    browser = console.browser_of_admin()
    [line] = [line for line in browser.set_cookies if line.startswith("farthing_session")]
    flags = {part.strip().lower() for part in line.split(";")[1:]}
    assert {"httponly", "path=/"} <= flags
    assert flags & {"samesite=lax", "samesite=strict"}
    assert "secure" not in flags, "a browser would not send it back without TLS"
    assert not any(flag.startswith("domain") for flag in flags)
    [name] = [name for name in browser.cookies if name.startswith("farthing_session")]
    assert len(browser.cookies[name]) >= 43


def test_behind_tls_the_cookie_is_for_tls_alone(box):
    server = start_console(box, POLICY, "--behind-tls-proxy")
    browser = SignedIn(server)
    browser.sign_in(server.admin_token)
    [line] = [line for line in browser.set_cookies if "farthing_session" in line]
    assert line.startswith("__Host-farthing_session")
    assert "secure" in {part.strip().lower() for part in line.split(";")}


def test_a_session_begins_with_a_new_name(console):
    another = console.browser_of_admin()
    [name] = [name for name in another.cookies if name.startswith("farthing_session")]
    browser = SignedIn(console)
    browser.cookies[name] = "A" * 43
    browser.sign_in(console.admin_token)
    assert browser.cookies[name] != "A" * 43
    assert browser.get("/agents").status == 200
    assert another.cookies[name] != browser.cookies[name]


def test_signing_out_ends_the_session_everywhere(console):
    browser = console.browser_of_admin()
    kept = dict(browser.cookies)
    assert browser.submit("/", "/sign-out").status == 303
    browser.cookies = kept
    answer = browser.get("/agents")
    assert answer.status in (302, 303, 401)
    assert "zxmark" not in answer.text


def test_without_a_session_every_page_leads_to_the_sign_in(console, seen):
    for path in seen.pages:
        if path.split("?")[0] in ("/verify", "/docs", "/sign-in"):
            continue
        answer = console.ask("GET", path, headers={"accept": "text/html"})
        assert answer.status in (302, 303, 401), path
        assert "zxmark" not in answer.text and "ag_" not in answer.text, path
        if answer.status != 401:
            assert answer.header("location").startswith("/sign-in"), path


@pytest.mark.parametrize("target", [
    "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example",
    "javascript:alert(1)",
    "/%2f%2fevil.example/..", "\\\\evil.example", "/x\r\nset-cookie: a=b", "///evil.example", " //evil",
])
def test_signing_in_leads_to_a_page_of_the_console(console, target):
    browser = SignedIn(console)
    page = browser.get(f"/sign-in?{urllib.parse.urlencode({'next': target})}")
    assert page.status == 200
    form = Form.to(page.text, "/sign-in")
    for next_page in {form["fields"].get("next", "/"), target}:
        answer = browser.post(
            "/sign-in", {**form["fields"], "next": next_page, "token": console.admin_token}
        )
        there = answer.header("location")
        assert re.match(r"/(?![/\\])", there)
        assert urllib.parse.urlsplit(urllib.parse.urljoin("http://own", there)).netloc == "own"
        assert "a" not in browser.cookies
        browser.cookies.clear()


def test_guessing_the_token_is_slow(box):
    server = start_console(box)
    browser = SignedIn(server)

    def guess(number: int) -> tuple[int, str]:
        form = {"token": f"fa_{number:043d}"}
        answer = SignedIn(server).post("/sign-in", form)
        return answer.status, answer.header("retry-after")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(64)))
    statuses = [status for status, _ in answers]
    assert set(statuses) <= {401, 429}
    assert statuses.count(429) >= 32, "so many guesses may not all be judged"
    assert all(int(wait) >= 1 for status, wait in answers if status == 429)
    # Who has the token is not kept out by somebody who has it not.
    assert server.admin("GET", "/v1/agents").status == 200
    assert browser.sign_in(server.admin_token).status == 303
    assert guess(99)[0] == 429


def test_guessing_in_a_header_is_slow(box):
    server = start_console(box)

    def guess(number: int) -> int:
        return server.ask(
            "GET", "/v1/agents", headers={"authorization": f"Bearer fa_{number:043d}"}
        ).status

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(guess, range(200)))
    assert set(statuses) == {401, 429}
    assert server.admin("GET", "/v1/agents").status == 200


def test_beyond_loopback_it_refuses_to_start_in_the_clear(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    for flags in (
        ("--console", "0.0.0.0:0"),
        ("--console", "[::]:0"),
        ("--console", "127.0.0.1:0", "--agent-gov-compat", "0.0.0.0:0"),
        # A proxy brings TLS, and nobody brings the names that this listener does not ask for.
        ("--console", "127.0.0.1:0", "--agent-gov-compat", "0.0.0.0:0", "--behind-tls-proxy"),
    ):
        done = serve_for_a_moment(tmp_path / "data", policy, *flags)
        assert done.returncode not in (0, -15), flags
        assert "console on" not in done.stdout + done.stderr
        assert "TLS" in done.stderr or "loopback" in done.stderr, flags


# --- Secrets ---------------------------------------------------------------------------------------


def secrets_in(text: str) -> list[str]:
    patterns = (AGENT_KEY, ADMIN_TOKEN, re.compile(canaries.ACCESS_KEY.pattern.decode()))
    return [found.group(0)[:5] for pattern in patterns for found in pattern.finditer(text)]


def test_no_page_and_no_list_has_a_key(console, seen):
    for path, answer in seen.answers.items():
        # The API's document shows what keys look like.
        if path != "/openapi.json":
            assert secrets_in(answer.text) == [], path
        assert secrets_in(path) == [], path
        assert not [link for link in Markup(answer.text).links if secrets_in(link)], path
    for path in LISTS:
        assert secrets_in(console.admin("GET", f"{path}").text) == [], path


def test_a_new_key_is_shown_once(console, admin):
    made = admin.submit("/keys", "/keys", name="shown once", scope="team=finance")
    while made.status in (302, 303):
        made = admin.get(made.header("location"))
    [key] = set(re.findall(canaries.ACCESS_KEY.pattern.decode(), made.text))
    if canaries.session:
        canaries.session.note_key(console.folder, key)
    assert key not in admin.get("/keys").text
    assert key not in console.admin("GET", "/v1/keys").text
    listed = console.done("GET", "/v1/keys?limit=200")["items"]
    assert [one["scope"] for one in listed if one["name"] == "shown once"] == [{"team": "finance"}]


def test_no_error_repeats_a_key(console):
    key = console.register_agent("careless", 10)
    bearer = {"authorization": f"Bearer {key}"}
    token = {"authorization": f"Bearer {console.admin_token}"}
    answers = [
        console.ask("POST", "/proxy/call", {"agent_key": key}),
        console.ask("POST", "/proxy/call", {"agent_key": key, "tool_name": "t", "estimated_cost": "x"}),
        console.ask("POST", "/proxy/call", {"agent_key": key + "0", "tool_name": "t"}),
        console.ask("POST", "/proxy/call", {"agent_key": [key], "tool_name": key}),
        console.ask("POST", "/proxy/call", headers=bearer, body=b'{"agent_key":"' + key.encode()),
        console.ask("GET", f"/v1/agents/{key}", headers=token),
        console.ask("POST", f"/agents/{key}/reset"),
        console.ask("POST", f"/agents/{key[:-1]}0/reset", headers=token),
        console.ask("GET", f"/{key}", headers=token),
        console.ask("POST", "/agents/register", {"name": key, "daily_budget": key}, headers=token),
        console.ask("POST", f"/approvals/{key}/decide", {"approval_id": key}, headers=token),
        console.ask("GET", f"/tools?workspace_id={key}", headers=token),
        console.ask("GET", "/v1/agents", headers=bearer),
        console.ask("PUT", f"/v1/tools/default/{key}", {"cost_nanos": key}, headers=token),
    ]
    assert [answer.status for answer in answers if answer.status >= 500] == []
    leaking = [number for number, answer in enumerate(answers) if secrets_in(answer.text)]
    assert leaking == []


def test_the_log_and_the_folder_have_no_key(console):
    key = console.register_agent("quiet", 10)
    console.call(key, "t", 1)
    console.ask("POST", f"/agents/{key}/resume", headers={"authorization": f"Bearer {key}"})
    console.ask("GET", f"/{key}?token={console.admin_token}")
    said = console.process.text()
    assert key not in said and console.admin_token not in said
    files = {path: path.read_bytes() for path in console.data.rglob("*") if path.is_file()}
    assert [path.name for path, content in files.items() if key.encode() in content] == []
    token = console.admin_token.encode()
    with_token = [path.name for path, content in files.items() if token in content]
    assert with_token == ["admin.token"]


def test_a_key_in_the_address_is_not_one(console):
    key = console.register_agent("in the address", 10)
    query = urllib.parse.urlencode({"token": console.admin_token, "key": key, "access_token": key})
    for path in ("/v1/agents", "/workspaces", "/"):
        headers = {"accept": "application/json"}
        answer = console.ask("GET", f"{path}?{query}", headers=headers)
        assert answer.status == 401 or path == "/"
        assert secrets_in(answer.text + str(answer.headers)) == []


# --- Who may what ----------------------------------------------------------------------------------


def operations(console: ConsoleServer) -> list[tuple[str, str, dict]]:
    document = console.ask("GET", "/openapi.json").json
    methods = {"get", "post", "put", "patch", "delete"}
    return [
        (method.upper(), path, {"security": document.get("security", []), **operation})
        for path, item in document["paths"].items()
        for method, operation in item.items() if method in methods
    ]


def some_path(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1", path)


def test_without_a_credential_no_protected_operation_answers(console):
    security = [(one, one[2]["security"]) for one in operations(console)]
    protected = [one for one, ways in security if ways and {} not in ways]
    assert len(protected) >= 60
    open_to_all = []
    for method, path, _ in protected:
        body = b"{}" if method in ("POST", "PUT", "PATCH") else None
        headers = {"content-type": "application/json", "accept": "application/json"}
        answer = ask(console.console_port, method, some_path(path), headers=headers, body=body)
        # A page leads to the sign-in; a call whose key is in its body finds that it has none.
        if answer.status not in (401, 302, 303) and path != "/proxy/call":
            open_to_all.append((method, path, answer.status))
    assert open_to_all == []


def test_an_agents_key_opens_no_operation_of_the_control_plane(console):
    bearer = {"authorization": f"Bearer {console.register_agent('curious', 10)}"}
    for method, path, _ in operations(console):
        if not path.startswith("/v1/") or path == "/v1/me":
            continue
        body = b"{}" if method in ("POST", "PUT", "PATCH") else None
        headers = {"content-type": "application/json", **bearer}
        answer = ask(console.console_port, method, some_path(path), headers=headers, body=body)
        assert answer.status in (401, 403), (method, path, answer.status)


# --- The instrument itself -------------------------------------------------------------------------


@pytest.mark.parametrize("page", [
    "<script>alert(1)</script>", "<p><img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    '<a href=" java\tscript:alert(1)">x</a>', "<p style='color:red'>x</p>", "<iframe></iframe>",
    "<script src='https://evil.example/x.js'></script>", "<form action='//evil.example'></form>",
    "<meta http-equiv=refresh content='0;url=x'>", "<style>p{}</style>", "<base href='/x'>",
])
def test_markup_that_acts_is_found(page):
    assert Markup(f"<main><p>before</p>{page}</main>").acting


def test_what_is_escaped_does_not_act():
    page = "<title>a&lt;script&gt;</title><p title='&quot; onclick=x'>&lt;img onerror=x&gt;</p>"
    assert Markup(page).acting == []
    assert "<img onerror=x>" in Markup(page).text
