"""What the pages of the desk show and ask for; no page reads a table by itself."""
