"""Writes the descriptions of the open data and of a household: openapi-v1, offers-api and household in docs/schemas.

``uv run python scripts/schemas.py`` writes them; ``tests/offers/test_api.py`` and ``tests/rules/entitlement/test_household.py``
fail when one is stale.
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
        from talachse.rules.entitlement import household  # noqa: PLC0415

        FOLDER.mkdir(parents=True, exist_ok=True)
        schemas = (
            ("openapi-v1", api.openapi()),
            ("offers-api", open_data.json_schema()),
            ("household", household.json_schema()),
        )
        for name, content in schemas:
            text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (FOLDER / f"{name}.json").write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
