"""Every address of the platform, for tests that look at all of them."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """The patterns of a resolver and of those inside it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern
