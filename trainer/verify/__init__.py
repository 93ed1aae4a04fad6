"""Verification: plans what to run, runs it, judges it and writes evidence."""
