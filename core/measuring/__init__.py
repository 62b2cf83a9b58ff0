"""Measuring how well questions are answered by what is found: measures, their confidence, and sets of questions."""
