"""Address of the fairness report."""

from django.urls import path

from talachse.placements.views import fairness

urlpatterns = [path("steuerung/gerechtigkeit/", fairness.fairness, name="placements-fairness")]
