"""How exactly minutes are read back that were printed from records whose content is known."""
