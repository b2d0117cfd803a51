"""The review and the summary comment of a pull request, kept true."""
