"""Where things are: areas, the register of places that stand in them, and what was changed in it."""

from trygga.places.models.changes import PlaceChange, RegisterChange
from trygga.places.models.register import (
    AddressWord,
    Area,
    AreaCount,
    Building,
    Estate,
    EstateMove,
    Home,
    Place,
    Stairwell,
)

__all__ = [
    "AddressWord",
    "Area",
    "AreaCount",
    "Building",
    "Estate",
    "EstateMove",
    "Home",
    "Place",
    "PlaceChange",
    "RegisterChange",
    "Stairwell",
]
