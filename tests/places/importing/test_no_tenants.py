"""Product rule: no tenants anywhere. Canaries in every place that a file has, and then a look at all that came out."""

import io
import logging
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories.organisations import OrganisationFactory
from tests.places.importing.files import HEADERS, a_row, areas_of, csv_file, xlsx_file
from trygga.organisations.models import Organisation
from trygga.places.models import Home

NAME, NUMBER, MAIL, PHONE = "Kanariefågel", "19121212-1212", "kanarie@example.test", "070-765 43 21"
COLUMNS = {
    "Hyresgäst": NAME,
    "Personnr": NUMBER,
    "E-post": MAIL,
    "Mobil": PHONE,
    "Kontraktsnr": f"{NAME}-1",
    "Övrigt": f"{NAME} har skyddad adress",
    "Kol 17": MAIL,
    "": NAME,
}
SECRETS = [NAME, NUMBER, NUMBER[2:], MAIL, PHONE, NAME.encode("utf-8").hex()]
# In the columns that are kept: each makes its row bad.
IN_PLACE = [
    a_row("3", number="1003", address=f"c/o {NAME}, Storgatan 1"),
    a_row("4", number="1004", home=f"{NUMBER}"),
    a_row("5", number="1005", building=MAIL),
    a_row("6", number="1006", designation=f"ring {PHONE}"),
]


def with_tenants(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with columns about tenants before, between and behind the others."""
    left, right = list(COLUMNS)[:3], list(COLUMNS)[3:]
    table = [[*left, *HEADERS, *right]]
    for row in rows:
        table.append([*(COLUMNS[name] for name in left), *row, *(COLUMNS[name] for name in right)])
    return table


def whole_database() -> str:
    """Every value of every table, as text; on SQLite the files themselves besides."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            found.append(repr(cursor.fetchall()))
    if connection.vendor == "sqlite":
        base = Path(connection.settings_dict["NAME"])
        files = [base, *base.parent.glob(f"{base.name}-*")]
        found += [path.read_bytes().decode("utf-8", "replace") for path in files if path.exists()]
    return "\n".join(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_of_tenants_comes_out_anywhere(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    landlord: Organisation = OrganisationFactory(slug="bostaden", kind=Organisation.Kind.LANDLORD)
    areas_of(landlord, "ost")
    caplog.set_level(logging.DEBUG)
    many = [a_row(str(home), number=str(home)) for home in range(1101, 1161)]
    rows = with_tenants([a_row("1"), a_row("2", number="1002"), *IN_PLACE, *many])
    path, mending, output = tmp_path / "homes", tmp_path / "bad.csv", io.StringIO()
    file: BinaryIO = csv_file(rows) if kind == "csv" else xlsx_file(rows)
    path.write_bytes(file.read())
    arguments = [str(path), "--landlord", "bostaden", "--leave-bad-rows", str(mending), "--apply"]
    call_command("import-homes", *arguments, stdout=output, stderr=output)
    assert Home.objects.count() == 62
    said = output.getvalue()
    assert "bad: 4" in said
    assert all(name in said for name in ("Hyresgäst", "Personnr", "E-post", "Mobil", "Kontraktsnr", "Kol 17"))
    printed = "".join(capfd.readouterr())
    everything = "\n".join([said, printed, caplog.text, mending.read_text(), whole_database()])
    assert [secret for secret in SECRETS if secret in everything] == []


@pytest.mark.django_db(transaction=True)
def test_the_look_would_find_a_canary() -> None:
    OrganisationFactory(name=NAME)
    assert NAME in whole_database()
