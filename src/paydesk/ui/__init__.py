"""WHAT IS SEEN: the only floor that speaks Qt.

May import: operations, rules, config (its ``application`` also bootstrap and demo). A widget shows facts and
makes requests; it decides nothing about money.
"""
