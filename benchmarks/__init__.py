"""What listlint costs, and how right it is: measured as ratios, never as timed tests."""
