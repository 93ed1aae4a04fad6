"""Finds and parses decks: snippets, what learners read of mutators, and evidence."""
