"""Where things are: areas, the register of places that stand in them, and what was changed in it."""

from trygga.places.models.changes import PlaceChange, RegisterChange
from trygga.places.models.imports import ColumnChoice, Import, ImportedRow, ImportFault, PlannedChange
from trygga.places.models.links import PosterBatch, ScanCount, StairwellLink
from trygga.places.models.register import (
    ADDRESS,
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
    "ADDRESS",
    "AddressWord",
    "Area",
    "AreaCount",
    "Building",
    "ColumnChoice",
    "Estate",
    "EstateMove",
    "Home",
    "Import",
    "ImportFault",
    "ImportedRow",
    "Place",
    "PlaceChange",
    "PlannedChange",
    "PosterBatch",
    "RegisterChange",
    "ScanCount",
    "Stairwell",
    "StairwellLink",
]
