"""Doors for Celery: each task looks once, and the tick decides when to knock."""
