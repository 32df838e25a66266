"""A thread, a list or an idea as files that open from disk: the pages of the site, and no server.

`scope` says which pages belong to a report, `paper` makes each of them, `rewrite` turns its links
into names of files, `single` puts them all into one file, `report` writes what came of it.
"""
