from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from tests.factories.organisations import MemberFactory, RingEpochFactory, UnitFactory, ring_for
from trygga.organisations.queries import current_epochs, memberships_of


def test_newest_epochs_are_those_of_the_programme(cast: Cast) -> None:
    newest = ring_for(cast.unit, cast.ring.turned())
    UnitFactory(organisation=cast.unit.organisation)
    assert {row.unit: row.epoch for row in current_epochs(cast.sandby)} == {
        cast.unit: newest.epoch,
        cast.stranger.unit: 1,
    }


def test_memberships_are_those_of_today(cast: Cast) -> None:
    second = MemberFactory(user=cast.social_worker.user, unit=cast.stranger.unit)
    MemberFactory(user=cast.social_worker.user, unit=cast.outsider.unit, left_on=date(2026, 1, 1))
    assert set(memberships_of(cast.social_worker.user)) == {cast.social_worker, second}
    assert list(memberships_of(cast.leaver.user)) == []


def test_person_is_a_member_of_a_unit_once_at_a_time(cast: Cast) -> None:
    again = MemberFactory(user=cast.leaver.user, unit=cast.unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberFactory(user=cast.leaver.user, unit=cast.unit)
    assert list(memberships_of(cast.leaver.user)) == [again]


def test_epoch_is_there_once(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RingEpochFactory(unit=cast.unit, epoch=1)


def test_member_ids_tell_nothing_of_how_many_there_are(cast: Cast) -> None:
    ids = [member.public_id for member in (cast.social_worker, cast.colleague, cast.stranger)]
    assert (len(set(ids)), {len(one) for one in ids}) == (3, {16})
