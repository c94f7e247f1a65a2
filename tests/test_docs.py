"""The documents say what the code is: every setting, command, address, event, layer, label and link."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.environment import ROOT
from trygga.audit.models import Event
from trygga.lib.sealing import Purpose
from trygga.ops.demo.people import MEMBERS, OFFICERS

pytestmark = pytest.mark.no_database


SOURCE = ROOT / "src" / "trygga"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
CELL = re.compile(r"(?<!\\)\|")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
# A path in backticks, with a folder in it and a kind of file that we write.
CODE_PATH = re.compile(r"`(\w[\w./-]*/[\w.-]+\.(?:py|js|css|html|json|md|toml|txt))`")
SETTING = re.compile(r"TRYGGA_[A-Z_]*[A-Z]")
LABEL = re.compile(r"trygga/[a-z-]+/\d+(?:/[a-z]{2,})?")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def project() -> Any:
    return tomllib.loads(text_of("pyproject.toml"))


def section(name: str, heading: str) -> str:
    """What stands under one `## heading` of a document."""
    found = re.search(rf"^## {re.escape(heading)}$\n(.*?)(?=^## |\Z)", text_of(name), re.MULTILINE | re.DOTALL)
    assert found, f"{name} has no section {heading!r}"
    return found[1]


def first_cells(text: str, header: str) -> list[str]:
    """The first column of the table whose header row begins with `header`, without backticks."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {header} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(CELL.split(line)[1].strip().replace("`", ""))
    return rows


def source_files(*suffixes: str) -> list[Path]:
    return [path for path in SOURCE.rglob("*") if path.suffix in suffixes and "vendor" not in path.parts]


# ---- operations ----
def test_settings_are_documented() -> None:
    read = {name for path in source_files(".py") for name in SETTING.findall(path.read_text())}
    assert sorted(first_cells(text_of("docs/operations.md"), "setting")) == sorted(read)


def test_commands_are_documented() -> None:
    commands = {f"trygga {path.stem}" for path in SOURCE.glob("*/management/commands/[a-z]*.py")}
    assert sorted(first_cells(text_of("docs/operations.md"), "command")) == sorted(commands)


def test_make_targets_are_documented() -> None:
    targets = re.findall(r"^\.PHONY: ([a-z-]+)$", text_of("Makefile"), re.MULTILINE)
    assert sorted(first_cells(text_of("docs/operations.md"), "make target")) == sorted(f"make {one}" for one in targets)


def test_make_variables_are_documented() -> None:
    makefile = text_of("Makefile")
    exported = re.findall(r"^export (.*)$", makefile, re.MULTILINE)
    variables = {*re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE), *" ".join(exported).split()}
    assert sorted(first_cells(text_of("docs/operations.md"), "make variable")) == sorted(variables)


def test_audit_events_are_documented() -> None:
    assert sorted(first_cells(text_of("docs/operations.md"), "event")) == sorted(Event.values)


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address below a resolver, as documents write it: `/<language>/write/`."""
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield re.sub(r"<\w+:", "<", here)
        else:
            yield from addresses(entry, here)


@pytest.mark.parametrize(
    ("urls", "heading"),
    [
        ("public", "Addresses of the public hosts"),
        ("inbox", "Addresses of the inbox"),
        ("office", "Addresses of the office"),
    ],
)
def test_addresses_are_documented(urls: str, heading: str) -> None:
    documented = first_cells(section("docs/operations.md", heading), "address")
    there = set(addresses(get_resolver(f"trygga.config.urls_{urls}")))
    # Wagtail's stand in the permission table by their names, each with what it does.
    assert sorted(documented) == sorted({re.sub(r"^/editing/.*", "/editing/...", one) for one in there})


def test_every_url_file_is_tested_here() -> None:
    assert sorted(path.stem for path in (SOURCE / "config").glob("urls_*.py")) == [
        "urls_inbox",
        "urls_office",
        "urls_public",
    ]


# ---- architecture ----
def test_layers_stand_in_their_order() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    documented = [row.replace("\\|", "|") for row in first_cells(text_of("ARCHITECTURE.md"), "layer")]
    assert documented == layers


def test_every_app_has_a_documented_layer() -> None:
    documented = " ".join(first_cells(text_of("ARCHITECTURE.md"), "layer")).replace("\\|", " ").split()
    assert sorted(documented) == sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def test_folders_are_documented() -> None:
    ignored = [line.rstrip("/") for line in text_of(".gitignore").splitlines()]
    folders = [path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    kept = [name for name in folders if not any(fnmatch(name, pattern) for pattern in ignored)]
    assert sorted(first_cells(text_of("ARCHITECTURE.md"), "folder")) == sorted(kept)


def test_tables_stand_in_the_glossary() -> None:
    names = set(re.findall(r"`(\w+)`", section("docs/glossary.md", "Names in the code")))
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("trygga.")}
    assert ours - names == set()


# ---- formats ----
def test_envelope_purposes_are_in_formats() -> None:
    formats = text_of("docs/formats.md")
    to_organisation = first_cells(formats, "purpose")
    assert sorted([*to_organisation, Purpose.DIALOGUE]) == sorted(Purpose)
    assert '"purpose": "dialogue"' in formats


def test_envelope_purposes_are_those_of_the_browser() -> None:
    used = {
        purpose
        for path in source_files(".js")
        for purpose in re.findall(r'(?:Envelope\([^"]*|purpose: )"([a-z-]+)"', path.read_text())
    }
    assert used - set(Purpose) == set()
    assert used != set()


def test_labels_are_in_formats() -> None:
    used = {label for path in source_files(".py", ".js") for label in LABEL.findall(path.read_text())}
    assert sorted(set(LABEL.findall(text_of("docs/formats.md")))) == sorted(used)


# ---- links, pictures, paths ----
def links(name: str) -> list[tuple[bool, str]]:
    """Whether it is a picture, and where it leads, for every link outside code blocks."""
    return [(mark == "!", target) for mark, target in LINK.findall(FENCE.sub("", text_of(name)))]


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_dead(document: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    file, _, anchor = target.partition("#")
    path = (document.parent / file).resolve() if file else document
    return not path.is_file() or (anchor != "" and anchor not in anchors(path))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    assert [target for _, target in links(name) if is_dead(ROOT / name, target)] == []


def test_pictures_are_all_shown() -> None:
    shown = {(ROOT / name).parent / target for name in NAMES for is_picture, target in links(name) if is_picture}
    assert sorted(path.resolve() for path in shown) == sorted((ROOT / "docs" / "pictures").glob("*"))


@pytest.mark.parametrize("name", NAMES)
def test_paths_in_documents_exist(name: str) -> None:
    places = [ROOT, SOURCE, SOURCE / "web" / "static"]
    paths = CODE_PATH.findall(text_of(name))
    assert [path for path in paths if not any((place / path).is_file() for place in places)] == []


# ---- readme, decisions, licence ----
def test_readme_begins_with_the_two_commands() -> None:
    block = re.search(r"^```\w*\n(.*?)^```$", text_of("README.md"), re.MULTILINE | re.DOTALL)
    assert block
    assert [line.partition("#")[0].strip() for line in block[1].splitlines()] == ["make demo", "make test"]


def test_readme_names_the_people_of_the_demo() -> None:
    documented = re.findall(r"^\| `(.+)` \| `(.+)` \| `(.+)` \|$", text_of("README.md"), re.MULTILINE)
    assert documented == [(person.login, person.password, person.passphrase) for person in MEMBERS]
    in_office = re.findall(r"^\| `(.+)` \| `(.+)` \| ([^`|]+) \|$", text_of("README.md"), re.MULTILINE)
    assert in_office == [(person.login, person.password, person.role.label) for person in OFFICERS]


def test_decisions_are_listed_and_whole() -> None:
    files = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md") if path.name != "README.md")
    listed = [target for _, target in links("docs/adr/README.md")]
    assert listed == files
    assert [name[:4] for name in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    headings = {name: re.findall(r"^## (.+)$", text_of(f"docs/adr/{name}"), re.MULTILINE) for name in files}
    assert headings == {name: ["Context", "Decision", "Consequences"] for name in files}


def test_changelog_begins_with_this_version() -> None:
    found = re.search(r"^## \[(.+?)\]", text_of("CHANGELOG.md"), re.MULTILINE)
    assert found
    assert found[1] == project()["project"]["version"]


def test_licence_is_the_one_that_the_package_names() -> None:
    assert project()["project"]["license"] == "EUPL-1.2"
    assert text_of("LICENSE").splitlines()[0] == "EUROPEAN UNION PUBLIC LICENCE v. 1.2"


def test_publiccode_says_what_the_package_says() -> None:
    text = text_of("publiccode.yml")
    said = dict(re.findall(r"^\s*(softwareVersion|license): (.+)$", text, re.MULTILINE))
    assert said == {"softwareVersion": project()["project"]["version"], "license": "EUPL-1.2"}
    # The standard's own limit.
    assert [line for line in re.findall(r"shortDescription: (.+)", text) if len(line) > 150] == []


def test_quick_checks_before_a_commit_are_commands_that_are_there() -> None:
    commands = re.findall(r"entry: (\S+)", text_of(".pre-commit-config.yaml"))
    assert [command for command in commands if not (ROOT / command).is_file()] == []
    assert commands != []
