"""How the pinyin is written above the words."""
