"""Which column of a file means what, and which are about people. Headers of Xpand, Momentum, Vitec and hand-made lists.

A column is kept only where it has a meaning here; everything else is let go of while the file is read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from trygga.places.importing.personal import is_about_people, is_name_of_people, is_personal


class Field(models.TextChoices):
    """What a column can mean."""

    AREA = "area", _("area")
    ESTATE_KEY = "estate_key", _("key of the estate")
    DESIGNATION = "designation", _("estate designation")
    ESTATE_NAME = "estate_name", _("name of the estate")
    BUILDING_KEY = "building_key", _("key of the building")
    BUILDING_NAME = "building_name", _("name of the building")
    STAIRWELL_KEY = "stairwell_key", _("key of the stairwell")
    ADDRESS = "address", _("address")
    STREET = "street", _("street")
    NUMBER = "number", _("street number")
    LETTER = "letter", _("letter")
    POSTCODE = "postcode", _("postal code")
    TOWN = "town", _("town")
    HOME_KEY = "home_key", _("key of the home")
    HOME_NUMBER = "home_number", _("home number")


_NAMES = {
    Field.AREA: "område bostadsområde delområde stadsdel förvaltningsområde area district neighbourhood",
    Field.ESTATE_KEY: "fastighet fastighetsnr fastighetsnummer fastighetskod fastighetsid fastighetsnyckel estate"
    " estatekey estateid estatenumber estateno property propertyid propertykey propertycode propertynumber",
    Field.DESIGNATION: "fastighetsbeteckning beteckning designation estatedesignation propertydesignation",
    Field.ESTATE_NAME: "fastighetsnamn fastighetsbenämning estatename propertyname nameofestate",
    Field.BUILDING_KEY: "byggnad byggnadsnr byggnadsnummer byggnadskod byggnadsid byggnadsnyckel hus husnr husnummer"
    " huskod husid building buildingkey buildingid buildingnumber buildingno buildingcode",
    Field.BUILDING_NAME: "byggnadsnamn byggnadsbenämning husnamn buildingname",
    Field.STAIRWELL_KEY: "trappuppgång trapphus uppgång uppgångsnr uppgångskod uppgångsid uppgångsnyckel"
    " trappuppgångsnr trappuppgångsid trappuppgångsnyckel trapphusnr port portnr entré entre stairwell stairwellkey"
    " stairwellid staircase entrance entranceid entrancekey",
    Field.ADDRESS: "adress gatuadress besöksadress objektsadress objektadress lägenhetsadress address streetaddress",
    Field.STREET: "gata gatunamn street streetname",
    Field.NUMBER: "gatunummer gatunr adressnummer streetnumber streetno number nr nummer",
    Field.LETTER: "bokstav littera gatubokstav letter",
    Field.POSTCODE: "postnr postnummer postkod postcode postalcode zip zipcode",
    Field.TOWN: "ort postort stad town city postaltown",
    Field.HOME_KEY: "objektsnr objektnr objektsnummer objektnummer objektid objektsid objektkod objektskod objekt"
    " hyresobjekt hyresobjektsnr hyresobjektnr hyresobjektsnummer hyresobjektnummer hyresid lägenhetsid lägenhetskod"
    " lägenhetsnyckel bostadsid home homekey homeid apartmentid apartmentkey unitid objectid objectnumber objectno"
    " rentalobject rentalobjectnumber lägenhet lgh",
    Field.HOME_NUMBER: "lägenhetsnummer lägenhetsnr lghnr lghnummer lägenhetsnrskv lägenhetsnummerlantmäteriet skvnr"
    " skattelghnr skattelägenhetsnr lantmäterinr lmnr homenumber homeno apartmentnumber apartmentno flat flatno"
    " lägenhet lgh",
}
# The first that is still free: "Lägenhet" is the number of a home, or its key where the number has another column.
_PREFERRED = [Field.HOME_NUMBER, *(one for one in Field if one is not Field.HOME_NUMBER)]
FIELDS_OF: dict[str, list[Field]] = {}
for _field in _PREFERRED:
    for _name in _NAMES[_field].split():
        FIELDS_OF.setdefault(_name, []).append(_field)
SHOWN = 60


def plain(header: str) -> str:
    """A header as it is compared: small letters and digits alone, at most 80."""
    text = unicodedata.normalize("NFC", header).casefold()
    return re.sub(r"[\W_]+", "", text)[:80]


@dataclass
class Columns:
    """What was made of a file's columns: positions by field, and the names of those that are let go of."""

    at: dict[Field, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    about_tenants: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[Field]:
        """What a file needs and this one has not, as far as its columns tell; an address may name the home too."""
        return [] if self._has(Field.ADDRESS) or self._has(Field.STREET, Field.NUMBER) else [Field.ADDRESS]

    def _has(self, *fields: Field) -> bool:
        return all(one in self.at for one in fields)


def recognise(
    headers: Sequence[str], sample: Sequence[Sequence[str]], choices: Mapping[str, str] | None = None
) -> Columns:
    """Say what each column means. `choices` (plain header to field, or to nothing) come before what is known here.

    What is about people, by its header or by its cells in the sample, is never anything else.
    """
    found, chosen = Columns(), choices or {}
    for position, header in enumerate(headers):
        name = plain(header)
        cells = [row[position] for row in sample if position < len(row)]
        if not name and not any(cells):
            continue
        if _is_about_tenants(name, cells, is_chosen=name in chosen):
            found.about_tenants.append(_shown(header, position))
            continue
        meant = _meaning(name, found, chosen)
        if meant is None:
            found.unknown.append(_shown(header, position))
        else:
            found.at[meant], found.names[meant.value] = position, _shown(header, position)
    return found


def _is_about_tenants(name: str, cells: Iterable[str], *, is_chosen: bool) -> bool:
    is_named_so = name not in FIELDS_OF and not is_chosen and is_name_of_people(name)
    return is_named_so or is_about_people(cells)


def _meaning(name: str, found: Columns, chosen: Mapping[str, str]) -> Field | None:
    if name in chosen:
        meant = Field(chosen[name]) if chosen[name] else None
        return None if meant in found.at else meant
    return next((one for one in FIELDS_OF.get(name, []) if one not in found.at), None)


def _shown(header: str, position: int) -> str:
    """A header as people see it: never something that looks like a person's."""
    text = " ".join(header.split())[:SHOWN]
    return text if text and not is_personal(text) else str(position + 1)


def known_in(row: Iterable[str], choices: Mapping[str, str]) -> tuple[int, int]:
    """How many cells of a row are headers of fields, and how many of them, or of columns about people."""
    names = [plain(cell) for cell in row if cell and len(cell) <= SHOWN]
    fields = sum(1 for name in names if name in FIELDS_OF or choices.get(name))
    return fields, fields + sum(1 for name in names if name not in FIELDS_OF and is_name_of_people(name))


def is_header(row: Sequence[str], choices: Mapping[str, str]) -> bool:
    """Whether this is the row that names the columns: lists often have a title above it."""
    fields, all_known = known_in(row, choices)
    return fields >= 1 and (all_known >= 2 or sum(1 for cell in row if cell) == 1)
