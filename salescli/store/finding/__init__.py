"""Looking through the book: several words at once, all text of `crm find`, and what is nearest to a miss."""
