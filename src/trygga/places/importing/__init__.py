"""A landlord's table into the register: read and scrub, plan, show, apply."""
