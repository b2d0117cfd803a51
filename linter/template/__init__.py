"""The entry template: a small language, matched in linear time."""
