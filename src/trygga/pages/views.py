"""Guide: what can I do, now, here?"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trygga.directory.asking import answering_points, by_purpose
from trygga.directory.receivers import receiving_mailboxes
from trygga.directory.sentences import reading_times
from trygga.organisations.requests import programme_of
from trygga.places.queries import areas_of


@require_safe
def guide(request: HttpRequest, language: str, area: str = "") -> HttpResponse:
    programme, now = programme_of(request), timezone.now()
    areas = areas_of(programme)
    here = next((candidate for candidate in areas if candidate.slug == area), None)
    if area and here is None:
        raise Http404
    found = answering_points(programme, here, at=now, language=language)
    context = {
        "area": here,
        "places": tuple((place.slug, place.name) for place in areas),
        "answers": tuple(one.shown for one in found),
        "answers_for": by_purpose(found),
        "mailboxes": [
            (mailbox.organisation_name, reading_times(mailbox)) for mailbox in receiving_mailboxes(programme, here, now)
        ],
        "now": now,
    }
    response = render(request, "pages/guide.html", context)
    # Whoever searches should find the guide; a demo only whoever was told of it.
    response.headers["X-Robots-Tag"] = "noindex" if settings.DEMO else "all"
    return response
