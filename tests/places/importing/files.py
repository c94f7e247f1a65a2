"""Files as landlords send them."""

import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook

from trygga.organisations.models import Organisation
from trygga.places.importing import services
from trygga.places.importing.services import Wishes
from trygga.places.models import Area, Building, Estate, Home, Import, Stairwell

HEADERS = [
    *("Område", "Fastighetsnr", "Fastighetsbeteckning", "Byggnad", "Uppgång", "Adress", "Postnr", "Ort"),
    *("Objektsnr", "Lägenhetsnummer"),
]
Rows = Sequence[Sequence[Any]]
ALL = Wishes(is_whole=True, may_move_estates=True)


def csv_file(rows: Rows, *, separator: str = ";", encoding: str = "utf-8") -> BinaryIO:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def xlsx_file(rows: Rows) -> BinaryIO:
    book, content = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    book.save(content)
    content.seek(0)
    return content


def a_row(which: str = "1", /, **said: Any) -> list[Any]:
    """One home of a register in which everything has a key."""
    row = {
        "area": "ost",
        "estate": "F1",
        "designation": "Sandby 1:1",
        "building": "B1",
        "stairwell": "S1",
        "address": "Storgatan 1",
        "postcode": "553 22",
        "town": "Sandby",
        "home": f"H{which}",
        "number": "1001",
    } | said
    return list(row.values())


def table(*rows: Sequence[Any]) -> BinaryIO:
    return csv_file([HEADERS, *rows])


def planned(landlord: Organisation, file: BinaryIO, wishes: Wishes = ALL) -> Import:
    """The import of a file, up to its preview."""
    return services.plan_import(services.begin_import(landlord, file, by=None, wishes=wishes))


def imported(landlord: Organisation, file: BinaryIO, wishes: Wishes = ALL) -> Import:
    """The import of a file, whatever it retires, all the way."""
    source = planned(landlord, file, wishes)
    services.ask_to_apply(source, by=None, retires=source.homes_to_retire)
    return services.apply_import(source)


def register_of(landlord: Organisation) -> set[tuple[Any, ...]]:
    """The homes of today, with everything above them, as a file would tell."""
    found = Home.objects.filter(landlord=landlord, retired_on=None).values_list(
        "stairwell__building__estate__area__slug",
        "stairwell__building__estate__key",
        "stairwell__building__estate__designation",
        "stairwell__building__key",
        "stairwell__key",
        "stairwell__street",
        "stairwell__number",
        "stairwell__letter",
        "stairwell__postcode",
        "stairwell__town",
        "key",
        "number",
    )
    return set(found)


def there_today(landlord: Organisation) -> dict[str, set[str]]:
    """The keys of what is not retired, level by level."""
    return {
        model.__name__: set(
            model._default_manager.filter(landlord=landlord, retired_on=None).values_list("key", flat=True)
        )
        for model in (Estate, Building, Stairwell, Home)
    }


def areas_of(landlord: Organisation, *slugs: str) -> None:
    for wave, slug in enumerate(slugs, 1):
        Area.objects.create(programme=landlord.programme, slug=slug, name=slug.title(), wave=wave)
