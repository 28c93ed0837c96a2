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
    """Whether its content is what digest and seal say, its columns, names and parts
    what the content says."""
    return is_sealed(report) and are_names_whole(report) and are_parts_whole(report)


def is_sealed(report):
    content = report.content
    repeated = [
        report.title,
        report.number,
        report.year,
        report.as_of.isoformat(),
        str(report.committee.uid),
        report.parent_id and str(report.parent_id),
    ]
    told = [content.get(name) for name in ("title", "number", "year", "as_of")]
    told.append(content["committee"]["uid"])
    told.append(content.get("part_of", {}).get("key"))
    is_seal = hmac.compare_digest(report.seal, log.seal_digest(report.digest))
    is_digest = hmac.compare_digest(report.digest, make_digest(content))
    return is_seal and is_digest and repeated == told


def are_names_whole(report):
    """Whether the rows of names are those that the content tells, no more and no less;
    one is read at a time."""
    told = {}
    for names in report.content.get("names", []):
        told[names["cell"]] = names["people"], names["digest"]
    for row in report.names.order_by("pk").iterator(chunk_size=1):
        found = len(row.people), make_digest(row.people)
        if told.pop(str(row.cell), None) != found:
            return False
    return not told


def are_parts_whole(report):
    """Whether its parts are those that the content tells; each is looked at by
    itself."""
    told = {}
    for part in report.content.get("parts", []):
        told[part["uid"]] = part["digest"]
    found = {}
    for uid, digest in report.parts.values_list("committee__uid", "digest"):
        found[str(uid)] = digest
    return found == told


def find_first_broken():
    """(report or None, how many stand whole before it); one is read at a time."""
    whole = 0
    reports = FrozenReport.objects.select_related("committee").order_by("pk")
    for report in reports.iterator(chunk_size=1):
        if not is_whole(report):
            return report, whole
        whole += 1
    return None, whole
