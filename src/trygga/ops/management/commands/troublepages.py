"""`trygga troublepages FOLDER`: pages that a proxy shows in the program's place, while that is down or not asked."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import BaseCommand, CommandError

from trygga.web import troubles

ADDRESS = "/trouble"
"""Where the proxy serves the folder."""
STATUSES = (400, 413, 429, 503)
"""What a proxy answers by itself; 503 stands for the program that does not answer."""


class Command(BaseCommand):
    help = "Write the pages that the proxy shows when the program is down: one for each status and language."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        style = finders.find("web/trygga.css")
        assert isinstance(style, str)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
            for name, content in self._pages().items():
                self._write(folder / name, content)
            shutil.copyfile(style, folder / "trygga.css")
            (folder / "trygga.css").chmod(0o644)
        except OSError as problem:
            raise CommandError(f"{folder} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"{len(self._pages())} pages in {folder}")

    @staticmethod
    def _pages() -> dict[str, str]:
        return {
            f"{status}-{language}.html": troubles.page(language, status, is_public=True, folder=ADDRESS)
            for status in STATUSES
            for language, _ in settings.LANGUAGES
        }

    @staticmethod
    def _write(path: Path, content: str) -> None:
        """Readable by the proxy, which is somebody else: nothing in it is anybody's."""
        path.write_text(content)
        path.chmod(0o644)
