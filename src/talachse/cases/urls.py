"""Addresses of outreach."""

from django.urls import path

from talachse.cases import views

urlpatterns = [
    path("kontakt-verloren/", views.lost_contact, name="cases-lost-contact"),
    path("arbeit/kontaktverlust/", views.report, name="cases-report"),
    path("arbeit/aufsuchen/", views.contacts, name="cases-contacts"),
    path("arbeit/aufsuchen/<int:pk>/", views.contact, name="cases-contact"),
    path("arbeit/aufsuchen/<int:pk>/erreicht/", views.reach, name="cases-reach"),
    path("arbeit/aufsuchen/<int:pk>/uebergeben/", views.hand_over, name="cases-hand-over"),
    path("arbeit/aufsuchen/<int:pk>/beenden/", views.end, name="cases-end"),
]
