"""Who says what: reporting expressions, their speakers, and where what is said begins and ends."""
