from django.urls import path

from plans.pages.prints import views

app_name = "prints"

urlpatterns = [
    path("ke-hoach/<int:pk>/in/", views.print_page, name="print_plan"),
]
