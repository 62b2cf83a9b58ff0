"""Word, PowerPoint and OpenDocument files of today, which are zip archives of XML."""
