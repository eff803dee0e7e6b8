"""WHAT IS DONE: one function per job at the desk, one transaction each.

May import: data, documents, gateways, config, rules. A request goes in, a result comes out, both frozen
dataclasses; everything passes through the Desk (permission, transaction, audit, clock).
"""
