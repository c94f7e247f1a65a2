"""How often somebody may try: counted in a table that all processes share, under keys that tell nothing.

allauth counts in Django's cache; the cache is the table `accounts_tries`, and `blind_key` names its rows. Each limit is
for an account and an address together, so nobody elsewhere uses up another's tries. Whoever has the password and
guesses codes from ever new addresses meets one more limit, which does not count at the person's usual places.
"""

import hashlib
import hmac

from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache

from trygga.accounts.at_rest import derived_key
from trygga.accounts.models import User

LONGEST_WAIT = 10 * 60  # seconds; after these, each limit of settings.py and of this module lets one try again
USUAL = 30 * 24 * 60 * 60  # seconds
SECOND_FACTOR = {"here": "5/5m/key", "elsewhere": "20/10m/key"}


def blind_key(key: str, prefix: str, version: int) -> str:
    """The name of a row: whoever reads the table learns neither address nor account nor what was tried."""
    secret = derived_key(settings.SECRET_KEY, "limits")
    return hmac.new(secret, f"{prefix}:{version}:{key}".encode(), hashlib.sha256).hexdigest()


def here() -> str:
    """The address that the request came from; of IPv6 its network."""
    address: str = ratelimit.get_ip(context.request)
    return address


def may_try_second_factor(user: User) -> bool:
    """Count a try at a code or a passkey. False: too many, from here or from all unusual places together."""
    limits = ["here"] if is_usual_place(user) else ["here", "elsewhere"]
    return all(
        ratelimit.consume(
            context.request,
            app="trygga.accounts",
            action=limit,
            config=SECOND_FACTOR,
            key=f"{user.pk}:{here()}" if limit == "here" else f"{user.pk}",
        )
        is not None
        for limit in limits
    )


def forget_tries(user: User) -> None:
    """The code was right: what was mistyped here before no longer counts."""
    ratelimit.clear(
        context.request, app="trygga.accounts", action="here", config=SECOND_FACTOR, key=f"{user.pk}:{here()}"
    )


def is_usual_place(user: User) -> bool:
    return cache.get(_place(user)) is not None


def remember_place(user: User) -> None:
    """Somebody has signed in from here, with all that it takes."""
    cache.set(_place(user), 1, timeout=USUAL)


def is_first_use(user: User, code: str, *, seconds: int) -> bool:
    """Whether this code has not been used within so many seconds; from now on it has."""
    return cache.add(f"used:{user.pk}:{code}", 1, timeout=seconds)


def _place(user: User) -> str:
    return f"place:{user.pk}:{here()}"
