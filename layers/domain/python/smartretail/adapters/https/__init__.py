"""Reading other systems over HTTPS, from public addresses only."""
