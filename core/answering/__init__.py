"""From a question to an answer that the documents bear out: evidence, quotes, prompt, support, answer."""
