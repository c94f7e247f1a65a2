from tests.cast import Cast
from tests.factories.places import AreaFactory
from trygga.places.queries import areas_of


def test_areas_come_wave_by_wave_and_from_the_programme_alone(cast: Cast) -> None:
    later, first = AreaFactory(programme=cast.sandby, wave=2), AreaFactory(programme=cast.sandby, wave=1)
    AreaFactory(programme=cast.granby)
    assert list(areas_of(cast.sandby)) == [cast.area, first, later]


def test_same_slug_may_stand_in_two_programmes(cast: Cast) -> None:
    assert AreaFactory(programme=cast.granby, slug=cast.area.slug).pk != cast.area.pk
