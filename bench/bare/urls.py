from django.urls import path

from bench.bare import views

urlpatterns = [
    path("queue/<int:cell>/", views.queue),
    path("dashboard/<int:cycle>/", views.dashboard),
    path("editor/<int:plan>/<slug:key>/", views.editor),
]
