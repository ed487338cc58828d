"""The follow-up over the API: overview."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
