"""Organization."""
