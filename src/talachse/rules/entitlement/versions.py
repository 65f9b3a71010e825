"""What a computed amount rests on: the release of GETTSIM and everything of ours that is laid over it.

Nothing here imports GETTSIM, so a web process can tell whether an artefact still fits.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from talachse.rules.entitlement import overlay

# They decide how the rules become code, so an artefact made by older ones is made again.
_MAKERS = ("gettsim.py",)


@cache
def gettsim_version() -> str:
    """The installed release, with the release of the library under it that does the computing."""
    return f"{version('gettsim')} (ttsim {version('ttsim-backend')})"


def overlay_hash() -> str:
    """Changes with everything of ours that can change a result: replaced functions and what stands beside them in their
    modules, their paragraphs, our inputs, our dated parameters, and the way from rules to code."""
    state = hashlib.sha256()
    for one in sorted(overlay.REPLACEMENTS, key=lambda one: (one.name, one.since)):
        state.update(f"{one.name}{one.unit}{one.basis}{one.since}{one.function.__qualname__}".encode())
    for entry in sorted(overlay.INPUTS, key=lambda one: one.name):
        state.update(f"{entry}".encode())
    for name in sorted({one.function.__module__ for one in overlay.REPLACEMENTS}):
        state.update(inspect.getsource(sys.modules[name]).encode())
    package = files("talachse.rules.entitlement")
    parameters = (path for path in package.joinpath("parameters").iterdir() if path.name.endswith(".yaml"))
    for path in (*sorted(parameters, key=lambda path: path.name), *map(package.joinpath, _MAKERS)):
        state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()
