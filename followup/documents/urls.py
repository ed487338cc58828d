"""Addresses of the follow-up: documents."""

from django.urls import URLPattern, register_converter

from common.autosave import patient
from followup.documents import addresses, hand_in, views
from followup.documents.reviews import views as document_reviews
from records.pages import page

OF = "uppfoljning/kommun/<str:code>/dokument/"
ONE = f"{OF}<int:term>/<document_kind:kind>/"
COUNTY = "uppfoljning/lan/<str:county>/"

register_converter(addresses.DocumentKindConverter, "document_kind")
register_converter(addresses.OldConverter, "document_old")

urlpatterns: list[URLPattern] = [
    page(f"{OF}<int:term>/<document_old:rest>", addresses.send_on, name="document_old_address"),
    page(OF, views.documents, name="documents"),
    page(f"{OF}filer/<int:pk>/", views.document_file, name="document_file"),
    page(f"{OF}<int:term>/zip/", views.documents_zip, name="documents_zip"),
    page(ONE, views.document, name="document"),
    page(f"{ONE}lamna-in/", hand_in.document_hand_in, name="document_hand_in"),
    page(f"{ONE}filer/", hand_in.document_files, name="document_files"),
    page(f"{ONE}kvittens/<int:version>/", views.document_receipt, name="document_receipt"),
    page(f"{ONE}aterta/", views.document_withdraw, name="document_withdraw"),
    page(f"{ONE}hanvisning/", views.document_reference, name="document_reference"),
    page(f"{ONE}granska/", document_reviews.document_review, name="document_review"),
    page(f"{ONE}granska/falt/", patient(document_reviews.document_field), name="document_field"),
    page(f"{ONE}aterkoppling/", document_reviews.document_feedback, name="document_feedback"),
    page(f"{ONE}godta/", document_reviews.document_accept, name="document_accept"),
    page(f"{ONE}plan/", document_reviews.document_plan, name="document_plan"),
    page(f"{COUNTY}inkommet/", document_reviews.incoming, name="incoming"),
    page(f"{COUNTY}dokument/", document_reviews.county_documents, name="county_documents"),
]
