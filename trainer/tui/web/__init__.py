"""The trainer in a browser: the server, a session for each visitor, and the page."""
