"""Pure knowledge of what fields hold: dates, authors, sentences, labels; and of edits to text."""
