"""What happens or is to happen, with its status, its date and who takes part."""
