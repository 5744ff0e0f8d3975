"""A JupyterLab as a learner starts it for the first time, and a browser that looks at it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.harness.checks.course import build_folder
from tests.harness.environment import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
# every cell stays in the page, so that all formulas can be looked at
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}
# what would get in a learner's way, whenever it appears
WATCH = """
window.inTheWay = [];
new MutationObserver(() => {
  for (const shown of document.querySelectorAll('.jp-Dialog, .Toastify__toast')) {
    const text = shown.textContent.trim();
    if (!window.inTheWay.includes(text)) window.inTheWay.push(text);
  }
}).observe(document, {childList: true, subtree: true});
"""


class Lab(NamedTuple):
    """A running JupyterLab: its address with the token, and the folder that it shows."""

    address: str
    folder: Path


@pytest.fixture(scope="session")
def playwright():
    """Playwright, if it is installed."""
    reason = "Playwright is not installed: make test-lab installs it (or pip install '.[lab]')"
    api = pytest.importorskip("playwright.sync_api", reason=reason)
    with api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright):
    """A headless browser, if there is one."""
    named = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if named and not path:
        pytest.fail(f"CHROMIUM is {named}, and there is no such browser", pytrace=False)
    if not path:
        known = ", ".join(BROWSERS)
        pytest.skip(f"there is no browser ({known}): install Chromium, or set CHROMIUM=/its/path")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*QUIET, *(["--no-sandbox"] if root else [])]
    browser = playwright.chromium.launch(executable_path=path, args=arguments)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of the notebooks; nobody's settings reach it."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    for name, settings in SETTINGS.items():
        path = folder / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = {
        "ServerApp.root_dir": folder / "notebooks",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "LabApp.user_settings_dir": folder / "settings",
        "LabApp.workspaces_dir": folder / "workspaces",
    }
    places = {f"JUPYTER_{what}_DIR": str(folder / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    log = folder / "log.txt"
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())],
            env={**os.environ, **places},
            stdout=said,
            stderr=said,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={token}", server, log)
        yield Lab(f"{address}/lab?token={token}", folder / "notebooks")
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def wait_for(address, server, log, seconds=60):
    """Wait until a server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    pytest.fail(f"JupyterLab does not answer; it says:\n{log.read_text()[-2000:]}")


@pytest.fixture
def page(browser, lab, request):
    """JupyterLab in a window of its own; its last state is kept if the test fails."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.set_default_timeout(120_000)
    page.goto(f"{lab.address}&reset")
    page.wait_for_function("() => window.jupyterapp")
    page.evaluate("async () => { await window.jupyterapp.restored; }")
    failed = request.session.testsfailed
    yield page
    if request.session.testsfailed > failed:
        folder = build_folder() / "lab"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{request.node.name}.png")
    page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
    context.close()
