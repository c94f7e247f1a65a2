"""What stands between the right password and being signed in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactor(AuthenticateStage):
    """Asks for code or passkey, unless the provider that signed the person in has, and is trusted with it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        is_vouched_for = login is not None and login.state.get("vouched") is True
        return super()._should_handle(request) and not is_vouched_for
