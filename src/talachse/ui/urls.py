"""Start page and pages about the platform."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
