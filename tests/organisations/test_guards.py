"""Refusals at start-up; tests/config/test_settings.py sees them from outside."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tests.cast import Cast
from trygga.organisations.guards import refuse_demo_keys
from trygga.organisations.models import RingEpoch


def test_rings_of_our_own_are_no_demo(cast: Cast) -> None:
    refuse_demo_keys()


def test_one_demo_ring_is_enough_to_refuse(cast: Cast, settings: Settings) -> None:
    RingEpoch.objects.filter(unit=cast.outsider.unit).update(is_demo=True)
    with pytest.raises(ImproperlyConfigured):
        refuse_demo_keys()
    assert [found.id for found in run_checks(tags=["database"], databases=["default"])] == ["trygga.E001"]
    settings.DEMO = True
    assert run_checks(tags=["database"], databases=["default"]) == []
    refuse_demo_keys()
