"""The configuration: its model, where it is looked for, its parser and its schema."""
