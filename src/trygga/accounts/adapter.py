from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    """Nobody signs up: people are added by their organisation. Nobody can use up another's tries to sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is said on the next page: only the office has a place for it, and the inbox must keep no names."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed tries are counted for an account and an address (of IPv6 its network) together."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"
