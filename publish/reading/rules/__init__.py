"""How numbers, letters and signs are said: ordered rules over character ranges.

``numerals`` turns digits into characters, ``tables`` loads the knowledge of ``reading/data``, ``spot`` is what every rule
takes and gives; ``calendar``, ``codes``, ``quantity``, ``intervals``, ``letters`` and ``signs`` hold the rules, each in its order.
"""
