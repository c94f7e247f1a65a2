"""`trygga import-homes`: looks first, says what it lets go of, changes all of it or nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories.organisations import OrganisationFactory, ProgrammeFactory
from tests.places.importing.files import HEADERS, a_row, areas_of, csv_file
from trygga.organisations.models import Organisation
from trygga.places.models import ColumnChoice, Home, Import, ImportedRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord() -> Organisation:
    found: Organisation = OrganisationFactory(slug="bostaden", kind=Organisation.Kind.LANDLORD)
    areas_of(found, "ost")
    return found


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    return tmp_path / "homes.csv"


def write(path: Path, *rows: list[str], headers: list[str] = HEADERS) -> None:
    path.write_bytes(csv_file([headers, *rows]).read())


def run(path: Path, *options: str) -> str:
    output = StringIO()
    call_command("import-homes", str(path), "--landlord", "bostaden", *options, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_look_changes_nothing_and_keeps_nothing(landlord: Organisation, homes: Path) -> None:
    write(homes, a_row("1"), a_row("2", number="1002"))
    said = run(homes)
    assert ("home, added: 2  (H1: Storgatan 1, 1001; H2: Storgatan 1, 1002)" in said) is True
    assert "Nothing was changed." in said
    assert (Home.objects.count(), ImportedRow.objects.count(), Import.objects.get().state) == (0, 0, "cancelled")


def test_apply_changes_the_register_and_the_second_time_nothing(landlord: Organisation, homes: Path) -> None:
    write(homes, a_row("1"))
    assert "The register is changed." in run(homes, "--apply")
    assert "The register says the same already." in run(homes, "--apply")
    assert (Home.objects.count(), ImportedRow.objects.count()) == (1, 0)


def test_bad_rows_stop_it_or_are_written_out(landlord: Organisation, homes: Path, tmp_path: Path) -> None:
    write(homes, a_row("1"), a_row("2", address="Box 1"))
    for options in ([], ["--apply"]):
        with pytest.raises(CommandError, match="bad"):
            run(homes, *options)
    bad = tmp_path / "bad.csv"
    said = run(homes, "--apply", "--leave-bad-rows", str(bad))
    assert "line 3, Adress: 'Box 1'. This is no street address." in said
    assert (Home.objects.count(), "Box 1" in bad.read_text()) == (1, True)


def test_retiring_many_wants_their_number(landlord: Organisation, homes: Path) -> None:
    write(homes, a_row("1"), a_row("2", number="1002"))
    run(homes, "--apply")
    write(homes, a_row("1"))
    with pytest.raises(CommandError, match="1 of 2 homes would be retired.*--retire 1"):
        run(homes, "--whole", "--apply")
    run(homes, "--whole", "--apply", "--retire", "1")
    assert Home.objects.filter(retired_on=None).count() == 1


def test_column_is_said_once_and_remembered(landlord: Organisation, homes: Path) -> None:
    write(homes, ["Storgatan 1", "Sandby", "1001"], headers=["Adress", "Ort", "Dörr"])
    with pytest.raises(CommandError, match="'Dörr'. Say which with --column"):
        run(homes, "--area", "ost")
    run(homes, "--area", "ost", "--column", "Dörr=home_number")
    assert "home, added: 1" in run(homes, "--area", "ost")
    assert ColumnChoice.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--area", "norr"], "No area is called 'norr'; there are: ost."),
        (["--programme", "granby"], "Say which programme"),
        (["--column", "Dörr=door"], "write HEADER=FIELD"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    landlord: Organisation, homes: Path, options: list[str], said: str
) -> None:
    write(homes, a_row("1"))
    with pytest.raises(CommandError, match=said):
        run(homes, *options)


def test_programme_is_asked_for_where_there_are_several(landlord: Organisation, homes: Path) -> None:
    ProgrammeFactory(slug="granby")
    write(homes, a_row("1"))
    with pytest.raises(CommandError, match="Say which programme"):
        run(homes)
    run(homes, "--programme", landlord.programme.slug)


def test_file_that_is_not_there_or_no_list_is_a_sentence(landlord: Organisation, homes: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(homes)
    homes.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="This is a PDF"):
        run(homes)
