"""Services that answer for many links in one request, one service a file."""
