"""The proxy that is shipped: slow senders hold nobody up, and nothing that a visitor claims gets through."""

import contextlib
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command

from tests.environment import ROOT
from tests.servers import demo, wait_until
from trygga.ops.server import usable_port

pytestmark = pytest.mark.slow
AROUND = """
daemon off; user root; pid {folder}/pid; error_log {folder}/log; events {{}}
http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; {servers} }}
"""
Connect = Callable[[], HTTPSConnection]


def certify(folder: Path) -> None:
    """A certificate that nobody trusts, as `cert.pem` and `key.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    pem, pkcs8, open_ = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, open_))


def configure(folder: Path, *, upstream: int, plain: int, tls: int) -> Path:
    """The shipped file with names, ports and certificates of this machine."""
    servers = (ROOT / "deploy" / "nginx.conf").read_text()
    for shipped, ours in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443": f"listen 127.0.0.1:{tls}",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        "grannar.example.se inbox.example.se": "localhost inbox.localhost",
        "/etc/ssl/grannar.example.se/fullchain.pem": f"{folder}/cert.pem",
        "/etc/ssl/grannar.example.se/privkey.pem": f"{folder}/key.pem",
        "root /srv/trygga;": f"root {folder};",
    }.items():
        assert shipped in servers
        servers = servers.replace(shipped, ours)
    path = folder / "nginx.conf"
    path.write_text(AROUND.format(folder=folder, servers=servers))
    return path


@contextlib.contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[Connect]:
    """nginx before a server on this machine; yields a function that connects to it."""
    plain, tls = usable_port(0), usable_port(0)
    assert plain is not None
    assert tls is not None
    certify(folder)
    command = [
        "/usr/sbin/nginx",
        "-p",
        str(folder),
        "-c",
        str(configure(folder, upstream=upstream, plain=plain, tls=tls)),
    ]
    checked = subprocess.run([*command, "-t", "-q"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    with subprocess.Popen(command) as process:
        try:
            wait_until(lambda: usable_port(tls) is None, seconds=20, what="nginx")
            context = ssl._create_unverified_context()
            yield lambda: HTTPSConnection("localhost", tls, timeout=15, context=context)
        finally:
            process.terminate()


def test_slow_senders_hold_nobody_up(tmp_path: Path) -> None:
    with demo(tmp_path / "var", TRYGGA_BEHIND_PROXY="1") as server, nginx(tmp_path, server.port) as connect:
        slow = [connect() for _ in range(40)]
        for sender in slow:
            sender.putrequest("POST", "/sv/write/send/")
            sender.putheader("Content-Length", "100000")
            sender.putheader("Sec-Fetch-Site", "same-origin")
            sender.endheaders(b'{"a')
        quick = connect()
        quick.request("GET", "/sv/")
        assert quick.getresponse().status == 200
        for sender in (*slow, quick):
            sender.close()


class Listener(BaseHTTPRequestHandler):
    """Keeps the headers of the last request."""

    seen: dict[str, str] = {}

    def do_GET(self) -> None:
        Listener.seen = dict(self.headers)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_what_visitors_claim_does_not_get_through(tmp_path: Path) -> None:
    with HTTPServer(("127.0.0.1", 0), Listener) as upstream:
        Thread(target=upstream.handle_request, daemon=True).start()
        with nginx(tmp_path, upstream.server_port) as connect:
            visitor = connect()
            claimed = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded")
            visitor.request("GET", "/", headers=dict.fromkeys(claimed, "203.0.113.9"))
            assert visitor.getresponse().status == 204
            visitor.close()
    expected = {"Host": f"localhost:{visitor.port}", "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    assert Listener.seen == expected | {"Connection": "close", "Accept-Encoding": "identity"}


def test_nothing_of_a_visit_is_logged(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with nginx(tmp_path, nobody.getsockname()[1]) as connect:
            visitor = connect()
            visitor.request("GET", "/sv/write/")
            assert visitor.getresponse().status == 503
            visitor.close()
    assert (tmp_path / "log").read_text() == ""


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "sv"),
        ("/sv-simple/write/", "sv-simple"),
        ("/ti", "ti"),
        ("/ar/?x=1", "ar"),
        ("/uk?x", "uk"),
        ("/svx/", "sv"),
        ("/de/en/", "sv"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_program_that_is_down_leaves_a_page_with_112(tmp_path: Path, path: str, language: str, method: str) -> None:
    call_command("troublepages", str(tmp_path / "trouble"), verbosity=0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with nginx(tmp_path, nobody.getsockname()[1]) as connect:
            visitor = connect()
            visitor.request(method, path)
            answer = visitor.getresponse()
            page = answer.read().decode()
            visitor.close()
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Set-Cookie"]) == (503, "120", None)
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/html; charset=utf-8", "no-store")
    assert f'<html lang="{language}"' in page
    assert page.index('href="tel:112"') < page.index("<main")


def test_what_nginx_refuses_has_112_too(tmp_path: Path) -> None:
    call_command("troublepages", str(tmp_path / "trouble"), verbosity=0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with nginx(tmp_path, nobody.getsockname()[1]) as connect:
            visitor = connect()
            visitor.putrequest("POST", "/so/write/send/")
            visitor.putheader("Content-Length", str(5 * 1024 * 1024))
            visitor.endheaders()
            answer = visitor.getresponse()
            page = answer.read().decode()
            visitor.close()
            style = connect()
            style.request("GET", "/trouble/trygga.css")
            sheet = style.getresponse()
            assert (sheet.status, sheet.headers["Content-Type"]) == (200, "text/css")
            style.close()
            direct = connect()
            direct.request("GET", "/trouble/413-so.html")
            assert direct.getresponse().status != 200
            direct.close()
    assert (answer.status, '<html lang="so"' in page, 'href="tel:112"' in page) == (413, True, True)
