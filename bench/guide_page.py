"""Guide page, cold: at most 14 kB compressed (14 x 1024 bytes, heads included) in at most 3 requests, everywhere.

In a demo, whose numbers carry labels, and outside one, where a language that nobody has reviewed has its most important
parts in Swedish and English (product rule 13) and every number is confirmed, so that it is shown.
"""

from bench.figures import Figure
from bench.production import in_production
from bench.servers import fresh_demo
from bench.weights import Weight, languages_of, weigh, weigh_by_links

MOST_BYTES = 14 * 1024


def measure() -> list[Figure]:
    """The heaviest of all languages and areas, in both forms; the baseline is the same page uncompressed."""
    with fresh_demo() as server:
        places = ["", *(f"a/{area}/" for area in server.facts["areas"])]
        paths = [f"/{language}/{place}" for language in languages_of(server) for place in places]
        found = figures_of("guide-page", weigh(server, paths, ready="main"))
        with in_production(server) as port:
            return found + figures_of("guide-page:production", weigh_by_links(port, paths))


def figures_of(question: str, pages: list[Weight]) -> list[Figure]:
    """Bytes of the heaviest page, and requests of the one with most."""
    heaviest = max(pages, key=lambda page: page.sent)
    return [
        Figure(
            question=question,
            value=heaviest.sent,
            baseline=heaviest.plain,
            budget=f"value <= {MOST_BYTES}",
            unit="bytes",
            note=f"heaviest of {len(pages)}: {heaviest.path}",
        ),
        Figure(
            question=f"{question}:requests",
            value=max(page.requests for page in pages),
            budget="value <= 3",
            unit="requests",
        ),
    ]
