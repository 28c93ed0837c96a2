"""The ward founds a cell, and adds a person whom the register of a cell has forgotten.

Who is admitted or received comes by a movement.
"""
