"""What patients, their representatives and companions do online. Every act is a fact; nothing is sent from here."""
