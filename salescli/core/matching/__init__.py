"""Whether two records are one person or firm: compared, decided, and settled into one."""
