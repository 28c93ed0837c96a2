from django.urls import include, path

from cells.views import corrections

urlpatterns = [
    path("", include("cells.acts.register.urls")),
    path("", include("cells.pages.search.urls")),
    path("", include("cells.pages.cells.urls")),
    path("", include("cells.pages.person.urls")),
    path("", include("cells.acts.members.urls")),
    path("", include("cells.acts.appointments.urls")),
    path("", include("cells.acts.exemptions.urls")),
    path("", include("cells.acts.suspensions.urls")),
    path("nguoi/<int:pk>/sua/", corrections.person, name="correct_person"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/sua/", corrections.row, name="correct_row"),
    path("nguoi/<int:pk>/<slug:kind>/<int:row_pk>/bo/", corrections.take_away, name="take_away_row"),
]
