"""Pure knowledge of addresses: normal form, identity, what a URL points at."""
