"""The Second Opinion Coordinator: it does the waiting for people who seek a second medical opinion."""
