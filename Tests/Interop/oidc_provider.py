"""A small OpenID Connect provider for tests: it keeps to the standard unless it is told otherwise."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CLIENT, SECRET = "farthing", "s3cret+with/signs"
CALLBACK = "/sign-in/oidc/callback"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass
class Key:
    """A signing key, of RSA or of P-256."""

    name: str
    algorithm: str = "RS256"

    def __post_init__(self):
        if self.algorithm == "RS256":
            self.private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        else:
            self.private = ec.generate_private_key(ec.SECP256R1())

    def sign(self, text: bytes) -> bytes:
        if self.algorithm == "RS256":
            return self.private.sign(text, padding.PKCS1v15(), hashes.SHA256())
        pair = decode_dss_signature(self.private.sign(text, ec.ECDSA(hashes.SHA256())))
        return b"".join(part.to_bytes(32, "big") for part in pair)

    def published(self) -> dict:
        about = {"kid": self.name, "alg": self.algorithm, "use": "sig"}
        numbers = self.private.public_key().public_numbers()
        if self.algorithm == "RS256":
            return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **about}
        x, y = (encoded(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, **about}


@dataclass
class Person:
    """Who sits before the browser."""

    subject: str = "user-1"
    email: str = "ann@example.com"
    is_verified: bool = True
    name: str = "Ann Example"
    claims: dict = field(default_factory=dict)


class Provider:
    """Listens on a port of its own, from `start` to `stop`."""

    def __init__(self, algorithm: str = "RS256"):
        self.key = Key("k1", algorithm)
        self.published = [self.key]
        self.person = Person()
        # What a test has it do otherwise.
        self.claims: dict = {}
        self.header: dict = {}
        self.answer: dict = {}
        self.token: Callable[[str], str] = lambda token: token
        self.clock_offset_seconds = 0
        self.asked: list[str] = []
        self.codes: dict[str, dict] = {}
        self.port = 0
        self.server: http.server.ThreadingHTTPServer | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def start(self, port: int = 0) -> Provider:
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider.get(self)

            def do_POST(self):
                provider.post(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    # What it answers.

    def get(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        path, _, query = handler.path.partition("?")
        self.asked.append(path)
        if path == "/realm/.well-known/openid-configuration":
            base = f"http://127.0.0.1:{self.port}"
            send(handler, 200, {
                "issuer": self.issuer, "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token", "jwks_uri": f"{base}/jwks",
            })
        elif path == "/jwks":
            send(handler, 200, {"keys": [key.published() for key in self.published]})
        elif path == "/authorize":
            handler.send_response(302)
            handler.send_header("location", self.authorize(query))
            handler.send_header("content-length", "0")
            handler.end_headers()
        else:
            send(handler, 404, {})

    def authorize(self, query: str) -> str:
        """The person signs in here; where the browser goes then."""
        asked = dict(urllib.parse.parse_qsl(query))
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT, asked
        assert "openid" in asked["scope"].split() and asked["code_challenge_method"] == "S256", asked
        assert asked["redirect_uri"].endswith(CALLBACK), asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], **self.answer}
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode(answer)

    def post(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        length = int(handler.headers.get("content-length") or 0)
        form = dict(urllib.parse.parse_qsl(handler.rfile.read(length).decode()))
        asked = self.codes.pop(form.get("code", ""), None)
        pair = ":".join(urllib.parse.quote(part, safe="") for part in (CLIENT, SECRET))
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        challenge = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            handler.path != "/token" or not asked or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
            or handler.headers.get("authorization") != basic
        ):
            send(handler, 400, {"error": "invalid_grant"})
            return
        token = self.token(self.signed(asked["nonce"]))
        send(handler, 200, {"access_token": "at", "token_type": "Bearer", "id_token": token})

    def signed(self, nonce: str) -> str:
        now = int(time.time()) + self.clock_offset_seconds
        person = self.person
        header = {"alg": self.key.algorithm, "typ": "JWT", "kid": self.key.name, **self.header}
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": person.subject, "exp": now + 300, "iat": now,
            "nonce": nonce, "email": person.email, "email_verified": person.is_verified,
            "name": person.name, **person.claims, **self.claims,
        }
        text = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        return text + "." + encoded(self.key.sign(text.encode()))


def send(handler: http.server.BaseHTTPRequestHandler, status: int, document: dict) -> None:
    body = json.dumps(document).encode()
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
