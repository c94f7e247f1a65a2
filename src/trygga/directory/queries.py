"""Who answers here and now, and which mailbox receives what."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import ContactPoint, MailboxRule
from trygga.directory.receivers import receiver_for
from trygga.lib.opening_hours import OpeningHours
from trygga.organisations.models import Programme
from trygga.places.models import Area
from trygga.web import rows

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
class Answer:
    """One contact point as it stands at one moment, ready to be shown."""

    point: ContactPoint
    at: datetime

    @property
    def hours_known(self) -> bool:
        return bool(self.point.opening_hours)

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
        """The note in the language of the page, in English where it has none."""
        notes: dict[str, str] = self.point.notes
        return notes.get(get_language() or "en") or notes.get("en", "")

    @property
    def name(self) -> str:
        return self.point.name

    @property
    def kind(self) -> str:
        return self.point.kind

    @property
    def value(self) -> str:
        return self.point.value

    @property
    def purposes(self) -> frozenset[str]:
        return frozenset(self.point.purposes)

    @property
    def organisation_name(self) -> str:
        return self.point.organisation_name

    @property
    def languages(self) -> list[str]:
        languages: list[str] = self.point.languages
        return languages

    @property
    def stays_unknown(self) -> bool | None:
        return self.point.stays_unknown

    @property
    def source(self) -> str:
        return self.point.source

    @property
    def as_of(self) -> str:
        return self.point.as_of

    @cached_property
    def shown(self) -> ShownPoint:
        """What a page in the active language shows."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(ShownPoint)}
        return ShownPoint(**values | {"languages": tuple(self.languages)})

    def order(self) -> tuple[bool, int, int]:
        """112 first, then what is open, then what opens, then the unknown."""
        openness = {True: 0, False: 1, None: 2}[self.is_open]
        return ACUTE not in self.point.purposes, openness, self.point.position


def answers(programme: Programme, area: Area | None, at: datetime) -> list[Answer]:
    """Who answers in this area (or anywhere in the programme) at this moment, 112 first, then open ones.

    Outside a demo only points that somebody has confirmed and that are fresh; 112 never falls off.
    """
    points = rows.select(ContactPoint, POINTS_OF, [programme.pk, area.pk if area else None])
    found = [Answer(point, at) for point in points]
    for answer in found:
        answer.point.programme = programme
    shown = [answer for answer in found if answer.is_checked or answer.never_falls_off or settings.DEMO]
    return sorted(shown, key=Answer.order)


def by_purpose(found: Iterable[Answer]) -> dict[str, list[Answer]]:
    """The same answers, by what they are for."""
    purposes: dict[str, list[Answer]] = {}
    for answer in found:
        for purpose in answer.point.purposes:
            purposes.setdefault(purpose, []).append(answer)
    return purposes


def mailbox_rules(programme: Programme) -> list[MailboxRule]:
    """Every rule of the programme with its mailbox, unit and organisation."""
    rules = MailboxRule.objects.filter(programme=programme)
    return list(rules.select_related("mailbox__unit__organisation", "mailbox__programme", "area").order_by("id"))


def mailbox_for(programme: Programme, *, pathway: str, area: Area | None, at: datetime) -> MailboxNow | None:
    """The mailbox that receives this pathway from this area: the area's own rule, else the one for all areas."""
    found = receiver_for(programme, pathway=pathway, area=area.slug if area else "", at=at)
    return found.mailbox if found else None
