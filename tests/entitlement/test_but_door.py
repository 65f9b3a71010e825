import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/bildung-und-teilhabe/"
ANSWERS = {"benefit": "wohngeld", "age": "9", "learning": "school", "component": "mittagsverpflegung"}


def test_four_questions_lead_to_the_office(client: Client) -> None:
    given: dict[str, str] = {}
    for question, answer in ANSWERS.items():
        given[question] = answer
        response = client.post(URL, {"at": question, **given})
        assert response.status_code == 200
    page = response.content.decode()
    assert "Friedrich-Engels-Allee 76" in page
    assert "formloser Antrag reicht" in page
    assert "§ 16 SGB I" in page


def test_an_unanswered_question_is_asked_again_and_nothing_is_lost(client: Client) -> None:
    response = client.post(URL, {"at": "learning", "benefit": "sgb2", "age": "9"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Bitte wählen Sie eine Antwort aus." in page
    assert '<input type="hidden" name="benefit" value="sgb2">' in page
    assert '<input type="hidden" name="age" value="9">' in page


def test_an_age_in_words_gets_an_example(client: Client) -> None:
    response = client.post(URL, {"at": "age", "benefit": "sgb2", "age": "neun"})
    assert response.status_code == 422
    assert "zum Beispiel 9" in response.content.decode()


def test_back_leads_to_the_question_before_with_the_answer_given(client: Client) -> None:
    page = client.post(URL, {"at": "age", "back": "1", **ANSWERS}).content.decode()
    assert "Welche Leistung bekommt Ihre Familie?" in page
    assert 'name="age" value="9"' in page


def test_who_skips_to_the_end_is_asked_what_is_missing(client: Client) -> None:
    response = client.post(URL, {"at": "component", "component": "teilhabe", "learning": "school"})
    assert response.status_code == 422
    assert "Welche Leistung bekommt Ihre Familie?" in response.content.decode()


def test_without_benefit_no_rejection_but_the_next_step(client: Client) -> None:
    page = client.post(URL, {"at": "component", **ANSWERS, "benefit": "none"}).content.decode()
    assert "noch offen" in page
    assert "Fragen Sie beim Jobcenter oder beim Sozialamt" in page


def test_the_answers_are_kept_nowhere(client: Client) -> None:
    client.post(URL, {"at": "component", **ANSWERS})
    assert not client.session.keys()
    assert "no-store" in client.post(URL, {"at": "component", **ANSWERS})["Cache-Control"]
