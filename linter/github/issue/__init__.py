"""The issue about dead and moved links, kept true."""
