"""The way into Wagtail, and the files of pictures."""

from mimetypes import guess_type

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from trygga.organisations.working import working_in
from trygga.pages.access import may_edit
from trygga.pages.models import Picture, Rendition
from trygga.pages.services import root_of


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """The texts of the programme that is being worked in."""
    programme = working_in(request)
    if programme is None:
        raise Http404
    return redirect("wagtailadmin_explore", root_of(programme).pk)


@require_safe
def choose_text(request: HttpRequest) -> HttpResponse:
    """Which text a link leads to, from the root; Wagtail's own way in expects that a root is there."""
    programme = working_in(request)
    if programme is None:
        raise Http404
    address = reverse("wagtailadmin_choose_page_child", args=[root_of(programme).pk])
    return redirect(f"{address}?{request.GET.urlencode()}")


@require_safe
def to_start(request: HttpRequest) -> HttpResponse:
    """Where Wagtail leads home, and where it sends whoever may not do what they asked for."""
    return redirect("office")


@require_safe
def to_account(request: HttpRequest) -> HttpResponse:
    """Wagtail's menu has an entry for the account; ours is allauth's."""
    return redirect("account_change_password")


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponse:
    """A picture or a smaller copy, to editors of the programme that it belongs to."""
    found = Picture.objects.filter(file=name).first() or Rendition.objects.filter(file=name).first()
    if found is None or not may_edit(request.user, found.programme_id):
        raise Http404
    kind, _ = guess_type(name)
    try:
        with found.file.open("rb") as file:
            # At most WAGTAILIMAGES_MAX_UPLOAD_SIZE.
            return HttpResponse(file.read(), content_type=kind or "application/octet-stream")
    except FileNotFoundError as gone:
        raise Http404 from gone
