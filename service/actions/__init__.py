"""What the installation does: one use case a file, and the only place that commits."""
