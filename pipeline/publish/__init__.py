"""What people look at: summaries, trends."""
