"""What executes the course's notebooks and holds their stored outputs true."""
