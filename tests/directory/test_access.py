"""Who may fill a programme's directory, whatever the permission table says before."""

import pytest
from django.http import Http404

from tests.cast import Cast
from tests.factories.organisations import AppointmentFactory
from trygga.directory.access import programme_to_fill
from trygga.organisations.models import Role


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.EDITOR])
def test_directory_is_filled_by_whoever_changes_all_of_it(role: Role, cast: Cast) -> None:
    user = AppointmentFactory(organisation=cast.unit.organisation, role=role).user
    assert programme_to_fill(user, cast.sandby.slug) == cast.sandby
    with pytest.raises(Http404):
        programme_to_fill(user, cast.granby.slug)


@pytest.mark.parametrize("role", [Role.ORGANISATION_ADMIN, Role.AUDITOR])
def test_directory_is_absent_to_others_who_would_fill_it(role: Role, cast: Cast) -> None:
    user = AppointmentFactory(organisation=cast.unit.organisation, role=role).user
    with pytest.raises(Http404):
        programme_to_fill(user, cast.sandby.slug)
