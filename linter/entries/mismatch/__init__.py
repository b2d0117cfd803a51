"""What is wrong with an entry that does not match its template, and its fix."""
