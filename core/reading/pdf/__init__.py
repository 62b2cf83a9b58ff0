"""PDF and XPS: pages with their words in reading order, tables, headings, forms and comments."""
