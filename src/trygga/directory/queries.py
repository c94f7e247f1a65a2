"""Who answers here and now, and which mailbox receives what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from trygga.directory.models import ContactPoint, MailboxRule
from trygga.lib.opening_hours import OpeningHours
from trygga.organisations.models import Programme
from trygga.places.models import Area
from trygga.web import rows
from trygga.web.languages import SOURCE, languages_to_read

ACUTE = "acute"
# A point that stands in no area stands in all.
POINTS_OF = """
    WHERE one.programme_id = %s
      AND (NOT EXISTS (SELECT 1 FROM directory_contactpoint_areas place WHERE place.contactpoint_id = one.id)
           OR EXISTS (SELECT 1 FROM directory_contactpoint_areas place
                       WHERE place.contactpoint_id = one.id AND place.area_id = %s))
    ORDER BY one.position, one.id
"""
EMERGENCY = "112"


@dataclass(frozen=True, kw_only=True)
class ShownPoint:
    """All that a page shows of a contact point, as plain values: equal ones look the same in one language."""

    name: str
    organisation_name: str
    kind: str
    value: str
    tel: str
    purposes: frozenset[str]
    languages: tuple[str, ...]
    note: str
    stays_unknown: bool | None
    source: str
    as_of: str
    is_checked: bool
    is_open: bool | None
    opens_next: datetime | None
    closes_at: datetime | None


class OpenNow(NamedTuple):
    """Whether it is open (None: hours not known), when it opens next while closed, when it closes while open."""

    is_open: bool | None
    opens_next: datetime | None
    closes_at: datetime | None


@lru_cache(maxsize=1024)
def open_now(opening_hours: str, timezone: str, minute: datetime) -> OpenNow:
    """What opening hours say at one minute: nothing opens or closes within it, and many ask in the same one."""
    if not opening_hours:
        return OpenNow(None, None, None)
    hours = OpeningHours.parse(opening_hours, ZoneInfo(timezone))
    if hours.is_open(minute):
        return OpenNow(True, None, hours.closes_at(minute))
    return OpenNow(False, hours.next_opening(minute), None)


@dataclass(frozen=True)
class ContactPointNow:
    """One contact point as it stands at one moment, ready to be shown."""

    point: ContactPoint
    at: datetime

    @cached_property
    def _now(self) -> "OpenNow":
        minute = self.at.replace(second=0, microsecond=0)
        return open_now(self.point.opening_hours, self.point.programme.timezone, minute)

    @property
    def is_open(self) -> bool | None:
        return self._now.is_open

    @property
    def opens_next(self) -> datetime | None:
        return self._now.opens_next

    @property
    def closes_at(self) -> datetime | None:
        return self._now.closes_at

    @property
    def tel(self) -> str:
        """What a phone dials: digits only; empty where there is nothing to dial."""
        is_phone = self.point.kind == ContactPoint.Kind.PHONE
        return "".join(character for character in self.point.value if character.isdigit()) if is_phone else ""

    @property
    def is_checked(self) -> bool:
        return self.point.is_checked(self.at.astimezone(ZoneInfo(self.point.programme.timezone)).date())

    @property
    def never_falls_off(self) -> bool:
        return self.tel == EMERGENCY

    @property
    def note(self) -> str:
        """The note in the language of the page, or in the one that is read in its place."""
        notes: dict[str, str] = self.point.notes
        found = (notes.get(language) for language in languages_to_read(get_language() or SOURCE))
        return next(filter(None, found), "")

    @cached_property
    def shown(self) -> ShownPoint:
        """What a page in the active language shows."""
        point = self.point
        return ShownPoint(
            name=point.name,
            organisation_name=point.organisation_name,
            kind=point.kind,
            value=point.value,
            tel=self.tel,
            purposes=frozenset(point.purposes),
            languages=tuple(point.languages),
            note=self.note,
            stays_unknown=point.stays_unknown,
            source=point.source,
            as_of=point.as_of,
            is_checked=self.is_checked,
            is_open=self.is_open,
            opens_next=self.opens_next,
            closes_at=self.closes_at,
        )

    def order(self) -> tuple[bool, int, int]:
        """112 first, then what is open, then what opens, then the unknown."""
        openness = {True: 0, False: 1, None: 2}[self.is_open]
        return ACUTE not in self.point.purposes, openness, self.point.position


def contact_points(programme: Programme, area: Area | None, at: datetime) -> list[ContactPointNow]:
    """Who answers in this area (or anywhere in the programme) at this moment, 112 first, then open ones.

    Outside a demo only points that somebody has confirmed and that are fresh; 112 never falls off.
    """
    points = rows.select(ContactPoint, POINTS_OF, [programme.pk, area.pk if area else None])
    found = [ContactPointNow(point, at) for point in points]
    for answer in found:
        answer.point.programme = programme
    shown = [answer for answer in found if answer.is_checked or answer.never_falls_off or settings.DEMO]
    return sorted(shown, key=ContactPointNow.order)


def by_purpose(found: Iterable[ContactPointNow]) -> dict[str, tuple[ShownPoint, ...]]:
    """What pages show of them, by what they are for."""
    purposes: dict[str, tuple[ShownPoint, ...]] = {}
    for one in found:
        for purpose in one.point.purposes:
            purposes[purpose] = (*purposes.get(purpose, ()), one.shown)
    return purposes


def mailbox_rules(programme: Programme) -> list[MailboxRule]:
    """Every rule of the programme with its mailbox, unit and organisation."""
    rules = MailboxRule.objects.filter(programme=programme)
    return list(rules.select_related("mailbox__unit__organisation", "mailbox__programme", "area").order_by("id"))
