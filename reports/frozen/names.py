"""Who stands behind a figure of a frozen report, whatever its format?

Of a ward the names are read of the cells in which somebody does; of a city, which is
listed ward by ward, of the wards that a sheet of the list touches.
"""

from operator import itemgetter

from reports.frozen.documents import read_document
from reports.models import FrozenNames, FrozenReport


def list_frozen_people(report, document, figure, cells):
    """[{"name", "cell": its name, "standing", "status"}], or what a Paginator takes for
    it, of those in cells (uids)."""
    if "people" in document:
        return list_people_within(document, figure, cells)
    if document["parts"]:
        return PeopleOfParts(report, document, figure, cells)
    names = name_cells_behind(document, figure, cells)
    return read_people(figure, {report.pk: names})[report.pk]


def list_people_within(document, figure, cells):
    """Of a document that has the names in itself."""
    names = {row["uid"]: row["name"] for row in document["were"]["rows"]}
    people = []
    for one in document["people"]:
        if one["cell"] in cells and figure in one["figures"]:
            people.append(one | {"cell": names.get(one["cell"], "")})
    return people


def name_cells_behind(document, figure, cells):
    """{uid: name of its row} of those of these cells (uids) in which somebody stands
    behind a figure."""
    found = {}
    for row in list_rows_behind(document, figure, cells):
        for uid in row["gathers"]:
            found[uid] = row["name"]
    return found


def list_rows_behind(document, figure, cells):
    """The rows of these cells, as they were, in which somebody stands behind a
    figure."""
    rows = document["were"]["rows"]
    return [
        row for row in rows if row["counts"][figure] and cells & set(row["gathers"])
    ]


def read_people(figure, behind):
    """{id of a report: its people behind a figure, by given name} in these cells
    ({id of the report: {uid: name}}); one query."""
    found = {pk: [] for pk in behind}
    uids = set().union(*behind.values())
    for row in FrozenNames.objects.filter(report__in=behind, cell__in=uids):
        cell = behind[row.report_id][str(row.cell)]
        for one in row.people:
            if figure in one["figures"]:
                found[row.report_id].append(one | {"cell": cell})
    for people in found.values():
        people.sort(key=itemgetter("order"))
    return found


class PeopleOfParts:
    """Those behind a figure of a city in cells (uids), ward by ward."""

    def __init__(self, city, document, figure, cells):
        self.figure, self.cells = figure, cells
        parts = city.index_parts()
        # {id of a part: how many of it}, in order
        self.numbers, divided = {}, []
        for row in list_rows_behind(document, figure, cells):
            part = parts[row["uid"]]
            self.numbers[part] = row["counts"][figure]
            if not cells.issuperset(row["gathers"]):
                divided.append(part)
        for part, own in self.read_documents(divided):
            rows = list_rows_behind(own, figure, cells)
            self.numbers[part] = sum(row["counts"][figure] for row in rows)

    def read_documents(self, parts):
        """(id, document) of these parts, one at a time."""
        if parts:
            found = FrozenReport.objects.filter(pk__in=parts).only("content")
            for part in found.iterator(chunk_size=1):
                yield part.pk, read_document(part.content)

    def __len__(self):
        return sum(self.numbers.values())

    def __getitem__(self, asked):
        touched, begin = {}, 0
        for part, number in self.numbers.items():
            first, last = max(asked.start - begin, 0), min(asked.stop - begin, number)
            if first < last:
                touched[part] = slice(first, last)
            begin += number
        people = read_people(self.figure, self.name_cells(touched))
        return [one for part, some in touched.items() for one in people[part][some]]

    def name_cells(self, parts):
        """{id of a part: {uid of a cell: its name, with the ward}}"""
        found = {}
        for part, document in self.read_documents(parts):
            names = name_cells_behind(document, self.figure, self.cells)
            ward = document["committee"]["name"]
            found[part] = {uid: f"{name} ({ward})" for uid, name in names.items()}
        return found
