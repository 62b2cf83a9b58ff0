"""Understanding a question before anything is looked up: filters, follow-ups, several in one, acronyms, typing errors.

Everything here works without a model and without the store, in about a millisecond, and leaves alone what it is not
sure of.
"""
