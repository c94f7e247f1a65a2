"""What somebody sees of their own sign-in."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from trygga.accounts.at_rest import Unreadable
from trygga.accounts.models import StaffSession, User
from trygga.accounts.sessions import row_key
from trygga.web.access import Origin


def sessions_of(user: User, *, current: str | None) -> list[dict[str, Any]]:
    """The sessions that have not ended, newest first: id, origin, since when, and whether it is this one."""
    found = StaffSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-began_at")
    mine = row_key(current or "")
    return [
        {"id": pk, "origin": origin, "began_at": began_at, "is_current": pk == mine}
        for pk, origin, began_at in found.values_list("pk", "origin", "began_at")
    ]


def second_factors_of(user: User, *, origin: Origin) -> dict[str, Any]:
    """The app, the passkeys here and elsewhere, and how many recovery codes are left."""
    found = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = [one for one in found if one.type == Authenticator.Type.WEBAUTHN]
    return {
        "app": any(one.type == Authenticator.Type.TOTP for one in found),
        "passkeys": [one for one in passkeys if one.data.get("origin") == origin.value],
        "passkeys_elsewhere": [one for one in passkeys if one.data.get("origin") != origin.value],
        "recovery_codes": sum(_codes_left(one) for one in found if one.type == Authenticator.Type.RECOVERY_CODES),
    }


def _codes_left(codes: Authenticator) -> int:
    try:
        return len(codes.wrap().get_unused_codes())
    except Unreadable:
        return 0
