"""WHAT IS OUTSIDE: files from others, the keyring, the drive a file lies on.

May import: config, rules. One small door per outside thing; a door reads or writes and decides nothing.
"""
