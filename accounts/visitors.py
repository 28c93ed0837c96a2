"""Who is at the other end, as far as a request tells: from which address, on which
device?"""

from dataclasses import dataclass

from accounts.devices import Device, read_device
from accounts.networks import find_client_address


@dataclass(frozen=True)
class Visitor:
    """`address` is None when the server cannot tell, `device` when nobody has signed in
    on it."""

    address: str | None = None
    device: Device | None = None


def read_visitor(request):
    return Visitor(find_client_address(request), read_device(request))
