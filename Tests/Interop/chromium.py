"""A real browser for tests: Chromium without a window, spoken to over two pipes.

The protocol is Chromium's own (chromedevtools.github.io/devtools-protocol): JSON texts with a NUL
behind each, which needs no driver and no port.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--no-default-browser-check", "--hide-scrollbars",
    # Nothing may be asked of the network but what a test itself serves.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def find() -> str:
    """The browser's program; there is no test of a page without one."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError(
        "no Chromium here: Scripts/setup/chromium.sh installs it, or CHROMIUM names one"
    )


class BrowserError(Exception):
    """The browser refused a command, or a script in the page failed."""


class Chromium:
    """One browser with a folder of its own, gone with `close`."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="chromium-")
        theirs_in, self.to_browser = os.pipe()
        self.from_browser, theirs_out = os.pipe()
        # Root has no user namespaces to sandbox with in most containers.
        flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        # The browser reads descriptor 3 and writes 4; a shell puts them there.
        script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        command = [find(), *flags, f"--user-data-dir={self.folder}", "about:blank"]
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.rest = b""
        self.ids = itertools.count(1)
        self.events: list[dict] = []

    def page(self, url: str, width: int = 1000, height: int = 900) -> Page:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, target, session, url, width, height)

    def call(self, method: str, session: str | None = None, seconds: float = 120, **params) -> dict:
        number = next(self.ids)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_browser, data):]
        deadline = time.monotonic() + seconds
        while True:
            answer = self.read(deadline)
            if answer is None:
                raise BrowserError(f"{method}: no answer within {seconds} s")
            if answer.get("id") != number:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise BrowserError(f"{method}: {answer['error']['message']}")
            return answer["result"]

    def read(self, deadline: float) -> dict | None:
        """The next message, or None where the time is over."""
        while b"\0" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.from_browser], [], [], left)[0]:
                return None
            piece = os.read(self.from_browser, 1 << 20)
            if not piece:
                raise BrowserError("the browser is gone")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def memory_bytes(self) -> int:
        """What all of the browser's processes hold in memory that they do not share."""
        total = 0
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if self.folder.encode() not in line.read_bytes():
                    continue
                rollup = (line.parent / "smaps_rollup").read_text()
            except OSError:
                continue
            private = [row.split()[1] for row in rollup.splitlines() if row.startswith("Private_")]
            total += 1024 * sum(map(int, private))
        return total

    def close(self) -> None:
        try:
            self.call("Browser.close", seconds=10)
            self.process.wait(10)
        except (BrowserError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.to_browser)
        os.close(self.from_browser)
        shutil.rmtree(self.folder, ignore_errors=True)


class Page:
    """One page; what it and its workers ask of the network is in `requests`."""

    def __init__(
        self, browser: Chromium, target: str, session: str, url: str, width: int, height: int
    ) -> None:
        self.browser = browser
        self.target = target
        self.session = session
        self.resize(width, height)
        for method in ("Page.enable", "Runtime.enable", "Network.enable", "Log.enable", "DOM.enable"):
            self.call(method)
        self.call(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True
        )
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def call(self, method: str, **params) -> dict:
        return self.browser.call(method, self.session, **params)

    def resize(self, width: int, height: int, scale: float = 1) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=scale, mobile=False,
        )

    def evaluate(self, expression: str):
        """What an expression comes to, promises awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
            # As a script of the page would be, not as a debugger may.
            allowUnsafeEvalBlockedByCSP=False,
        )
        if fault := answer.get("exceptionDetails"):
            raise BrowserError(fault.get("exception", {}).get("description", fault["text"]))
        return answer["result"].get("value")

    def wait(self, expression: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > deadline:
                raise BrowserError(f"still not so after {seconds} s: {expression}")
            time.sleep(0.02)

    def choose(self, selector: str, *paths: Path) -> None:
        """Puts files into a field, as somebody who picks them."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def press(self, key: str, code: int = 0, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text,
                windowsVirtualKeyCode=code,
            )

    def prefer(self, scheme: str) -> None:
        """`light` or `dark`."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)

    def screenshot(self, path: Path) -> None:
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        answer = self.call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip
        )
        path.write_bytes(base64.b64decode(answer["data"]))

    def told(self, method: str) -> list[dict]:
        """The events of one kind up to now, of the page and of its workers."""
        self.evaluate("0")
        return [event["params"] for event in self.browser.events if event.get("method") == method]
