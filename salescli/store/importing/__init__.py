"""Cards and dossiers on their way into the book, and other databases as their source."""
