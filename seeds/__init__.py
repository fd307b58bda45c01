"""Data the program starts with: outlets and feeds, actors, sample articles."""
