from django.urls import path

from plans.views import queue, reading, steps

urlpatterns = [
    path("gop-y/", queue.queue, name="queue"),
    path("ke-hoach/<int:pk>/", reading.plan, name="plan"),
    path("ke-hoach/<int:pk>/buoc/<slug:step>/", steps.plan_step, name="plan_step"),
]
