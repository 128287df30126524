"""声书 Shengshu: an accessible publisher for Chinese texts.

Four stages, four folders, in order. A stage makes one frozen product; the next stage reads it and never changes it::

    source/ ──► Manuscript ──► Reading ──► Narration ──► editions in build/
                what is        how it       when it       files to
                written        is said      is heard      read and hear
"""
