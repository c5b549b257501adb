"""Who in the book may be one with somebody: the keys they go by, pairs, and two made one."""
