"""Start page and pages about the platform."""

from django.urls import path

from talachse.ui import views

urlpatterns = [
    path("", views.start, name="ui-start"),
    path("impressum/", views.imprint, name="ui-imprint"),
    path("datenschutz/", views.privacy, name="ui-privacy"),
    path("barrierefreiheit/", views.accessibility, name="ui-accessibility"),
    path("leichte-sprache/", views.easy, name="ui-easy"),
    path("sprache/", views.language, name="ui-language"),
    path("ui/", views.guide, name="ui-guide"),
]
