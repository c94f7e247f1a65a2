"""Static files: named by their hash, kept by no browser, with a policy of their own for workers."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from tests.cast import Cast, PublicBrowser, StaffBrowser


@pytest.mark.parametrize(
    ("name", "reach"), [("concerns/sealer.js", "'self'"), ("casework/keys.js", "'none'"), ("web/trygga.css", "'none'")]
)
def test_static_file_brings_its_headers(
    name: str, reach: str, cast: Cast, public_browser: PublicBrowser, staff_browser: StaffBrowser
) -> None:
    wanted = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'self'; connect-src {reach}",
        "Cache-Control": "no-store",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    for client in (public_browser(cast.sandby), staff_browser(None)):
        with closing(client.get(staticfiles_storage.url(name))) as answer:
            found = {key: answer.headers.get(key) for key in wanted}
            seen = answer.status_code, answer.headers.get("Access-Control-Allow-Origin"), dict(answer.cookies)
        assert (found, seen) == (wanted, (200, None, {}))


def test_modules_import_each_other_by_hash(static_files: None) -> None:
    manifest = json.loads((Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())["paths"]
    source = (Path(settings.STATIC_ROOT) / manifest["concerns/sealer.js"]).read_text()
    sealing = Path(manifest["web/sealing.js"]).name
    assert (f'from "../web/{sealing}"' in source, 'from "../web/sealing.js"' in source) == (True, False)
