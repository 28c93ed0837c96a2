from django.urls import include, path

urlpatterns = [
    path("", include("accounts.entry_urls")),
    path("", include("accounts.urls")),
    path("", include("backups.urls")),
    path("", include("cells.urls")),
    path("", include("plans.urls")),
    path("", include("reports.urls")),
]

handler400 = "phucdong.errors.bad_request"
handler403 = "phucdong.errors.forbidden"
handler404 = "phucdong.errors.not_found"
handler500 = "phucdong.errors.server_error"
