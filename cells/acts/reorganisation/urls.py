from django.urls import path

from cells.acts.reorganisation import part_views, views

ACT = "sap-xep/<int:pk>/"
app_name = "reorganisation"

urlpatterns = [
    path("sap-xep/", views.reorganisations_page, name="reorganisations"),
    path("sap-xep/moi/", views.new_draft_page, name="new_reorganisation"),
    path(ACT, views.reorganisation_page, name="reorganisation"),
    path(f"{ACT}quyet-dinh/", views.decision_page, name="change_decision"),
    path(f"{ACT}ban-quet/", views.decision_scan, name="decision_scan"),
    path(f"{ACT}them/<slug:way>/", part_views.part_page, name="add_part"),
    path(f"{ACT}bo-viec/", views.part_removal, name="remove_part"),
    path(f"{ACT}bo/", views.draft_removal, name="drop_draft"),
    path(f"{ACT}ap-dung/", views.application_step, name="apply_reorganisation"),
    path(f"{ACT}hoan-tac/", views.undo_page, name="undo_reorganisation"),
]
