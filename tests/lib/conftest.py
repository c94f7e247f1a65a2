"""What tests of sealing share: the browser's side in Node, the vectors of age, and a cast."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.javascript import JavaScript, install_packages
from tests.node import RunNode


@pytest.fixture(scope="session")
def packages() -> None:
    """What package-lock.json names stands in node_modules."""
    install_packages()


@pytest.fixture(scope="session")
def javascript(packages: None) -> Iterator[JavaScript]:
    """The browser's sealing modules."""
    with JavaScript() as running:
        yield running


@pytest.fixture(scope="session")
def age_vectors(packages: None, node: RunNode) -> list[dict[str, Any]]:
    """The age test vectors of C2SP, each with what the bare package `age-encryption` makes of it."""
    vectors: list[dict[str, Any]] = json.loads(node("tests/node/age_vectors.js", "typage"))
    return vectors
