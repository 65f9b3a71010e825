"""``/api/v1/check``: the same answer as the command line, clear refusals, and nothing that is kept."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from talachse.config.api import openapi
from talachse.config.cli import parser
from talachse.entitlement import api, cli, services, tasks
from talachse.rules.entitlement.household import LARGEST
from tests.entitlement.bad_households import ALONE, BAD, NOT_JSON

ADDRESS = "/api/v1/check"
SECRET = "Erika-Mustermann-Geheim"


@pytest.fixture(autouse=True)
def _as_often_as_needed(settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 0


def send(client: Client, content: Any, kind: str = "application/json", **more: Any) -> Any:
    """The kind once more, because the client forgets it when nothing is sent."""
    data = content if isinstance(content, str | bytes) else json.dumps(content)
    return client.post(ADDRESS, data, content_type=kind, CONTENT_TYPE=kind, **more)


def conforms(answer: Any, name: str) -> Any:
    found = json.loads(answer.content)
    schema = {"$ref": f"#/components/schemas/{name}"} | json.loads(json.dumps(openapi()))
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(found)
    return found


@pytest.mark.django_db
def test_the_answer_is_what_the_command_line_prints(
    client: Client, engine: None, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = send(client, api.EXAMPLE)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    file = tmp_path / "haushalt.json"
    file.write_text(json.dumps(api.EXAMPLE), encoding="utf-8")
    assert cli.check(parser().parse_args(["check", str(file), "--json"]), engine=built) == 0
    assert answer.content.decode() == capsys.readouterr().out.rstrip("\n")
    found = conforms(answer, "CheckResult")
    assert found["first_by_law"] in {"sgb2", "wohngeld_kinderzuschlag"}
    assert {line["person"] for line in found["but"]} == {"kind"}


def test_nothing_is_kept_and_nothing_is_told(client: Client, engine: None, caplog: pytest.LogCaptureFixture) -> None:
    """Without access to a database: not even a session is looked for."""
    household = ALONE | {"persons": [{"id": SECRET, "born": "1991-01-05", "gross_wage": 987.65}]}
    with caplog.at_level(logging.DEBUG):
        good = send(client, household)
        bad = send(client, household | {"municipality": SECRET})
    assert (good.status_code, bad.status_code) == (200, 422)
    assert SECRET in good.content.decode()
    for answer in (good, bad):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        assert "ETag" not in answer
    assert SECRET not in bad.content.decode() + caplog.text
    assert "987" not in caplog.text


@pytest.mark.django_db
def test_an_error_of_ours_is_logged_without_the_household(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(household: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(services, "answer", breaks)
    client.raise_request_exception = False
    household = ALONE | {"persons": [{"id": SECRET, "born": "1991-01-05"}]}
    assert send(client, household).status_code == 500
    formatter = logging.Formatter()
    logged = "\n".join(formatter.format(record) for record in caplog.records)
    assert "ZeroDivisionError" in logged
    assert SECRET not in logged


@pytest.mark.parametrize("what", BAD)
def test_wrong_input_names_the_field(client: Client, what: str) -> None:
    content, field, message = BAD[what]
    answer = send(client, content)
    assert answer.status_code == 422
    problem = conforms(answer, "Problem")
    assert problem["code"] == "unusable"
    assert problem["fields"][0]["name"] == field
    assert message in problem["fields"][0]["problem"]
    assert message in problem["message"]
    assert (field or "the whole") in problem["message_en"]


def test_every_fault_is_named_but_not_thousands(client: Client) -> None:
    two = ALONE | {"persons": [{"id": "a", "born": "2077-01-01", "asylum_since": "2078-01-01"}]}
    fields = [one["name"] for one in conforms(send(client, two), "Problem")["fields"]]
    assert fields == ["persons.0.born", "persons.0.asylum_since"]
    many = conforms(send(client, {f"x{i}" * 50: i for i in range(3000)}), "Problem")
    assert len(many["fields"]) == api.MOST_PROBLEMS
    assert max(len(one["name"]) for one in many["fields"]) <= 80


@pytest.mark.parametrize("what", NOT_JSON)
def test_what_is_no_json(client: Client, what: str) -> None:
    content, message = NOT_JSON[what]
    answer = send(client, content)
    assert answer.status_code == 400
    problem = conforms(answer, "Problem")
    assert problem["code"] == "not_json"
    assert message in problem["message"]


class _Untouched:
    """A body that nobody may read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("it was read")

    readline = read

    def __iter__(self) -> Iterator[bytes]:
        raise AssertionError("it was read")


def raw(**environ: Any) -> tuple[int, dict[str, str], Any]:
    """What the server is answered whose request comes with these words."""
    said: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        said.extend([int(status[:3]), dict(headers)])

    base = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": ADDRESS,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "wsgi.input": _Untouched(),
        "wsgi.url_scheme": "http",
        "REMOTE_ADDR": "192.0.2.9",
    }
    answer = WSGIHandler()({name: value for name, value in (base | environ).items() if value is not None}, start)
    content = json.loads(b"".join(answer))
    answer.close()
    return said[0], said[1], content


@pytest.mark.django_db
@pytest.mark.parametrize("length", [str(LARGEST + 1), "10000000", "9" * 5000])
def test_what_is_larger_than_a_household_is_refused_before_it_is_read(length: str) -> None:
    status, headers, problem = raw(CONTENT_LENGTH=length)
    assert (status, problem["code"]) == (413, "too_large")
    assert "höchstens 1 MB" in problem["message"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("length", [None, "", "-1", "viel"])
def test_a_body_without_a_length_is_not_read(length: str | None) -> None:
    status, _, problem = raw(CONTENT_LENGTH=length, HTTP_TRANSFER_ENCODING="chunked")
    assert (status, problem["code"]) == (411, "no_length")


@pytest.mark.django_db
def test_a_request_that_breaks_off_is_no_error_of_ours() -> None:
    class BreaksOff(_Untouched):
        def read(self, size: int = -1) -> bytes:
            raise OSError("gone")

    status, _, problem = raw(CONTENT_LENGTH="10", **{"wsgi.input": BreaksOff()})
    assert (status, problem["code"]) == (400, "broken_off")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""]
)
def test_another_kind_of_content_is_refused(client: Client, kind: str) -> None:
    answer = send(client, ALONE, kind)
    assert answer.status_code == 415
    assert conforms(answer, "Problem")["code"] == "not_as_json"


def test_json_may_say_its_encoding_and_begin_with_a_mark(client: Client, engine: None) -> None:
    answer = send(client, json.dumps(ALONE).encode("utf-8-sig"), "application/json; charset=utf-8")
    assert answer.status_code == 200


def test_a_parameter_in_the_address_is_refused(client: Client) -> None:
    answer = client.post(f"{ADDRESS}?as_of=2026-11-01", json.dumps(ALONE), content_type="application/json")
    assert answer.status_code == 422
    assert conforms(answer, "Problem")["fields"][0]["name"] == "as_of"


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_a_household_is_only_sent(client: Client, method: str) -> None:
    answer = getattr(client, method)(ADDRESS)
    assert answer.status_code == 405
    assert answer["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(("address", "allowed"), [(ADDRESS, "POST, OPTIONS"), ("/api/v1/offers", "GET, HEAD, OPTIONS")])
def test_a_browser_may_ask_for_a_page_of_another_site(client: Client, address: str, allowed: str) -> None:
    answer = client.options(address, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == allowed
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_no_token_against_forged_requests_is_needed(engine: None) -> None:
    assert send(Client(enforce_csrf_checks=True), ALONE).status_code == 200


def test_too_many_checks_have_to_wait(client: Client, engine: None, settings: Settings) -> None:
    settings.TALACHSE_API_PER_MINUTE = 3 * api.CHECK
    for address in ("192.0.2.1", "192.0.2.2"):
        answers = [send(client, ALONE, REMOTE_ADDR=address) for _ in range(8)]
        refused = next(one for one in answers if one.status_code != 200)  # a minute may begin in between
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused["Access-Control-Allow-Origin"] == "*"
        assert conforms(refused, "Problem")["code"] == "too_many_requests"


def test_who_knows_nothing_of_many_people_is_answered_and_waits_longer(
    client: Client, engine: None, settings: Settings
) -> None:
    nothing = dict.fromkeys(("gross_wage", "pension", "wealth", "other_income", "mark_g", "daycare", "company_pension"))
    household = {"persons": [{"id": str(i), "born": "1991-01-05", **nothing} for i in range(10)]}
    tries = 70 * 10 // api.TRIES
    settings.TALACHSE_API_PER_MINUTE = 2 * api.CHECK + tries - 1
    statuses = [send(client, household).status_code for _ in range(3)]
    assert statuses[0] == 200
    assert 429 in statuses  # two checks would be allowed


@pytest.mark.django_db
def test_while_the_rules_are_being_compiled_it_says_when_to_come_again(
    client: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(services, "folder", lambda: tmp_path)
    with django_capture_on_commit_callbacks() as handed_over:
        answers = [send(client, ALONE | {"as_of": "2028-02-01"}) for _ in range(3)]
    for answer in answers:
        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert conforms(answer, "Problem")["code"] == "being_prepared"
    (once,) = handed_over
    assert isinstance(once, partial)
    assert once.func == tasks.build_engine_of.enqueue
    assert once.keywords == {"day": "2028-02-01"}


def test_the_worker_compiles_the_rules_of_the_day_that_was_asked_for(
    client: Client, engine: None, built: Path, settings: Settings
) -> None:
    settings.TALACHSE_ENGINE = built
    tasks.build_engine_of.func("2027-02-01")
    answer = send(client, ALONE | {"as_of": "2027-02-01"})
    assert answer.status_code == 200
    assert conforms(answer, "CheckResult")["as_of"] == dt.date(2027, 2, 1).isoformat()


def test_two_parts_with_one_name_are_noticed() -> None:
    description = openapi()
    with pytest.raises(ValueError, match="Household"):
        api.describe(description["paths"], description["components"]["schemas"])
