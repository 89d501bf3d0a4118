"""What an official report in words says: its text, its outline, its figures."""
