"""A list of services from its file to the directory: keep, preview, apply, let go, erase. One transaction each."""

from dataclasses import asdict
from datetime import timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.directory import incoming
from trygga.directory.hsds.planning import Plan, What, plan
from trygga.directory.hsds.reading import read
from trygga.directory.hsds.services_in import Here, Service
from trygga.directory.models import ContactPoint, DirectoryList
from trygga.organisations.models import Programme
from trygga.places.models import Area

KEPT_FOR = timedelta(days=7)
FROM_A_FILE = "HSDS"
"""What the history of a contact point says of a change by a file."""


class ChangedMeanwhile(Exception):
    """The directory is not as it was when the preview was shown: look again."""


class IsOver(Exception):
    """The list has been applied already."""


def keep_list(programme: Programme, file: BinaryIO, *, by: User | None) -> DirectoryList:
    """Read a sent file and keep of it what can become contact points. Raises Unreadable."""
    found = read(file, Here.of(programme))
    return DirectoryList.objects.create(
        programme=programme,
        by=by,
        sent_at=timezone.now(),
        services=[asdict(service) for service in found.services],
        unusable=[asdict(one) for one in found.refused],
    )


def preview(kept: DirectoryList) -> Plan:
    """What the list would do now."""
    points = ContactPoint.objects.filter(programme=kept.programme).prefetch_related("areas")
    return plan(kept.programme, _services(kept), points)


@transaction.atomic
def apply_list(kept: DirectoryList, *, by: User | None, seen: str) -> DirectoryList:
    """Do what the preview with the digest `seen` showed, all of it; everything that comes in is unverified.

    Raises ChangedMeanwhile, IsOver.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=kept.programme_id)
    locked = DirectoryList.objects.select_for_update().filter(pk=kept.pk, applied_at=None).first()
    if locked is None:
        raise IsOver
    points = ContactPoint.objects.filter(programme=kept.programme).select_for_update(no_key=True)
    planned = plan(kept.programme, _services(locked), points.prefetch_related("areas"))
    if planned.digest != seen:
        raise ChangedMeanwhile
    _carry_out(kept.programme, planned, by=by)
    locked.counts = {what.value: len(planned.of(what)) for what in What}
    locked.counts[What.UNUSABLE.value] += len(locked.unusable)
    locked.services, locked.unusable, locked.applied_at = [], [], timezone.now()
    locked.save()
    record(
        Event.DIRECTORY_IMPORTED,
        programme=kept.programme_id,
        organisation=None,
        actor=by.pk if by else None,
        subject=str(kept.pk),
    )
    return locked


def let_go(programme: Programme, pk: int) -> None:
    """Erase a list of this programme that nobody wants; where it is gone already, or another's, nothing happens."""
    DirectoryList.objects.filter(programme=programme, pk=pk).delete()


def erase_old_lists() -> bool:
    """Erase what was sent more than a week ago, applied or not; never more to do at once. For `trygga work`."""
    DirectoryList.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()
    return False


def _services(kept: DirectoryList) -> list[Service]:
    return [Service(one["slug"], one["fields"], tuple(one["areas"]), tuple(one["remarks"])) for one in kept.services]


def _carry_out(programme: Programme, planned: Plan, *, by: User | None) -> None:
    areas = {area.slug: area for area in Area.objects.filter(programme=programme)}
    position = incoming.next_position(programme)
    for number, one in enumerate(planned.of(What.ADDED)):
        service = one.service
        chosen = [areas[slug] for slug in service.areas]
        incoming.add(
            programme,
            service.slug,
            service.fields,
            by=by,
            position=min(position + number, incoming.LAST),
            areas=chosen,
            note=FROM_A_FILE,
        )
    for one in planned.of(What.CHANGED):
        assert one.point is not None
        chosen = [areas[slug] for slug in one.service.areas]
        incoming.change(one.point, one.service.fields, by=by, areas=chosen, note=FROM_A_FILE)
