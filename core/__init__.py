"""What the assistant knows how to do: reading, passages, store, sync, search and answering.

No Qt, no model runtime, no network. See ARCHITECTURE.md for the rooms and the arrows between them.
"""
