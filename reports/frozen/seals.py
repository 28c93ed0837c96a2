"""Is a frozen report still what was frozen?"""

import hashlib
import hmac

from phucdong.canonical import write_canonical
from plans.workflow import log
from reports.models import FrozenReport


def make_digest(content):
    """The SHA-256 of the canonical JSON."""
    return hashlib.sha256(write_canonical(content).encode()).hexdigest()


def is_whole(report):
    """Whether its content is what digest and seal say, its columns what the content
    says."""
    content = report.content
    repeated = [
        report.title,
        report.number,
        report.year,
        report.as_of.isoformat(),
        str(report.committee.uid),
    ]
    told = [content.get(name) for name in ("title", "number", "year", "as_of")]
    told.append(content["committee"]["uid"])
    is_sealed = hmac.compare_digest(report.seal, log.seal_digest(report.digest))
    is_digest = hmac.compare_digest(report.digest, make_digest(content))
    return is_sealed and is_digest and repeated == told


def find_first_broken():
    """(report or None, how many stand whole before it)"""
    whole = 0
    reports = FrozenReport.objects.select_related("committee").order_by("pk")
    for report in reports.iterator():
        if not is_whole(report):
            return report, whole
        whole += 1
    return None, whole
