from django.urls import include, path

from cells.views import corrections, register

urlpatterns = [
    path("", include("cells.pages.search.urls")),
    path("", include("cells.pages.cells.urls")),
    path("", include("cells.pages.person.urls")),
    path("", include("cells.acts.members.urls")),
    path("", include("cells.acts.appointments.urls")),
    path("", include("cells.acts.exemptions.urls")),
    path("", include("cells.acts.suspensions.urls")),
    path("chi-bo/<int:pk>/so-dang-vien/", register.cell_register, name="cell_register"),
    path("dang-bo/<int:pk>/so-dang-vien/", register.committee_register, name="committee_register"),
    path("nguoi/<int:pk>/sua/", corrections.person, name="correct_person"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/sua/", corrections.row, name="correct_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/bo/", corrections.take_away, name="take_away_row"),
    path("so-dang-vien/", register.register, name="register"),
    path("so-dang-vien/<uuid:pk>/", register.register_upload, name="register_upload"),
    path("so-dang-vien/<uuid:pk>/nhap/", register.apply, name="apply_register"),
    path("so-dang-vien/<uuid:pk>/nhom/<slug:part>/", register.register_part, name="register_part"),
    path("so-dang-vien/<uuid:pk>/lai/", register.restart, name="restart_register"),
    path("so-dang-vien/<uuid:pk>/bo/", register.drop, name="drop_register"),
]
