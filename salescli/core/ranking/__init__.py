"""Who to call, and why: facts, scores, their bounds, and the lists made of them."""
