"""The stored outputs held in many environments, in one table: `make test-matrix`."""
