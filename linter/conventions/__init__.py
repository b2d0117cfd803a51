"""What a list follows without saying so, learned from its entries, with the evidence."""
