"""How vague is a revision, and how much of it changed? Read once a content, since a
revision never changes."""

from plans.form import comparison, documents, guidance
from plans.models import Revision

# {(digest, digest of the revision judged before or None): (vague tasks, changed texts
# and rows)}
KNOWN = {}
MOST_KNOWN = 100_000


def weigh_revisions(revisions):
    """{plan pk: (vague tasks, changed texts and rows)} of [(plan pk, digest, digest
    judged before or None)].

    At most one query: the contents that this process has not read yet.
    """
    wanted = {}
    missing = {}
    for pk, digest, before in revisions:
        wanted[pk] = digest, before
        if wanted[pk] not in KNOWN:
            missing[pk] = digest, before
    if missing:
        learn_weights(missing)
    return {pk: KNOWN.get(pair, (0, 0)) for pk, pair in wanted.items()}


def learn_weights(missing):
    if len(KNOWN) > MOST_KNOWN:
        KNOWN.clear()
    digests = set().union(*missing.values())
    digests -= {None, ""}
    rows = Revision.objects.filter(plan__in=missing, digest__in=digests)
    contents = {}
    for digest, snapshot in rows.values_list("digest", "snapshot"):
        contents[digest] = documents.read_document(snapshot)
    for digest, before in missing.values():
        if digest in contents:
            weight = weigh_document(contents[digest], contents.get(before))
            KNOWN[digest, before] = weight


def weigh_document(document, before):
    changes = 0
    if before:
        changes = comparison.count_changes(document, before)
    return guidance.vague_tasks(document), changes
