"""Lines become sections and blocks; the publisher's own words beside them."""
