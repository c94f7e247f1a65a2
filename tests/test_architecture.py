"""The house as ARCHITECTURE.md draws it, where import-linter cannot see: tables, templates, sizes, scripts, styles."""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from wagtail.admin.viewsets import viewsets
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from tests.environment import ROOT

pytestmark = pytest.mark.no_database


SOURCE = ROOT / "src" / "trygga"
# The same order as the layers in pyproject.toml, highest first; apps on one line know nothing of each other.
LAYERS = [
    {"config"},
    {"ops"},
    {"casework"},
    {"concerns", "pages"},
    {"directory"},
    {"places"},
    {"organisations"},
    {"notifications"},
    {"audit"},
    {"accounts"},
    {"web"},
    {"lib"},
]
DJANGO_TABLES = {"accounts": {"auth", "contenttypes"}, "pages": {"contenttypes", "taggit", "wagtailcore"}}
HEAVY = {"numpy", "scipy", "pandas", "altair", "typst"}
HPKE = "cryptography.hazmat.primitives.hpke"


def level(app: str) -> int:
    """0 is the lowest layer."""
    return next(len(LAYERS) - index for index, names in enumerate(LAYERS) if app in names)


def may_use(app: str, other: str) -> bool:
    return app == other or level(other) < level(app)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def files(*patterns: str, under: Path = SOURCE) -> list[Path]:
    found = (path for pattern in patterns for path in under.rglob(pattern))
    return sorted(path for path in found if not {"migrations", "vendor", "__pycache__"} & set(path.parts))


def offences(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    """`file:line: match` for every match, so that a failing test says where to look."""
    return [
        f"{relative(path)}:{number}: {match.group(0)}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := pattern.search(line))
    ]


def app_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


# ---- tables ---------------------------------------------------------------------------------------------------------
def relations() -> Iterator[tuple[type[models.Model], str, str]]:
    """Every relation of our tables: model, field, the app it points to."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("trygga."):
            for relation in [*model._meta.fields, *model._meta.local_many_to_many]:
                target = relation.related_model
                if isinstance(target, type):
                    yield model, relation.name, target._meta.app_label


def test_tables_point_only_downwards() -> None:
    wrong = [
        f"{model._meta.label}.{name} -> {target}"
        for model, name, target in relations()
        if target not in DJANGO_TABLES.get(model._meta.app_label, set()) and not may_use(model._meta.app_label, target)
    ]
    assert wrong == []


def test_tables_exist() -> None:
    assert {model._meta.app_label for model, _, _ in relations()} >= {"casework", "concerns", "directory"}


def test_no_table_is_in_an_admin() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert offences(files("*.py"), re.compile(r"contrib(\.| import )admin|admin\.site")) == []


def test_no_concern_case_or_person_is_in_wagtail() -> None:
    """Wagtail offers what has a view set, a policy or a place in its index of references: texts and pictures."""
    for module in ("wagtail_hooks", "wagtail.admin.urls"):
        importlib.import_module(f"trygga.pages.{module}" if "." not in module else module)
    ours = {model for model in apps.get_models() if model.__module__.startswith("trygga.")}
    editable = {"Page", "TextPage", "Picture"}
    with_policy = set(policy_registry.values_by_class) | set(policy_registry.values_by_exact_class)
    with_viewset = {getattr(one, "model", None) for one in viewsets.viewsets}
    assert {model.__name__ for model in ours & with_policy} <= editable | {"User"}
    assert {model.__name__ for model in ours & with_viewset} == editable | {"User"}
    assert {model.__name__ for model in ours & set(ReferenceIndex.tracked_models)} <= editable
    assert not apps.is_installed("wagtail.snippets")
    assert offences(files("*.py"), re.compile(r"register_snippet|ModelViewSet|SnippetViewSet")) == []


# ---- imports --------------------------------------------------------------------------------------------------------
def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for step in ast.walk(ast.parse(path.read_text())):
        if isinstance(step, ast.Import):
            names |= {alias.name for alias in step.names}
        elif isinstance(step, ast.ImportFrom) and step.module:
            names |= {step.module} | {f"{step.module}.{alias.name}" for alias in step.names}
    return names


def test_only_sealing_imports_hpke() -> None:
    users = {path for path in files("*.py") if any(name.startswith(HPKE) for name in imports(path))}
    at_home = {path for path in users if "lib/sealing" in relative(path)}
    assert users - at_home == set()
    assert at_home != set()


def test_every_app_has_a_layer() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert packages == set().union(*LAYERS) & packages


def test_web_processes_stay_light() -> None:
    program = (
        "import importlib, sys, django; django.setup();"
        "[importlib.import_module(f'trygga.config.urls_{name}') for name in ('public', 'inbox', 'office')];"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# ---- templates ------------------------------------------------------------------------------------------------------
TEMPLATE_USE = re.compile(r"""{%\s*(?:extends|include)\s+["']([\w-]+)/""")
UNSAFE_TEMPLATE = re.compile(
    r"""\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:"""
    r"""|\|\s*safe(seq)?\b|{%\s*autoescape\s+off|{%\s*csrf_token""",
    re.IGNORECASE,
)


def test_templates_use_only_templates_below() -> None:
    wrong = [
        f"{relative(path)} uses {other}"
        for path in files("*.html", "*.txt")
        for other in TEMPLATE_USE.findall(path.read_text())
        if other in set().union(*LAYERS) and not may_use(app_of(path), other)
    ]
    assert wrong == []


STAFF_TEMPLATES = (
    "src/trygga/accounts/templates/",
    "src/trygga/casework/templates/",
    "src/trygga/directory/templates/directory/office/",
    "src/trygga/organisations/templates/",
    "src/trygga/places/templates/",
    "src/trygga/web/templates/web/office.html",
)
"""Folders, and one page, that only staff see. All other templates are public: there a token would be a cookie."""


def test_templates_hold_no_script_style_or_unescaped_value() -> None:
    wrong = offences(files("*.html"), UNSAFE_TEMPLATE)
    allowed = [line for line in wrong if "csrf_token" in line and line.startswith(STAFF_TEMPLATES)]
    assert [line for line in wrong if line not in allowed] == []


def test_staff_templates_are_where_they_are_said_to_be() -> None:
    assert [place for place in STAFF_TEMPLATES if not (ROOT / place).exists()] == []


@pytest.mark.parametrize(
    "line",
    ['<p style="x">', "<script>", "{{ a|safe }}", '<a onclick="x">', "<style>", "{% autoescape off %}"],
)
def test_unsafe_template_lines_are_noticed(line: str) -> None:
    assert UNSAFE_TEMPLATE.search(line)


def test_no_text_is_marked_safe_in_code() -> None:
    assert offences(files("*.py"), re.compile(r"\bmark_safe\b|\bSafeString\b|\bSafeText\b")) == []


# ---- scripts and styles ---------------------------------------------------------------------------------------------
STORED_ON_DEVICE = re.compile(r"\b(localStorage|sessionStorage|indexedDB|serviceWorker|caches\.|document\.cookie)")
MARKUP_FROM_TEXT = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function)")
PHYSICAL_SIDES = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right|top|bottom)\b|(left|right)\s*:"
    r"|(text-align|float|clear)\s*:\s*(left|right))"
)


def test_scripts_keep_nothing_on_the_device() -> None:
    assert offences(files("*.js", "*.html"), STORED_ON_DEVICE) == []


def test_scripts_make_no_markup_from_text() -> None:
    assert offences(files("*.js"), MARKUP_FROM_TEXT) == []


def test_styles_know_no_left_and_right() -> None:
    assert offences(files("*.css"), PHYSICAL_SIDES) == []


# ---- sizes ----------------------------------------------------------------------------------------------------------
LONGEST = {".py": 400, ".html": 120, ".js": 150, ".css": 200}
# A file more would be a request more, and the write page may have eight.
LONGER = {"src/trygga/concerns/static/concerns/write.js": 210}
LONGEST_FUNCTION = 40


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function; what its docstring takes is not counted."""
    for step in ast.walk(ast.parse(path.read_text())):
        if isinstance(step, ast.FunctionDef | ast.AsyncFunctionDef):
            assert step.end_lineno is not None
            said = step.body[0]
            is_docstring = isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant)
            docstring = (said.end_lineno or 0) - said.lineno + 1 if is_docstring else 0
            yield step.name, step.end_lineno - step.lineno + 1 - docstring


def own_files() -> list[Path]:
    patterns = [f"*{suffix}" for suffix in LONGEST]
    return [path for folder in ("src", "tests", "bench", "scripts") for path in files(*patterns, under=ROOT / folder)]


def test_files_are_short() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in own_files()}
    most = {name: LONGER.get(name, LONGEST[Path(name).suffix]) for name in lengths}
    assert {name: length for name, length in lengths.items() if length > most[name]} == {}


def test_functions_are_short() -> None:
    wrong = [
        f"{relative(path)}: {name} has {length} lines"
        for path in own_files()
        if path.suffix == ".py"
        for name, length in functions(path)
        if length > LONGEST_FUNCTION
    ]
    assert wrong == []


# ---- what is committed ----------------------------------------------------------------------------------------------
NOT_COMMITTED = {".git", ".venv", "var", "node_modules", "__pycache__", ".hypothesis"}
HOME = re.compile(r"(?<![\w.])/(root|home/[a-z]\w*|Users/\w+)/")


def committed() -> list[Path]:
    """What git knows or would take; without git, everything but what is installed or cached here."""
    listing = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        cwd=ROOT,
    )
    if listing.returncode == 0 and (ROOT / ".git").exists():
        names = (Path(name) for name in listing.stdout.decode().split("\0") if name)
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    walk = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return [
        ROOT / path
        for path in walk
        if not any(part in NOT_COMMITTED or part.endswith(("_cache", ".egg-info")) for part in path.parts)
    ]


def texts() -> Iterator[tuple[Path, str]]:
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode()


def test_no_file_names_a_place_on_one_machine() -> None:
    here = f"{ROOT}/"
    wrong = [relative(path) for path, text in texts() if HOME.search(text) or (len(ROOT.parts) > 2 and here in text)]
    assert wrong == []


def test_locks_name_no_index() -> None:
    assert offences(sorted((ROOT / "requirements").glob("*.txt")), re.compile(r"://")) == []
    assert offences([ROOT / "package-lock.json"], re.compile(r'"resolved"')) == []


@pytest.mark.parametrize("app", sorted({app_of(path) for path in files("*.py") if path.parent != SOURCE}))
def test_folders_are_parts_of_the_product(app: str) -> None:
    vague = {"utils", "helpers", "common", "misc"}
    assert [relative(path) for path in files("*.py", under=SOURCE / app) if path.stem in vague] == []
