from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    """Nobody signs up: people are added by their organisation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
