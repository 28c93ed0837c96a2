"""The text of a page as a browser takes it."""


def fold_spaces(html):
    """Any white space as one space: how the lines of a template are broken changes
    nothing that is read."""
    return " ".join(html.split())
