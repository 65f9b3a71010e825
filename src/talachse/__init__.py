"""Talachse: the cooperation of a city and its Jobcenter as a running system."""
