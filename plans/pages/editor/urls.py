from django.urls import path

from plans.pages.editor import (
    agreed_views,
    answer_views,
    read_back_views,
    row_views,
    self_check_views,
    views,
)

app_name = "editor"

urlpatterns = [
    path("ke-hoach/<int:pk>/viet/", views.sections_page, name="edit"),
    path("ke-hoach/<int:pk>/muc/<slug:key>/", views.section_page, name="section"),
    path(
        "ke-hoach/<int:pk>/muc/<slug:key>/moi/", row_views.new_row_page, name="new_row"
    ),
    path(
        "ke-hoach/<int:pk>/muc/<slug:key>/<uuid:uid>/", row_views.row_page, name="row"
    ),
    path(
        "ke-hoach/<int:pk>/muc/<slug:key>/<uuid:uid>/bo/",
        row_views.remove_row_act,
        name="remove_row",
    ),
    path(
        "ke-hoach/<int:pk>/muc/<slug:key>/<uuid:uid>/len/",
        row_views.raise_row_act,
        name="raise_row",
    ),
    path(
        "ke-hoach/<int:pk>/doc-lai/", read_back_views.read_back_page, name="read_back"
    ),
    path(
        "ke-hoach/<int:pk>/loi-da-thong-qua/",
        agreed_views.take_agreed_words_act,
        name="take_agreed_words",
    ),
    path("ke-hoach/<int:pk>/tra-loi/", answer_views.answers_page, name="answers"),
    path(
        "ke-hoach/<int:pk>/tu-soi/<int:group>/",
        self_check_views.self_check_page,
        name="self_check",
    ),
]
