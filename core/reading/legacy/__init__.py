"""Word and PowerPoint files of 1993 to 2003, and what else lies in OLE files; encrypted office files."""
