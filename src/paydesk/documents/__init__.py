"""WHAT IS PRINTED: the only floor that speaks ReportLab.

May import: config, rules. A document takes a frozen view of facts, proves their
sums, and gives the same PDF bytes for the same view (``Paper``).
"""
