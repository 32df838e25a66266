"""The database for other tools: a folder of files that says what it holds and where it is from.

In: the data directory, and what is wanted: lists, times, formats. Out: a folder, whole or not at
all. `chosen` lays the rows that are wanted out as views, or as tables under pseudonyms; `tables`,
`networks` and `convokit` write them and know nothing of where they come from, so that no format
can hold a name that another one hides; `metadata` says what is in the folder. The same database
and the same options give the same bytes.
"""
