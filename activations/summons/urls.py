"""Addresses of the answers to a summons."""

from activations.summons import views
from records.pages import page

ANSWERS = "<slug:region>/svar/<int:meeting>"

urlpatterns = [
    page(f"{ANSWERS}/", views.board, name="answers"),
    page(f"{ANSWERS}/nu/", views.board_live, name="answers_live"),
    page(f"{ANSWERS}/paminn/", views.remind, name="remind"),
    page(f"{ANSWERS}/ringlista/", views.call_list, name="call_list"),
    page(f"{ANSWERS}/<int:pk>/", views.answer_own, name="answer_own"),
    page(f"{ANSWERS}/<int:pk>/anteckna/", views.answer_for, name="answer_for"),
]
