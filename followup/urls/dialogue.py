"""Addresses of the follow-up: dialogue."""

from django.urls import URLPattern, path

from followup.views import dialogue

OF = "uppfoljning/kommun/<str:code>/dialog/"
IN = "uppfoljning/lan/<str:county>/dialog/"

urlpatterns: list[URLPattern] = [
    path(OF, dialogue.dialogue, name="dialogue"),
    path(f"{OF}ny/", dialogue.dialogue_new, name="dialogue_new"),
    path(f"{OF}skriv/", dialogue.dialogue_write, name="dialogue_write"),
    path(f"{OF}<int:pk>/ratta/", dialogue.dialogue_correct, name="dialogue_correct"),
    path(IN, dialogue.county_dialogue, name="county_dialogue"),
    path(f"{IN}ny/", dialogue.county_dialogue_new, name="county_dialogue_new"),
]
