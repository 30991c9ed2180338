"""From the text of an article to its passages: boilerplate, sentences, tables, headings."""
