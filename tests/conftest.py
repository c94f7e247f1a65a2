"""What every test run needs before Django reads its settings, and the order of tests."""

import pytest

from tests import environment, pseudo_locale

VAR = environment.prepare()
CATALOGUE = environment.ROOT / "src/trygga/locale/sv/LC_MESSAGES/django.po"
if CATALOGUE.exists() and not (VAR / "locale").exists():
    pseudo_locale.write(CATALOGUE, VAR / "locale")

from django.conf import settings  # noqa: E402 - the settings read what was prepared above

assert settings.SECRET_KEY  # loads them; from here on pytest-django takes over

pytest_plugins = ["tests.browser", "tests.node"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys come last: Playwright's event loop, once running, makes Django refuse the database in tests."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """A test database for each worker. pytest-django would name a file for our SQLite, which is in memory anyway."""
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    database = settings.DATABASES["default"]
    if worker and "postgresql" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = f"test_{worker}"
