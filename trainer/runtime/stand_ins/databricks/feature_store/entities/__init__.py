"""The plain types."""
