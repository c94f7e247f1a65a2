"""Static files: without comments and indentation, named by their hash, compressed once."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Lines of comment and indentation. A text over several lines may hold neither (tests/web/test_static_files.py).
OF_SCRIPTS = [(r"^\s*(//|/\*\*.*\*/$).*\n", ""), (r"^[ \t]+|^\n", "")]
OF_STYLES = [(r"(?s)/\*.*?\*/", ""), (r"\s+", " "), (r" ?([{};,>]) ?", r"\1"), (r": ", ":"), (r";}", "}")]
SHORTER = {".js": OF_SCRIPTS, ".css": OF_STYLES}


def shortened(name: str, text: str) -> str:
    """A script or style of ours as it is sent; every other file as it is."""
    path = Path(name)
    if path.parts[0] in _ours() and "vendor" not in path.parts:
        for pattern, instead in SHORTER.get(path.suffix, []):
            text = re.sub(pattern, instead, text, flags=re.MULTILINE)
    return text


@cache
def _ours() -> frozenset[str]:
    """The folders of our own apps."""
    return frozenset(app.label for app in apps.get_app_configs() if app.name.startswith("trygga."))


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between ES modules, so that each file is addressed by its content.

    Its list of names lies beside the folder that is served, not in it.
    """

    support_js_module_import_aggregation = True
    manifest_name = "static.json"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        beside = FileSystemStorage(Path(settings.STATIC_ROOT).parent, file_permissions_mode=0o600)
        super().__init__(*args, manifest_storage=beside, **kwargs)

    def _save(self, name: str, content: Any) -> str:
        if Path(name).suffix in SHORTER:
            content.seek(0)
            content = ContentFile(shortened(name, content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
