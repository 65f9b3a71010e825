"""Addresses of the agreement: public pages, steering, meetings."""

from talachse.agreement.urls import meetings, public, reports, steering

urlpatterns = [*public.urlpatterns, *steering.urlpatterns, *meetings.urlpatterns, *reports.urlpatterns]
