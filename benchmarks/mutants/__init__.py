"""Servers that are wrong on purpose, so that each measurement is seen to notice."""
