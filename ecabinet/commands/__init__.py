"""What an administrator types: `flask --app wsgi …`. Each command opens the same doors as a page does."""
