"""Documents with a layout (PDF, Word, saved web pages) as the text that the reader of minutes reads."""
