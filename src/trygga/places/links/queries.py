"""Where a code leads, and what the office shows of batches and their links."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from trygga.lib.stairwell_codes import tidy_code
from trygga.organisations.models import Organisation, Programme
from trygga.places.models import Area, Estate, PosterBatch, ScanCount, Stairwell, StairwellLink
from trygga.places.queries import Page, page_of
from trygga.places.search import of_stairwell, wanted

DAYS = 31
NO_CODE = ""
"""Looked for where nothing that was typed can be a code; no row has it, and the answer takes as long as any other."""


@dataclass(frozen=True)
class Target:
    """The slug of the area that a code leads to, and the batch that its poster belongs to."""

    area: str
    batch: int


def target_of(programme: Programme, typed: str) -> Target | None:
    """Where a code leads today; None for one that has ended, was mistyped, is unknown or of another programme.

    One query, whatever was typed.
    """
    links = StairwellLink.objects.filter(programme=programme, code=tidy_code(typed) or NO_CODE, ended_on=None)
    found = links.values_list("stairwell__building__estate__area__slug", "batch_id").first()
    return Target(*found) if found else None


# ---- the office ----
def batches_of(landlord: Organisation, *, after: str = "") -> Page[PosterBatch]:
    """The landlord's batches, newest first, each with how many of its links work (`working`)."""
    page = page_of(PosterBatch.objects.filter(landlord=landlord), ("-pk",), after)
    links = StairwellLink.objects.filter(batch__in=page.rows, ended_on=None).order_by()
    counted = dict(links.values_list("batch").annotate(Count("pk")))
    for row in page.rows:
        row.working = counted.get(row.pk, 0)
    return page


def links_of(batch: PosterBatch, *, search: str, after: str = "") -> Page[StairwellLink]:
    """The batch's links as they were made; `search`: a code, or what `places.search` finds a stairwell by."""
    return page_of(_matching(all_links(batch), search), ("pk",), after)


def all_links(batch: PosterBatch) -> QuerySet[StairwellLink]:
    """Every link of the batch, ended ones too, with its stairwell."""
    return batch.links.select_related("stairwell").order_by("pk")


def _matching(found: QuerySet[StairwellLink], search: str) -> QuerySet[StairwellLink]:
    if code := tidy_code(search):
        return found.filter(code=code)
    want = wanted(search)
    for word in want.words:
        found = found.filter(Exists(of_stairwell(word)))
    if want.number is not None:
        found = found.filter(stairwell__number=want.number)
    return found.filter(stairwell__letter=want.letter) if want.letter else found


def stairwells_for(
    batch: PosterBatch, *, area: Area | None, estate: Estate | None, only_without: bool
) -> QuerySet[Stairwell]:
    """Stairwells of today that a batch could have a poster for: of an area, of an estate, or all of the landlord's.

    Never those that have a working link of this batch; with `only_without`, none that has a working link at all.
    """
    working = StairwellLink.objects.filter(stairwell=OuterRef("pk"), ended_on=None)
    taken = working if only_without else working.filter(batch=batch)
    found = Stairwell.objects.filter(~Exists(taken), landlord=batch.landlord_id, retired_on=None)
    if area is not None:
        found = found.filter(building__estate__area=area)
    if estate is not None:
        found = found.filter(building__estate=estate)
    return found.order_by("street_key", "number", "letter", "pk")


def scans_of(batch: PosterBatch) -> list[tuple[date, int]]:
    """The last DAYS days on which posters of the batch were scanned, newest first, with how often."""
    return list(ScanCount.objects.filter(batch=batch).order_by("-day").values_list("day", "count")[:DAYS])


def links_before(link: StairwellLink) -> list[StairwellLink]:
    """All links of the same batch at the same stairwell, newest first: what a poster's code was before."""
    same = StairwellLink.objects.filter(batch=link.batch_id, stairwell=link.stairwell_id)
    return list(same.select_related("made_by", "ended_by").order_by("-pk"))
