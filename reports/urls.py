from django.urls import include, path

urlpatterns = [
    path("", include("reports.pages.dashboard.urls")),
    path("", include("reports.pages.numbers.urls")),
    path("", include("reports.pages.names.urls")),
    path("", include("reports.pages.exemptions.urls")),
    path("", include("reports.pages.years.urls")),
    path("", include("reports.frozen.urls")),
]
