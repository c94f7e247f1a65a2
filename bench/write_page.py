"""Write page with its sealing script, cold: at most 60 kB compressed (60 x 1024 bytes) in at most 8 requests."""

from bench.figures import Figure
from bench.servers import fresh_demo
from bench.weights import languages_of, weigh

MOST_BYTES = 60 * 1024


def measure() -> list[Figure]:
    """The heaviest of all languages, once the worker can seal; the baseline is the same page uncompressed."""
    with fresh_demo() as server:
        paths = [f"/{language}/write/" for language in languages_of(server)]
        pages = weigh(server, paths, ready="[data-part=make-sheet]:enabled")
    heaviest = max(pages, key=lambda page: page.sent)
    return [
        Figure(
            question="write-page",
            value=heaviest.sent,
            baseline=heaviest.plain,
            budget=f"value <= {MOST_BYTES}",
            unit="bytes",
            note=f"heaviest of {len(pages)}: {heaviest.path}",
        ),
        Figure(
            question="write-page:requests",
            value=max(page.requests for page in pages),
            budget="value <= 8",
            unit="requests",
        ),
    ]
