"""From which address does a request come, and is it one of the ward's own networks?"""

import ipaddress

from django.conf import settings


def find_client_address(request):
    """The address that the nearest trusted proxy saw, else the peer's, else None.

    PROXY_COUNT of them stand before us.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(seen):
        told = seen[-settings.PROXY_COUNT].strip()
        if is_address(told):
            return told
    peer = request.META.get("REMOTE_ADDR", "")
    if is_address(peer):
        return peer
    return None


def is_address(text):
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def find_counted_network(address):
    """What is counted for one visitor's address: itself, or of IPv6 the 64 bits that a
    connection gets as a whole. None for the ward's own networks, where many people
    share an address."""
    if address is None:
        return None
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    if any(found in network for network in list_own_networks()):
        return None
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def list_own_networks():
    """The networks of OWN_NETWORKS; what is none is left out (`check` refuses it)."""
    networks = []
    for text in settings.OWN_NETWORKS:
        network = read_network(text)
        if network:
            networks.append(network)
    return networks


def read_network(text):
    """ "10.20.0.0/16" as a network, or None."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None
