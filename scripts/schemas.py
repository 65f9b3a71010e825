"""Writes the descriptions of the open data: docs/schemas/openapi-v1.json and docs/schemas/offers-api.json.

``uv run python scripts/schemas.py`` writes them; ``tests/offers/test_api.py`` fails when one is stale.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def main() -> int:
    """Needs no database; what the settings would keep goes into a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="talachse-schemas-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "talachse.config.settings", "TALACHSE_VAR": folder}
        django.setup()
        from talachse.offers import api, open_data  # noqa: PLC0415 - only after the settings are known

        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, content in (("openapi-v1", api.openapi()), ("offers-api", open_data.json_schema())):
            text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (FOLDER / f"{name}.json").write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
