"""Desk: a person's home. What awaits me today, the secretariat's console, leadership's board, the navigation.

It composes what the features offer and holds no rule of its own.
"""
