"""The register of members: read from a spreadsheet, compared, applied, and exported.

From the file to the database, each standing on those before it:

sheet_limits, sheet_writer,
workbooks, delimited, sheet_child     what an uploaded file holds, in a process with
                                      limits
sheets                                the same in the process that asks for it
reading_time                          how long it may take to make out what it says
values, columns                       what one value means; the one table of columns
headings, titles, tables              which rows of a sheet are people
persons, departures, repetitions,
register_list                         who they are, and the whole list
counterparts                          the ward, cells and members that it means
person_changes, comparison            what the database says otherwise
application                           a whole register into the database (the command)
differences, checked_register         what an officer may tick
ticked_application                    what they have ticked into the database
uploads, worker                       what is kept of a file, the process at work on it
exported_rows, export                 the register as a file
"""
