"""Entries stay right: kept by their organisation, looked at twice where it is sensitive, asked about, hidden when stale."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import Membership, Organisation, OrganisationKind, User
from talachse.audit.models import Entry
from talachse.jobs.models import OutgoingMail
from talachse.offers import tasks
from talachse.offers.hours_text import HoursWrong, read_exceptions, write_exceptions
from talachse.offers.models import EmptySearch, Offer, OfferChange, PeopleInDistrict, SavedSearch
from talachse.offers.queries import searches
from talachse.offers.queries.directory import listed
from talachse.offers.services import keeping
from talachse.offers.services import searches as search_services
from talachse.offers.services.directory import OfferFacts, put_offer
from talachse.rules.access import Role

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
FORM = {"title": "Offener Treff", "kind": "Treff", "themes": ["meeting"], "hours": "Mo-Mi 9-12, 14:30-17"}


def organisation(key: str, kind: OrganisationKind = OrganisationKind.PROVIDER) -> Organisation:
    return accounts.add_organisation(key=key, name=key.title(), kind=kind, by=SYSTEM)


def person(email: str, key: str, role: Role) -> Client:
    """Somebody with this function, logged in."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name="Kim")
    accounts.add_membership(user=user, organisation=organisation(key), role=role, valid_from=TODAY - DAY, by=SYSTEM)
    client = Client()
    client.force_login(user)
    return client


def entry(owner: str = "radwerk", *, checked_on: dt.date = TODAY, **changes: object) -> Offer:
    facts = OfferFacts(**({"title": "Treff", "kind": "Treff", "themes": ("meeting",)} | changes))  # type: ignore[arg-type]
    offer, _ = put_offer(
        f"{owner}-treff",
        facts,
        by=SYSTEM,
        owner=organisation(owner),
        checked_on=checked_on,
        check_by=checked_on + 183 * DAY,
    )
    return offer


def outbox() -> list[str]:
    """Text of every mail that waits, oldest first."""
    from email import message_from_bytes, policy

    found = []
    for waiting in OutgoingMail.objects.order_by("pk"):
        body = message_from_bytes(bytes(waiting.message), policy=policy.default).get_body()
        found.append(body.get_content() if body else "")
    return found


def test_a_provider_enters_an_offer_and_everybody_reads_it_at_once() -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    assert client.post(reverse("offers-new"), FORM).status_code == 302
    offer = Offer.objects.get()
    assert (offer.key, offer.provider, offer.owner and offer.owner.key) == ("offener-treff", "Radwerk", "radwerk")
    assert offer.hours.count() == 6
    page = Client().get("/angebote/", {"q": "offener"}).content.decode()
    assert "Offener Treff" in page
    assert Entry.objects.filter(verb="offer_added").count() == 1


def test_a_provider_neither_sees_nor_changes_the_entry_of_another() -> None:
    offer = entry("radwerk")
    rival = person("b@example.org", "lernwerk", Role.PROVIDER)
    assert offer.title not in rival.get(reverse("offers-own")).content.decode()
    for name in ("offers-edit", "offers-confirm", "offers-end"):
        assert rival.post(reverse(name, args=[offer.key]), FORM).status_code == 404
    actor = Actor(user_id=1)
    with pytest.raises(keeping.KeepingRefused):
        keeping.keep(offer, OfferFacts(title="x", kind="x", themes=("work",)), owner=offer.owner, by=actor, today=TODAY)  # type: ignore[arg-type]


def test_a_sensitive_entry_waits_for_a_second_person_and_can_come_back_with_a_hint() -> None:
    provider = person("a@example.org", "radwerk", Role.PROVIDER)
    editor = person("e@example.org", "stadt", Role.DIRECTORY_EDITOR)
    sensitive = FORM | {"title": "Beratung", "summary": "Hilfe nach Gewalt"}
    provider.post(reverse("offers-new"), sensitive)
    assert not Offer.objects.exists()
    change = OfferChange.objects.get()
    address = reverse("offers-change", args=[change.pk])
    refused = editor.post(address, {"decision": "return", "note": ""})
    assert refused.status_code == 422
    assert "was geändert werden soll" in refused.content.decode()
    editor.post(address, {"decision": "return", "note": "Bitte die Telefonnummer ergänzen"})
    assert "Bitte die Telefonnummer" in provider.get(reverse("offers-own")).content.decode()
    provider.post(reverse("offers-new"), sensitive | {"phone": "0202 1"})
    editor.post(reverse("offers-change", args=[OfferChange.objects.get(status="waiting").pk]), {"decision": "accept"})
    assert Offer.objects.get().phone == "0202 1"
    again = editor.post(reverse("offers-change", args=[OfferChange.objects.latest("pk").pk]), {"decision": "accept"})
    assert "schon entschieden" in again.content.decode()
    assert Offer.objects.count() == 1


def test_taking_the_sensitive_words_out_needs_the_second_person_too() -> None:
    provider = person("a@example.org", "radwerk", Role.PROVIDER)
    offer = entry(summary="Hilfe nach Gewalt")
    provider.post(reverse("offers-edit", args=[offer.key]), FORM | {"summary": "Offene Werkstatt"})
    offer.refresh_from_db()
    assert offer.summary == "Hilfe nach Gewalt"
    assert OfferChange.objects.get().data["summary"] == "Offene Werkstatt"


def test_nobody_is_the_second_person_for_an_own_change() -> None:
    both = person("a@example.org", "radwerk", Role.PROVIDER)
    person("a@example.org", "stadt", Role.DIRECTORY_EDITOR)
    both.post(reverse("offers-new"), FORM | {"situations": ["addiction"]})
    answer = both.post(reverse("offers-change", args=[OfferChange.objects.get().pk]), {"decision": "accept"})
    assert answer.status_code == 422
    assert "zweite Person" in answer.content.decode()


def test_a_reminder_leads_to_one_tap_and_the_link_works_once() -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    offer = entry(checked_on=TODAY - 170 * DAY)
    tasks.remind_keepers(timezone.now())
    tasks.remind_keepers(timezone.now())
    [text] = outbox()
    offer.refresh_from_db()
    link = re.search(r"/angebote/stimmt-noch/[0-9a-f-]+/", text)
    assert link is not None
    stranger = Client()
    assert "Ja, alles stimmt noch" in stranger.get(link[0]).content.decode()
    offer.refresh_from_db()
    assert offer.checked_on < TODAY  # a mail program that opens links changes nothing
    assert "als geprüft" in stranger.post(link[0]).content.decode()
    offer.refresh_from_db()
    assert (offer.checked_on, offer.renew_code) == (TODAY, None)
    assert stranger.post(link[0]).status_code == 404
    assert "steht im Verzeichnis" in client.get(reverse("offers-own")).content.decode()


def test_a_stale_entry_disappears_and_comes_back_with_one_tap() -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    offer = entry(checked_on=TODAY - 300 * DAY)
    assert not listed(on=TODAY).exists()
    assert "ausgeblendet" in client.get(reverse("offers-own")).content.decode()
    client.post(reverse("offers-confirm", args=[offer.key]))
    assert listed(on=TODAY).get() == offer


def test_the_room_names_the_next_best_fix() -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    entry()
    assert "Telefonnummer oder eine Mailadresse" in client.get(reverse("offers-own")).content.decode()
    entry(email="a@example.org")
    assert "zwei bis drei Sätzen" in client.get(reverse("offers-own")).content.decode()


def test_saving_what_the_form_shows_changes_nothing() -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    offer = entry(
        situations=("money",),
        themes=("work", "meeting"),
        languages=("tr",),
        barrier_free=False,
        hours=((0, dt.time(9), dt.time(12)), (0, dt.time(14), dt.time(17)), (5, dt.time(20), dt.time(2))),
        exceptions=((dt.date(2026, 12, 24), None, None, "Heiligabend"),),
        project="wecycle",
    )
    page = client.get(reverse("offers-edit", args=[offer.key]))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, "", False)} | {"barrier_free": "false"}
    assert client.post(reverse("offers-edit", args=[offer.key]), data).status_code == 302
    assert not Entry.objects.filter(verb="offer_changed").exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("hours", "Mo vielleicht", "verstehen wir nicht"),
        ("hours", "irgendwann", "verstehen wir nicht"),
        ("hours", "Mo 9-9", "Anfang und Ende gleich"),
        ("hours", "Mo 9:75-10", "die es nicht gibt"),
        ("exceptions", "31.02.2026 zu", "gibt es nicht"),
        ("exceptions", "Weihnachten", "verstehen wir nicht"),
        ("email", "kein", "vollständige E-Mail"),
        ("title", "", "nennen Sie"),
        ("age_to", "3", "liegt unter dem Alter"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(field: str, value: str, message: str) -> None:
    client = person("a@example.org", "radwerk", Role.PROVIDER)
    answer = client.post(reverse("offers-new"), FORM | {"age_from": "6", "summary": "Bleibt stehen"} | {field: value})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Bleibt stehen" in answer.content.decode()
    assert not Offer.objects.exists()


def test_single_days_are_read_as_people_write_them() -> None:
    special = read_exceptions("24.12.2026 geschlossen Heiligabend\n31.12.2026 9–12 nur vormittags")
    assert special[0][1:] == (None, None, "Heiligabend")
    assert special[1][1:] == (dt.time(9), dt.time(12), "nur vormittags")
    assert read_exceptions(write_exceptions(special)) == special
    one_line = read_exceptions("2026-12-31: 9 bis 12 Uhr nur vormittags; 24.12.2026 zu, Heiligabend; Fest;")
    assert [(day, reason) for day, _, _, reason in one_line] == [
        (dt.date(2026, 12, 24), "Heiligabend; Fest"),
        (dt.date(2026, 12, 31), "nur vormittags"),
    ]
    assert read_exceptions(write_exceptions(one_line)) == one_line
    assert read_exceptions("24.12.2026") == ((dt.date(2026, 12, 24), None, None, ""),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Heiligabend geschlossen", "verstehen wir nicht"),
        ("24.12.2026 ab 14 Uhr", "verstehen wir nicht"),
        ("24.12.2026 9-25", "eine Uhrzeit, die es nicht gibt"),
        ("31.02.2027 geschlossen", "Den 31.02.2027 gibt es nicht"),
        ("24.12.2026 zu; 24.12.2026 9-12", "Der 24.12.2026 steht zweimal da"),
        ("24.12.2026 zu " + "x" * 121, "zu lang"),
    ],
)
def test_a_single_day_nobody_can_read_is_refused_with_its_words(text: str, reason: str) -> None:
    with pytest.raises(HoursWrong, match=reason):
        read_exceptions(text)
    answer = person("a@example.org", "radwerk", Role.PROVIDER).post(reverse("offers-new"), FORM | {"exceptions": text})
    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_an_invited_person_can_keep_entries_and_nothing_else() -> None:
    editor = person("e@example.org", "stadt", Role.DIRECTORY_EDITOR)
    form = {"name": "Verein am Berg", "person": "Uli Probe", "email": "Uli@Example.org"}
    for _ in range(2):
        assert editor.post(reverse("offers-invite"), form).status_code == 302
    membership = Membership.objects.get(user__email="uli@example.org")
    assert (membership.role, membership.organisation.name) == (Role.OFFER_KEEPER.value, "Verein am Berg")
    assert "Passwort setzen" in outbox()[0]
    accounts.add_organisation(key="amt", name="Amt", kind=OrganisationKind.CITY, by=SYSTEM)
    refused = editor.post(reverse("offers-invite"), form | {"name": "Amt", "email": "x@example.org"})
    assert refused.status_code == 422
    assert not User.objects.filter(email="x@example.org").exists()


def test_white_spots_and_vain_searches_are_shown_without_rare_ones() -> None:
    entry(district=6)
    PeopleInDistrict.objects.create(district=6, audience="youth", as_of=TODAY, people=2000, source="Probe")
    month = TODAY.replace(day=1)
    EmptySearch.objects.create(month=month, words="schwimmkurs", times=4)
    EmptySearch.objects.create(month=month, words="name eines menschen", times=2)
    page = person("r@example.org", "stadt", Role.DESK_OFFICER).get(reverse("offers-spots")).content.decode()
    assert "schwimmkurs" in page
    assert "name eines menschen" not in page
    assert re.search(r"Oberbarmen</th><td[^>]*>Jugendliche.*?>1<.*?2.?000.*?0,5", page, re.DOTALL)
    # The rest is one sentence and a folded list; the known pair is not in it.
    table, unknown = page.split("fehlt die Zahl der Menschen")
    assert "Für <strong>49</strong> von 50 Zielgruppen" in table
    assert "unbekannt" not in page
    listed = re.search(r"<details.*?</details>", unknown, re.DOTALL)
    assert listed
    assert listed.group().count("Jugendliche") == 9


def test_without_any_number_of_people_there_is_no_table_of_rates() -> None:
    page = person("r@example.org", "stadt", Role.DESK_OFFICER).get(reverse("offers-spots")).content.decode()
    assert "Noch keine Zahl der Menschen" in page
    assert "je 1.000</th>" not in page
    assert "Für <strong>50</strong> von 50 Zielgruppen" in page


def test_rare_vain_searches_go_with_their_month() -> None:
    last = (TODAY.replace(day=1) - DAY).replace(day=1)
    EmptySearch.objects.create(month=last, words="selten", times=2)
    EmptySearch.objects.create(month=last, words="oft", times=3)
    EmptySearch.objects.create(month=TODAY.replace(day=1), words="neu", times=1)
    search_services.forget_old(today=TODAY)
    assert set(EmptySearch.objects.values_list("words", flat=True)) == {"oft", "neu"}


def test_a_watched_search_is_confirmed_told_once_and_ended(client: Client) -> None:
    form = {"email": "Mutter@Example.org", "query": "lebenslage=money"}
    assert client.post(reverse("offers-watch"), form).status_code == 302
    saved = SavedSearch.objects.get()
    entry(situations=("money",))
    tasks.tell_searchers(timezone.now())
    assert len(outbox()) == 1  # not confirmed: nothing but the question
    link = reverse("offers-search-confirm", args=[saved.token])
    client.get(link)
    assert SavedSearch.objects.get().confirmed_at is None
    client.post(link)
    Offer.objects.update(changed_at=timezone.now() + dt.timedelta(seconds=5))
    tasks.tell_searchers(timezone.now())
    SavedSearch.objects.update(sent_until=timezone.now() + dt.timedelta(seconds=10))
    tasks.tell_searchers(timezone.now())
    texts = outbox()
    assert len(texts) == 2
    assert "/angebote/radwerk-treff/" in texts[1]
    client.post(reverse("offers-search-stop", args=[saved.token]))
    assert not SavedSearch.objects.exists()
    assert client.get(link).status_code == 404


def test_a_search_nobody_confirms_is_forgotten_and_one_address_cannot_flood(client: Client) -> None:
    for number in range(7):
        answer = client.post(reverse("offers-watch"), {"email": f"a{number}@example.org", "query": "q=x"})
    assert answer.status_code == 422
    assert SavedSearch.objects.count() == 5
    search_services.forget_old(today=TODAY + 4 * DAY)
    assert not SavedSearch.objects.exists()
    assert list(searches.to_tell(today=TODAY)) == []
