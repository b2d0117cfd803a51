"""A pull request on GitHub: read it, say what is wrong with it, keep what was said true."""
