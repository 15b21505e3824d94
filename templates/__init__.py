"""Pages, one folder per slice."""
