"""Demo data: invented firms and banks, entered through the use cases."""
