"""Static files: named by their hash, compressed once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between ES modules, so that each file is addressed by its content.

    Its list of names lies beside the folder that is served, not in it.
    """

    support_js_module_import_aggregation = True
    manifest_name = "static.json"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        beside = FileSystemStorage(Path(settings.STATIC_ROOT).parent, file_permissions_mode=0o600)
        super().__init__(*args, manifest_storage=beside, **kwargs)
