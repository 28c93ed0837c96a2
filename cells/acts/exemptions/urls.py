from django.urls import path

from cells.acts.exemptions import (
    proposal_views,
    review_views,
    views,
)

app_name = "exemptions"

urlpatterns = [
    path("chi-bo/<int:pk>/mien/", views.exemptions_page, name="exemptions"),
    path("chi-bo/<int:pk>/mien/ghi/", views.exemption_form_page, name="exempt"),
    path("mien/<int:pk>/", views.exemption_page, name="exemption"),
    path("mien/<int:pk>/tro-lai/", views.post_return, name="send_back"),
    path("mien/<int:pk>/ngay-bat-dau/", views.post_claim, name="decide_claim"),
    # --- the yearly review
    path(
        "chi-bo/<int:pk>/mien/ra-soat/",
        review_views.review_page,
        name="review_exemptions",
    ),
    path(
        "chi-bo/<int:pk>/mien/in/",
        review_views.review_print_page,
        name="print_review",
    ),
    path(
        "mien/<int:pk>/ra-soat/<int:review_pk>/sua/",
        review_views.review_correction_page,
        name="put_review_right",
    ),
    # --- proposals
    path(
        "de-nghi-mien/<int:pk>/",
        proposal_views.proposal_page,
        name="exemption_proposal",
    ),
    path(
        "de-nghi-mien/<int:pk>/dong-y/",
        proposal_views.post_acceptance,
        name="accept_exemption",
    ),
    path(
        "de-nghi-mien/<int:pk>/khong-dong-y/",
        proposal_views.post_refusal,
        name="refuse_exemption",
    ),
    path(
        "de-nghi-mien/<int:pk>/rut/",
        proposal_views.post_withdrawal,
        name="withdraw_exemption",
    ),
]
