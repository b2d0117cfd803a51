"""Tests. A package, so that no folder here shadows a library of the same name."""
