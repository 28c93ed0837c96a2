from django.urls import include, path

urlpatterns = [
    path("", include("cells.acts.register.urls")),
    path("", include("cells.pages.search.urls")),
    path("", include("cells.pages.cells.urls")),
    path("", include("cells.pages.person.urls")),
    path("", include("cells.acts.members.urls")),
    path("", include("cells.acts.appointments.urls")),
    path("", include("cells.acts.exemptions.urls")),
    path("", include("cells.acts.exemptions.ground_urls")),
    path("", include("cells.acts.suspensions.urls")),
    path("", include("cells.acts.corrections.urls")),
    path("", include("cells.acts.movements.urls")),
    path("", include("cells.acts.reorganisation.urls")),
]
