"""Rows read and stored by hand-made statements are the same as those of Django's compiler, on either database."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, models, transaction

from tests.cast import Cast, browser
from tests.factories.casework import CaseFactory, SetAsideFactory
from tests.factories.concerns import DialogueMessageFactory, SealedReportFactory
from tests.factories.directory import (
    AlarmFactory,
    CalendarAddressFactory,
    ClosingFactory,
    ContactPointFactory,
    DirectoryListFactory,
    OtherSourceFactory,
    PointChangeFactory,
)
from tests.factories.notifications import EndpointFactory, NoticeFactory
from tests.factories.organisations import AppointmentFactory, InvitationFactory, ProgrammeFactory
from tests.factories.places import EstateMoveFactory, HomeFactory, ImportFactory, LinkFactory, RegisterChangeFactory
from trygga.audit.models import Event
from trygga.audit.services import extend_chains, heads_to_mail, record
from trygga.concerns.models import SealedReport
from trygga.notifications.once import do_once
from trygga.organisations.models import Programme
from trygga.places.models import (
    AddressWord,
    AreaCount,
    ColumnChoice,
    ImportedRow,
    ImportFault,
    PlaceChange,
    PlannedChange,
    ScanCount,
)
from trygga.web import rows

# Drafts and pictures are read by Wagtail, and never this way: a text stands in two tables.
OURS = [
    model for model in apps.get_models() if model.__module__.startswith("trygga.") and model._meta.app_label != "pages"
]


def content(row: models.Model) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def _fill_register(programme: Programme) -> None:
    """A row in every table of places."""
    link = LinkFactory()
    landlord, home = link.batch.landlord, HomeFactory(stairwell=link.stairwell)
    EstateMoveFactory(estate=link.stairwell.building.estate)
    ScanCount.objects.create(programme=programme, batch=link.batch, day=date(2026, 11, 24), count=2)
    AreaCount.objects.create(
        programme=programme, landlord=landlord, area=home.stairwell.building.estate.area, estate_count=1, home_count=1
    )
    AddressWord.objects.create(programme=programme, landlord=landlord, stairwell=link.stairwell, word="storg", number=1)
    PlaceChange.objects.create(
        programme=programme, act=RegisterChangeFactory(landlord=landlord), level="home", place=home.pk, what="changed"
    )
    ColumnChoice.objects.create(programme=programme, landlord=landlord, header="Objekt", field="home")
    source = ImportFactory(landlord=landlord)
    ImportedRow.objects.create(programme=programme, source=source, line=2)
    ImportFault.objects.create(programme=programme, source=source, line=2, field="home", problem="empty")
    PlannedChange.objects.create(programme=programme, source=source, level="home", what="added", key="H1")


def _fill_directory(programme: Programme) -> None:
    """A row in every table of directory that the cast does not fill."""
    point = ContactPointFactory(programme=programme, notes={"sv": "Gratis."}, stays_unknown=True)
    for factory in (AlarmFactory, ClosingFactory, OtherSourceFactory, PointChangeFactory):
        factory(point=point)
    CalendarAddressFactory(programme=programme)
    DirectoryListFactory(programme=programme, services=[{"slug": "a-line"}], counts={"added": 1})


def test_row_is_found_as_django_finds_it(cast: Cast) -> None:
    DialogueMessageFactory(report=cast.report)
    CaseFactory(report=cast.report)
    SetAsideFactory(report=cast.stranger_report)
    AppointmentFactory(organisation=cast.unit.organisation)
    InvitationFactory(organisation=cast.unit.organisation)
    browser("inbox.localhost").force_login(cast.social_worker.user)
    cache.set("a try", 1)
    record(Event.RING_MADE, programme=1, organisation=None)
    extend_chains()
    list(heads_to_mail(day=date(2026, 11, 24)))
    NoticeFactory()
    EndpointFactory()
    do_once("a thing", subject="", on=date(2026, 11, 24), do=lambda: None)
    _fill_register(cast.sandby)
    _fill_directory(cast.sandby)
    for model in OURS:
        expected = model._default_manager.order_by("pk").last()
        assert expected is not None, model
        found = rows.find(model, **{model._meta.pk.name: expected.pk})
        assert found is not None
        assert (found, content(found), found._state.adding) == (expected, content(expected), False)


@pytest.mark.django_db
def test_row_that_is_not_there_is_none() -> None:
    ProgrammeFactory(host="sandby.example")
    assert rows.find(Programme, host="granby.example") is None
    assert rows.find(Programme, host="' OR 1=1 --") is None


def test_row_is_stored_as_django_stores_it(cast: Cast) -> None:
    fields = {"unit": cast.unit, "programme": cast.sandby, "area": cast.area, "label": "unproven"}
    by_hand, by_django = SealedReportFactory.build(**fields), SealedReportFactory.build(**fields)
    rows.insert(by_hand)
    by_django.save(force_insert=True)
    stored, expected = (content(SealedReport.objects.get(pk=row.pk)) for row in (by_hand, by_django))
    alone = {"id", "lookup", "read_by"}
    assert {name: stored[name] for name in alone} == {name: getattr(by_hand, name) for name in alone}
    assert stored == expected | {name: stored[name] for name in alone}


def test_row_that_is_there_is_not_stored_again(cast: Cast) -> None:
    again = SealedReportFactory.build(id=cast.report.pk, unit=cast.unit, programme=cast.sandby)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(again)
    assert SealedReport.objects.get(pk=cast.report.pk).lookup == cast.report.lookup
