"""A provider enters who was there: in the week's table or from a spreadsheet; only for the own people, never a reason."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talachse.accounts.actor import SYSTEM
from talachse.audit.models import Entry
from talachse.offers.models import LegalBasis, PlaceGroup, ProviderPaper
from talachse.people.services import put_fact
from talachse.placements.forms.attendance import cell_name
from talachse.placements.models import Attendance, Participation
from talachse.placements.queries.attendance import week_of
from talachse.placements.services import placing, reports
from tests.placements.builders import DAY, TODAY, accepted, client_of, make_group, make_person, started, suggest

pytestmark = pytest.mark.django_db
# The week before this one lies behind us on every day of the week.
WEEK = week_of(TODAY - 7 * DAY)


def begun(group: PlaceGroup, name: str = "Robin Probe") -> Participation:
    placement = started(make_person(name), group, on=WEEK[0] - 30 * DAY)
    assert placement.participation is not None
    return placement.participation


def week_address(group: PlaceGroup) -> str:
    return f"{reverse('placements-attendance', args=[group.key])}?woche={WEEK[0]}"


def test_a_week_is_entered_changed_and_emptied() -> None:
    group = make_group()
    one = begun(group)
    client = client_of("radwerk")
    page = client.get(week_address(group)).content.decode()
    assert "Robin Probe" in page
    assert cell_name(one.pk, WEEK[2]) in page
    form = {cell_name(one.pk, WEEK[0]): "present", cell_name(one.pk, WEEK[1]): "excused"}
    for _ in range(2):
        assert client.post(week_address(group), form).status_code == 302
    assert list(Attendance.objects.values_list("day", "kind")) == [(WEEK[0], "present"), (WEEK[1], "excused")]
    assert Entry.objects.filter(verb="attendance_recorded", subject=f"offers.placegroup:{group.key}").count() == 1
    client.post(week_address(group), {cell_name(one.pk, WEEK[0]): "", cell_name(one.pk, WEEK[1]): "unexcused"})
    assert list(Attendance.objects.values_list("kind", flat=True)) == ["unexcused"]


def test_attendance_is_part_of_the_room_of_the_own_places_and_linked_from_the_group() -> None:
    group = make_group()
    begun(group)
    room = reverse("placements-group", args=[group.key])
    page = client_of("radwerk").get(room).content.decode()
    for name in ("placements-attendance", "placements-attendance-table"):
        assert reverse(name, args=[group.key]).startswith(f"{room}anwesenheit/")
    assert reverse("placements-attendance", args=[group.key]) in page
    assert Client().get(f"/arbeit/plaetze/{group.key}/anwesenheit/").status_code == 404


def test_a_day_before_the_start_is_refused_at_its_cell_and_the_rest_of_the_table_stays_typed() -> None:
    group = make_group()
    placement = started(make_person(), group, on=WEEK[2])
    one = placement.participation
    assert one is not None
    form = {cell_name(one.pk, WEEK[0]): "present", cell_name(one.pk, WEEK[3]): "holiday"}
    answer = client_of("radwerk").post(week_address(group), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "beginnt erst am" in page
    assert 'value="holiday" selected' in page
    assert not Attendance.objects.exists()


def test_a_provider_cannot_write_into_a_rivals_week() -> None:
    group = make_group()
    one = begun(group)
    rival_group = make_group(provider="lernwerk")
    rival = client_of("lernwerk")
    form = {cell_name(one.pk, WEEK[0]): "unexcused"}
    assert rival.post(week_address(group), form).status_code == 404
    assert rival.post(week_address(rival_group), form).status_code == 302
    pasted = {"text": f"{one.code};{WEEK[0]:%d.%m.%Y};anwesend;6", "uebernehmen": "ja"}
    refused = rival.post(reverse("placements-attendance-table", args=[rival_group.key]), pasted)
    assert "Diesen Code gibt es in dieser Gruppe nicht" in refused.content.decode()
    assert not Attendance.objects.exists()


def test_a_pasted_table_is_shown_first_and_its_good_rows_are_taken_over() -> None:
    group = make_group()
    one = begun(group)
    client = client_of("radwerk")
    address = reverse("placements-attendance-table", args=[group.key])
    lines = [
        "Code;Datum;Anwesenheit;Stunden",
        f"{one.code};{WEEK[0]:%d.%m.%Y};anwesend;6,5",
        f"{one.code.lower()};{WEEK[1]:%Y-%m-%d};Unentschuldigt;",
        f"{one.code};{WEEK[1]:%d.%m.%Y};anwesend;6",
        f"{one.code};31.02.2026;anwesend;6",
        f"{one.code};{WEEK[2]:%d.%m.%Y};Grippe;",
        f"{one.code};{WEEK[2]:%d.%m.%Y};anwesend;30",
        f"{one.code};{WEEK[2]:%d.%m.%Y};anwesend;viel",
        f"{one.code};{WEEK[0] - 60 * DAY:%d.%m.%Y};anwesend;6",
        f"ZZZ-999;{WEEK[2]:%d.%m.%Y};anwesend;6",
    ]
    text = "\n".join(lines)
    preview = client.post(address, {"text": text}).content.decode()
    assert "Gelesen: 2 Zeilen" in preview
    assert "Nicht lesbar: 7 Zeilen" in preview
    for reason in (
        "in der Tabelle schon",
        "Datum ist nicht lesbar",
        "Bitte schreiben Sie: anwesend",
        "0 bis 24 Stunden",
    ):
        assert reason in preview
    assert not Attendance.objects.exists()
    for _ in range(2):
        assert client.post(address, {"text": text, "uebernehmen": "ja"}).status_code == 302
    stored = list(Attendance.objects.values_list("day", "kind", "hours"))
    assert stored == [(WEEK[0], "present", Decimal("6.50")), (WEEK[1], "unexcused", None)]


def test_a_table_copied_from_a_spreadsheet_with_tabs_is_read_too() -> None:
    group = make_group()
    one = begun(group)
    pasted = {"text": f"{one.code}\t{WEEK[0]:%d.%m.%Y}\tx\t6", "uebernehmen": "ja"}
    client_of("radwerk").post(reverse("placements-attendance-table", args=[group.key]), pasted)
    assert Attendance.objects.get().kind == "present"


def test_five_thousand_rows_with_wrong_ones_are_read_in_seconds() -> None:
    group = make_group()
    one = begun(group)
    lines = [f"{one.code};{WEEK[0]:%d.%m.%Y};quatsch;" for _ in range(4999)]
    answer = client_of("radwerk").post(
        reverse("placements-attendance-table", args=[group.key]),
        {"text": "\n".join([f"{one.code};{WEEK[0]:%d.%m.%Y};anwesend;6", *lines])},
    )
    assert "Nicht lesbar: 4999 Zeilen" in answer.content.decode()


def test_the_week_of_a_large_group_needs_as_many_queries_as_that_of_a_small_one() -> None:
    group, client = make_group(40), client_of("radwerk")
    begun(group, "Erste Person")
    client.get(week_address(group))
    numbers = []
    for more in (1, 12):
        for n in range(more):
            begun(group, f"Person {more} {n}")
        with CaptureQueriesContext(connection) as seen:
            client.get(week_address(group))
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_the_monthly_report_is_asked_for_once_counted_from_the_days_and_submitted_once() -> None:
    group = make_group()
    one = begun(group)
    last_month = TODAY.replace(day=1) - DAY
    Participation.objects.filter(pk=one.pk).update(started_on=last_month.replace(day=1))
    Attendance.objects.create(participation=one, day=last_month, kind="excused")
    assert reports.ask_for_reports(today=TODAY, by=SYSTEM) == 1
    assert reports.ask_for_reports(today=TODAY, by=SYSTEM) == 0
    paper = ProviderPaper.objects.get()
    assert paper.due_on == TODAY.replace(day=10)
    client = client_of("radwerk")
    assert paper.title in client.get(reverse("placements-reports")).content.decode()
    address = reverse("placements-report", args=[paper.pk])
    page = client.get(address).content.decode()
    assert "entschuldigt 1" in page
    assert one.code in page
    assert "Robin" not in page
    assert client.post(address, {"remark": "alles erfasst"}).status_code == 302
    Attendance.objects.create(participation=one, day=last_month - DAY, kind="unexcused")
    client.post(address, {"remark": "noch einmal"})
    paper.refresh_from_db()
    assert (paper.submitted_on, "alles erfasst" in paper.note, "nicht entschuldigt 0" in paper.note) == (
        TODAY,
        True,
        True,
    )
    rival = client_of("lernwerk")
    assert rival.get(address).status_code == 404
    assert paper.title not in rival.get(reverse("placements-reports")).content.decode()


def see(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_provider_sees_name_and_contact_only_of_people_sent_to_the_own_place() -> None:
    group, rival_group = make_group(), make_group(provider="lernwerk")
    own, waiting, elsewhere = make_person("Ada Eigen"), make_person("Wim Wartend"), make_person("Eva Fremd")
    mine = accepted(own, group)
    queued = suggest(waiting, group)
    theirs = accepted(elsewhere, rival_group)
    client = client_of("radwerk")
    page = see(client, "placements-group", group.key)
    assert "Ada Eigen" in page
    assert "0202 00 00 00" in page
    for name in ("Wim Wartend", "Eva Fremd"):
        assert name not in page
    assert "Ada Eigen" in see(client, "placements-referred", mine.pk)
    for hidden in (queued, theirs):
        assert client.get(reverse("placements-referred", args=[hidden.pk])).status_code == 404
        refusal = {"said": "provider", "reason": "skills"}
        answer = reverse("placements-referred-answer", args=[hidden.pk, "absage"])
        assert client.post(answer, refusal).status_code == 404
    for name in ("placements-people", "placements-placing"):
        assert client.get(reverse(name)).status_code == 403
    looks = set(Entry.objects.filter(kind="read").values_list("subject", flat=True))
    assert {f"placements.placement:{mine.pk}", f"offers.placegroup:{group.key}"} <= looks


def test_a_provider_promises_starts_and_declines_with_a_reason() -> None:
    group = make_group()
    first, second = (
        placing.refer(suggest(make_person(name), group), by=SYSTEM, today=TODAY) for name in ("Eins Eins", "Zwei Zwei")
    )
    client = client_of("radwerk")

    def answer(pk: int, step: str, **form: str) -> int:
        return client.post(reverse("placements-referred-answer", args=[pk, step]), form).status_code

    assert answer(first.pk, "zusage", planned_start_on=TODAY.isoformat()) == 302
    assert answer(first.pk, "beginn", started_on="gestern") == 422
    assert answer(first.pk, "beginn", started_on=TODAY.isoformat()) == 302
    assert answer(second.pk, "absage", said="provider") == 422
    assert answer(second.pk, "absage", said="provider", reason="skills") == 302
    assert answer(second.pk, "absage", said="provider", reason="skills") == 404
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.declined_by) == ("started", "declined", "provider")
    assert "Eins Eins" in see(client, "placements-participation", first.participation_id)


def test_a_provider_is_told_that_the_time_is_used_up_and_not_where_the_person_was() -> None:
    person = make_person()
    early = dt.date(TODAY.year - 5, 1, 1)
    stay = {"legal_basis": "sgb2_16i", "starts_on": early.isoformat(), "ends_on": (early + 1825 * DAY).isoformat()}
    put_fact(person, "earlier_stays", [stay], "Bescheid", TODAY, by=SYSTEM)
    placement = accepted(person, make_group(basis=LegalBasis.SGB2_16I))
    answer = client_of("radwerk").post(
        reverse("placements-referred-answer", args=[placement.pk, "beginn"]),
        {"started_on": TODAY.isoformat(), "submission": str(uuid.uuid4())},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sprechen Sie mit dem Jobcenter" in page
    assert "60 Monaten" not in page
