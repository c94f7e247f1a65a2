"""Who receives a report, asked once for every report that comes: one statement, and no more than must be known."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox
from trygga.organisations.models import Programme
from trygga.web import rows


@dataclass(frozen=True)
class Receiver:
    """The unit whose mailbox receives, the newest epoch of its ring (None before the first), and the area's row."""

    mailbox: MailboxNow
    unit: str
    organisation: str
    organisation_id: int
    area_id: int | None
    epoch: int | None
    recipient: str | None


def receiver_for(programme: Programme, *, pathway: str, area: str, at: datetime) -> Receiver | None:
    """Whom a pathway from an area (a slug, or "" for not sure) goes to: the area's own rule, else the one for all.

    None where nobody receives it, or where the programme has no such area. The same as `directory.queries.mailbox_for`
    with `organisations.queries.current_epoch`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [area, programme.pk, pathway])
        found = cursor.fetchone()
    if found is None:
        return None
    *mailbox_values, unit, organisation, organisation_id, area_id, epoch, recipient = found
    if area and area_id is None:
        return None
    mailbox = rows.from_values(Mailbox, mailbox_values)
    mailbox.programme = programme
    return Receiver(MailboxNow(mailbox, at), unit, organisation, organisation_id, area_id, epoch, recipient)


@lru_cache
def _statement() -> str:
    return f"""
        SELECT {rows.columns(Mailbox, "mailbox")},
               unit.slug, organisation.slug, organisation.id, area.id, ring.epoch, ring.recipient
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
