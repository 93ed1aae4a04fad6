"""A terminal trainer that teaches by proven bugs."""
