"""The command `klynge`. Settings come from the environment. What the secretariat reads is Danish, the rest English."""

from app.cli.application import main

__all__ = ["main"]
