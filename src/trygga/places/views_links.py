"""Stairwell links: the redirect that a scanned poster leads through, and the office's pages about posters."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.requests import programme_of
from trygga.organisations.views_people import cannot, number_in
from trygga.organisations.working import working_in
from trygga.places.links import access, forms, pictures, queries, scans, services
from trygga.places.links.access import PosterDesk
from trygga.places.models import PosterBatch
from trygga.web.languages import preferred_language

View = Callable[..., HttpResponseBase]


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """From a poster to the guide, in the reader's language: that of the stairwell's area, or the plain one.

    What leads nowhere (mistyped, ended, unknown, of another programme) takes the same queries and looks the same.
    """
    programme, language = programme_of(request), preferred_language(request)
    target = queries.target_of(programme, code.strip("/"))
    if target is None:
        return redirect("guide", language)
    if scans.is_by_hand(request):
        scans.count(scans.Scans(target.batch, timezone.localdate()))
    return redirect("guide_area", language, target.area)


# ---- the office ----
def at_posters(view: View) -> View:
    """Give the view, as `desk`, the posters of the landlord that the address names, in the programme worked in."""

    @wraps(view)
    def with_desk(request: HttpRequest, programme: str, landlord: str, **ids: Any) -> HttpResponseBase:
        here = working_in(request)
        if here is None or here.slug != programme:
            raise Http404
        return view(request, desk=access.poster_desk_for(signed_in(request), here, landlord), **ids)

    return with_desk


@require_safe
def posters(request: HttpRequest, programme: str) -> HttpResponse:
    """Whose posters there are to see; straight to them where there is one landlord."""
    here = working_in(request)
    if here is None or here.slug != programme:
        raise Http404
    landlords = access.landlords_for(signed_in(request), here)
    if not landlords:
        raise Http404
    if len(landlords) == 1:
        return redirect("poster_batches", programme, landlords[0].slug)
    return render(request, "places/posters/landlords.html", {"programme": here, "landlords": landlords})


@require_safe
@at_posters
def poster_batches(request: HttpRequest, desk: PosterDesk) -> HttpResponse:
    rows, after = queries.batches_of(desk.landlord, after=number_in(request, "after"))
    return render(request, "places/posters/batches.html", {"desk": desk, "rows": rows, "after": after})


@require_http_methods(["GET", "HEAD", "POST"])
@at_posters
def add_poster_batch(request: HttpRequest, desk: PosterDesk) -> HttpResponse:
    form = forms.BatchForm(request.POST or None)
    access.to_change(desk)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.make_batch(
                desk.landlord, name=form.cleaned_data["name"], on=timezone.localdate(), by=desk.user
            )
        except IntegrityError:
            form.add_error("name", _("Another batch has this name. Choose another, or look for it in the list."))
        else:
            return redirect("poster_batch", desk.programme.slug, desk.landlord.slug, batch.pk)
    context = {"desk": desk, "form": form}
    return render(request, "places/posters/add.html", context, status=422 if form.errors else 200)


@require_safe
@at_posters
def poster_batch(request: HttpRequest, desk: PosterDesk, batch: int) -> HttpResponse:
    found, search = access.batch_for(desk, batch), request.GET.get("q", "")[:100]
    page = queries.links_of(found, search=search, after=number_in(request, "after"))
    context = {"desk": desk, "batch": found, "page": page, "search": search, "scans": queries.scans_of(found)}
    return render(request, "places/posters/batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_posters
def make_links(request: HttpRequest, desk: PosterDesk, batch: int) -> HttpResponse:
    """Which stairwells, then how many that are, then the codes are made."""
    found = access.batch_for(access.to_change(desk), batch)
    sent = request.POST if request.method == "POST" else request.GET
    form = forms.LinksForm(sent if "chosen" in sent else None, desk=desk)
    if not form.is_valid():
        context = {"desk": desk, "batch": found, "form": form}
        return render(request, "places/posters/links.html", context, status=422 if form.errors else 200)
    if request.method == "POST" and "confirmed" in request.POST:
        return _make_links(request, desk, found, form.cleaned_data)
    context = {"desk": desk, "batch": found, "form": form, "chosen": form.cleaned_data}
    context["count"] = queries.stairwells_for(found, **form.cleaned_data).count()
    return render(request, "places/posters/links_confirm.html", context)


def _make_links(request: HttpRequest, desk: PosterDesk, batch: PosterBatch, chosen: dict[str, Any]) -> HttpResponse:
    made = services.make_links(batch, **chosen, on=timezone.localdate(), by=desk.user)
    said = ngettext("%(count)s code made.", "%(count)s codes made.", made) % {"count": made}
    messages.success(request, said if made else _("There was no stairwell left to make a code for."))
    return redirect("poster_batch", desk.programme.slug, desk.landlord.slug, batch.pk)


@require_safe
@at_posters
def poster_codes(request: HttpRequest, desk: PosterDesk, batch: int) -> StreamingHttpResponse:
    """The pictures of all working codes of the batch, streamed."""
    found = access.batch_for(desk, batch)
    links = queries.all_links(found).filter(ended_on=None).iterator(chunk_size=500)
    response = StreamingHttpResponse(pictures.batch_file(desk.programme, links), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.landlord.slug}-{found.pk}.zip"'
    return response


@require_safe
@at_posters
def poster_link(request: HttpRequest, desk: PosterDesk, batch: int, link: int) -> HttpResponse:
    found = access.link_for(desk, batch, link)
    context = {"desk": desk, "link": found, "history": queries.links_before(found)}
    context["address"] = pictures.address_of(desk.programme, found.code)
    return render(request, "places/posters/link.html", context)


@require_safe
@at_posters
def poster_code(request: HttpRequest, desk: PosterDesk, batch: int, link: int, kind: str) -> HttpResponse:
    """The code as a picture, as long as it works: nobody prints one that has ended."""
    found = access.link_for(desk, batch, link)
    if kind not in pictures.KINDS or not found.is_working:
        raise Http404
    made = pictures.picture(pictures.address_of(desk.programme, found.code), kind)
    response = HttpResponse(made, content_type=pictures.KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{pictures.file_name(found)}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@at_posters
def replace_link(request: HttpRequest, desk: PosterDesk, batch: int, link: int) -> HttpResponse:
    found = access.link_for(access.to_change(desk), batch, link)
    if request.method != "POST":
        return render(request, "places/posters/replace.html", {"desk": desk, "link": found})
    try:
        fresh = services.replace_link(found, on=timezone.localdate(), by=desk.user)
    except services.LinkEnded:
        return cannot(request, _("This code has been replaced or retired already. Open the list of the batch again."))
    except services.StairwellGone:
        return cannot(request, _("This stairwell is no longer in your register. Retire the code instead."))
    return redirect("poster_link", desk.programme.slug, desk.landlord.slug, fresh.batch_id, fresh.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@at_posters
def retire_link(request: HttpRequest, desk: PosterDesk, batch: int, link: int) -> HttpResponse:
    found = access.link_for(access.to_change(desk), batch, link)
    if request.method != "POST":
        return render(request, "places/posters/retire.html", {"desk": desk, "link": found})
    try:
        services.retire_link(found, on=timezone.localdate(), by=desk.user)
    except services.LinkEnded:
        return cannot(request, _("This code has been replaced or retired already. Open the list of the batch again."))
    return redirect("poster_link", desk.programme.slug, desk.landlord.slug, found.batch_id, found.pk)
