"""Addresses of the pages of actors."""

from django.urls import path

from actors.views import (
    acts,
    administration,
    directory,
    duty,
    invitation,
    own,
    register,
)

app_name = "actors"
urlpatterns = [
    path("katalog/", directory.start, name="catalogue"),
    path("katalog/aktorer/", directory.directory, name="directory"),
    path("katalog/aktorer/<slug:slug>/", directory.actor, name="actor"),
    path(
        "katalog/aktorer/<slug:slug>/administration/",
        administration.overview,
        name="administration",
    ),
    path(
        "katalog/aktorer/<slug:slug>/administration/funktion/ny/",
        administration.function_new,
        name="function_new",
    ),
    path("katalog/funktion/<int:pk>/", administration.function, name="function"),
    path("katalog/funktion/<int:pk>/adress/", administration.address_add, name="address_add"),
    path("katalog/funktion/<int:pk>/bjud-in/", administration.invite, name="invite"),
    path("katalog/funktion/<int:pk>/ta-ur-bruk/", acts.function_retire, name="function_retire"),
    path("katalog/adress/<int:pk>/", administration.address_change, name="address_change"),
    path("katalog/adress/<int:pk>/testa/", acts.address_test, name="address_test"),
    path("katalog/adress/<int:pk>/provad/", acts.address_rung, name="address_rung"),
    path("katalog/adress/<int:pk>/ta-bort/", acts.address_remove, name="address_remove"),
    path(
        "katalog/inbjudan/<int:pk>/skicka-om/",
        acts.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "katalog/inbjudan/<int:pk>/aterkalla/",
        acts.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(
        "katalog/forordnande/<int:pk>/avsluta/",
        administration.appointment_end,
        name="appointment_end",
    ),
    path("katalog/beredskap/", duty.on_duty, name="duty"),
    path("katalog/beredskap/<int:pk>/", duty.rota, name="rota"),
    path("katalog/pass/<int:pk>/byt/", duty.swap, name="shift_swap"),
    path("katalog/pass/<int:pk>/lamna-over/", duty.hand_over, name="shift_hand_over"),
    path("katalog/pass/<int:pk>/ta-bort/", acts.shift_remove, name="shift_remove"),
    path("katalog/pass/<int:pk>/last/", acts.note_read, name="note_read"),
    path("administration/", administration.home, name="administration_home"),
    path("katalog/region/<slug:slug>/", administration.region, name="region_settings"),
    path("katalog/import/", register.upload, name="import"),
    path("katalog/import/mall/", register.template, name="import_template"),
    path("katalog/import/<uuid:pk>/", register.review, name="import_review"),
    path("katalog/import/<uuid:pk>/markerad/", register.marked, name="import_marked"),
    path("katalog/export/", register.export, name="export"),
    path("inbjudan/<str:secret>/", invitation.accept, name="invitation"),
    path("min-sida/uppgifter/", own.details, name="own_details"),
    path("min-sida/nycklar/", own.keys, name="own_keys"),
    path("min-sida/nycklar/<str:token_key>/aterkalla/", own.key_revoke, name="own_key_revoke"),
    path("min-sida/kalender/", own.calendar, name="own_calendar"),
    path("min-sida/kalender/aterkalla/", own.calendar_revoke, name="own_calendar_revoke"),
    path("kalender/<str:secret>.ics", own.calendar_file, name="calendar_file"),
]
