"""State diagrams, made from the transition tables that also decide."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


def state_diagram[S: StrEnum](title: str, start: S, table: Mapping[S, frozenset[S]], labels: Mapping[S, str]) -> str:
    """A page with a Mermaid diagram; states in the order of the table, German labels."""
    lines = [f"# {title}", "", "Aus der Tabelle im Code gemacht (`just book`).", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"  {state.value}: {labels[state]}" for state in table]
    lines.append(f"  [*] --> {start.value}")
    for state, following in table.items():
        lines += [f"  {state.value} --> {other.value}" for other in sorted(following, key=list(table).index)]
        if not following:
            lines.append(f"  {state.value} --> [*]")
    return "\n".join([*lines, "```", ""])
