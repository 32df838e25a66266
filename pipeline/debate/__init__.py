"""What is proposed, who stands where on it, and what becomes of it."""
