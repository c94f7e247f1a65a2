"""`trygga import-homes FILE`: a landlord's list of homes into the register of places; only looks, unless told."""

import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from trygga.organisations.models import Organisation, Programme
from trygga.places.importing import reading, services
from trygga.places.importing.columns import Field
from trygga.places.importing.mending import bad_rows_file
from trygga.places.importing.preview import PAGE, bad_cells, planned_changes
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.services import NotReady, Wishes
from trygga.places.importing.staging import Unclear
from trygga.places.models import Area, Import


class Command(BaseCommand):
    help = "Read a landlord's list of homes (CSV or XLSX), tell what it would change, and with --apply change it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--landlord", required=True, metavar="SLUG")
        parser.add_argument("--programme", metavar="SLUG", help="Needed where there are several.")
        parser.add_argument("--area", metavar="SLUG", help="Of new estates whose lines name none.")
        parser.add_argument("--whole", action="store_true", help="What is not in the file is retired.")
        parser.add_argument("--retire", type=int, metavar="N", help="Confirms that so many homes are retired.")
        parser.add_argument("--leave-bad-rows", type=Path, metavar="FILE", help="Leave them out, and write them there.")
        parser.add_argument("--column", action="append", default=[], metavar="HEADER=FIELD", help="Is remembered.")
        parser.add_argument("--apply", action="store_true", help="Change the register.")

    def handle(self, *args: Any, **options: Any) -> None:
        landlord = self._landlord(options["landlord"], options["programme"])
        if options["column"]:
            services.remember_columns(landlord, dict(map(_choice, options["column"])))
        source = self._begin(landlord, options)
        try:
            source = services.plan_import(source)
            self._tell(source)
            self._write_bad_rows(source, options["leave_bad_rows"])
            if options["apply"]:
                self._apply(source, options)
            elif source.bad_rows and not options["leave_bad_rows"]:
                raise CommandError(
                    "Nothing can be applied while rows are bad. Mend them, or use --leave-bad-rows FILE."
                )
            else:
                self.stdout.write("Nothing was changed. With --apply, the same file changes the register.")
        finally:
            with suppress(NotReady):
                services.cancel_import(source)
            services.erase_import(source)

    def _landlord(self, slug: str, programme: str | None) -> Organisation:
        programmes = Programme.objects.filter(**({"slug": programme} if programme else {}))
        if len(programmes) != 1:
            known = ", ".join(Programme.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Say which programme with --programme; there are: {known}.")
        landlords = Organisation.objects.filter(programme=programmes[0], kind=Organisation.Kind.LANDLORD)
        found = landlords.select_related("programme").filter(slug=slug).first()
        if found is None:
            known = ", ".join(landlords.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"No landlord is called {slug!r}; there are: {known}.")
        return found

    def _begin(self, landlord: Organisation, options: dict[str, Any]) -> Import:
        area = Area.objects.filter(programme=landlord.programme, slug=options["area"]).first()
        if options["area"] and area is None:
            known = ", ".join(Area.objects.filter(programme=landlord.programme).values_list("slug", flat=True))
            raise CommandError(f"No area is called {options['area']!r}; there are: {known}.")
        wishes = Wishes(is_whole=options["whole"], area_of_new=area, may_move_estates=True)
        try:
            with options["file"].open("rb") as file:
                return services.begin_import(
                    landlord, file, by=None, wishes=wishes, most_bytes=10 * reading.MOST_BYTES, progress=self._progress
                )
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem.strerror}.") from problem
        except Unreadable as problem:
            raise CommandError(str(problem)) from problem
        except Unclear as unclear:
            raise CommandError(_unclear(unclear)) from unclear

    def _progress(self, step: str, count: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{step}: {count} rows", ending=end)

    def _tell(self, source: Import) -> None:
        if source.about_tenants:
            self.stdout.write(f"About tenants, not kept: {', '.join(source.about_tenants)}")
        if source.not_used:
            self.stdout.write(f"Not used: {', '.join(source.not_used)}")
        self.stdout.write(f"{source.rows} rows; bad: {source.bad_rows}")
        for one in planned_changes(source):
            self.stdout.write(f"{one.level}, {one.what}: {one.count}  ({'; '.join(one.samples)})")
        if not source.counts:
            self.stdout.write("The register says the same already.")
        for bad in bad_cells(source):
            self.stdout.write(f"line {bad.line}, {bad.column}: {bad.value!r}. {bad.what_to_do}")
        if source.bad_rows > PAGE:
            self.stdout.write("... and more; --leave-bad-rows FILE writes all of them.")
        if source.bad_rows and source.is_whole:
            self.stdout.write("Rows are left out, so the file is not the whole register: nothing is retired.")

    def _write_bad_rows(self, source: Import, path: Path | None) -> None:
        if path is not None and source.bad_rows:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(bad_rows_file(source))
            self.stdout.write(f"{source.bad_rows} bad rows are in {path}. Mend them there and import that file.")

    def _apply(self, source: Import, options: dict[str, Any]) -> None:
        try:
            services.ask_to_apply(
                source, by=None, leaves_bad_rows_out=bool(options["leave_bad_rows"]), retires=options["retire"]
            )
        except services.RowsAreBad:
            raise CommandError("Nothing was changed: rows are bad. Mend them, or use --leave-bad-rows FILE.") from None
        except services.ManyWouldRetire:
            raise CommandError(
                f"Nothing was changed: {source.homes_to_retire} of {source.homes_before} homes would be retired. "
                f"If that is right, say --retire {source.homes_to_retire}."
            ) from None
        self.stderr.write("applying ...")
        if services.apply_import(source).state != Import.State.APPLIED:
            raise CommandError("Nothing was changed: the register has changed in the meantime. Run it again.")
        self.stdout.write("The register is changed.")


def _choice(text: str) -> tuple[str, str]:
    header, _, field = text.rpartition("=")
    if not header or (field and field not in Field.values):
        raise CommandError(f"{text!r}: write HEADER=FIELD, with one of {', '.join(Field.values)}, or none.")
    return header, field


def _unclear(unclear: Unclear) -> str:
    missing = "the address" if unclear.columns.missing else "the home number or the key of the home"
    names = ", ".join(repr(name) for name in unclear.columns.unknown)
    return f"No column is {missing}. Not known: {names or 'none'}. Say which with --column HEADER=FIELD."
