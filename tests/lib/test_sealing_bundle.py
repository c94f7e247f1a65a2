"""The one vendored module is what its script builds from what the lock file names."""

import json
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.javascript import shared_vectors
from tests.node import RunNode
from tests.vectors import make

pytestmark = pytest.mark.no_database


VENDOR = ROOT / "src" / "trygga" / "web" / "static" / "web" / "vendor"
LARGEST = 44_000


def test_the_vendored_module_is_what_the_script_builds(packages: None, node: RunNode, tmp_path: Path) -> None:
    node("frontend/build.js", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["age.LICENSE.txt", "age.js"]
    changed = [path.name for path in tmp_path.iterdir() if path.read_bytes() != (VENDOR / path.name).read_bytes()]
    assert changed == []


def test_the_vendored_module_is_small(node: RunNode) -> None:
    source = """
        import { readFileSync } from "node:fs";
        import { brotliCompressSync } from "node:zlib";
        console.log(brotliCompressSync(readFileSync(process.argv[1])).length);
    """
    assert int(node(VENDOR / "age.js", source=source)) < LARGEST


def test_the_vendored_module_has_one_copy_of_each_package() -> None:
    names = [line for line in (VENDOR / "age.LICENSE.txt").read_text().splitlines() if line.startswith(("@", "age-"))]
    assert [name.split(" ")[0] for name in names] == [
        "@noble/ciphers",
        "@noble/curves",
        "@noble/hashes",
        "@noble/post-quantum",
        "@scure/base",
        "age-encryption",
    ]


def test_the_lock_file_names_no_host() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert [line for line in lock.splitlines() if "://" in line] == []


def test_every_locked_package_is_pinned() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in locked.items() if name and "integrity" not in package] == []


def test_the_vectors_are_what_their_script_makes() -> None:
    assert {name: made() for name, made in make.FIXED.items()} == {name: shared_vectors(name) for name in make.FIXED}
