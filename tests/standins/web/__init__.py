"""A browser without JavaScript: reads pages, fills in forms and sends them, as a person would."""
