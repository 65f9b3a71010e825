"""publiccode.yml as the standard (0.4) asks for it, and true to the project."""

import tomllib

import yaml

from tests.docs.pages import ROOT

CONTENT = yaml.safe_load((ROOT / "publiccode.yml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_everything_the_standard_asks_for_is_there() -> None:
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation",
    }  # fmt: skip
    assert required - set(CONTENT) == set()
    assert CONTENT["publiccodeYmlVersion"] == "0.4"
    assert CONTENT["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert CONTENT["maintenance"]["contacts"][0]["name"]


def test_descriptions_have_the_length_the_standard_allows() -> None:
    for language, text in CONTENT["description"].items():
        assert 0 < len(text["shortDescription"]) <= 150, language
        assert 150 <= len(text["longDescription"]) <= 10_000, language
        assert text["features"]
    assert set(CONTENT["localisation"]["availableLanguages"]) >= set(CONTENT["description"])


def test_it_says_what_the_project_says() -> None:
    assert CONTENT["softwareVersion"] == PROJECT["version"]
    assert CONTENT["legal"]["license"] == PROJECT["license"]
    assert CONTENT["url"] == PROJECT["urls"]["Repository"]
