"""Results for everyone: issued editions only, every page with its data."""
