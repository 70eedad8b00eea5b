"""Mail that comes in: kept first, understood second, and by a person where a program must not guess."""
