"""A pull request on GitHub: read it, report what is wrong, keep the report up to date."""
