"""The pack of the quarterly meeting: what it holds, what it looks like to machines, and that frozen stays frozen."""

import datetime as dt
import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talachse.accounts.actor import SYSTEM
from talachse.agreement import tasks
from talachse.agreement.models import Agreement, FrozenReport, Project, Seat, Tenure
from talachse.agreement.reports import files
from talachse.agreement.reports.pack import pack
from talachse.agreement.services import reports, steering
from talachse.audit.models import Entry
from talachse.config import cli
from talachse.rules.access import Role
from talachse.rules.agreement.document import ProjectStatus, Side
from talachse.ui import pdf
from tests.agreement.builders import TODAY, at, make_held, make_quarterly, make_user
from tests.race import at_once, shared_database


def outline(file: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(file)) as opened, opened.open_outline() as tree:
        return [str(item.title) for item in tree.root]


def test_the_pdf_says_of_itself_that_everybody_can_read_it(fokus: Agreement) -> None:
    content = pack(fokus, "2026Q4", on=TODAY)
    with pikepdf.open(io.BytesIO(files.as_pdf(content))) as opened:
        with opened.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "Kooperation zu #FOKUS_WUPPERTAL: Mappe zum 4. Quartal 2026"
        assert opened.Root.Lang == "de-DE"
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        embedded = {
            str(o.FontName).split("+")[-1]
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary)
            for f in [o]
            if "/FontName" in o
        }
    assert embedded
    assert all(name.startswith("FiraSans") for name in embedded)


def test_the_parts_come_in_the_order_of_the_table(fokus: Agreement) -> None:
    assert [title for title in outline(files.as_pdf(pack(fokus, "2026Q4", on=TODAY))) if title != "Inhalt"] == [
        "Auf einen Blick",
        "Beschlüsse: was daraus wurde",
        "Tagesordnung und Vorlagen",
        "Vorhaben nach Feldern",
        "Zahlen der Vereinbarung",
        "Steckbriefe",
        "Quellen",
    ]


def test_every_project_stands_in_every_form_of_the_pack(fokus: Agreement) -> None:
    content = json.loads(files.as_json(pack(fokus, "2026Q4", on=TODAY)))
    titles = {p["title"] for p in content["profiles"]}
    assert len(content["profiles"]) == len(titles) == 43
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(content)))
    assert {row[1].value for row in book["Vorhaben"].iter_rows(min_row=2)} == titles
    assert {row[1].value for row in book["Steckbriefe"].iter_rows(min_row=2)} == titles
    assert book.worksheets[0]["B4"].value == "4. Quartal 2026"
    assert [row[0].value for row in book["Zahlen"].iter_rows(min_row=2)] == [f["key"] for f in content["figures"]]
    with pikepdf.open(io.BytesIO(files.as_pdf(content))) as opened, opened.open_outline() as tree:
        profiles = next(item for item in tree.root if item.title == "Steckbriefe")
        assert {str(item.title) for item in profiles.children} == titles


def test_the_same_content_makes_the_same_file(fokus: Agreement) -> None:
    content = pack(fokus, "2026Q4", on=TODAY)
    with time_machine.travel("2027-01-04 09:00:00+01:00"):
        first = files.as_pdf(content), files.as_xlsx(content)
    with time_machine.travel("2027-03-01 17:00:00+01:00"):
        assert (files.as_pdf(content), files.as_xlsx(content)) == first


def test_a_seat_stands_in_the_pack_and_the_name_on_it_does_not(fokus: Agreement) -> None:
    project = Project.objects.get(agreement=fokus, key="wecycle")
    seat = Seat.objects.create(
        agreement=fokus, key="kontakt-test", title="Ansprechperson am Ort", project=project, since=at(2026, 1, 1).date()
    )

    def contacts(content: dict[str, Any]) -> list[dict[str, Any]]:
        found = next(p["contacts"] for p in content["profiles"] if p["key"] == "wecycle")
        return [c for c in found if c["title"] == seat.title]

    assert contacts(pack(fokus, "2026Q4", on=TODAY)) == [{"title": seat.title, "held": False}]
    Tenure.objects.create(seat=seat, holder_name="Erika Beispiel", valid_from=at(2026, 1, 1).date())
    content = pack(fokus, "2026Q4", on=TODAY)
    assert contacts(content) == [{"title": seat.title, "held": True}]
    assert "Erika Beispiel" not in json.dumps(content)


def test_every_figure_carries_definition_source_and_badge(fokus: Agreement) -> None:
    for figure in pack(fokus, "2026Q4", on=TODAY)["figures"]:
        assert figure["definition"]
        assert figure["source"]
        assert figure["badge"] in {"agreement", "public", "demo", "live"}


def test_a_formula_in_a_title_stays_text(fokus: Agreement) -> None:
    content = pack(fokus, "2026Q4", on=TODAY)
    content["overview"]["deviations"] = [{"kind": "Zahl", "title": "=1+1", "detail": "", "serious": False}]
    cell = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(content)))["Abweichungen"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    content["title"] = '#panic("markup") *x* $y$'
    assert files.as_pdf(content).startswith(b"%PDF")


def test_more_projects_make_no_more_queries(fokus: Agreement) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            pack(fokus, "2026Q4", on=TODAY)
        return len(found)

    queries()  # the wording is read once per process
    before = queries()
    model = Project.objects.filter(agreement=fokus).first()
    assert model is not None
    for n in range(20):
        model.pk, model.key = None, f"mehr-{n}"
        model.save()
    assert queries() == before


def test_a_frozen_report_does_not_change_with_what_is_entered_later(fokus: Agreement) -> None:
    make_held(make_quarterly(fokus, period="2026Q3", starts_at=at(2026, 9, 8, 14)))
    report = reports.freeze_report(fokus, "2026Q3", by=SYSTEM, today=TODAY)
    before = reports.pack_of(fokus, "2026Q3", today=TODAY)
    assert before["on"] == "2026-09-08"
    assert reports.digest_of(report.content) == report.digest
    project = Project.objects.get(agreement=fokus, key="wecycle")
    steering.set_project_status(
        project,
        status=ProjectStatus.ENDED,
        since=dt.date(2026, 9, 1),
        note="nachgetragen",
        source="Vermerk",
        is_correction=True,
        by=SYSTEM,
        today=TODAY,
    )
    assert reports.pack_of(fokus, "2026Q3", today=TODAY) == before
    live = pack(fokus, "2026Q3", on=dt.date(2026, 9, 8))
    assert next(p["note"] for p in live["profiles"] if p["key"] == "wecycle") == "nachgetragen"


def test_two_people_who_freeze_get_the_same_report(fokus: Agreement) -> None:
    first = reports.freeze_report(fokus, "2026Q2", by=SYSTEM, today=TODAY)
    assert reports.freeze_report(fokus, "2026Q2", by=SYSTEM, today=TODAY).pk == first.pk
    assert Entry.objects.filter(verb="report_frozen", subject="agreement.report:2026Q2").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_freeze_at_once_get_the_same_report(tmp_path: Path, fokus: Agreement) -> None:
    snippet = """
import datetime as dt
from talachse.accounts.actor import SYSTEM
from talachse.agreement.models import Agreement
from talachse.agreement.services.reports import freeze_report
report = freeze_report(Agreement.objects.get(), "2026Q2", by=SYSTEM, today=dt.date(2026, 11, 24))
print(report.pk, report.digest)
"""
    count = """
from talachse.agreement.models import FrozenReport
from talachse.audit.models import Entry
print(FrozenReport.objects.count(), Entry.objects.filter(verb="report_frozen").count())
"""
    with shared_database(tmp_path) as environment:
        answers = at_once(tmp_path, environment, [snippet] * 2)
        counted = at_once(tmp_path, environment, [count])
    assert len(set(answers)) == 1
    assert counted == ["1 1"]


def test_the_database_refuses_to_change_a_frozen_report(fokus: Agreement) -> None:
    report = reports.freeze_report(fokus, "2026Q2", by=SYSTEM, today=TODAY)
    with pytest.raises(DatabaseError, match="eingefrorener Bericht"), transaction.atomic():
        FrozenReport.objects.filter(pk=report.pk).update(digest="")
    with pytest.raises(DatabaseError, match="eingefrorener Bericht"), transaction.atomic():
        report.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        FrozenReport.objects.create(
            agreement=fokus, period="2026Q2", on=TODAY, frozen_at=report.frozen_at, content={}, digest="x"
        )


def test_the_day_after_the_meeting_the_report_is_frozen_by_itself(fokus: Agreement) -> None:
    make_held(make_quarterly(fokus, starts_at=at(2026, 11, 23, 14)))
    make_held(make_quarterly(fokus, period="2026Q2", starts_at=at(2026, 6, 9, 14)))
    tasks.freeze_reports(at(2026, 11, 24, 6))
    tasks.freeze_reports(at(2026, 11, 25, 6))
    assert list(FrozenReport.objects.values_list("period", "on")) == [("2026Q4", dt.date(2026, 11, 23))]


def test_a_running_quarter_without_meeting_is_not_frozen(fokus: Agreement) -> None:
    with pytest.raises(reports.ReportRefused, match="wenn das Gespräch war"):
        reports.freeze_report(fokus, "2026Q4", by=SYSTEM, today=TODAY)
    with pytest.raises(reports.ReportRefused, match="noch nicht begonnen"):
        reports.pack_of(fokus, "2027Q1", today=TODAY)


def client_for(role: Role, side: Side) -> Client:
    client = Client()
    client.force_login(make_user(role, side))
    return client


@pytest.mark.parametrize(("suffix", "begin"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")])
def test_the_mayor_takes_the_pack_along(fokus: Agreement, suffix: str, begin: bytes) -> None:
    answer = client_for(Role.MAYOR, Side.CITY).get(reverse("agreement-report-file", args=["2026Q3", suffix]))
    assert answer.status_code == 200
    assert answer.content.startswith(begin)
    assert answer["Cache-Control"] == "private, no-store"


def test_who_only_reads_does_not_freeze(fokus: Agreement) -> None:
    address = reverse("agreement-report-freeze", args=["2026Q3"])
    assert client_for(Role.MAYOR, Side.CITY).post(address).status_code == 403
    page = client_for(Role.DESK_OFFICER, Side.CITY).post(address, follow=True).content.decode()
    assert "Eingefroren" in page
    assert FrozenReport.objects.get().period == "2026Q3"


@pytest.mark.parametrize("address", ["2026Q9.pdf", "2026Q3.exe", "..pdf"])
def test_a_wrong_address_is_not_found(fokus: Agreement, address: str) -> None:
    assert client_for(Role.MAYOR, Side.CITY).get(f"/steuerung/berichte/{address}").status_code == 404


@pytest.fixture
def no_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test database is ready; the command must not prepare an installation."""
    monkeypatch.setattr(cli, "_ready", lambda *, web=False: None)


@pytest.mark.parametrize(
    ("period", "name", "says"),
    [
        ("2026Q9", "m.pdf", "kein Quartal"),
        ("2099Q1", "m.pdf", "noch nicht begonnen"),
        ("2026Q3", "m.doc", ".pdf, .xlsx oder .json"),
        ("2026Q3", "fehlt/m.pdf", "gibt es nicht"),
        ("2026Q3", "schon-da.pdf/m.pdf", "gibt es nicht"),
        ("2026Q3", "schon-da.pdf", "gibt es schon"),
    ],
)
@pytest.mark.usefixtures("fokus", "no_preparation")
def test_the_command_says_in_one_line_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], period: str, name: str, says: str
) -> None:
    (tmp_path / "schon-da.pdf").write_text("mein")
    assert cli.main(["pack", period, "-o", str(tmp_path / name)]) == 2
    said: Any = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert [p.name for p in tmp_path.iterdir()] == ["schon-da.pdf"]


@pytest.mark.usefixtures("fokus", "no_preparation")
def test_the_command_writes_the_whole_file_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "mappe.json"
    assert cli.main(["pack", "2026Q3", "-o", str(target), "--on", "2026-08-31"]) == 0
    assert json.loads(target.read_text())["on"] == "2026-08-31"
    assert capsys.readouterr().out == f"{target}\n"
    too_long = tmp_path / ("m" * 300 + ".JSON")
    assert cli.main(["pack", "2026Q3", "-o", str(too_long)]) == 2
    assert capsys.readouterr().err.endswith("Der Name ist zu lang.\n")
    assert [p.name for p in tmp_path.iterdir()] == ["mappe.json"]


@pytest.mark.usefixtures("fokus", "no_preparation")
def test_a_quarter_is_not_shown_as_it_stood_before_it_began(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["pack", "2026Q3", "-o", str(tmp_path / "m.pdf"), "--on", "2026-06-30"]) == 2
    assert capsys.readouterr().err == (
        "Am 30.06.2026 hatte dieses Quartal noch nicht begonnen. Bitte einen späteren Tag wählen.\n"
    )


def test_two_first_prints_at_once_both_find_the_fonts(tmp_path: Path, settings: Any) -> None:
    settings.TALACHSE_VAR = tmp_path
    with ThreadPoolExecutor(4) as pool:
        found = {*pool.map(lambda _: pdf._fonts.__wrapped__(), range(4))}
    assert found == {tmp_path / "fonts"}
    assert [p.name for p in tmp_path.iterdir()] == ["fonts"]
    assert {p.suffix for p in (tmp_path / "fonts").iterdir()} == {".ttf"}
