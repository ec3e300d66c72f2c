"""What tests stand on and share: engines, doors, calls counted. Nothing here is a test."""
