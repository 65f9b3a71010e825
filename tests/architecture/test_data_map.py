"""Every table is in the data map: which class of data it holds, and when its rows go."""

import re
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).resolve().parents[2] / "docs" / "betrieb" / "datenlandkarte.md"


def test_every_table_has_a_data_class_and_a_retention_rule() -> None:
    listed = dict(re.findall(r"^\| `([a-z_]+\.\w+)` \| [^|]+ \| ([^|]+) \|", PAGE.read_text(), flags=re.MULTILINE))
    tables = {
        model._meta.label
        for config in apps.get_app_configs()
        if config.name.startswith("talachse.")
        for model in config.get_models()
    }
    tables = {label.split(".")[0] + "." + label.split(".")[1] for label in tables}
    assert tables - set(listed) == set(), "Tabellen ohne Zeile in docs/betrieb/datenlandkarte.md"
    assert set(listed) - tables == set(), "Zeilen ohne Tabelle in docs/betrieb/datenlandkarte.md"
    assert [label for label, retention in listed.items() if not retention.strip()] == []
