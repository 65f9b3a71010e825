"""Writes the descriptions of the open API and of what goes through it: openapi-v1, offers-api, household and check-result.

``uv run python scripts/schemas.py`` writes them to docs/schemas; ``tests/offers/test_api.py``,
``tests/rules/entitlement/test_household.py`` and ``test_published.py`` fail when one is stale.
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
        from talachse.config import api  # noqa: PLC0415 - only after the settings are known
        from talachse.offers import open_data  # noqa: PLC0415
        from talachse.rules.entitlement import household, published  # noqa: PLC0415

        FOLDER.mkdir(parents=True, exist_ok=True)
        schemas = (
            ("openapi-v1", api.openapi()),
            ("offers-api", open_data.json_schema()),
            ("household", household.json_schema()),
            ("check-result", published.json_schema()),
        )
        for name, content in schemas:
            text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (FOLDER / f"{name}.json").write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
