"""Builds questions from evidence, keeps what was answered, and says what comes next."""
