"""Programs for the maintainers; nothing here is installed."""
