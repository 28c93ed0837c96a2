"""Exemption as a life record: who is exempt or suspended, by whose decision, how long, how it was looked at again.

recording.py begins and ends the rows · proposing.py is what a cell proposes and the committee decides · reviewing.py
the yearly review of a cell · grounds.py the list of grounds that may be named · diagnoses.py warns of what must not be
stored · forms.py, words.py for the pages.
"""
