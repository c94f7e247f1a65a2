"""Connections to elsewhere that end in time, and that lead only where they may.

A limit for each read is not enough: whoever sends one byte a second would hold a worker for hours. So a timer cuts the
line when the whole time is over.
"""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SHUT_RDWR, SOCK_STREAM, AddressFamily, getaddrinfo, socket
from typing import Any

from django.conf import settings

Address = IPv4Address | IPv6Address
MayReach = Callable[[Address], bool]
_Target = tuple[AddressFamily, Any]

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_LONGEST_CONNECT_SECONDS = 20


class Forbidden(Exception):
    """The name leads to an address that must not be reached from here."""


class Deadline:
    """A moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def is_past(self) -> bool:
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Seconds until then; raises TimeoutError afterwards."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    @contextlib.contextmanager
    def guard(self, line: socket) -> Iterator[None]:
        """Cut the line when the time is over, whatever is being done with it, also by TLS on top of it."""
        with line.dup() as same_line:
            timer = threading.Timer(self.left(), _cut, [same_line])
            timer.daemon = True
            timer.start()
            try:
                yield
            finally:
                timer.cancel()


def _cut(line: socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(SHUT_RDWR)


def anywhere(_: Address) -> bool:
    """For servers that the operator has named in a setting."""
    return True


def outside(address: Address) -> bool:
    """Whether a stranger's server may have this address: public, or in a network that the operator allows.

    Not this machine, a private or link-local network, nor an IPv6 address that hides an IPv4 one.
    """
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return True
    if isinstance(address, IPv6Address) and (
        address not in _GLOBAL_UNICAST or address.sixtofour is not None or address.teredo is not None
    ):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@contextlib.contextmanager
def connected(host: str, port: int, *, deadline: Deadline, has_tls: bool, may_reach: MayReach) -> Iterator[socket]:
    """A line to `host`, looked up once and connected to exactly what was found and allowed.

    With TLS the certificate is checked against the name. Raises Forbidden, TimeoutError or another OSError.
    """
    with _connect(_look_up(host, port, may_reach), deadline) as line, deadline.guard(line):
        line.settimeout(deadline.left())
        if not has_tls:
            yield line
            return
        with ssl.create_default_context().wrap_socket(line, server_hostname=host) as sealed:
            yield sealed


def _look_up(host: str, port: int, may_reach: MayReach) -> list[_Target]:
    """Where `host` is. One address that must not be reached spoils all: an honest name has none."""
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no such name") from error
    targets: list[_Target] = [(family, target) for family, _, _, _, target in found]
    # A link-local address may carry a zone after a percent sign.
    if not all(may_reach(ip_address(str(target[0]).partition("%")[0])) for _, target in targets):
        raise Forbidden
    return targets


def _connect(targets: list[_Target], deadline: Deadline) -> socket:
    last: OSError = OSError("no address")
    for family, target in targets:
        line = socket(family, SOCK_STREAM)
        try:
            line.settimeout(min(deadline.left(), _LONGEST_CONNECT_SECONDS))
            line.connect(target)
        except OSError as error:
            line.close()
            last = error
        else:
            return line
    raise last
