"""WHAT IS KEPT: the only floor that speaks SQL.

May import: config, rules. Stores (``*_store``) read and write; tables (``*_tables``) say what is kept;
ORM rows never leave this floor and the operation that opened the session.
"""
