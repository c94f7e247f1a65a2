from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.concerns import SealedReportFactory, sealed_file
from tests.factories.organisations import MemberFactory
from trygga.casework.models import Case, SetAside


class CaseFactory(DjangoModelFactory):
    """A report that a member of its unit has opened."""

    class Meta:
        model = Case

    report = SubFactory(SealedReportFactory)
    programme = SelfAttribute("report.programme")
    opened_by = LazyAttribute(lambda case: MemberFactory(unit=case.report.unit))
    opened_on = LazyFunction(timezone.localdate)
    opening = LazyFunction(sealed_file)


class SetAsideFactory(DjangoModelFactory):
    """A report that a member of its unit could not open and has set aside."""

    class Meta:
        model = SetAside

    report = SubFactory(SealedReportFactory)
    programme = SelfAttribute("report.programme")
    by = LazyAttribute(lambda aside: MemberFactory(unit=aside.report.unit))
    on = LazyFunction(timezone.localdate)
