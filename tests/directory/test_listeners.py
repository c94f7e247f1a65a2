"""The mark of points that serve areas of their own follows the areas, whoever writes them."""

import pytest

from tests.cast import Cast
from tests.factories.directory import ContactPointFactory
from trygga.directory.models import ContactPoint


@pytest.fixture
def point(cast: Cast) -> ContactPoint:
    made: ContactPoint = ContactPointFactory(programme=cast.sandby)
    return made


def is_marked(point: ContactPoint) -> bool:
    return ContactPoint.objects.get(pk=point.pk).is_local


def test_mark_follows_the_areas_of_a_point(point: ContactPoint, cast: Cast) -> None:
    seen = [is_marked(point)]
    for change in (point.areas.add, point.areas.remove):
        change(cast.area)
        seen.append(is_marked(point))
    point.areas.set([cast.area])
    seen.append(is_marked(point))
    point.areas.clear()
    seen.append(is_marked(point))
    assert seen == [False, True, False, True, False]


def test_mark_follows_the_points_of_an_area(point: ContactPoint, cast: Cast) -> None:
    seen = []
    for change in (cast.area.contact_points.add, cast.area.contact_points.remove, cast.area.contact_points.add):
        change(point)
        seen.append(is_marked(point))
    cast.area.contact_points.clear()
    assert [*seen, is_marked(point)] == [True, False, True, False]


def test_saving_the_point_afterwards_keeps_the_mark(point: ContactPoint, cast: Cast) -> None:
    seen = []
    for areas in ([cast.area], []):
        point.areas.set(areas)
        point.save()
        seen.append(is_marked(point))
    assert seen == [True, False]


def test_other_points_keep_theirs(point: ContactPoint, cast: Cast) -> None:
    other = ContactPointFactory(programme=cast.sandby)
    other.areas.add(cast.area)
    point.areas.add(cast.area)
    point.areas.clear()
    assert (is_marked(point), is_marked(other)) == (False, True)
