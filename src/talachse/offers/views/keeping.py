"""The room in which organisations keep their entries, and the editors' second look, checks and white spots."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.actor import PUBLIC
from talachse.accounts.http import TalachseRequest
from talachse.accounts.queries import organisations_by_id
from talachse.offers import vocabulary
from talachse.offers.forms.keeping import DecideForm, InviteForm, OfferForm, PeopleForm
from talachse.offers.models import Offer
from talachse.offers.queries import keeping as queries
from talachse.offers.queries import searches
from talachse.offers.services import keeping as services
from talachse.offers.services.directory import difference, facts_of, from_json
from talachse.rules.access import Action, guard
from talachse.rules.offers import white_spots
from talachse.ui.charts import DISTRICTS

# Names of fields as the form calls them.
LABELS = {name: str(field.label) for name, field in OfferForm.base_fields.items()}


def _own(request: TalachseRequest, key: str) -> Offer:
    found = queries.own_offer(request.actor.organisations_for(Action.KEEP_OFFERS), key)
    if found is None:
        raise Http404
    return found


@guard(Action.KEEP_OFFERS)
@require_safe
def own(request: TalachseRequest) -> HttpResponse:
    """The own entries: which want a check, how good they are, what to do next."""
    organisations = request.actor.organisations_for(Action.KEEP_OFFERS)
    context = {
        "kept": queries.own_offers(organisations, on=request.today),
        "waiting": queries.own_waiting(organisations),
        "is_editor": request.actor.may(Action.EDIT_DIRECTORY),
    }
    return render(request, "offers/own.html", context)


@guard(Action.KEEP_OFFERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: TalachseRequest) -> HttpResponse:
    """A new entry."""
    return _edit(request, None)


@guard(Action.KEEP_OFFERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: TalachseRequest, key: str) -> HttpResponse:
    """Change an own entry."""
    return _edit(request, _own(request, key))


def _edit(request: TalachseRequest, offer: Offer | None) -> HttpResponse:
    organisations = organisations_by_id(request.actor.organisations_for(Action.KEEP_OFFERS))
    owner = offer.owner if offer and offer.owner else organisations[0]
    before = facts_of(offer) if offer else None
    blank = OfferForm.for_facts(before) if before else OfferForm()
    form = OfferForm(request.POST) if request.method == "POST" else blank
    if request.method == "POST" and form.is_valid():
        facts = form.facts(provider=before.provider if before else owner.name, before=before)
        kept, waits = services.keep(offer, facts, owner=owner, by=request.actor, today=request.today)
        if waits is not None:
            messages.info(
                request, "Danke. Das Thema ist heikel: Eine zweite Person sieht den Eintrag an, dann erscheint er."
            )
        elif kept is not None:
            messages.success(request, "Danke. Der Eintrag steht so im Verzeichnis.")
        return redirect("offers-own")
    quality = queries.quality_of(offer, on=request.today) if offer else None
    context = {"form": form, "offer": offer, "quality": quality, "owner": owner}
    return render(request, "offers/edit.html", context, status=422 if form.errors else 200)


@guard(Action.KEEP_OFFERS)
@require_POST
def confirm(request: TalachseRequest, key: str) -> HttpResponse:
    """Everything is still right."""
    services.still_right(_own(request, key), by=request.actor, today=request.today)
    messages.success(request, "Danke. Der Eintrag gilt als geprüft.")
    return redirect("offers-own")


@guard(Action.KEEP_OFFERS)
@require_POST
def end(request: TalachseRequest, key: str) -> HttpResponse:
    """The offer no longer exists."""
    services.end_offer(_own(request, key), by=request.actor, today=request.today)
    messages.success(request, "Der Eintrag ist beendet. Seine Seite sagt, dass es das Angebot nicht mehr gibt.")
    return redirect("offers-own")


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def renew(request: TalachseRequest, code: UUID) -> HttpResponse:
    """Behind the link of the reminder: one tap says "still right". Opening it alone changes nothing."""
    offer = queries.by_renew_code(code)
    if offer is None:
        return render(request, "offers/renew_used.html", status=404)
    if request.method == "POST":
        services.still_right(offer, by=PUBLIC, today=request.today)
        return render(request, "offers/renewed.html", {"offer": offer})
    context = {"offer": offer, "facts": facts_of(offer), "district": DISTRICTS.get(offer.district or -1, ("",))[0]}
    return render(request, "offers/renew.html", context)


@guard(Action.EDIT_DIRECTORY)
@require_safe
def editors(request: TalachseRequest) -> HttpResponse:
    """What waits for the editors: changes, entries nobody keeps, searches that found nothing, white spots."""
    context = {
        "changes": queries.waiting_changes(),
        "unkept": queries.unkept(on=request.today)[:50],
        "invite": InviteForm(),
    }
    return render(request, "offers/editors.html", context)


@guard(Action.EDIT_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: TalachseRequest, pk: int) -> HttpResponse:
    """A second look: what was, what shall be; take over or give back."""
    found = queries.change_by_pk(pk)
    if found is None:
        raise Http404
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept = form.cleaned_data["decision"] == "accept"
            note = form.cleaned_data["note"]
            services.decide_change(found, accept=accept, note=note, by=request.actor, today=request.today)
        except services.KeepingRefused as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, "Der Eintrag ist übernommen." if accept else "Der Träger sieht Ihren Hinweis.")
            return redirect("offers-editors")
    after = from_json(found.data)
    before = facts_of(found.offer) if found.offer else None
    rows = [
        (LABELS.get(name, name), old, new) for name, (old, new) in (difference(before, after) if before else {}).items()
    ]
    context = {"change": found, "after": after, "rows": rows, "form": form}
    return render(request, "offers/change.html", context, status=422 if form.errors else 200)


@guard(Action.EDIT_DIRECTORY)
@require_POST
def checked(request: TalachseRequest, key: str) -> HttpResponse:
    """An editor has checked an entry that nobody keeps."""
    offer = queries.unkept(on=request.today).filter(key=key).first()
    if offer is not None:
        services.still_right(offer, by=request.actor, today=request.today)
        messages.success(request, "Der Eintrag gilt als geprüft.")
    return redirect("offers-editors")


@guard(Action.EDIT_DIRECTORY)
@require_POST
def invite(request: TalachseRequest) -> HttpResponse:
    """Ask somebody to keep the entries of an organisation."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            services.invite(by=request.actor, today=request.today, **form.cleaned_data)
        except services.KeepingRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "Die Einladung ist unterwegs.")
            return redirect("offers-editors")
    context = {
        "changes": queries.waiting_changes(),
        "unkept": queries.unkept(on=request.today)[:50],
        "invite": form,
    }
    return render(request, "offers/editors.html", context, status=422)


@guard(Action.SEE_STEERING)
@require_safe
def spots(request: TalachseRequest) -> HttpResponse:
    """White spots: offers of each district and audience against the people there, and what people looked for in vain."""
    counted = queries.offers_by_district_and_audience(on=request.today)
    people: dict[tuple[str, str], int | None] = {
        (str(district), audience): None for district in DISTRICTS for audience in vocabulary.AUDIENCES
    }
    people |= queries.people_by_district_and_audience(on=request.today)
    found = white_spots(counted, people)
    since = (request.today.replace(day=1) - dt.timedelta(days=160)).replace(day=1)
    named = [(spot, DISTRICTS[int(spot.district)][0], vocabulary.AUDIENCES[spot.audience][0]) for spot in found]
    unknown: dict[str, list[str]] = {}
    for spot, district, audience in named:
        if spot.is_unknown:
            unknown.setdefault(district, []).append(str(audience))
    context = {
        "spots": [row for row in named if not row[0].is_unknown],
        "unknown": list(unknown.items()),
        "unknown_number": sum(map(len, unknown.values())),
        "all_number": len(found),
        "audiences": [(key, label) for key, (label, _a, _b) in vocabulary.AUDIENCES.items()],
        "table": [
            (name, [(label, counted[str(district), key]) for key, (label, _a, _b) in vocabulary.AUDIENCES.items()])
            for district, (name, _x, _y) in DISTRICTS.items()
        ],
        "empty": searches.empty_searches(since=since),
        "since": since,
        "form": PeopleForm(),
        "may_edit": request.actor.may(Action.EDIT_DIRECTORY),
    }
    return render(request, "offers/spots.html", context)


@guard(Action.EDIT_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: TalachseRequest) -> HttpResponse:
    """Enter how many people live where, with day and source."""
    form = PeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.count_people(by=request.actor, **form.cleaned_data)
        messages.success(request, "Die Zahl ist eingetragen.")
        return redirect("offers-people")
    context = {"form": form, "rows": queries.people_rows(on=request.today)[:200], "districts": DISTRICTS}
    return render(request, "offers/people.html", context, status=422 if form.errors else 200)
