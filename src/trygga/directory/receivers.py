"""Who receives what a neighbour sends: asked for every report that comes, so it is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox
from trygga.organisations.models import Organisation, Programme, Unit
from trygga.places.models import Area
from trygga.web import rows


@dataclass(frozen=True)
class Receiver:
    """The mailbox that receives, the area's row, and the newest epoch of the unit's ring (None before the first)."""

    mailbox: MailboxNow
    area_id: int | None
    epoch: int | None
    recipient: str | None

    @property
    def unit(self) -> Unit:
        return self.mailbox.mailbox.unit


def receiver_for(programme: Programme, *, pathway: str, area: str, at: datetime) -> Receiver | None:
    """Whom a pathway from an area (a slug, or "" for not sure) goes to: the area's own rule, else the one for all.

    None where nobody receives it, or where the programme has no such area.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [area, programme.pk, pathway])
        found = cursor.fetchone()
    if found is None:
        return None
    *values, area_id, epoch, recipient = found
    if area and area_id is None:
        return None
    minute = at.replace(second=0, microsecond=0)
    return Receiver(_in_this_minute(programme, programme.zone, tuple(values), minute), area_id, epoch, recipient)


def receiving_mailboxes(programme: Programme, area: Area | None, at: datetime) -> list[MailboxNow]:
    """Every mailbox to which something can be sealed and sent now from this area, or from any area for None."""
    place = area.pk if area else None
    with connection.cursor() as cursor:
        cursor.execute(_mailboxes_of(), [programme.pk, place, place, place])
        found = [MailboxNow(_mailbox(programme, values), at) for values in cursor.fetchall()]
    return [mailbox for mailbox in found if mailbox.is_receiving]


@lru_cache(maxsize=64)
def _in_this_minute(programme: Programme, _zone: ZoneInfo, values: tuple[Any, ...], minute: datetime) -> MailboxNow:
    """The mailbox as these columns tell it, seen in one minute: found out once, and not for every report that comes.

    Hours begin and end with a minute. Programmes compare by their key alone, so the zone is compared beside it.
    """
    return MailboxNow(_mailbox(programme, values), minute)


def _mailbox(programme: Programme, values: Sequence[Any]) -> Mailbox:
    """The mailbox with its unit and organisation, none of which has to be fetched again."""
    first, second = (len(model._meta.concrete_fields) for model in (Mailbox, Unit))
    mailbox = rows.from_values(Mailbox, values[:first])
    unit = rows.from_values(Unit, values[first : first + second])
    unit.organisation = rows.from_values(Organisation, values[first + second :])
    mailbox.unit = unit
    mailbox.programme = unit.programme = unit.organisation.programme = programme
    return mailbox


@lru_cache
def _mailboxes_of() -> str:
    return f"""
        SELECT {rows.columns(Mailbox, "mailbox")}, {rows.columns(Unit, "unit")},
               {rows.columns(Organisation, "organisation")}
          FROM directory_mailbox mailbox
          JOIN organisations_unit unit ON unit.id = mailbox.unit_id
          JOIN organisations_organisation organisation ON organisation.id = unit.organisation_id
         WHERE mailbox.programme_id = %s
           AND EXISTS (SELECT 1 FROM organisations_ringepoch ring WHERE ring.unit_id = unit.id)
           AND EXISTS (SELECT 1 FROM directory_mailboxrule rule WHERE rule.mailbox_id = mailbox.id
                AND (%s IS NULL OR rule.area_id = %s OR rule.area_id IS NULL AND NOT EXISTS (
                     SELECT 1 FROM directory_mailboxrule own WHERE own.programme_id = rule.programme_id
                        AND own.pathway = rule.pathway AND own.area_id = %s)))
         ORDER BY mailbox.id
    """  # noqa: S608 - only names of columns are put in


@lru_cache
def _statement() -> str:
    return f"""
        SELECT {rows.columns(Mailbox, "mailbox")}, {rows.columns(Unit, "unit")},
               {rows.columns(Organisation, "organisation")}, area.id, ring.epoch, ring.recipient
          FROM directory_mailboxrule rule
          JOIN directory_mailbox mailbox ON mailbox.id = rule.mailbox_id
          JOIN organisations_unit unit ON unit.id = mailbox.unit_id
          JOIN organisations_organisation organisation ON organisation.id = unit.organisation_id
          LEFT JOIN places_area area ON area.programme_id = rule.programme_id AND area.slug = %s
          LEFT JOIN organisations_ringepoch ring ON ring.programme_id = rule.programme_id AND ring.unit_id = unit.id
         WHERE rule.programme_id = %s AND rule.pathway = %s AND (rule.area_id IS NULL OR rule.area_id = area.id)
         ORDER BY rule.area_id IS NULL, rule.id, ring.epoch DESC
         LIMIT 1
    """  # noqa: S608 - only names of columns are put in
