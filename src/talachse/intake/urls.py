"""Addresses of the intake."""

from django.urls import path

from talachse.intake import views

urlpatterns = [
    path("zukunft/", views.future, name="intake-future"),
    path("zukunft/frage/", views.ask, name="intake-ask"),
    path("zukunft/eingang/", views.receipt, name="intake-receipt"),
    path("zukunft/antwort/", views.answer, name="intake-answer"),
    path("beschwerde/", views.complain, name="intake-complain"),
    path("arbeit/anfragen/", views.desk, name="intake-desk"),
    path("arbeit/anfragen/<int:pk>/", views.detail, name="intake-detail"),
    path("arbeit/anfragen/<int:pk>/uebernehmen/", views.take, name="intake-take"),
    path("arbeit/anfragen/<int:pk>/antworten/", views.reply, name="intake-reply"),
    path("arbeit/anfragen/<int:pk>/abschliessen/", views.close, name="intake-close"),
]
