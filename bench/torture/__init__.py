"""Long runs that attack the program: ends at any moment, races, fuzz and hostile files; `make torture`."""
