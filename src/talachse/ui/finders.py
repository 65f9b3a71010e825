"""Static files out of installed packages, so that no third-party file lies in the repository."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


def kern_folder() -> Path:
    """Folder of the KERN design system in its package."""
    spec = find_spec("mkdocs_kern_ux")
    if spec is None or spec.origin is None:
        raise RuntimeError("mkdocs-kern-ux is not installed; it carries the design system.")
    return Path(spec.origin).parent / "kern-ux" / "vendor" / "kern"


class _PackageFinder(ABC, BaseFinder):
    """Serves a fixed list of files of a folder under a prefix, and nothing else of it."""

    prefix = ""
    files: tuple[str, ...] = ()

    @abstractmethod
    def folder(self) -> Path:
        """Where the files lie."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def _storage(self) -> FileSystemStorage:
        storage = FileSystemStorage(location=self.folder())
        storage.prefix = self.prefix  # type: ignore[attr-defined]  # collectstatic reads it
        return storage

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix(self.prefix + "/")
        found = path.startswith(self.prefix + "/") and name in self.files
        location = str(self.folder() / name)
        if find_all:
            return [location] if found else []
        return location if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        storage = self._storage()
        return ((name, storage) for name in self.files)


class KernFinder(_PackageFinder):
    """The style sheet of the KERN design system."""

    prefix = "kern"
    files = ("kern.min.css",)

    def folder(self) -> Path:
        return kern_folder()


class FontFinder(_PackageFinder):
    """Fira Sans in the three weights we use; everything else of the family stays where it is."""

    prefix = "fonts"
    files = ("FiraSans-Regular.woff2", "FiraSans-Medium.woff2", "FiraSans-SemiBold.woff2")

    def folder(self) -> Path:
        return kern_folder() / "fonts" / "fira-sans"
