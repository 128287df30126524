"""Word documents (.docx) as Word and WPS write them: ECMA-376 WordprocessingML, read with zipfile and lxml.

``read`` leads; ``package`` knows the zip's parts, ``styles``, ``numbering``, ``fields`` what the markup means, ``runs`` makes the words of a
paragraph, ``body`` the passages of a story (text, note, header), ``tables``, ``pictures`` and ``notes`` the rest; ``told`` collects what was left out.
"""
