"""Addresses of the pages of actors."""

from actors.duty import views as duty
from actors.imports import views as register
from actors.own import views as own
from actors.register import act_views as acts
from actors.register import directory, invitation_views
from actors.register import views as administration
from records.pages import page

app_name = "actors"
urlpatterns = [
    page("katalog/", directory.start, name="catalogue"),
    page("katalog/aktorer/", directory.directory, name="directory"),
    page("katalog/aktorer/<slug:slug>/", directory.actor, name="actor"),
    page(
        "katalog/aktorer/<slug:slug>/administration/",
        administration.overview,
        name="administration",
    ),
    page(
        "katalog/aktorer/<slug:slug>/administration/funktion/ny/",
        administration.function_new,
        name="function_new",
    ),
    page("katalog/funktion/<int:pk>/", administration.function, name="function"),
    page("katalog/funktion/<int:pk>/adress/", administration.address_add, name="address_add"),
    page("katalog/funktion/<int:pk>/bjud-in/", administration.invite, name="invite"),
    page("katalog/funktion/<int:pk>/ta-ur-bruk/", acts.function_retire, name="function_retire"),
    page("katalog/adress/<int:pk>/", administration.address_change, name="address_change"),
    page("katalog/adress/<int:pk>/testa/", acts.address_test, name="address_test"),
    page("katalog/adress/<int:pk>/provad/", acts.address_rung, name="address_rung"),
    page("katalog/adress/<int:pk>/ta-bort/", acts.address_remove, name="address_remove"),
    page(
        "katalog/inbjudan/<int:pk>/skicka-om/",
        acts.invitation_resend,
        name="invitation_resend",
    ),
    page(
        "katalog/inbjudan/<int:pk>/aterkalla/",
        acts.invitation_withdraw,
        name="invitation_withdraw",
    ),
    page(
        "katalog/forordnande/<int:pk>/avsluta/",
        administration.appointment_end,
        name="appointment_end",
    ),
    page("katalog/beredskap/", duty.on_duty, name="duty"),
    page("katalog/beredskap/<int:pk>/", duty.rota, name="rota"),
    page("katalog/pass/<int:pk>/byt/", duty.swap, name="shift_swap"),
    page("katalog/pass/<int:pk>/lamna-over/", duty.hand_over, name="shift_hand_over"),
    page("katalog/pass/<int:pk>/ta-bort/", acts.shift_remove, name="shift_remove"),
    page("katalog/pass/<int:pk>/last/", acts.note_read, name="note_read"),
    page("administration/", administration.home, name="administration_home"),
    page("katalog/region/<slug:slug>/", administration.region, name="region_settings"),
    page("katalog/import/", register.upload, name="import"),
    page("katalog/import/mall/", register.template, name="import_template"),
    page("katalog/import/<uuid:pk>/", register.review, name="import_review"),
    page("katalog/import/<uuid:pk>/markerad/", register.marked, name="import_marked"),
    page("katalog/export/", register.export, name="export"),
    page("inbjudan/<str:secret>/", invitation_views.accept, name="invitation"),
    page("min-sida/uppgifter/", own.details, name="own_details"),
    page("min-sida/nycklar/", own.keys, name="own_keys"),
    page("min-sida/nycklar/<str:token_key>/aterkalla/", own.key_revoke, name="own_key_revoke"),
    page("min-sida/kalender/", own.calendar, name="own_calendar"),
    page("min-sida/kalender/aterkalla/", own.calendar_revoke, name="own_calendar_revoke"),
    page("kalender/<str:secret>.ics", own.calendar_file, name="calendar_file"),
]
