"""Who answers whom, who is who, and which paragraph answers which."""
