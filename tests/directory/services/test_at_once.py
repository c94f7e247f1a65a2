"""Several people and clicks at the same moment."""

from typing import Any

import pytest
from django.utils import timezone

from tests.directory.points import Kept, added, kept
from tests.threads import at_once
from trygga.directory.models import ContactPoint, OtherSource, PointChange
from trygga.directory.services import ChangedMeanwhile, change_point, contradict, verify_point

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


@pytest.fixture
def there() -> Kept:
    return kept()


def test_clicks_at_once_add_one_point(there: Kept) -> None:
    found = at_once(CLICKS, lambda _: added(there).pk)
    assert (len(set(found)), PointChange.objects.count()) == (1, 1)


def test_of_tabs_saved_at_once_one_counts(there: Kept) -> None:
    def save(number: int) -> bool:
        try:
            change_point(there.point, {"name": f"Namn {number}"}, by=there.editor, seen=1)
        except ChangedMeanwhile:
            return False
        return True

    saved = at_once(CLICKS, save)
    assert (sum(saved), ContactPoint.objects.get().name) == (1, f"Namn {saved.index(True)}")


def test_clicks_at_once_confirm_once(there: Kept) -> None:
    today = timezone.localdate()
    at_once(CLICKS, lambda _: verify_point(there.point, by=there.owner, how="Called.", on=today, seen=1))
    assert (ContactPoint.objects.get().version, PointChange.objects.count()) == (2, 1)


def test_clicks_at_once_contradict_once(there: Kept) -> None:
    said: dict[str, Any] = {"source": "other.example", "as_of": "2026", "value": "036-10 50 09"}
    found = at_once(CLICKS, lambda _: contradict(there.point, by=there.editor, **said).pk)
    assert (len(set(found)), OtherSource.objects.count()) == (1, 1)
