"""Prints of a record of an agenda system in many layouts: one module for each concern, joined by `Choices`."""
