"""Static files: named by their hash, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between ES modules, so that each file is addressed by its content."""

    support_js_module_import_aggregation = True
