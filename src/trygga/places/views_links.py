"""Stairwell links: the redirect that a scanned poster leads through, and the office's pages about posters."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trygga.organisations.requests import programme_of
from trygga.organisations.views_people import cannot
from trygga.places import access
from trygga.places.access import Register, register_to_change
from trygga.places.links import forms, pictures, queries, scans, services
from trygga.places.models import PosterBatch, StairwellLink
from trygga.places.services.acts import today_in
from trygga.places.views_places import at_register, show, to_landlord
from trygga.web.languages import preferred_language


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
        scans.count(scans.Scans(target.batch, today_in(programme)))
    return redirect("guide_area", language, target.area)


# ---- the office ----
@require_safe
def posters(request: HttpRequest, programme: str) -> HttpResponse:
    """Whose posters there are to see; straight to them where there is one landlord."""
    return to_landlord(request, programme, "poster_batches", or_choose="posters/landlords")


@require_safe
@at_register()
def poster_batches(request: HttpRequest, register: Register) -> HttpResponse:
    page = queries.batches_of(register.landlord, after=request.GET.get("after", ""))
    return show(request, register, "posters/batches", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_register(register_to_change)
def add_poster_batch(request: HttpRequest, register: Register) -> HttpResponse:
    form = forms.BatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = services.make_batch(
                register.landlord, name=form.cleaned_data["name"], on=today_in(register.programme), by=register.user
            )
        except IntegrityError:
            form.add_error("name", _("Another batch has this name. Choose another, or look for it in the list."))
        else:
            return redirect("poster_batch", register.programme.slug, register.landlord.slug, batch.pk)
    return show(request, register, "posters/add", status=422 if form.errors else 200, form=form)


@require_safe
@at_register()
def poster_batch(request: HttpRequest, register: Register, batch: int) -> HttpResponse:
    found, search = access.batch_for(register, batch), request.GET.get("q", "")[:100]
    page = queries.links_of(found, search=search, after=request.GET.get("after", ""))
    days = queries.scans_of(found)
    return show(request, register, "posters/batch", batch=found, page=page, search=search, scans=days)


@require_http_methods(["GET", "HEAD", "POST"])
@at_register(register_to_change)
def make_links(request: HttpRequest, register: Register, batch: int) -> HttpResponse:
    """Which stairwells, then how many that are, then the codes are made."""
    found = access.batch_for(register, batch)
    sent = request.POST if request.method == "POST" else request.GET
    form = forms.LinksForm(sent if "chosen" in sent else None, landlord=register.landlord)
    if not form.is_valid():
        return show(request, register, "posters/links", status=422 if form.errors else 200, batch=found, form=form)
    if request.method == "POST" and "confirmed" in request.POST:
        return _make_links(request, register, found, form.cleaned_data)
    count = queries.stairwells_for(found, **form.cleaned_data).count()
    return show(request, register, "posters/links_confirm", batch=found, chosen=form.cleaned_data, count=count)


def _make_links(request: HttpRequest, register: Register, batch: PosterBatch, chosen: dict[str, Any]) -> HttpResponse:
    made = services.make_links(batch, **chosen, on=today_in(register.programme), by=register.user)
    said = ngettext("%(count)s code made.", "%(count)s codes made.", made) % {"count": made}
    messages.success(request, said if made else _("There was no stairwell left to make a code for."))
    return redirect("poster_batch", register.programme.slug, register.landlord.slug, batch.pk)


@require_safe
@at_register()
def poster_codes(request: HttpRequest, register: Register, batch: int) -> StreamingHttpResponse:
    """The pictures of all working codes of the batch, streamed."""
    found = access.batch_for(register, batch)
    links = queries.all_links(found).filter(ended_on=None).iterator(chunk_size=500)
    response = StreamingHttpResponse(pictures.batch_file(register.programme, links), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{register.landlord.slug}-{found.pk}.zip"'
    return response


@require_safe
@at_register()
def poster_link(request: HttpRequest, register: Register, batch: int, link: int) -> HttpResponse:
    found = access.link_for(register, batch, link)
    address = pictures.address_of(register.programme, found.code)
    return show(request, register, "posters/link", link=found, history=queries.links_before(found), address=address)


@require_safe
@at_register()
def poster_code(request: HttpRequest, register: Register, batch: int, link: int, kind: str) -> HttpResponse:
    """The code as a picture, as long as it works: nobody prints one that has ended."""
    found = access.link_for(register, batch, link)
    if kind not in pictures.KINDS or not found.is_working:
        raise Http404
    made = pictures.picture(pictures.address_of(register.programme, found.code), kind)
    response = HttpResponse(made, content_type=pictures.KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{pictures.file_name(found)}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@at_register(register_to_change)
def replace_link(request: HttpRequest, register: Register, batch: int, link: int) -> HttpResponse:
    found = access.link_for(register, batch, link)
    if request.method != "POST":
        return show(request, register, "posters/replace", link=found, back=_page_of(found))
    try:
        fresh = services.replace_link(found, on=today_in(register.programme), by=register.user)
    except services.LinkEnded:
        return cannot(request, _("This code has been replaced or retired already. Open the list of the batch again."))
    except services.StairwellGone:
        return cannot(request, _("This stairwell is no longer in your register. Retire the code instead."))
    return redirect(_page_of(fresh))


@require_http_methods(["GET", "HEAD", "POST"])
@at_register(register_to_change)
def retire_link(request: HttpRequest, register: Register, batch: int, link: int) -> HttpResponse:
    found = access.link_for(register, batch, link)
    if request.method != "POST":
        return show(request, register, "posters/retire", link=found, back=_page_of(found))
    try:
        services.retire_link(found, on=today_in(register.programme), by=register.user)
    except services.LinkEnded:
        return cannot(request, _("This code has been replaced or retired already. Open the list of the batch again."))
    return redirect(_page_of(found))


def _page_of(link: StairwellLink) -> str:
    batch = link.batch
    return reverse("poster_link", args=[batch.programme.slug, batch.landlord.slug, batch.pk, link.pk])
