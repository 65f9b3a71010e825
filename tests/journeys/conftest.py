"""The running product in Debian's chromium: server, people, and the eye of axe."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PASSWORD = "talachse-demo-2026"
PATIENCE_SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser; one worker each, so that a journey has its server for itself."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    """Debian's chromium, or another one by the same name."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys. Without one they are skipped; where CI=true stands, that is a failure."""
    path = find_chromium()
    if path is None:
        reason = "Kein Browser: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=de-DE"]
        )
        yield browser
        browser.close()


@dataclass
class Server:
    """The product as a newcomer starts it: `talachse` with its own folder and port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "TALACHSE_VAR": str(self.folder),
            "TALACHSE_PORT": str(self.port),
            "TALACHSE_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "talachse.config.settings",
        }

    def start(self) -> None:
        """Returns when the first page is there."""
        with (self.folder.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "talachse"], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.folder.parent / "server.log").read_text()[-4000:]
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError((self.folder.parent / "server.log").read_text()[-4000:])

    def kill(self) -> None:
        """As when the power fails: the whole group, without a chance to tidy up."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._wait_until_closed()

    def stop(self) -> int:
        """As with Ctrl-C."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        self._wait_until_closed()
        return code

    def _wait_until_closed(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Der Port ist noch offen: Ein Prozess ist übrig geblieben.")

    def talachse(self, *arguments: str, expect: int = 0) -> str:
        """What a command prints on stdout."""
        done = subprocess.run(
            [sys.executable, "-m", "talachse", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == expect, done.stderr
        return done.stdout


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with agreement and demo data, made once; each journey gets a copy."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    folder.mkdir()
    Server(folder, free_port()).talachse("prepare")
    return folder


@pytest.fixture(scope="module")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running product of its own for each file of journeys."""
    folder = tmp_path_factory.mktemp("server") / "var"
    shutil.copytree(prepared, folder)
    running = Server(folder, free_port())
    running.start()
    yield running
    if running.process is not None and running.process.poll() is None:
        assert running.stop() == 0


@dataclass
class Walker:
    """Somebody at a screen. What the browser complains about is kept and checked at the end."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        """Open an address; a page that is not there fails the journey."""
        answer = self.page.goto(self.server.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def log_in(self, login: str) -> None:
        """With the demo password, through the form."""
        self.goto("/konto/anmelden/")
        self.page.get_by_label("E-Mail-Adresse").fill(f"{login}@demo.talachse.example")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.press("Anmelden")
        self.page.wait_for_url(lambda address: "anmelden" not in address)

    def press(self, name: str) -> None:
        """The button with this name, in the page's own part; returns when the answer is there."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """The first link with this name, in the page's own part."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def sees(self, text: str) -> None:
        """The words stand on the page."""
        self.page.get_by_text(text).first.wait_for(timeout=30_000)

    def fill(self, label: str, value: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_role("main").get_by_label(label, exact=True).fill(value)

    def choose(self, label: str) -> None:
        """Pick the answer with this label."""
        self.page.get_by_role("main").get_by_label(label, exact=True).check()

    def text(self) -> str:
        """All words of the page's own part."""
        return self.page.get_by_role("main").inner_text()

    def problems(self) -> list[str]:
        """What axe or the width of the screen objects to on this page."""
        found = Axe().run(self.page)
        problems = [
            f"{self.page.url}: {violation['id']}: {violation['help']}: {node['html'][:160]}"
            for violation in found.response["violations"]
            for node in violation["nodes"][:3]
        ]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            problems.append(f"{self.page.url}: breiter als der Bildschirm")
        if "Select an option" in self.page.locator("body").inner_text():
            problems.append(f"{self.page.url}: ein Auswahlfeld spricht Englisch")
        return problems

    def check(self) -> None:
        """Nothing on this page that axe or the width of the screen objects to."""
        assert self.problems() == []


@pytest.fixture
def walk(chromium: Browser, server: Server) -> Iterator[Callable[..., Walker]]:
    """Opens a fresh browser window: ``walk("traeger")`` logged in, ``walk(width=320)`` as somebody passing by."""
    walkers: list[Walker] = []

    def open_window(login: str = "", *, width: int = 1280, dark: bool = False, script: bool = True) -> Walker:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            java_script_enabled=script,
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        walker = Walker(page, server)

        def complain(message: ConsoleMessage) -> None:
            # A refused form answers 422; the browser calls every such answer an error.
            if message.type == "error" and "status of 4" not in message.text:
                walker.complaints.append(message.text)

        page.on("console", complain)
        page.on("pageerror", lambda error: walker.complaints.append(str(error)))
        walkers.append(walker)
        if login:
            walker.log_in(login)
        return walker

    yield open_window
    for walker in walkers:
        walker.page.context.close()
    assert [complaint for walker in walkers for complaint in walker.complaints] == []


def figures(server: Server) -> dict[str, Any]:
    """The figures of the agreement as the command line gives them now."""
    import json

    status = json.loads(server.talachse("status", "--json"))
    return {figure["key"]: figure["actual"] for figure in status["figures"]}
