"""Which files of cells left this installation or came here, and what was in them?"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cells.models import Committee


class HandoverFile(models.Model):
    """One file of cells (plans/handover) that was written or received here.

    `ward` is ours, `other_ward` the name of the one at the other end. `cells` are the
    lasting ids of the cells in it. `in_file` and `here` are {lasting id of a person or
    a plan: digest}: of what the file says of each, and of what stood here once it was
    received.
    """

    class Way(models.TextChoices):
        SENT = "sent", "Đã ghi"
        RECEIVED = "received", "Đã nhận"

    way = models.CharField(max_length=8, choices=Way)
    ward = models.ForeignKey(Committee, models.PROTECT, related_name="handover_files")
    other_ward = models.CharField(max_length=200, blank=True)
    on = models.DateField("ngày bàn giao")
    made_at = models.DateTimeField()
    cells = models.JSONField(default=list)
    in_file = models.JSONField(default=dict)
    here = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["sent", "received"]),
                name="plans_handoverfile_known_way",
            )
        ]

    def __str__(self):
        return f"file of {self.made_at}, {self.way}"
