"""Is every change noticed? Copies of the course, each with one change: `make test-tamper`."""
