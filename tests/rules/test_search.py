import pytest

from talachse.rules.search import plain_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Färberei", ["faerberei"]),
        ("FAERBEREI", ["faerberei"]),
        ("Große Straße 7", ["grosse", "strasse", "7"]),
        ("Café-Treff, offen!", ["cafe", "treff", "offen"]),
        ("„…“", []),
    ],
)
def test_case_umlauts_and_signs_do_not_matter(text: str, words: list[str]) -> None:
    assert plain_words(text) == words
