"""The book itself: its door, shape, rows, log of changes and copies."""
