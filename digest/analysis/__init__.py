"""Article -> Analysis, as spaCy components."""
