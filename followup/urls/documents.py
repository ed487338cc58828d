"""Addresses of the follow-up: documents."""

from django.urls import URLPattern, path

from common.autosave import patient
from followup.views import document_hand_in, document_reviews, documents

OF = "uppfoljning/kommun/<str:code>/dokument/"
ONE = f"{OF}<int:term>/<str:kind>/"
COUNTY = "uppfoljning/lan/<str:county>/"

urlpatterns: list[URLPattern] = [
    path(OF, documents.documents, name="documents"),
    path(f"{OF}filer/<int:pk>/", documents.document_file, name="document_file"),
    path(f"{OF}<int:term>/zip/", documents.documents_zip, name="documents_zip"),
    path(ONE, documents.document, name="document"),
    path(f"{ONE}lamna-in/", document_hand_in.document_hand_in, name="document_hand_in"),
    path(f"{ONE}filer/", document_hand_in.document_files, name="document_files"),
    path(f"{ONE}kvittens/<int:version>/", documents.document_receipt, name="document_receipt"),
    path(f"{ONE}aterta/", documents.document_withdraw, name="document_withdraw"),
    path(f"{ONE}hanvisning/", documents.document_reference, name="document_reference"),
    path(f"{ONE}granska/", document_reviews.document_review, name="document_review"),
    path(f"{ONE}granska/falt/", patient(document_reviews.document_field), name="document_field"),
    path(f"{ONE}aterkoppling/", document_reviews.document_feedback, name="document_feedback"),
    path(f"{ONE}godta/", document_reviews.document_accept, name="document_accept"),
    path(f"{ONE}plan/", document_reviews.document_plan, name="document_plan"),
    path(f"{COUNTY}inkommet/", document_reviews.incoming, name="incoming"),
    path(f"{COUNTY}dokument/", document_reviews.county_documents, name="county_documents"),
]
