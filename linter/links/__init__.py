"""Whether links are alive: what to ask of whom, nothing twice, and how to be sure."""
