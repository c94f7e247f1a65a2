"""Who answers in one area, among 20 and among 20,000 contact points of one programme, on both databases: within 20 %.

Every area has as many of its own, so the answer stays as long. `python -m bench.asking seconds|queries NUMBER` on the
database of the settings: one line of JSON.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from bench.by_length import counts_by_length, figures_by_length, seconds_of
from bench.figures import Figure

MODULE, FEW, MANY = "bench.asking", 20, 20_000
LOOKS = 300
EVERYWHERE = 10
"""Half of them national."""
OWN = 5
HOURS = ("24/7", "Mo-Fr 08:00-16:30; PH off", "Mo-Su 09:00-19:00", "", "Mo-Su 21:00-06:00")


def measure() -> list[Figure]:
    """The slower of an area's answer and the programme's, each the quickest of many looks; and the most queries."""
    by_length: dict[str, Any] = {"module": MODULE, "short": FEW, "long": MANY}
    return [
        *figures_by_length("asking", what="seconds", **by_length),
        *counts_by_length("asking:queries", what="queries", budget="value <= 3", **by_length),
    ]


# ---- in a process of its own ----
def fill(number: int) -> None:
    """So many contact points of one programme, one in five with a closing to come, one in ten contradicted."""
    from django.db import connection
    from django.utils import timezone

    from tests.factories.organisations import ProgrammeFactory
    from trygga.directory.models import Closing, ContactPoint, OtherSource
    from trygga.places.models import Area

    programme, now = ProgrammeFactory(slug="bench"), timezone.now()
    rows = [_point(programme, position) for position in range(number)]
    points = ContactPoint.objects.bulk_create(rows, batch_size=1_000)
    numbers = range((number - EVERYWHERE) // OWN)
    made = (Area(programme=programme, slug=f"area-{one}", name=f"Area {one}", wave=1) for one in numbers)
    areas = Area.objects.bulk_create(made)
    served = ContactPoint.areas.through
    local = enumerate(points[EVERYWHERE:])
    served.objects.bulk_create(served(contactpoint=point, area=areas[one // OWN]) for one, point in local)
    spans = {"begins_at": now + timedelta(hours=5), "ends_at": now + timedelta(days=2)}
    Closing.objects.bulk_create(Closing(programme=programme, point=point, **spans) for point in points[::5])
    said = {"source": "other.example", "as_of": "2026", "value": "08-465 004 00", "noted_at": now}
    OtherSource.objects.bulk_create(OtherSource(programme=programme, point=point, **said) for point in points[::10])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _point(programme: Any, position: int) -> Any:
    from trygga.directory.models import ContactPoint, Purpose

    return ContactPoint(
        programme=programme,
        slug=f"point-{position}",
        name=f"Point {position}",
        kind=ContactPoint.Kind.PHONE,
        value=f"020-{position:06d}",
        purposes=[Purpose.values[position % len(Purpose.values)], Purpose.NEIGHBOUR_ADVICE],
        opening_hours=HOURS[position % len(HOURS)],
        languages=["sv"],
        is_national=position < EVERYWHERE // 2,
        # Rows made in bulk are not heard of by directory/listeners.py.
        is_local=position >= EVERYWHERE,
        position=position % 10,
        verified_on=date(2026, 1, 2),
        never_expires=True,
    )


def questions() -> list[Callable[[], object]]:
    """Asked in an area in the middle, and without one, in one minute."""
    from django.utils import timezone

    from trygga.directory.asking import answering_points
    from trygga.organisations.models import Programme
    from trygga.places.queries import areas_of

    programme = Programme.objects.get()
    areas, now = areas_of(programme), timezone.now()
    places = (areas[len(areas) // 2], None)
    return [partial(answering_points, programme, place, at=now, language="sv") for place in places]


def seconds() -> float:
    """The quickest of many looks; of the slower question."""
    return max(min(seconds_of(ask) for _ in range(LOOKS)) for ask in questions())


def queries() -> int:
    """Of the question that takes most."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for ask in questions():
        with CaptureQueriesContext(connection) as asked:
            ask()
        counts.append(len(asked))
    return max(counts)


def main(what: str, number: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from trygga.directory.models import ContactPoint

    call_command("migrate", verbosity=0)
    if not ContactPoint.objects.exists():
        fill(int(number))
    print(json.dumps(queries() if what == "queries" else seconds()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
    main(*sys.argv[1:])
