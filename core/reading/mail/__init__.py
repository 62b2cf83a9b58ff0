"""E-mails in all the forms in which programs keep them, with what is attached."""
