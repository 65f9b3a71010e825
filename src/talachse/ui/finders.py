"""Static files out of installed packages, so that no third-party file lies in the repository."""

from __future__ import annotations

from django.contrib.staticfiles.finders import BaseFinder


class KernFinder(BaseFinder):
    """Finds the KERN design system in its package."""

    def find(self, path, find_all=False, **kwargs):  # type: ignore[no-untyped-def]
        return []

    def list(self, ignore_patterns):  # type: ignore[no-untyped-def]
        return iter(())


class FontFinder(KernFinder):
    """Finds the fonts of the design system."""
