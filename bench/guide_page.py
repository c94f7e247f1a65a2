"""Guide page, cold: at most 14 kB compressed (14 x 1024 bytes, heads included) in at most 3 requests, everywhere."""

from bench.figures import Figure
from bench.servers import fresh_demo
from bench.weights import languages_of, weigh

MOST_BYTES = 14 * 1024


def measure() -> list[Figure]:
    """The heaviest of all languages and areas; the baseline is the same page uncompressed."""
    with fresh_demo() as server:
        places = ["", *(f"a/{area}/" for area in server.facts["areas"])]
        pages = weigh(
            server, [f"/{language}/{place}" for language in languages_of(server) for place in places], ready="main"
        )
    heaviest = max(pages, key=lambda page: page.sent)
    note = f"heaviest of {len(pages)}: {heaviest.path}"
    return [
        Figure(
            question="guide-page",
            value=heaviest.sent,
            baseline=heaviest.plain,
            budget=f"value <= {MOST_BYTES}",
            unit="bytes",
            note=note,
        ),
        Figure(
            question="guide-page:requests",
            value=max(page.requests for page in pages),
            budget="value <= 3",
            unit="requests",
        ),
    ]
