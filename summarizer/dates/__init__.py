"""Dates: EDTF, what time words of an article can mean, and how a date is shown."""
