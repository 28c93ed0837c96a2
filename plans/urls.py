from django.urls import include, path

urlpatterns = [
    path("", include("plans.pages.home.urls")),
    path("", include("plans.pages.paper.urls")),
    path("", include("plans.pages.editor.urls")),
    path("", include("plans.pages.sign.urls")),
    path("", include("plans.pages.prints.urls")),
    path("", include("plans.pages.board.urls")),
    path("", include("plans.pages.desk.urls")),
    path("", include("plans.pages.record.urls")),
    path("", include("plans.pages.control.urls")),
    path("", include("plans.pages.years.urls")),
    path("", include("plans.pages.cell.urls")),
    path("", include("plans.pages.review.urls")),
    path("", include("plans.pages.taking_back.urls")),
]
