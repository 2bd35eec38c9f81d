"""The console's pages as a test sees them: all that links lead to, and what in their markup acts."""

from __future__ import annotations

import html.parser
import urllib.parse
from dataclasses import dataclass, field

from console_process import Answer, Form, SignedIn

# More pages than any test makes; past it, links lead in circles.
PAGES_MAX = 400
# What has nothing behind it but the same page in another order, or a stream without an end.
NOT_FOLLOWED = ("/events", "/v1/events", "/sign-out", "/v1/receipts/export")


class Markup(html.parser.HTMLParser):
    """What a page would do and load, and what it says."""

    def __init__(self, page: str):
        super().__init__()
        self.links: list[str] = []
        self.acting: list[str] = []
        self.said: list[str] = []
        self.attributes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        has = {name: value or "" for name, value in attributes}
        self.attributes += has.values()
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag in ("script", "style") and not has.get("src", "").startswith("/assets/"):
            self.acting.append(f"<{tag}> in the page, or from elsewhere")
        if tag in ("iframe", "object", "embed", "base") or "http-equiv" in has:
            self.acting.append(f"<{tag}>")
        for name, value in has.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.acting.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction", "data", "xlink:href"):
                if plain.startswith(("javascript:", "data:", "vbscript:", "//", "http:", "https:")):
                    self.acting.append(f"<{tag} {name}={value[:40]}>")

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.said + self.attributes)


@dataclass
class Crawl:
    """All that the links of the console lead to, for somebody who is signed in."""

    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, Answer]:
        return {
            path: answer for path, answer in self.answers.items()
            if answer.header("content-type").startswith("text/html")
        }

    def forms(self) -> dict[str, tuple[str, dict]]:
        """Each form that changes something: by where it is sent, the page and the form."""
        found: dict[str, tuple[str, dict]] = {}
        for path, answer in self.pages.items():
            for form in Form(answer.text).forms:
                if form["method"] == "post":
                    found.setdefault(form["action"], (path, form))
        return found


def crawl(browser: SignedIn, start: str = "/") -> Crawl:
    """Follows links from page to page, within the console and without changing anything."""
    done = Crawl()
    waiting = [start]
    while waiting and len(done.answers) < PAGES_MAX:
        path = waiting.pop(0)
        if path in done.answers or path.startswith(NOT_FOLLOWED):
            continue
        answer = done.answers[path] = browser.get(path)
        if not answer.header("content-type").startswith("text/html"):
            continue
        for link in Markup(answer.text).links:
            there = urllib.parse.urljoin(path, link)
            parts = urllib.parse.urlsplit(there)
            if not parts.scheme and not parts.netloc:
                waiting.append(urllib.parse.urlunsplit(("", "", parts.path, parts.query, "")))
    return done
