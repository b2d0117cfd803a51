"""Which items of a document are entries, and what their fields hold."""
