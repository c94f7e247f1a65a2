"""Servers on loopback that behave, or do not: what a test gives them as answers, they say.

An answer is bytes to send, or one of HANG (say nothing, hold the line), DROP (end the line) and TRICKLE (send a byte
now and then without end).
"""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from io import BufferedReader
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

TRICKLE_SECONDS = 0.05


class Manner(Enum):
    HANG = "hang"
    DROP = "drop"
    TRICKLE = "trickle"


HANG, DROP, TRICKLE = Manner.HANG, Manner.DROP, Manner.TRICKLE
Says = bytes | Manner


class Ended(Exception):
    """The line is over."""


@dataclass
class Server:
    """A listening socket with a thread for each line. Use as a context."""

    tls: ssl.SSLContext | None = None
    lines: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Server":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, do: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=do, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self.lines += 1
                self._start(self._serve, line)

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, Ended), line:
            line.settimeout(20)
            if self.tls is None:
                self.talk(line)
                return
            with self.tls.wrap_socket(line, server_side=True) as sealed:
                self.talk(sealed)

    def talk(self, line: socket.socket) -> None:
        """What happens on one line."""
        raise NotImplementedError

    def say(self, line: socket.socket, what: Says) -> None:
        if isinstance(what, bytes):
            line.sendall(what)
        elif what is DROP:
            raise Ended
        elif what is HANG:
            self._stopping.wait(20)
            raise Ended
        else:
            while not self._stopping.wait(TRICKLE_SECONDS):
                line.sendall(b"2")
            raise Ended


@dataclass
class MailServer(Server):
    """Speaks SMTP. `answers` gives for a verb what to say, one after the other, the last one for ever.

    CONNECT is the greeting and BODY what follows the letter; `halves` are said before the line is dropped. `letters`
    are those that were taken: receiver and bytes.
    """

    GOOD: ClassVar[dict[str, bytes]] = {
        "CONNECT": b"220 ready\r\n",
        "EHLO": b"250-here\r\n250 8BITMIME\r\n",
        "DATA": b"354 go on\r\n",
        "QUIT": b"221 bye\r\n",
        "AUTH": b"235 welcome\r\n",
        "STARTTLS": b"220 go on\r\n",
    }
    answers: dict[str, list[Says]] = field(default_factory=dict)
    letters: list[tuple[str, bytes]] = field(default_factory=list)
    sealed: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    halves: dict[str, bytes] = field(default_factory=dict)

    def talk(self, line: socket.socket) -> None:
        receiver = ""
        self._answer(line, "CONNECT")
        stream = line.makefile("rb")
        while said := stream.readline():
            verb = said.decode().strip().upper()[:8].split()[0]
            self.heard.append(said.decode().strip())
            if verb == "RCPT":
                receiver = said.decode().partition("<")[2].partition(">")[0]
            answer = self._answer(line, verb)
            if verb == "STARTTLS" and self.sealed is not None:
                with self.sealed.wrap_socket(line, server_side=True) as inside:
                    self.answers["CONNECT"] = [b""]
                    self.talk(inside)
                return
            if verb == "DATA" and answer[:3] == b"354":
                self._take(line, stream, receiver)
            if verb == "QUIT":
                return

    def _take(self, line: socket.socket, stream: BufferedReader, receiver: str) -> None:
        letter = b""
        while not letter.endswith(b"\r\n.\r\n"):
            more = stream.readline()
            if not more:
                raise Ended
            letter += more
        # Taken before the answer is on its way: whoever loses the answer has sent it all the same.
        if self._will_say("BODY")[:1] not in (b"4", b"5"):
            # On the line a dot at the start of a line is doubled (RFC 5321, 4.5.2).
            self.letters.append((receiver, letter.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")))
        self._answer(line, "BODY")

    def _will_say(self, verb: str) -> bytes:
        says = self.answers.get(verb, [b"250 good\r\n"])[0]
        return says if isinstance(says, bytes) else b""

    def _answer(self, line: socket.socket, verb: str) -> bytes:
        if verb in self.halves:
            self.say(line, self.halves[verb])
            raise Ended
        waiting = self.answers.get(verb)
        says = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else self.GOOD.get(verb, b"250 good\r\n")
        self.say(line, says)
        return says if isinstance(says, bytes) else b""


@dataclass(frozen=True)
class Request:
    """What a web server got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebServer(Server):
    """Says `answers` one after the other, the last one for ever; each is a list of things to say."""

    answers: list[list[Says]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        stream = line.makefile("rb")
        path = stream.readline().decode().split(" ")[1]
        headers = {}
        while (header := stream.readline().strip().decode()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", "0")))
        self.requests.append(Request(path, headers, body))
        for says in self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]:
            self.say(line, says)


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def certificate_for(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate that it signed itself for these names, and the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(one) for one in names if not one[0].isdigit()]
    alternatives += [x509.IPAddress(ipaddress.ip_address(one)) for one in names if one[0].isdigit()]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both = folder / "server.pem"
    trusted = folder / "trusted.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(secret + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, trusted


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port where nobody listens, and which nobody else takes meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
