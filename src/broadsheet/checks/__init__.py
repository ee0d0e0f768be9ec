"""What `broadsheet check` looks at."""
