"""How many bytes does a first visit load? The page and every file that it names, as
production would send them."""

import re
from urllib.parse import urljoin

NAMED_IN_HTML = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"')
NAMED_IN_CSS = re.compile(r'url\(["\']?([^"\')]+)')


def load_first_visit(site, path, cookie=""):
    """{address: bytes as sent} of a page, the files that it names, and those that its
    style sheets name (fonts)."""
    loaded = {path: count_sent_bytes(site, path, cookie)}
    waiting = find_addresses(site, path, NAMED_IN_HTML, cookie)
    while waiting:
        address = waiting.pop()
        if address.startswith("/static/") and address not in loaded:
            loaded[address] = count_sent_bytes(site, address)
            if address.endswith(".css"):
                waiting |= find_addresses(site, address, NAMED_IN_CSS)
    return loaded


def count_sent_bytes(site, address, cookie=""):
    return len(site.get(address, cookie)[1])


def find_addresses(site, address, pattern, cookie=""):
    """Addresses that a page or style sheet names."""
    _, body = site.get(address, cookie, encodings="")
    return {urljoin(address, found) for found in pattern.findall(body.decode())}


def count_script_bytes(site, loaded):
    """Bytes of the scripts among these files, before compression."""
    return sum(
        len(site.get(address, encodings="")[1])
        for address in loaded
        if address.endswith(".js")
    )
