"""Build, deploy and run: one template and one zip, the same for every target."""
