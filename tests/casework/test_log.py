"""Whatever is in the log stands or falls with its entry: where the log cannot be written, nothing else is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from tests.cast import Cast
from tests.factories.casework import CaseFactory, SetAsideFactory
from tests.factories.concerns import DialogueMessageFactory, Neighbour, fresh_file
from trygga.audit.models import Entry
from trygga.casework import services
from trygga.casework.models import Case, SetAside
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.parcels import ReportParcel
from trygga.concerns.services import receive_answer, receive_report
from trygga.directory.models import Mailbox
from trygga.directory.services import mark_unlocked


def refuse_entries(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """The database, full at the wrong moment."""
    if sql.startswith("INSERT") and Entry._meta.db_table in sql:
        raise OperationalError("disk full")
    return execute(sql, params, many, context)


def everything() -> list[Any]:
    rows: list[Any] = [
        list(model._default_manager.order_by("pk").values_list()) for model in (SealedReport, Case, SetAside)
    ]
    return [*rows, list(DialogueMessage.objects.order_by("pk").values_list("pk")), list(Mailbox.objects.values_list())]


def write(what: str, cast: Cast, neighbour: Neighbour, case: Case, aside: SetAside) -> Any:
    by, at = cast.social_worker, timezone.now()
    if what == "receive":
        parcel = ReportParcel(**neighbour.parcel(neighbour.seal(cast.epoch), cast.epoch))
        return receive_report(cast.sandby, parcel, at=at)
    if what == "open":
        return services.open_case(cast.report, by=by, opening=fresh_file(), received=fresh_file(2))
    if what == "set_aside":
        return services.set_aside(cast.report, by=by)
    if what == "put_back":
        return services.put_back(aside.report, by=by)
    if what == "unlock":
        return mark_unlocked(by=by, at=at)
    if what == "answer":
        return receive_answer(case.report, number=2, sealed=fresh_file())
    do = {"ask": services.ask_writer, "close": services.close_case}[what]
    return do(case, by=by, number=2, sealed=fresh_file(2))


@pytest.mark.parametrize("what", ["receive", "answer", "open", "set_aside", "put_back", "ask", "close", "unlock"])
def test_nothing_happens_that_cannot_be_logged(what: str, cast: Cast, neighbour: Neighbour) -> None:
    case = CaseFactory(report__unit=cast.unit)
    DialogueMessageFactory(report=case.report)
    aside = SetAsideFactory(report__unit=cast.unit)
    before = everything()
    with connection.execute_wrapper(refuse_entries), pytest.raises(OperationalError):
        write(what, cast, neighbour, case, aside)
    assert (everything(), Entry.objects.count()) == (before, 0)
    write(what, cast, neighbour, case, aside)
    assert (everything() == before, Entry.objects.count()) == (False, 1)
