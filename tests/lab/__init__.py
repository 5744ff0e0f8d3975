"""The course in a real JupyterLab, in a headless browser: `make test-lab`."""
