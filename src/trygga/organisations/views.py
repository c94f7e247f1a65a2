from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from trygga.lib.sealing import fingerprint
from trygga.organisations.queries import current_epochs
from trygga.organisations.requests import programme_of


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public recipients that reports are sealed to, for the inbox and for anyone who wants to compare."""
    programme = programme_of(request)
    response = JsonResponse(
        {
            "programme": programme.slug,
            "keys": [
                {
                    "organisation": ring.unit.organisation.slug,
                    "unit": ring.unit.slug,
                    "epoch": ring.epoch,
                    "recipient": ring.recipient,
                    "fingerprint": fingerprint(ring.recipient),
                }
                for ring in current_epochs(programme)
            ],
        }
    )
    response.headers["Access-Control-Allow-Origin"] = settings.INBOX_ORIGIN
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
