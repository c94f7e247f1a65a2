"""An import from its file to the register: begin, plan, apply or cancel, erase. One transaction each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from trygga.accounts.models import User
from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.organisations.models import Organisation
from trygga.places.importing import reading
from trygga.places.importing.applying import change_register
from trygga.places.importing.columns import plain
from trygga.places.importing.planning import make_plan, newest_act
from trygga.places.importing.staging import Progress, choices_of, open_table, stage
from trygga.places.importing.statements import run
from trygga.places.models import (
    Area,
    ColumnChoice,
    Import,
    ImportFault,
    RegisterChange,
)

KEPT_FOR = timedelta(days=7)
BATCH = 5_000


class NotReady(Exception):
    """The import is not at the step that this belongs to: somebody else has taken it on, or cancelled it."""


class RowsAreBad(Exception):
    """Lines are wrong, and nobody has said that they are to be left out."""


class ManyWouldRetire(Exception):
    """More than a tenth of the homes would be retired; say their number to confirm it."""


@dataclass(frozen=True)
class Wishes:
    """What the person says of the file: whether it is the whole register, and where new estates stand."""

    is_whole: bool = False
    area_of_new: Area | None = None
    may_move_estates: bool = False


def say_nothing(step: str, count: int) -> None:
    """Progress that nobody looks at."""


def begin_import(
    landlord: Organisation,
    file: BinaryIO,
    *,
    by: User | None,
    wishes: Wishes,
    most_bytes: int = reading.MOST_BYTES,
    progress: Progress = say_nothing,
) -> Import:
    """Read a file, scrub it and store its rows; planning comes next. Nothing of the file itself is kept.

    Raises Unreadable, and Unclear where a person must first say which column is which.
    """
    table = open_table(file, choices_of(landlord.pk), most_bytes=most_bytes)
    source = Import.objects.create(
        programme=landlord.programme,
        landlord=landlord,
        by=by,
        began_at=timezone.now(),
        columns=table.columns.names,
        about_tenants=table.columns.about_tenants,
        not_used=table.columns.unknown,
        area_of_new=wishes.area_of_new,
        is_whole=wishes.is_whole,
        may_move_estates=wishes.may_move_estates,
    )
    try:
        stage(source, table, progress)
    except BaseException:
        erase_import(source)
        source.delete()
        raise
    source.state = Import.State.PLANNING
    source.save(update_fields=["state", "rows", "bad_rows"])
    return source


def remember_columns(landlord: Organisation, choices: dict[str, str]) -> None:
    """Keep which field a column stands for, by the name that it has in the landlord's files."""
    rows = [
        ColumnChoice(programme_id=landlord.programme_id, landlord=landlord, header=plain(header), field=field)
        for header, field in choices.items()
    ]
    ColumnChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["landlord", "header"], update_fields=["field"]
    )


# ---- plan, apply, cancel ----
@transaction.atomic
def plan_import(source: Import) -> Import:
    """Compare with the register; afterwards the preview waits for somebody. Raises NotReady."""
    locked = _locked(source, Import.State.PLANNING, waits=False)
    make_plan(locked)
    locked.state = Import.State.READY
    locked.save()
    return locked


@transaction.atomic
def ask_to_apply(
    source: Import, *, by: User | None, leaves_bad_rows_out: bool = False, retires: int | None = None
) -> Import:
    """Say that it shall be applied. `retires` confirms how many homes go, where they are more than a tenth.

    Raises NotReady, RowsAreBad, ManyWouldRetire.
    """
    locked = _locked(source, Import.State.READY)
    if locked.bad_rows and not leaves_bad_rows_out:
        raise RowsAreBad
    if locked.retires_many and retires != locked.homes_to_retire:
        raise ManyWouldRetire
    locked.state, locked.by, locked.leaves_bad_rows_out = Import.State.APPLYING, by or locked.by, leaves_bad_rows_out
    locked.save(update_fields=["state", "by", "leaves_bad_rows_out"])
    return locked


@transaction.atomic
def apply_import(source: Import) -> Import:
    """Change the register, all of it or nothing. Where it was changed since, plan and ask once more instead.

    Raises NotReady.
    """
    locked = _locked(source, Import.State.APPLYING, waits=False)
    Organisation.objects.select_for_update().get(pk=source.landlord_id)  # one act on a register at a time
    if newest_act(locked.landlord_id) != locked.planned_after:
        locked.state, locked.had_to_be_planned_again = Import.State.PLANNING, True
        locked.save(update_fields=["state", "had_to_be_planned_again"])
        return locked
    locked.act = RegisterChange.objects.create(
        programme_id=locked.programme_id,
        landlord_id=locked.landlord_id,
        kind=RegisterChange.Kind.IMPORT,
        at=timezone.now(),
        by=locked.by,
        counts=locked.counts,
    )
    if locked.counts:
        change_register(locked, locked.act, timezone.localdate(timezone=locked.programme.zone))
    locked.state = Import.State.APPLIED
    locked.save(update_fields=["state", "act"])
    _record(locked)
    return locked


def _record(source: Import) -> None:
    record(
        Event.REGISTER_IMPORTED,
        programme=source.programme_id,
        organisation=source.landlord_id,
        actor=source.by_id,
        subject=str(source.act_id),
    )


@transaction.atomic
def cancel_import(source: Import) -> Import:
    """Let go of it: nothing was changed. Raises NotReady where it is applied, or about to be."""
    locked = _locked(source, Import.State.READING, Import.State.PLANNING, Import.State.READY)
    locked.state = Import.State.CANCELLED
    locked.save(update_fields=["state"])
    return locked


def _locked(source: Import, *states: Import.State, waits: bool = True) -> Import:
    """The import, locked until the transaction ends. Raises NotReady; without `waits`, also while another has it."""
    skips = not waits and connection.features.has_select_for_update_skip_locked
    found = Import.objects.select_for_update(of=("self",), skip_locked=skips).select_related("programme", "landlord")
    locked = found.filter(pk=source.pk, state__in=states).first()
    if locked is None:
        raise NotReady
    return locked


# ---- erasing ----
def erase_import(source: Import, *, keeps_bad_rows: bool = False) -> None:
    """Erase rows and plan at once; `keeps_bad_rows`: what has to be mended stays."""
    while erase_some(source, keeps_bad_rows=keeps_bad_rows):
        pass


@transaction.atomic
def erase_some(source: Import, *, keeps_bad_rows: bool) -> bool:
    """Erase a few thousand rows; whether there may be more."""
    which = "AND NOT is_bad" if keeps_bad_rows else ""
    if run(_ERASE.format(table="{plan}", which=""), source) or run(_ERASE.format(table="{rows}", which=which), source):
        return True
    if not keeps_bad_rows:
        ImportFault.objects.filter(source=source).delete()
    kept = Import.Kept.BAD if keeps_bad_rows and source.bad_rows else Import.Kept.NOTHING
    Import.objects.filter(pk=source.pk).update(kept=kept)
    return False


_ERASE = (
    f"DELETE FROM {{table}} WHERE id IN (SELECT id FROM {{table}} WHERE source_id = %(source)s {{which}} LIMIT {BATCH})"
)


# ---- the background ----
def work_on_next() -> bool:
    """Plan or apply the oldest import that waits for it; whether there was one. For the loop of `trygga work`.

    Killed, nothing has happened yet; and of two at once, one passes by what the other has taken.
    """
    steps = {Import.State.PLANNING: plan_import, Import.State.APPLYING: apply_import}
    source = Import.objects.filter(state__in=steps).order_by("pk").first()
    if source is None:
        return False
    try:
        steps[Import.State(source.state)](source)
    except NotReady:
        return False
    except IntegrityError:
        # Somebody changed the register at this very moment, so nothing was: plan it anew, and ask once more.
        applying = Import.objects.filter(pk=source.pk, state=Import.State.APPLYING)
        if not applying.update(state=Import.State.PLANNING, had_to_be_planned_again=True):
            raise
    return True


def erase_next() -> bool:
    """Erase some of what is applied, cancelled or a week old; whether there was any. For the loop of `trygga work`."""
    end = timezone.now() - KEPT_FOR
    mine = Import.objects.exclude(kept=Import.Kept.NOTHING).order_by("pk")
    old = mine.filter(began_at__lt=end).exclude(state=Import.State.APPLYING).first()
    if old is not None:
        if old.state in Import.OPEN:
            old = cancel_import(old)
        erase_some(old, keeps_bad_rows=False)
        return True
    ended = mine.filter(kept=Import.Kept.ALL, state__in=(Import.State.APPLIED, Import.State.CANCELLED)).first()
    if ended is not None:
        erase_some(ended, keeps_bad_rows=ended.state == Import.State.APPLIED)
    return ended is not None
