"""WHAT IS PRINTED: the only floor that speaks ReportLab.

May import: config, rules. A document takes a frozen view of ready strings and gives PDF bytes.
"""
