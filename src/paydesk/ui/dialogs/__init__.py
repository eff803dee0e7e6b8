"""Dialogs: one deep, one job each."""
