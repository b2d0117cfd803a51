"""Text to Document."""
