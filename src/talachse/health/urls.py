"""Addresses of health."""

from django.urls import path

from talachse.health import views

urlpatterns = [
    path("gesundheit/", views.health, name="health-start"),
    path("gesundheit/frage/", views.ask, name="health-ask"),
    path("gesundheit/antwort/", views.answer, name="health-answer"),
    path("arbeit/gesundheit/fragen/", views.inbox, name="health-inbox"),
    path("arbeit/gesundheit/fragen/<int:pk>/", views.question, name="health-question"),
    path("arbeit/gesundheit/programm/", views.programme, name="health-programme"),
    path("arbeit/gesundheit/programm/<int:pk>/ende/", views.leave, name="health-leave"),
    path("arbeit/gesundheit/programm/<int:pk>/pause/", views.take_break, name="health-pause"),
]
