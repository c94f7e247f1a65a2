"""Levels of the register in addresses: `estates`, `buildings`, `stairwells`, `homes`."""

from trygga.places.levels import BUILDINGS, HOMES, LEVELS, STAIRWELLS, Level


class LevelConverter:
    """Any level."""

    regex = "|".join(LEVELS)

    def to_python(self, value: str) -> Level:
        return LEVELS[value]

    def to_url(self, value: Level | str) -> str:
        return value if isinstance(value, str) else value.slug


class LowerLevelConverter(LevelConverter):
    """A level whose places stand in a place of the same register: all but estates, which stand in areas."""

    regex = "|".join(level.slug for level in (BUILDINGS, STAIRWELLS, HOMES))
