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
    wanted = {pk: (digest, before) for pk, digest, before in revisions}
    missing = {pk: pair for pk, pair in wanted.items() if pair not in KNOWN}
    if missing:
        learn_weights(missing)
    return {pk: KNOWN.get(pair, (0, 0)) for pk, pair in wanted.items()}


def learn_weights(missing):
    if len(KNOWN) > MOST_KNOWN:
        KNOWN.clear()
    digests = {digest for pair in missing.values() for digest in pair if digest}
    rows = Revision.objects.filter(plan__in=missing, digest__in=digests)
    contents = {
        digest: documents.read_document(snapshot)
        for digest, snapshot in rows.values_list("digest", "snapshot")
    }
    for digest, before in missing.values():
        if digest in contents:
            KNOWN[digest, before] = weigh_document(
                contents[digest], contents.get(before)
            )


def weigh_document(document, before):
    return guidance.vague_tasks(document), comparison.count_changes(
        document, before
    ) if before else 0
