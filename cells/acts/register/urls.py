from django.urls import path

from cells.acts.register import views

app_name = "register"

urlpatterns = [
    path(
        "chi-bo/<int:pk>/so-dang-vien/", views.cell_register_file, name="cell_register"
    ),
    path(
        "dang-bo/<int:pk>/so-dang-vien/",
        views.committee_register_file,
        name="committee_register",
    ),
    path("so-dang-vien/", views.register_form_page, name="register"),
    path("so-dang-vien/<uuid:pk>/", views.upload_page, name="register_upload"),
    path("so-dang-vien/<uuid:pk>/nhap/", views.order_upload, name="apply_register"),
    path(
        "so-dang-vien/<uuid:pk>/nhom/<slug:part>/",
        views.upload_group_page,
        name="register_part",
    ),
    path("so-dang-vien/<uuid:pk>/lai/", views.restart_upload, name="restart_register"),
    path("so-dang-vien/<uuid:pk>/bo/", views.drop_upload, name="drop_register"),
]
