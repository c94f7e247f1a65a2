"""What a browser sends, and what is left in it afterwards."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, Route

# Everything that a page can keep in a browser.
KEPT = """async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


class Traffic:
    """Every request of a browser context, those of its workers too."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[Request] = []
        context.on("request", lambda request: self.requests.append(request))

    @property
    def origins(self) -> set[str]:
        return {f"{parts.scheme}://{parts.netloc}" for parts in (urlsplit(request.url) for request in self.requests)}

    @property
    def posts(self) -> list[str]:
        """The paths that something was sent to, in order."""
        return [urlsplit(request.url).path for request in self.requests if request.method != "GET"]

    @property
    def sent(self) -> bytes:
        """All that the browser said: addresses and bodies."""
        return b"\n".join(request.url.encode() + b"\n" + (request.post_data_buffer or b"") for request in self.requests)

    def report_ids(self) -> list[str]:
        """The ids of the reports that were sent, once for each time."""
        sends = [request for request in self.requests if urlsplit(request.url).path.endswith("/write/send/")]
        return [request.post_data_json["report"] for request in sends if request.post_data_json]


def kept_by(page: Page) -> dict[str, Any]:
    """What the page's origin has stored in this browser; NOTHING on every public page."""
    kept: dict[str, Any] = page.evaluate(KEPT)
    return kept


def lose_answers(page: Page, address: str, *, times: int) -> None:
    """Let requests to `address` reach the server, but drop the first answers, as a lost connection does."""
    dropped: list[int] = []

    def drop(route: Route) -> None:
        if len(dropped) >= times:
            return route.continue_()
        dropped.append(route.fetch().status)
        return route.abort("connectionreset")

    page.context.route(address, drop)
