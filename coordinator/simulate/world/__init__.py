"""Who does what and when, decided from a seed and from what a case shows. Pure: no clock, no I/O."""
