"""Bank products and the limits that bound them."""
