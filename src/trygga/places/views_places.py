"""The office's pages about places: lists, the tree, searching, and the register as a file."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.working import worked_in
from trygga.places import access, exports, queries
from trygga.places.access import Register, register_for
from trygga.places.levels import ESTATES, LEVELS, Level
from trygga.places.models import Area, Estate
from trygga.places.queries import Narrowed, Shown
from trygga.places.search import LONGEST, stairwells_like

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponseBase]
Opened = Callable[..., Register]


def at_register(opened: Opened = register_for) -> Callable[[View], View]:
    """Give the view, as `register`, the landlord's places that the address names, if `opened` lets the person in.

    The programme must be the one that is being worked in: also for a form of another tab, from before that changed.
    """

    def around(view: View) -> View:
        @wraps(view)
        def with_register(request: HttpRequest, programme: str, landlord: str, **ids: Any) -> HttpResponseBase:
            worked_in(request, programme)
            return view(request, register=opened(signed_in(request), programme, landlord), **ids)

        return with_register

    return around


def show(request: HttpRequest, register: Register, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about a register."""
    return render(request, f"places/{template}.html", {"register": register, **more}, status=status)


def cannot(request: HttpRequest, register: Register, sentence: str) -> HttpResponse:
    """What was asked for is not possible, and why."""
    return show(request, register, "cannot", status=409, sentence=sentence)


# ---- lists ----
@require_safe
def registers(request: HttpRequest, programme: str) -> HttpResponse:
    """Whose places there are to see; whoever sees one register alone is led there."""
    return to_landlord(request, programme, "register", or_choose="registers")


def to_landlord(request: HttpRequest, programme: str, address: str, *, or_choose: str) -> HttpResponse:
    """On to this address of the only landlord that the person sees something of, or to a page that lists several."""
    here = worked_in(request, programme)
    landlords = list(access.registers_of(signed_in(request), here))
    if not landlords:
        raise Http404
    if len(landlords) == 1:
        return redirect(address, here.slug, landlords[0].slug)
    return render(request, f"places/{or_choose}.html", {"programme": here, "landlords": landlords})


@require_safe
@at_register()
def register(request: HttpRequest, register: Register) -> HttpResponse:
    """The top of the tree: the areas, with how much the landlord has in each."""
    counts = queries.counted_areas(register.landlord)
    counted = {count.area_id for count in counts}
    empty = [area for area in queries.areas_of(register.programme) if area.pk not in counted]
    return show(request, register, "register", counts=counts, empty=empty)


@require_safe
@at_register()
def area(request: HttpRequest, register: Register, area: str) -> HttpResponse:
    """The estates of one area."""
    found = access.area_for(register, area)
    shown, after = _shown(request), request.GET.get("after", "")
    page = queries.places_at(register.landlord, ESTATES, Narrowed(area=found, shown=shown), after=after)
    return show(request, register, "area", area=found, page=page, level=ESTATES, shown=shown, kept=_kept(shown=shown))


@require_safe
@at_register()
def places(request: HttpRequest, register: Register, level: Level) -> HttpResponse:
    """One level of the whole register, or of an area or an estate of it."""
    narrowed = Narrowed(_area(request, register), _estate(request, register), _shown(request))
    page = queries.places_at(register.landlord, level, narrowed, after=request.GET.get("after", ""))
    kept = _kept(
        shown=narrowed.shown,
        area=narrowed.area.slug if narrowed.area else "",
        estate=str(narrowed.estate.pk) if narrowed.estate else "",
    )
    areas = queries.areas_of(register.programme)
    return show(request, register, "list", level=level, page=page, narrowed=narrowed, areas=areas, kept=kept)


@require_safe
@at_register()
def place(request: HttpRequest, register: Register, level: Level, place: int) -> HttpResponse:
    """One place, with what stands in it."""
    found = access.place_for(register, level, place)
    shown = _shown(request)
    page = queries.places_in(level, found, shown=shown, after=request.GET.get("after", ""))
    moves = queries.moves_to_come(register.programme, found) if isinstance(found, Estate) else []
    more: dict[str, Any] = {"page": page, "shown": shown, "kept": _kept(shown=shown), "moves": moves}
    return show(request, register, "place", level=level, place=found, crumbs=crumbs(level, found), **more)


def crumbs(level: Level, place: Any) -> list[tuple[Level | None, Any]]:
    """The places above, from the area down, each with its level; an area has none."""
    found: list[tuple[Level | None, Any]] = []
    while level is not ESTATES:
        place = getattr(place, level.above)
        level = next(one for one in LEVELS.values() if isinstance(place, one.model))
        found.append((level, place))
    return [(None, place.area), *reversed(found)]


@require_safe
@at_register()
def search(request: HttpRequest, register: Register) -> HttpResponse:
    """Stairwells by part of their address."""
    text = request.GET.get("q", "")[:LONGEST]
    page = stairwells_like(register.landlord, text, after=request.GET.get("after", ""))
    return show(request, register, "search", page=page, search=text, kept=_kept(q=text))


# ---- files ----
@require_safe
@at_register(access.register_to_change)
def csv_file(request: HttpRequest, register: Register) -> StreamingHttpResponse:
    return _file(exports.csv_lines(register.landlord), "text/csv; charset=utf-8", f"{register.landlord.slug}.csv")


@require_safe
@at_register(access.register_to_change)
def xlsx_file(request: HttpRequest, register: Register) -> HttpResponseBase:
    if not exports.fits_a_sheet(register.landlord):
        sentence = _("There are more homes than a spreadsheet can hold. Take the CSV file instead.")
        return cannot(request, register, sentence)
    return _file(exports.xlsx_parts(register.landlord), XLSX, f"{register.landlord.slug}.xlsx")


def _file(parts: Iterable[bytes | str], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# ---- what an address says ----
def _shown(request: HttpRequest) -> Shown:
    asked = request.GET.get("shown", "")
    return Shown(asked) if asked in set(Shown) else Shown.THERE


def _area(request: HttpRequest, register: Register) -> Area | None:
    slug = request.GET.get("area", "")
    return access.area_for(register, slug) if slug else None


def _estate(request: HttpRequest, register: Register) -> Estate | None:
    number = request.GET.get("estate", "")
    return access.estate_for(register, number_of(number)) if number else None


def number_of(text: str) -> int:
    """An id from an address. Raises Http404 for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def _kept(**asked: str) -> dict[str, str]:
    """What the next page is asked with, too."""
    return {name: value for name, value in asked.items() if value and value != Shown.THERE}
