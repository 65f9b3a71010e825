"""Addresses of the agreement: public pages, steering, meetings."""

from talachse.agreement.urls import meetings, public, steering

urlpatterns = [*public.urlpatterns, *steering.urlpatterns, *meetings.urlpatterns]
