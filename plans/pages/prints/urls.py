from django.urls import path

from plans.pages.prints import views

app_name = "prints"

urlpatterns = [
    path("ke-hoach/<int:pk>/in/", views.print_page, name="print_plan"),
    path("ke-hoach/<int:pk>/in-de-ky/", views.signing_act, name="print_for_signing"),
    path("ke-hoach/<int:pk>/in-niem-yet/", views.posting_page, name="print_posting"),
]
