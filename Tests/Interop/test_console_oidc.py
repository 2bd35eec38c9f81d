"""People sign in to the console by an OpenID Connect provider, and nobody else gets in by it."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import http.client
import json
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from console_process import POLICY, Answer, ConsoleServer, SignedIn, start_console
from farthing_process import Sandbox, farthing_binary, free_port
from oidc_provider import CLIENT, SECRET, Key, Person, Provider, encoded
from test_console_browser import Browser
from wall_clock import WallClock

ANN = "/v1/people/ann@example.com"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider().start()
    yield made
    made.stop()


def console(box: Sandbox, provider: Provider, *flags: str, **more) -> ConsoleServer:
    port = free_port()
    secret = box.folder / "oidc.secret"
    secret.write_text(SECRET + "\n")
    return start_console(
        box, POLICY, "--oidc-issuer", provider.issuer, "--oidc-client-id", CLIENT,
        "--oidc-client-secret-file", str(secret), "--console-url", f"http://127.0.0.1:{port}",
        *flags, console_port=port, **more,
    )


def at_provider(url: str) -> str:
    """What a browser does at the provider's page; the path to which it is sent back."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 302, url
    back = urllib.parse.urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def sign_in(server: ConsoleServer, next_path: str = "/runs") -> tuple[SignedIn, Answer]:
    """The whole way; the browser, and the last answer."""
    browser = SignedIn(server)
    began = browser.get("/sign-in/oidc?next=" + urllib.parse.quote(next_path, safe=""))
    assert began.status == 303, began.text
    return browser, browser.get(at_provider(began.header("location")))


def me(browser: SignedIn) -> dict:
    answer = browser.get("/v1/me", accept="application/json")
    assert answer.status == 200, answer.text
    return answer.json


def put_ann(server: ConsoleServer, **person) -> None:
    server.done("PUT", ANN, {"name": "Ann", **person}, headers={"if-match": "*"})


def let_ann_in(server: ConsoleServer, *roles: str, **more) -> None:
    server.done(
        "PUT", ANN, {"name": "Ann", "roles": list(roles), **more}, headers={"if-none-match": "*"}
    )


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_person_signs_in_and_changes_what_the_roles_allow_by_name(box, algorithm):
    provider = Provider(algorithm).start()
    server = console(box, provider, "--oidc-name", "Example ID")
    let_ann_in(server, "operator")
    page = server.ask("GET", "/sign-in", headers={"accept": "text/html"})
    assert "Example ID" in page.text and "/sign-in/oidc" in page.text
    browser, answer = sign_in(server)
    assert (answer.status, answer.header("location")) == (303, "/runs")
    who = me(browser)
    assert who["name"] == "person:ann@example.com" and who["kind"] == "person"
    assert who["permissions"] == ["read", "operate"]
    csrf = browser.csrf()
    made = browser.send(
        "POST", "/v1/agents", {"content-type": "application/json", "x-csrf-token": csrf},
        json.dumps({"name": "bot", "daily_limit_nanos": 10**9}).encode(),
    )
    assert made.status == 201, made.text
    assert browser.get("/v1/people", accept="application/json").status == 403
    audit = server.done("GET", "/v1/audit")["items"]
    assert any("person:ann@example.com" in json.dumps(entry) for entry in audit)
    # The provider's secret, its codes and its tokens are nobody's business.
    log = server.process.text()
    assert SECRET not in log and "person:ann@example.com has signed in by oidc" in log
    provider.stop()


def test_whom_nobody_has_named_has_the_roles_of_the_groups_or_none(box, provider):
    server = console(
        box, provider, "--oidc-groups-claim", "teams",
        "--oidc-group-roles", "ops=operator", "--oidc-group-roles", "books=viewer auditor",
        "--oidc-group-roles", "CN%3Dlabs%2COU%3Dx=operator",
        "--oidc-group-roles", "shops=viewer", "--oidc-group-workspace", "shops=ws_none",
    )
    workspace = server.done("POST", "/v1/workspaces", {"name": "Research"})["id"]
    assert "a group's workspace is not there" in server.process.text()
    server.stop()
    server.own_flags += ["--oidc-group-workspace", f"CN%3Dlabs%2COU%3Dx={workspace}"]
    server.start()
    cases: list[tuple[list, list | None, str | None]] = [
        (["ops"], ["read", "operate"], None),
        (["ops", "books", "others"], ["read", "audit", "operate"], None),
        (["CN=labs,OU=x"], ["read", "operate"], workspace),
        # Roles everywhere go before those of a workspace.
        (["CN=labs,OU=x", "books"], ["read", "audit"], None),
        # Between workspaces nobody chooses.
        (["CN=labs,OU=x", "shops"], None, None),
        (["others", "OPS"], None, None), ([], None, None),
    ]
    for groups, permissions, in_workspace in cases:
        provider.person = Person(claims={"teams": groups})
        browser, answer = sign_in(server)
        if permissions is None:
            assert answer.status == 403 and "no role" in answer.text, groups
            assert browser.get("/v1/me", accept="application/json").status == 401
        else:
            who = me(browser)
            assert (who["permissions"], who["workspace"]) == (permissions, in_workspace), groups
    # The list of people goes before groups, also where it gives nothing.
    provider.person = Person(claims={"teams": ["ops"]})
    server.done("PUT", ANN, {"roles": []}, headers={"if-none-match": "*"})
    assert sign_in(server)[1].status == 403


def test_what_somebody_may_do_holds_as_long_as_it_is_so(box, provider):
    server = console(box, provider, "--oidc-group-roles", "ops=admin")
    provider.person.claims = {"groups": ["ops"]}
    by_groups, _ = sign_in(server)
    assert "administer" in me(by_groups)["permissions"]
    # Named from now on, with less.
    let_ann_in(server, "viewer")
    assert by_groups.get("/v1/me", accept="application/json").status == 401
    viewer, _ = sign_in(server)
    assert me(viewer)["permissions"] == ["read"]
    put_ann(server, roles=["viewer"], approves=["finance"])
    assert me(viewer)["approves"] == ["finance"]
    put_ann(server, roles=["auditor"])
    assert viewer.get("/v1/me", accept="application/json").status == 401
    auditor, _ = sign_in(server)
    assert server.admin("DELETE", ANN).status == 204
    assert auditor.get("/v1/me", accept="application/json").status == 401


def start_again(server: ConsoleServer) -> None:
    """As many tries fail as a server lets one address make within the minute."""
    server.stop()
    server.start()


def hmac_with_public_key(provider: Provider) -> str:
    """A token whose secret is what everybody may read."""
    secret = json.dumps(provider.key.published()).encode()
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "k1"}, {"iss": provider.issuer, "aud": CLIENT}]
    text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return text + "." + encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())


def test_no_token_but_the_right_one_signs_in(box, provider):
    server = console(box, provider)
    let_ann_in(server, "admin")
    now = int(time.time())
    stranger = Key("k1")
    wrong = {
        "nonce_wrong": {"claims": {"nonce": "another"}},
        "audience_wrong": {"claims": {"aud": "another"}},
        "expired": {"claims": {"exp": now - 120}},
        "not_yet_valid": {"claims": {"iat": now + 600}},
        "issuer_wrong": {"claims": {"iss": "https://id.example.com"}},
        "subject_missing": {"claims": {"sub": ""}},
        "key_unknown": {"header": {"kid": "k9"}},
        "algorithm_refused": {"token": lambda _: hmac_with_public_key(provider)},
        "signature_wrong": {
            "token": lambda token: ".".join(token.split(".")[:2]) + "."
            + encoded(stranger.sign(token.rsplit(".", 1)[0].encode()))
        },
        "token_malformed": {"token": lambda token: token.rsplit(".", 1)[0]},
    }
    for count, (fault, script) in enumerate(wrong.items()):
        if count == 6:
            start_again(server)
        before = dict(vars(provider))
        vars(provider).update(script)
        browser, answer = sign_in(server)
        vars(provider).update({name: before[name] for name in script})
        assert answer.status == 401, (fault, answer.text)
        assert browser.get("/v1/me", accept="application/json").status == 401, fault
        assert fault in server.process.text(), fault
    provider.header = {"alg": "none"}
    assert sign_in(server)[1].status == 401
    provider.header = {}
    assert sign_in(server)[1].status == 303


def test_an_answer_belongs_to_the_browser_and_the_sign_in_that_asked(box, provider):
    server = console(box, provider)
    let_ann_in(server, "admin")
    # A code that is put to a browser that has asked for nothing.
    victim, attacker = SignedIn(server), SignedIn(server)
    stolen = at_provider(attacker.get("/sign-in/oidc").header("location"))
    assert victim.get(stolen).status == 400
    # Nor one that has asked for itself.
    victim.get("/sign-in/oidc")
    answer = victim.get(stolen)
    assert answer.status == 400 and "start again" in answer.text
    assert victim.get("/v1/me", accept="application/json").status == 401
    # What another provider answers is not taken for this one's.
    provider.answer = {"iss": "https://id.example.com"}
    assert sign_in(server)[1].status == 401
    provider.answer = {}
    # A code is good for once.
    browser = SignedIn(server)
    back = at_provider(browser.get("/sign-in/oidc").header("location"))
    cookies = dict(browser.cookies)
    assert browser.get(back).status == 303
    again = SignedIn(server)
    again.cookies = cookies
    assert again.get(back).status == 502
    # Nobody is sent elsewhere.
    assert sign_in(server, "//evil.example")[1].header("location") == "/"


def test_keys_of_the_provider_come_and_go(box, provider):
    clock = WallClock(box.folder)
    server = console(box, provider, environment=clock.environment())
    let_ann_in(server, "viewer")
    assert sign_in(server)[1].status == 303
    old, provider.key = provider.key, Key("k2", "ES256")
    provider.published = [old, provider.key]
    # Within the minute nobody makes the server ask again and again.
    asked = provider.asked.count("/jwks")
    assert sign_in(server)[1].status == 401
    assert provider.asked.count("/jwks") == asked
    ahead = datetime.timedelta(seconds=90)
    clock.set(f"{datetime.datetime.now(datetime.timezone.utc) + ahead:@%Y-%m-%d %H:%M:%S}")
    provider.clock_offset_seconds = 90
    assert sign_in(server)[1].status == 303
    assert provider.asked.count("/jwks") == asked + 1
    # One that is withdrawn counts no longer than an hour.
    provider.published = [provider.key]
    provider.key = old
    clock.set(
        f"{datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2):@%Y-%m-%d %H:%M:%S}"
    )
    provider.clock_offset_seconds = 7_200
    assert sign_in(server)[1].status == 401


def test_a_provider_that_is_away_keeps_nobody_else_out(box):
    provider = Provider()
    provider.port = free_port()
    server = console(box, provider)
    let_ann_in(server, "viewer")
    answer = SignedIn(server).get("/sign-in/oidc")
    assert answer.status == 502 and "does not answer" in answer.text
    assert server.browser_of_admin().get("/").status == 200
    provider.start(provider.port)
    assert sign_in(server)[1].status == 303
    provider.stop()


SETTINGS = {
    "--oidc-issuer": "https://id.example.com/realm", "--oidc-client-id": "farthing",
    "--console-url": "http://127.0.0.1:8485",
}


@pytest.mark.parametrize("change, place, words", [
    ({"--oidc-issuer": "http://id.example.com"}, "--oidc-issuer", "https"),
    ({"--oidc-issuer": "https://id.example.com/?x=1"}, "--oidc-issuer", "query"),
    ({"--oidc-client-id": None}, "--oidc-issuer", "--oidc-client-id"),
    ({"--console-url": None}, "--oidc-issuer", "--console-url"),
    ({"--console-url": "http://farthing.example.com"}, "--console-url", "https://HOST"),
    ({"--console-url": "https://farthing.example.com"}, "--console-url", "--behind-tls-proxy"),
    ({"--console-url": "http://127.0.0.1:8485/console"}, "--console-url", "without a path"),
    ({"--behind-tls-proxy": ""}, "--console-url", "https://"),
    ({"--oidc-client-secret-file": "/nowhere/secret"}, "/nowhere/secret", "cannot read"),
    ({"--oidc-scopes": "email"}, "--oidc-scopes", "openid"),
    ({"--oidc-group-roles": "ops=operater"}, "--oidc-group-roles", "operator"),
    ({"--oidc-group-roles": "ops"}, "--oidc-group-roles", "NAME=TEXT"),
    ({"--oidc-group-workspace": "ops=ws_1"}, "--oidc-group-workspace", "--oidc-group-roles"),
    ({"--oidc-issuer": None}, "--oidc-client-id", "--oidc-issuer"),
    ({"--console": "off"}, "--oidc-issuer", "console"),
])
def test_a_setting_that_cannot_be_is_refused_before_the_start(tmp_path, change, place, words):
    flags: list[str] = []
    for name, value in {**SETTINGS, **change}.items():
        flags += [] if value is None else [name] if value == "" else [name, value]
    done = subprocess.run(
        [farthing_binary(), "serve", "--data", str(tmp_path / "data"), "--scripted",
         "--listen", "127.0.0.1:0", *([] if "--console" in change else ["--console", "127.0.0.1:0"]),
         *flags],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, cwd=tmp_path, check=False,
    )
    assert done.returncode == 78, done.stderr
    line = done.stderr.strip()
    assert line.startswith("farthing: ") and "\n" not in line, line
    assert place in line and words in line, line
    assert not (tmp_path / "data").exists()


def test_a_real_browser_signs_in_and_out(box, provider, tmp_path: Path):
    server = console(box, provider, "--oidc-name", "Example ID")
    let_ann_in(server, "viewer")
    browser = Browser(server, tmp_path)
    try:
        browser.open("/budgets")
        link = browser.driver.find_element(By.PARTIAL_LINK_TEXT, "Example ID")
        link.click()
        browser.one("main h1")
        assert browser.path == "/budgets"
        assert "Ann" in browser.text("body")
        provider.person = Person(email="eve@example.com", name="Eve")
        browser.driver.delete_all_cookies()
        browser.open("/budgets")
        browser.driver.find_element(By.PARTIAL_LINK_TEXT, "Example ID").click()
        assert "You have no role here" in browser.text("body")
    finally:
        browser.driver.quit()
