"""Static files: named by their hash, compressed once, with headers of their own."""

from wsgiref.headers import Headers

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between ES modules, so that each file is addressed by its content."""

    support_js_module_import_aggregation = True


def add_headers(headers: Headers, path: str, url: str) -> None:
    """A worker obeys the policy that comes with its own script: it may import from here and reach nowhere."""
    headers["Content-Security-Policy"] = "default-src 'none'; script-src 'self'"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
