"""Who answers for what, here, at this minute, in this language: one question, asked in one statement."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from trygga.directory.dialling import EMERGENCY, digits
from trygga.directory.models import Closing, ContactPoint, Purpose
from trygga.directory.sentences import WEEKDAY_IS_CLEAR, Moment
from trygga.lib.opening_hours import OpeningHours, Span, UnreadableHours, in_utc, whole_minutes
from trygga.organisations.models import Programme
from trygga.places.models import Area
from trygga.web import rows
from trygga.web.languages import languages_to_read

TOGETHER: dict[str, tuple[Purpose, ...]] = {
    "concern": (Purpose.CHILD_CONCERN, Purpose.ADULT_CONCERN, Purpose.OLDER_OR_ILL),
    "advice": (Purpose.ADVICE_WITHOUT_NAMES, Purpose.NEIGHBOUR_ADVICE),
    "neighbour": (Purpose.NEIGHBOUR_ADVICE, Purpose.NEIGHBOUR_ACTED),
    "afterwards": (Purpose.WITNESS_SUPPORT, Purpose.NEIGHBOUR_ACTED),
}
"""Purposes that pages show in one list, so that what serves two of them stands there once."""


class Nearness(IntEnum):
    """How near to the area that is asked about a contact point serves."""

    AREA = 0
    PROGRAMME = 1
    COUNTRY = 2


class Openness(IntEnum):
    """In this order points are offered."""

    OPEN = 0
    OPENS = 1
    NEVER_OPENS = 2
    NOBODY_KNOWS = 3
    NOBODY_KNOWS_BUT_CLOSED = 4


class OpenNow(NamedTuple):
    """Whether it is open (None: hours not known), when it opens next while closed, when it closes while open.

    `closed_until` is there while a closing is in force: until it opens again, or where its hours are not known, until
    the closing ends.
    """

    is_open: bool | None
    opens_next: datetime | None = None
    closes_at: datetime | None = None
    closed_until: datetime | None = None


@lru_cache(maxsize=1024)
def open_now(opening_hours: str, timezone: str, minute: datetime, closings: tuple[Span, ...] = ()) -> OpenNow:
    """What hours and closings say at one minute (in UTC): nothing opens or closes within it, and many ask in it.

    Hours that cannot be kept to are hours that nobody knows.
    """
    closings = whole_minutes(closings)
    closing_ends = next((ends for begins, ends in closings if begins <= minute < ends), None)
    try:
        hours = OpeningHours.parse(opening_hours, ZoneInfo(timezone)).but_closed(closings)
    except UnreadableHours:
        return OpenNow(False, closed_until=closing_ends) if closing_ends else OpenNow(None)
    if hours.is_open(minute):
        return OpenNow(True, closes_at=hours.closes_at(minute))
    opens_next = hours.next_opening(minute)
    return OpenNow(False, opens_next=opens_next, closed_until=closing_ends and opens_next)


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
    cost: str
    shows_on_bill: bool | None
    needs_login: bool | None
    stays_unknown: bool | None
    source: str
    as_of: str
    is_checked: bool
    is_open: bool | None
    opens_next: Moment | None
    closes_at: Moment | None
    closed_until: Moment | None


@dataclass(frozen=True, kw_only=True)
class PointNow:
    """One contact point as it stands at one moment for whoever reads this language, ready to be shown."""

    point: ContactPoint
    at: datetime
    language: str
    nearness: Nearness = Nearness.PROGRAMME
    is_contradicted: bool = False
    closings: tuple[Span, ...] = ()

    @cached_property
    def now(self) -> OpenNow:
        """Whether it is open. Nobody closes 112."""
        if self.is_emergency:
            return OpenNow(True)
        minute = in_utc(self.at).replace(second=0, microsecond=0)
        return open_now(self.point.opening_hours, self.point.programme.timezone, minute, self.closings)

    @cached_property
    def tel(self) -> str:
        """What a phone dials: digits, after a plus sign where they begin with a country; empty without a number."""
        if self.point.kind != ContactPoint.Kind.PHONE:
            return ""
        number = digits(self.point.value)
        return f"+{number}" if self.point.value.startswith("+") else number

    @cached_property
    def purposes(self) -> frozenset[str]:
        """What it is for; 112 is for danger now, whatever its row says."""
        return frozenset([*self.point.purposes, *([Purpose.ACUTE.value] if self.is_emergency else [])])

    @property
    def is_emergency(self) -> bool:
        """Whether it is 112, which needs no confirming and never falls off."""
        return self.tel == EMERGENCY

    @cached_property
    def is_checked(self) -> bool:
        """Confirmed, fresh, and nobody says otherwise."""
        today = self.at.astimezone(self.point.programme.zone).date()
        return self.is_emergency or (self.point.is_checked(today) and not self.is_contradicted)

    @property
    def is_shown(self) -> bool:
        """Outside a demo only what is checked and can be reached."""
        return settings.DEMO or (self.is_checked and self.point.value != "")

    @property
    def note(self) -> str:
        """The note in the language of the page, or in the one that is read in its place."""
        notes: dict[str, str] = self.point.notes
        return next(filter(None, map(notes.get, languages_to_read(self.language))), "")

    @property
    def speaks_it(self) -> bool:
        """Whether whoever answers speaks the language; easy Swedish is Swedish to them."""
        return self.language.partition("-")[0] in self.point.languages

    @property
    def stays_unknown(self) -> bool | None:
        """Whether one can stay unknown; a login tells who one is. None where nobody knows."""
        return False if self.point.needs_login else self.point.stays_unknown

    @property
    def openness(self) -> Openness:
        if self.now.is_open:
            return Openness.OPEN
        if self.now.opens_next is not None:
            return Openness.OPENS
        if self.now.is_open is None:
            return Openness.NOBODY_KNOWS
        return Openness.NOBODY_KNOWS_BUT_CLOSED if self.now.closed_until else Openness.NEVER_OPENS

    def order(self) -> tuple[Any, ...]:
        """112; what is open; what opens, the soonest first; what nobody knows. Then what suits best: see the fields."""
        opens = self.now.opens_next
        return (
            not self.is_emergency,
            self.openness,
            in_utc(opens) if opens else datetime.min.replace(tzinfo=UTC),
            self.nearness,
            not self.speaks_it,
            {True: 0, None: 1, False: 2}[self.stays_unknown],
            self.point.position,
            self.point.pk or 0,
        )

    @cached_property
    def shown(self) -> ShownPoint:
        """What a page in this language shows."""
        point = self.point
        return ShownPoint(
            name=point.name,
            organisation_name=point.organisation_name,
            kind=point.kind,
            value=point.value,
            tel=self.tel,
            purposes=self.purposes,
            languages=tuple(point.languages),
            note=self.note,
            cost=point.cost,
            shows_on_bill=point.shows_on_bill,
            needs_login=point.needs_login,
            stays_unknown=self.stays_unknown,
            source=point.source,
            as_of=point.as_of,
            is_checked=self.is_checked,
            is_open=self.now.is_open,
            opens_next=_moment(self.at, self.now.opens_next),
            closes_at=_closing_moment(self.at, self.now.closes_at),
            closed_until=_moment(self.at, self.now.closed_until),
        )


def _moment(now: datetime, at: datetime | None) -> Moment | None:
    return None if at is None else Moment.seen_from(now, at)


def _closing_moment(now: datetime, at: datetime | None) -> Moment | None:
    """When something closes that is open now; not told where that is far away."""
    if at is None or in_utc(at) - in_utc(now) >= WEEKDAY_IS_CLEAR:
        return None
    return Moment.seen_from(now, at, is_today_clear=True)


def answering_points(
    programme: Programme, area: Area | None, *, at: datetime, language: str, purposes: Collection[str] = ()
) -> list[PointNow]:
    """Who answers for any of these purposes (or, without any, for anything) at this moment, the best first; 112 always.

    In order: 112; those that are open; the others by when they open; those whose hours nobody knows. Among equals the
    one that serves this area before the programme's and the country's, one who speaks the language, one to whom one can
    stay unknown. Without an area only what serves the whole programme or the country. Never one that another area has,
    or that is retired; outside a demo never one that is unconfirmed, stale or contradicted. One query.
    """
    found = [one for one in _points(programme, area, at, language) if one.is_shown]
    asked = [one for one in found if one.is_emergency or not purposes or not one.purposes.isdisjoint(purposes)]
    if not any(one.is_emergency for one in asked):
        asked.append(PointNow(point=_emergency(programme), at=at, language=language, nearness=Nearness.COUNTRY))
    return sorted(asked, key=PointNow.order)


def by_purpose(found: Iterable[PointNow]) -> dict[str, tuple[ShownPoint, ...]]:
    """What pages show of them, by what they are for, alone and TOGETHER."""
    answers = list(found)
    purposes = {purpose: (purpose,) for one in answers for purpose in one.purposes}
    lists = {
        name: tuple(one.shown for one in answers if not one.purposes.isdisjoint(wanted))
        for name, wanted in {**purposes, **TOGETHER}.items()
    }
    return {name: shown for name, shown in lists.items() if shown}


def _emergency(programme: Programme) -> ContactPoint:
    """112 where the programme's own list does not have it."""
    return ContactPoint(
        programme=programme,
        slug=EMERGENCY,
        name=EMERGENCY,
        organisation_name="SOS Alarm",
        kind=ContactPoint.Kind.PHONE,
        value=EMERGENCY,
        purposes=[Purpose.ACUTE],
        languages=["sv", "en"],
        is_national=True,
    )


def _points(programme: Programme, area: Area | None, at: datetime, language: str) -> list[PointNow]:
    """What serves the area, or everywhere, whatever may be said against showing it."""
    since = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [area.pk if area else None, programme.pk, since, programme.pk])
        found = cursor.fetchall()
    return [
        _point_now(programme, list(with_closings), at, language)
        for _, with_closings in groupby(found, key=lambda values: values[0])
    ]


def _point_now(programme: Programme, with_closings: list[Any], at: datetime, language: str) -> PointNow:
    """A point from its rows, one for each closing; a point without any has one row, in which a closing has no key."""
    serves_area, is_contradicted = with_closings[0][1:3]
    end = 3 + len(ContactPoint._meta.concrete_fields)
    point = rows.from_values(ContactPoint, with_closings[0][3:end])
    point.programme = programme
    closings = (rows.from_values(Closing, row[end:]) for row in with_closings if row[end] is not None)
    elsewhere = Nearness.COUNTRY if point.is_national else Nearness.PROGRAMME
    return PointNow(
        point=point,
        at=at,
        language=language,
        nearness=Nearness.AREA if serves_area else elsewhere,
        is_contradicted=bool(is_contradicted),
        closings=tuple((one.begins_at, one.ends_at) for one in closings),
    )


@lru_cache
def _statement() -> str:
    """Two short lists, each from an index of its own: what serves the area, and what serves everywhere.

    `is_local` only makes the second short: whether a point has areas is looked up, so that a wrong mark can never show
    the number of one area in another.
    """
    return f"""
        SELECT one.id, found.serves_area,
               EXISTS (SELECT 1 FROM directory_othersource other WHERE other.point_id = one.id
                          AND other.settled_at IS NULL),
               {rows.columns(ContactPoint, "one")}, {rows.columns(Closing, "closing")}
          FROM (SELECT place.contactpoint_id AS id, 1 AS serves_area
                  FROM directory_contactpoint_areas place WHERE place.area_id = %s
                UNION ALL
                SELECT everywhere.id, 0 AS serves_area
                  FROM directory_contactpoint everywhere
                 WHERE everywhere.programme_id = %s AND NOT everywhere.is_local AND everywhere.retired_on IS NULL
                   AND NOT EXISTS (SELECT 1 FROM directory_contactpoint_areas place
                                    WHERE place.contactpoint_id = everywhere.id)) found
          JOIN directory_contactpoint one ON one.id = found.id
          LEFT JOIN directory_closing closing ON closing.point_id = one.id AND closing.ends_at > %s
         WHERE one.programme_id = %s AND one.retired_on IS NULL
         ORDER BY one.id
    """  # noqa: S608 - only names of columns are put in
