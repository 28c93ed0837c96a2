from django.urls import path

from plans.pages.paper import views

app_name = "paper"

urlpatterns = [
    path("ke-hoach/go-ho/<int:member_pk>/", views.type_for_page, name="type_for"),
]
