"""What every public address answers: headers, no cookies, whose forms it takes, on which hosts it is there."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.addresses import INBOX, PUBLIC, addresses
from tests.cast import Cast, PublicBrowser, StaffBrowser, browser, post
from trygga.organisations.middleware import UNKNOWN_HOST

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), "
        "usb=(), publickey-credentials-get=(), publickey-credentials-create=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "worker-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "connect-src": {"'self'"},
    "form-action": {"'self'", "https://www.smhi.se/"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "require-trusted-types-for": {"'script'"},
    "trusted-types": {"tg"},
}


@dataclass(frozen=True)
class Expected:
    """The method an address takes, the answer to an ordinary visit, headers that differ, and what is sent."""

    method: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()


KEYS = (("Access-Control-Allow-Origin", settings.INBOX_ORIGIN), ("Cross-Origin-Resource-Policy", "cross-origin"))
# Whoever searches for help may find the guide, and nothing else.
FINDABLE = (("X-Robots-Tag", "all"),)
EXPECTED = {
    "healthz": Expected("get", 200),
    "readyz": Expected("get", 200),
    "choose_language": Expected("get", 302),
    "follow": Expected("get", 302),
    "exit": Expected("post", 303, (("Clear-Site-Data", '"storage"'),)),
    "keys": Expected("get", 200, KEYS),
    "directory_json": Expected("get", 200, KEYS),
    "guide": Expected("get", 200, FINDABLE),
    "guide_area": Expected("get", 200, FINDABLE),
    "write": Expected("get", 200),
    "mailboxes": Expected("get", 200),
    "answer": Expected("get", 200),
    # An empty parcel: refused as malformed, after every other door has been passed.
    "send": Expected("post", 400),
    "open_dialogue": Expected("post", 400),
    "send_answer": Expected("post", 400),
}
TAKING_FORMS = sorted(name for name, expected in EXPECTED.items() if expected.method == "post" and name != "exit")
OF_BOTH = {"healthz", "readyz"}
VARYING = {"Content-Type", "Content-Length", "Content-Language", "Content-Encoding", "Vary", "Location", "Allow"}


def address_of(name: str, area: str = "ost") -> str:
    route = addresses(PUBLIC)[name]
    given = {key: value for key, value in {"language": "en", "area": area, "code": "9Z"}.items() if f":{key}>" in route}
    return reverse(name, urlconf=PUBLIC, kwargs=given)


def visit(client: Client, name: str, **options: Any) -> Any:
    address = address_of(name)
    return client.get(address, **options) if EXPECTED[name].method == "get" else post(client, address, {}, **options)


def policy_of(answer: Any) -> dict[str, set[str]]:
    directives = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: set(values) for name, *values in directives}


def test_every_address_has_an_expectation() -> None:
    assert set(EXPECTED) == set(addresses(PUBLIC))


@pytest.mark.parametrize("name", EXPECTED)
def test_address_answers_without_cookie_and_with_every_header(
    name: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    answer = visit(public_browser(cast.sandby), name)
    special = dict(EXPECTED[name].headers)
    found = {key: value for key, value in answer.headers.items() if key not in VARYING}
    assert policy_of(answer) == POLICY
    assert found == HEADERS | special | {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}
    assert (answer.status_code, dict(answer.cookies)) == (EXPECTED[name].status, {})
    assert [known for known in ("session", "user") if hasattr(answer.wsgi_request, known)] == []
    assert "CSRF_COOKIE" not in answer.wsgi_request.META


@pytest.mark.parametrize("name", EXPECTED)
def test_address_refuses_other_methods(name: str, cast: Cast, public_browser: PublicBrowser) -> None:
    client, address = public_browser(cast.sandby), address_of(name)
    takes = {"get": {"get", "head"}, "post": {"post"}}[EXPECTED[name].method]
    if name == "exit":
        takes = set(METHODS)  # whoever wants to leave leaves
    answers = {method: getattr(client, method)(address) for method in METHODS}
    refused = {method for method, answer in answers.items() if answer.status_code == 405}
    assert refused == set(METHODS) - takes
    assert [answer.cookies for answer in answers.values() if answer.cookies] == []


ELSEWHERE: list[dict[str, str]] = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://["},
    {"origin": "https://sandby.example.evil.example", "sec-fetch-site": "same-origin"},
    {"origin": "https://granby.example", "sec-fetch-site": "same-origin"},
]


@pytest.mark.parametrize("name", TAKING_FORMS)
def test_form_from_elsewhere_is_refused(name: str, cast: Cast) -> None:
    statuses = [visit(browser(cast.sandby.host), name, headers=sent).status_code for sent in ELSEWHERE]
    assert statuses == [403] * len(ELSEWHERE)


@pytest.mark.parametrize("name", TAKING_FORMS)
@pytest.mark.parametrize("sent", [{"sec-fetch-site": "same-origin"}, {"origin": "https://sandby.example"}], ids=str)
def test_form_of_our_own_is_taken(name: str, sent: dict[str, str], cast: Cast) -> None:
    answer = visit(browser(cast.sandby.host), name, headers=sent)
    assert answer.status_code == EXPECTED[name].status


def test_form_of_our_own_on_a_port_is_taken(cast: Cast) -> None:
    host = f"{cast.sandby.host}:8123"
    answer = visit(browser(host), "send", headers={"origin": f"http://{host}"})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - OF_BOTH - {"choose_language"}))
def test_address_is_unknown_on_the_inbox_host(name: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    answer, nowhere = visit(client, name), client.get("/nothing-of-the-kind")
    assert (answer.status_code, answer.content) == (404, nowhere.content)


@pytest.mark.parametrize("host", ["elsewhere.example", "sandby.example.evil.example", "", "a b", "127.0.0.1"])
def test_host_of_nobody_gets_a_plain_404(host: str, cast: Cast) -> None:
    public = {address_of(name) for name in EXPECTED if name not in OF_BOTH}
    inbox = {route for name, route in addresses(INBOX).items() if name not in OF_BOTH and "<" not in route}
    for address in public | inbox:
        answer = browser(host).get(address)
        assert (answer.status_code, answer.content.decode()) == (404, UNKNOWN_HOST)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert dict(answer.cookies) == {}


@pytest.mark.parametrize("name", sorted(OF_BOTH))
def test_health_is_answered_on_any_host(name: str, cast: Cast) -> None:
    statuses = {
        host: browser(host).get(f"/{name}").status_code
        for host in (cast.sandby.host, settings.INBOX_HOST, "10.0.0.7", "elsewhere.example")
    }
    assert set(statuses.values()) == {200}


def test_host_is_compared_without_case_port_and_final_dot(cast: Cast) -> None:
    for host in ("SANDBY.example", "sandby.example:8000", "sandby.example."):
        assert browser(host).get("/en/").status_code == 200


def test_programme_shows_only_its_own(cast: Cast, public_browser: PublicBrowser) -> None:
    granby, sandby = public_browser(cast.granby), public_browser(cast.sandby)
    assert sandby.get(address_of("guide_area")).status_code == 200
    assert granby.get(address_of("guide_area")).status_code == 404
    assert cast.area.name.encode() in sandby.get("/en/write/").content
    assert cast.area.name.encode() not in granby.get("/en/write/").content
