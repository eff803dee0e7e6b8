"""WHAT IS TRUE: rules that would hold on paper.

May import: the Python standard library only. A line belongs here if it can be checked with pen and paper:
no clock (the date is passed in), no database, no screen, no file.
"""
