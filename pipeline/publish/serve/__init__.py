"""The web face: a read-only site over the database, made on the server.

In: the data directory. Out: pages, each with a permanent address, a citation and a JSON form.
`source` opens the database, one module for each kind of page asks it and hands over a `Page` of
plain data, `site` makes HTML, JSON or CSV of it. Mail is untrusted: templates escape everything,
text goes through `plain`, and the browser is told to run and load nothing that is not ours.
"""
