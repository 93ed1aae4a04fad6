"""Executes snippets and their mutants: a JVM, a warm worker, and a forked process for each run."""
