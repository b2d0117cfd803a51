"""Documents, rules and facts to a report; fixes to a new text."""
