"""What an address tells of where it leads."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a name or an address, without port and brackets, is this machine's own; names are not looked up."""
    if host.lower() == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
