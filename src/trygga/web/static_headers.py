"""Headers of static files. Imported by the settings, so it imports nothing of Django."""

from wsgiref.headers import Headers


def add_headers(headers: Headers, path: str, url: str) -> None:
    """A worker obeys the policy of its own script: the writer's reach this site only, the key worker nothing."""
    reach = "; connect-src 'self'" if path.rpartition("/")[0].endswith("/concerns") else ""
    headers["Content-Security-Policy"] = f"default-src 'none'; script-src 'self'{reach}"
    headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    # Nothing stays on the phone: not even a style sheet by which somebody could see that this site was visited.
    headers["Cache-Control"] = "no-store"
