"""What a document's structure says: its outline, its table of contents, its order."""
