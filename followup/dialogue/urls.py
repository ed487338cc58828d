"""Addresses of the follow-up: dialogue."""

from django.urls import URLPattern

from followup.dialogue import views
from records.pages import page

OF = "uppfoljning/kommun/<str:code>/dialog/"
IN = "uppfoljning/lan/<str:county>/dialog/"

urlpatterns: list[URLPattern] = [
    page(OF, views.dialogue, name="dialogue"),
    page(f"{OF}ny/", views.dialogue_new, name="dialogue_new"),
    page(f"{OF}skriv/", views.dialogue_write, name="dialogue_write"),
    page(f"{OF}<int:pk>/invand/", views.dialogue_object, name="dialogue_object"),
    page(f"{OF}<int:pk>/ratta/", views.dialogue_correct, name="dialogue_correct"),
    page(IN, views.county_dialogue, name="county_dialogue"),
    page(f"{IN}ny/", views.county_dialogue_new, name="county_dialogue_new"),
]
