"""The data that the course ships, and ``make``, the recipe that made it; see README.md."""
