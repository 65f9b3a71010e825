"""Who may do what: roles in plain words, actions, and the guard that names the action of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from talachse.rules._book import rule
from talachse.rules.verdict import Verdict


class Action(StrEnum):
    """What a person can do. Every page names exactly one."""

    SEE_PUBLIC = "see_public"  # everybody, without an account
    ASK_FOR_HELP = "ask_for_help"  # everybody, without an account
    MANAGE_OWN_ACCOUNT = "manage_own_account"  # whoever is logged in

    SEE_STEERING = "see_steering"
    WORK_ON_STEERING = "work_on_steering"  # figures, actions, notes, agendas
    CONFIRM_FIGURE = "confirm_figure"
    CLOSE_MEETING = "close_meeting"
    DECIDE_QUARTERLY = "decide_quarterly"  # decisions, new projects, minutes
    RELEASE_FIGURE = "release_figure"  # to the public page
    SEE_FINANCE = "see_finance"
    MANAGE_SEATS = "manage_seats"

    ANSWER_REQUESTS = "answer_requests"  # a desk answers what came to it
    RECORD_PARTICIPATION = "record_participation"  # a provider: start, pause, end at own places
    SEE_PARTICIPATIONS = "see_participations"  # Jobcenter: takes part / ended
    POST_APPRENTICESHIP = "post_apprenticeship"
    KEEP_OFFERS = "keep_offers"  # the own entries of the directory
    EDIT_DIRECTORY = "edit_directory"  # all entries: import, second look, white spots
    MANAGE_PLACES = "manage_places"  # place groups, pots, providers' papers
    PLACE_PEOPLE = "place_people"  # persons, suggestions, referrals, waiting lists
    RUN_ROUNDS = "run_rounds"  # rounds: propose and confirm
    DECIDE_CUT = "decide_cut"  # fewer places in a pot
    POST_NEED = "post_need"  # a department asks for hands
    REPORT_LOST_CONTACT = "report_lost_contact"
    DO_OUTREACH = "do_outreach"
    ADVISE_ON_BENEFITS = "advise_on_benefits"  # compute with somebody what they may claim, store it on demand
    MANAGE_CATALOGUE = "manage_catalogue"  # products and their two channels
    ADMIT_TO_HEALTH_PROGRAMME = "admit_to_health_programme"
    ANSWER_AS_HEALTH_GUIDE = "answer_as_health_guide"

    READ_JOURNAL = "read_journal"
    MANAGE_ACCESS = "manage_access"  # organisations, memberships


class Role(StrEnum):
    """What a membership makes of a person in an organisation. The description is shown to people."""

    description: str
    actions: frozenset[Action]

    def __new__(cls, value: str, description: str, actions: frozenset[Action]) -> Role:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        member.actions = actions
        return member

    MAYOR = (
        "mayor",
        "Oberbürgermeister*in: sieht alle Vorhaben und entscheidet im Quartalsgespräch mit.",
        frozenset({Action.SEE_STEERING, Action.DECIDE_QUARTERLY, Action.SEE_FINANCE, Action.CONFIRM_FIGURE}),
    )
    DEPUTY_MAYOR = (
        "deputy_mayor",
        "Beigeordnete*r: sieht alle Vorhaben und nimmt am Quartalsgespräch teil.",
        frozenset({Action.SEE_STEERING, Action.DECIDE_QUARTERLY, Action.SEE_FINANCE}),
    )
    BOARD = (
        "board",
        "Vorstand des Jobcenters: sieht alle Vorhaben und entscheidet im Quartalsgespräch mit.",
        frozenset({Action.SEE_STEERING, Action.DECIDE_QUARTERLY, Action.SEE_FINANCE, Action.CONFIRM_FIGURE}),
    )
    DESK_OFFICER = (
        "desk_officer",
        "Referent*in: bereitet Abgleich und Quartalsgespräch vor, pflegt Zahlen und bestätigt sie für die eigene Seite.",
        frozenset(
            {
                Action.SEE_STEERING,
                Action.WORK_ON_STEERING,
                Action.CONFIRM_FIGURE,
                Action.CLOSE_MEETING,
                Action.DECIDE_QUARTERLY,
                Action.RELEASE_FIGURE,
                Action.SEE_FINANCE,
                Action.MANAGE_SEATS,
                Action.MANAGE_CATALOGUE,
                Action.DECIDE_CUT,
            }
        ),
    )
    PROJECT_CONTACT = (
        "project_contact",
        "Ansprechperson eines Projekts: hält den Stand des Projekts fest.",
        frozenset({Action.SEE_STEERING, Action.WORK_ON_STEERING}),
    )
    FINANCE = (
        "finance",
        "Finanzen: sieht Mittel, Planstände und Kürzungen.",
        frozenset({Action.SEE_STEERING, Action.SEE_FINANCE}),
    )
    DESK = (
        "desk",
        "Anlaufstelle: beantwortet Anfragen, die bei ihr eingehen, und rechnet mit Menschen durch, was ihnen zusteht.",
        frozenset({Action.ANSWER_REQUESTS, Action.ADVISE_ON_BENEFITS}),
    )
    CASE_MANAGER = (
        "case_manager",
        "Fallmanagement im Jobcenter: schlägt Plätze vor, vermittelt und rechnet Leistungen durch; sieht bei Teilnahmen nur „nimmt teil“ oder „beendet“.",
        frozenset({Action.SEE_PARTICIPATIONS, Action.ANSWER_REQUESTS, Action.PLACE_PEOPLE, Action.ADVISE_ON_BENEFITS}),
    )
    PLACEMENT = (
        "placement",
        "Platzsteuerung: führt Plätze und Kontingente, rechnet Runden und bestätigt sie.",
        frozenset(
            {
                Action.MANAGE_PLACES,
                Action.PLACE_PEOPLE,
                Action.RUN_ROUNDS,
                Action.SEE_PARTICIPATIONS,
                Action.DECIDE_CUT,
                Action.SEE_FINANCE,
            }
        ),
    )
    DIRECTORY_EDITOR = (
        "directory_editor",
        "Redaktion der Angebote: liest Listen ein, prüft heikle Einträge, sieht weiße Flecken.",
        frozenset({Action.EDIT_DIRECTORY, Action.KEEP_OFFERS}),
    )
    OFFER_KEEPER = (
        "offer_keeper",
        "Angebotspflege: hält die eigenen Einträge richtig.",
        frozenset({Action.KEEP_OFFERS}),
    )
    DEPARTMENT = (
        "department",
        "Amt der Stadt: meldet, wo Hände gebraucht werden, und bestätigt die Stunden.",
        frozenset({Action.POST_NEED}),
    )
    PROVIDER = (
        "provider",
        "Träger: hält Beginn, Pause, Anwesenheit und Ende an den eigenen Plätzen fest und pflegt die eigenen Angebote.",
        frozenset({Action.RECORD_PARTICIPATION, Action.KEEP_OFFERS}),
    )
    COMPANY = (
        "company",
        "Betrieb: meldet freie Ausbildungsplätze.",
        frozenset({Action.POST_APPRENTICESHIP}),
    )
    SCHOOL = (
        "school",
        "Schule: meldet, zu wie vielen Schüler*innen der Kontakt abgerissen ist. Nur die Anzahl, keine Namen.",
        frozenset({Action.REPORT_LOST_CONTACT}),
    )
    OUTREACH_WORKER = (
        "outreach_worker",
        "Aufsuchende Arbeit: sucht junge Menschen auf und übergibt an die richtige Stelle.",
        frozenset({Action.DO_OUTREACH}),
    )
    HEALTH_COACH = (
        "health_coach",
        "Gesundheitscoach: nimmt Frauen in das Gesundheitsprogramm auf.",
        frozenset({Action.ADMIT_TO_HEALTH_PROGRAMME}),
    )
    HEALTH_GUIDE = (
        "health_guide",
        "Gesundheitslots*in: beantwortet Fragen zur Gesundheit vertraulich.",
        frozenset({Action.ANSWER_AS_HEALTH_GUIDE}),
    )
    AUDITOR = (
        "auditor",
        "Revision: liest das Journal. Jeder Einblick wird selbst festgehalten.",
        frozenset({Action.READ_JOURNAL, Action.SEE_STEERING}),
    )
    DATA_PROTECTION_OFFICER = (
        "data_protection_officer",
        "Datenschutz: liest das Journal. Jeder Einblick wird selbst festgehalten.",
        frozenset({Action.READ_JOURNAL}),
    )
    EQUALITY_OFFICER = (
        "equality_officer",
        "Gleichstellung: sieht die Steuerung mit Blick auf gerechten Zugang und beantwortet Beschwerden.",
        frozenset({Action.SEE_STEERING, Action.ANSWER_REQUESTS}),
    )
    ADMINISTRATOR = (
        "administrator",
        "Verwaltung der Zugänge: legt Organisationen und Mitgliedschaften an. Sieht keine Fachdaten.",
        frozenset({Action.MANAGE_ACCESS}),
    )


ROLES: dict[str, Role] = {role.value: role for role in Role}
PUBLIC_ACTIONS = frozenset({Action.SEE_PUBLIC, Action.ASK_FOR_HELP})
LOGGED_IN_ACTIONS = frozenset({Action.MANAGE_OWN_ACCOUNT})


@rule(
    question="Darf jemand mit diesen Rollen diese Handlung ausführen?",
    basis="§ 35 SGB I Sozialgeheimnis; Art. 32 DSGVO: nur wer es für die Aufgabe braucht",
)
def may(roles: frozenset[Role], action: Action, *, logged_in: bool) -> Verdict:
    """Public actions are open to everybody; every other action needs a role that carries it today. Deny by default."""
    if action in PUBLIC_ACTIONS:
        return Verdict.yes("Diese Seite ist für alle offen.")
    if not logged_in:
        return Verdict.no("Bitte melden Sie sich an.")
    if action in LOGGED_IN_ACTIONS:
        return Verdict.yes("Das eigene Konto gehört Ihnen.")
    if any(action in role.actions for role in roles):
        return Verdict.yes("Ihre Funktion umfasst diese Handlung.")
    return Verdict.no("Ihre Funktion umfasst diese Handlung nicht.")


@rule(
    question="Gilt eine Mitgliedschaft oder ein Sitz an diesem Tag?",
    basis="Eigene Regel: jede Funktion hat Beginn und Ende (beide Tage zählen mit)",
)
def is_valid_on(valid_from: dt.date, valid_until: dt.date | None, *, on: dt.date) -> bool:
    """Both days count; no end means: until further notice."""
    if on < valid_from:
        return False
    return valid_until is None or on <= valid_until


def guard[**P, R](action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a view with the action that opens it. The middleware of ``accounts`` enforces it; no mark, no entry."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.guard_action = action  # type: ignore[attr-defined]
        return view

    return mark


def guard_of(view: Callable[..., Any]) -> Action | None:
    """The action that guards a view, or None."""
    action = getattr(view, "guard_action", None)
    return action if isinstance(action, Action) else None
