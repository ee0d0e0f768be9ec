"""What a newsroom publishes, and every verb that changes it."""
