"""The long-lived child processes, one for each native world, and the messages they understand."""
