"""Addresses: meetings and decisions."""

from django.urls import URLPattern, path

from talachse.agreement.views import meetings as views

ROOT = "steuerung/gespraeche/"
ONE = f"{ROOT}<int:pk>/"
ITEM = f"{ONE}punkte/<int:item_id>/"
DECISIONS = "steuerung/beschluesse/"

urlpatterns: list[URLPattern] = [
    path(ROOT, views.calendar, name="agreement-meetings"),
    path(f"{ROOT}termine.ics", views.calendar_file, name="agreement-meetings-file"),
    path(ONE, views.meeting, name="agreement-meeting"),
    path(f"{ONE}druck/", views.print_view, name="agreement-meeting-print"),
    path(f"{ONE}termin.ics", views.meeting_file, name="agreement-meeting-file"),
    path(f"{ONE}unterlagen/<int:paper_id>/", views.paper, name="agreement-meeting-paper"),
    path(f"{ONE}entwurf/", views.draft, name="agreement-meeting-draft"),
    path(f"{ONE}punkte/", views.add_item, name="agreement-meeting-add-item"),
    path(ITEM, views.item, name="agreement-meeting-item"),
    path(f"{ITEM}verschieben/", views.move_item, name="agreement-meeting-move-item"),
    path(f"{ITEM}weglassen/", views.drop_item, name="agreement-meeting-drop-item"),
    path(f"{ITEM}unterlagen/", views.attach_paper, name="agreement-meeting-attach"),
    path(f"{ITEM}befangen/", views.declare_conflict, name="agreement-meeting-conflict"),
    path(
        f"{ITEM}befangen/<int:conflict_id>/zurueck/",
        views.withdraw_conflict,
        name="agreement-meeting-withdraw-conflict",
    ),
    path(f"{ITEM}beschluss/", views.decide, name="agreement-meeting-decide"),
    path(f"{ONE}frage/", views.raise_question, name="agreement-meeting-question"),
    path(f"{ONE}auftrag/", views.agree_action, name="agreement-meeting-action"),
    path(f"{ONE}termin/", views.schedule, name="agreement-meeting-schedule"),
    path(f"{ONE}gaeste/", views.add_guest, name="agreement-meeting-guest"),
    path(f"{ONE}funktionen/", views.add_seat, name="agreement-meeting-seat"),
    path(
        f"{ONE}eingeladene/<int:attendance_id>/entfernen/",
        views.remove_invitee,
        name="agreement-meeting-remove-invitee",
    ),
    path(f"{ONE}einladen/", views.invite, name="agreement-meeting-invite"),
    path(f"{ONE}absagen/", views.cancel, name="agreement-meeting-cancel"),
    path(f"{ONE}neu-ansetzen/", views.plan_again, name="agreement-meeting-plan-again"),
    path(f"{ONE}anwesenheit/", views.attendance, name="agreement-meeting-attendance"),
    path(f"{ONE}ergebnis/", views.result, name="agreement-meeting-result"),
    path(f"{ONE}bestaetigen/", views.confirm, name="agreement-meeting-confirm"),
    path(f"{ONE}vorlegen/", views.submit_minutes, name="agreement-meeting-submit"),
    path(f"{ONE}genehmigen/<int:earlier_id>/", views.approve_minutes, name="agreement-meeting-approve"),
    path(DECISIONS, views.register, name="agreement-decisions"),
    path(f"{DECISIONS}umlauf/", views.circular, name="agreement-circular"),
    path(f"{DECISIONS}<int:pk>/", views.decision, name="agreement-decision"),
    path(f"{DECISIONS}<int:pk>/umsetzung/", views.report_on, name="agreement-decision-report"),
    path(f"{DECISIONS}<int:pk>/projekt/", views.add_project, name="agreement-decision-project"),
]
