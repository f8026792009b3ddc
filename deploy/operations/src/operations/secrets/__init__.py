"""The secrets of a stack: files in one folder, made once, each shown only to the containers that need it."""
