"""Requests to untrusted hosts: checked addresses, hard deadlines. The security boundary."""
