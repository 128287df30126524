"""How numbers, letters and signs are said: ordered rules over character ranges.

``numerals`` turns digits into characters, ``tables`` loads the knowledge of ``reading/data``, ``spot`` is what every rule
takes and gives. The rules: ``calendar`` and ``short_dates`` (when), ``codes`` and ``labels`` (digits as names), ``quantity``,
``intervals`` and ``paired`` (how much, from and to, two amounts with a stroke), ``formulas``, ``letters`` and ``signs``.
``publish.reading.spoken.say`` holds the order in which they are tried.
"""
