"""Clients that send prepared requests over kept connections, from a process of their own.

They speak just enough HTTP to cost little: on a small machine a heavier client would measure itself.
"""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

GIVE_UP_SECONDS = 60
BUSIEST = 0.6


class ClientTooSlow(Exception):
    """The client was the bottleneck, so the figures would be its own."""


@dataclass(frozen=True)
class Round:
    """What one run over the requests gave; times in seconds, `busy` is the client's share of one processor."""

    seconds: float
    latencies: tuple[float, ...]
    statuses: tuple[int, ...]
    busy: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


def get(path: str, port: int) -> bytes:
    """A browser's request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()


def post(path: str, port: int, body: bytes) -> bytes:
    """A page's own request that carries `body`."""
    origin = f"localhost:{port}"
    head = f"POST {path} HTTP/1.1\r\nHost: {origin}\r\nOrigin: http://{origin}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Clients:
    """`with Clients() as clients: clients.send(port, requests, at_once=16)`."""

    def __enter__(self) -> "Clients":
        self._process = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self

    def __exit__(self, *_: object) -> None:
        self._process.shutdown()

    def send(self, port: int, requests: list[bytes], *, at_once: int) -> Round:
        """Send every request once, `at_once` at a time. Raises ClientTooSlow, OSError."""
        done = self._process.submit(_send, port, requests, at_once).result()
        if done.busy > BUSIEST:
            raise ClientTooSlow(f"The client used {done.busy:.0%} of a processor.")
        return done


def _send(port: int, requests: list[bytes], at_once: int) -> Round:
    waiting = iter(requests)
    answers: list[tuple[float, int]] = []
    together = threading.Barrier(at_once + 1)
    clients = [threading.Thread(target=_client, args=(port, waiting, answers, together)) for _ in range(at_once)]
    for client in clients:
        client.start()
    together.wait(GIVE_UP_SECONDS)
    began, used = time.perf_counter(), time.process_time()
    for client in clients:
        client.join()
    seconds = time.perf_counter() - began
    if len(answers) != len(requests):
        raise OSError(f"{len(requests) - len(answers)} of {len(requests)} requests got no answer.")
    latencies, statuses = zip(*answers, strict=True)
    return Round(seconds, latencies, statuses, busy=(time.process_time() - used) / seconds)


def _client(port: int, waiting: Iterator[bytes], answers: list[tuple[float, int]], together: threading.Barrier) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=GIVE_UP_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        together.wait(GIVE_UP_SECONDS)
        for request in waiting:
            began = time.perf_counter()
            connection.sendall(request)
            status = _read_answer(connection)
            answers.append((time.perf_counter() - began, status))


def _read_answer(connection: socket.socket) -> int:
    """The status; reads up to the end of the body, of known length or in chunks."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    lengths = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")]
    while len(body) < lengths[0] if lengths else not body.endswith(b"0\r\n\r\n"):
        body += _more(connection)
    return int(head[9:12])


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionResetError("The server closed the connection.")
    return received
