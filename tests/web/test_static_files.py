"""Static files: named by their hash, kept by no browser, with a policy of their own for workers."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from tests.cast import Cast, PublicBrowser, StaffBrowser
from tests.environment import ROOT
from trygga.web.static_files import shortened


@pytest.mark.parametrize(
    ("name", "reach"),
    [("concerns/sealer.js", "; connect-src 'self'"), ("casework/keys.js", ""), ("pages/person.svg", "")],
)
def test_static_file_brings_its_headers(
    name: str, reach: str, cast: Cast, public_browser: PublicBrowser, staff_browser: StaffBrowser
) -> None:
    wanted = {
        "Content-Security-Policy": f"default-src 'none'; script-src 'self'{reach}",
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


def test_file_brings_nothing_that_does_nothing_for_it(cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    found = {}
    for name in ("web/trygga.css", "web/exit.js"):
        with closing(client.get(staticfiles_storage.url(name))) as answer:
            found[name] = set(answer.headers)
    of_both = {
        "Cache-Control",
        "Content-Length",
        "Content-Type",
        "Cross-Origin-Resource-Policy",
        "Referrer-Policy",
        "Vary",
        "X-Content-Type-Options",
    }
    of_scripts = {"Content-Security-Policy", "Cross-Origin-Embedder-Policy"}
    assert found == {"web/trygga.css": of_both, "web/exit.js": of_both | of_scripts}


def test_scripts_and_styles_are_sent_without_comments_and_mean_the_same() -> None:
    script = 'const here = "a // b";\n// Why.\n/** What. */\nfunction f() {\n  return `x`;\n}\n'
    assert shortened("web/a.js", script) == 'const here = "a // b";\nfunction f() {\nreturn `x`;\n}\n'
    style = "/* Why. */\n.a > b::after { color: red; }\n@media (width: 2em) { a :focus { font: 1em 'A B', serif; } }"
    shorter = ".a>b::after{color:red}@media (width:2em){a :focus{font:1em 'A B',serif}}"
    assert shortened("web/a.css", style).strip() == shorter
    assert shortened("web/vendor/age.js", script) == script
    assert shortened("wagtailadmin/a.js", script) == script


def test_no_text_of_a_script_goes_over_several_lines() -> None:
    """Where one did, the indentation in it would go when the file is sent."""
    remark = re.compile(r"^\s*(//|\*|/\*\*).*|\s//\s.*")
    wrong = [
        f"{path.name}: {line}"
        for path in (ROOT / "src").rglob("*.js")
        if "vendor" not in path.parts
        for line in path.read_text().splitlines()
        if remark.sub("", line).count("`") % 2
    ]
    assert wrong == []


@pytest.mark.parametrize("name", [".stamp", "staticfiles.json", "static.json", "../static.json", "../static.stamp"])
def test_what_only_the_server_needs_is_not_served(name: str, cast: Cast, public_browser: PublicBrowser) -> None:
    assert public_browser(cast.sandby).get(f"/static/{name}").status_code == 404


def test_everything_that_is_served_came_from_a_source(static_files: None) -> None:
    manifest = json.loads((settings.VAR / "static.json").read_text())["paths"]
    root = Path(settings.STATIC_ROOT)
    served = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    sources = {*manifest, *manifest.values()}
    assert served - sources - {f"{name}{kind}" for name in sources for kind in (".gz", ".br")} == set()


def test_modules_import_each_other_by_hash(static_files: None) -> None:
    manifest = json.loads((settings.VAR / "static.json").read_text())["paths"]
    source = (Path(settings.STATIC_ROOT) / manifest["concerns/sealer.js"]).read_text()
    sealing = Path(manifest["web/sealing.js"]).name
    assert (f'from "../web/{sealing}"' in source, 'from "../web/sealing.js"' in source) == (True, False)
