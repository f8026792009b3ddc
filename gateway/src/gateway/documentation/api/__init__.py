"""The operations of the documentation: the index, the documents, and the pages."""
