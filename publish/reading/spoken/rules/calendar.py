"""Years, dates and clock times."""

from __future__ import annotations

import re
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, after, before, clock_told, each, many, one
from publish.reading.spoken.rules.tables import choice, counted_at, triggers

_DATE = re.compile(r"(\d{4})(\s?[-./—–]\s?)(0?[1-9]|1[0-2])(\s?[-./—–]\s?)(0?[1-9]|[12]\d|3[01])(?!\d|[./]\d|-\d{1,3}(?!\d))([日号]?)")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)([-./])(0[1-9]|1[0-2]|[1-9](?!\d))(?![\d%℃倍万亿元]|[./]\d|-\d{1,2}(?!\d))")


def date(text: str, at: int) -> Said | None:
    """2024-05-06, 2024/5/6, 2024.5.6 → 二零二四年五月六日; the separators become 年 and 月."""
    m = _DATE.match(text, at)
    if not m or m[2].strip() != m[4].strip() or not 1000 <= int(m[1]) <= 2999:
        return None
    tail = "" if m[6] else "日"
    parts = each(m[1], "year") + [
        Segment(len(m[2]), "年", "date"),
        Segment(len(m[3]), numerals.cardinal(m[3]), "date"),
        Segment(len(m[4]), "月", "date"),
        Segment(len(m[5]), numerals.cardinal(m[5]) + tail, "date"),
    ]
    return many(parts, 0.97, "".join(p.spoken for p in parts).replace("日", "号"))


def year_month(text: str, at: int) -> Said | None:
    """2019.09 and 2024-05: a year and a month, when the month has its zero or a dash stands between."""
    m = _YEAR_MONTH.match(text, at)
    if not m or (m[2] == "." and m[3][0] != "0" and not (_among_dates(text, at, m.end()) or _is_month(text, at, m))):
        return None
    parts = each(m[1], "year") + [Segment(1, "年", "date"), Segment(len(m[3]), numerals.cardinal(m[3]) + "月", "date")]
    joint = {".": "点", "-": "杠", "/": "斜杠"}[m[2]]
    return many(parts, 0.85 if len(m[3]) == 2 else 0.75, (numerals.number if m[2] == "." else numerals.digits)(m[1]) + joint + numerals.digits(m[3]))


_TELLS_A_DAY = re.compile("(?:截至|截止|发表于|成立于|写于|作于|完成于|修订于|出版于|发布于|生于|卒于|始于|建于|日期|时间|更新|出版|修订)[：: ]?$")


def _is_month(text: str, at: int, m: re.Match[str]) -> bool:
    """2024.12: a month where it stands alone, or behind words that a date follows."""
    if not re.fullmatch("19[0-9]{2}|20[0-4][0-9]", m[1]) or not re.fullmatch("1[0-2]", m[3]):
        return False
    ends = re.match(r"[，。；、）)\n]|$", text[m.end() : m.end() + 1])
    return bool(ends and (re.fullmatch(r"[，。；、（(\n]?", text[at - 1 : at] if at else "") or _TELLS_A_DAY.search(text[max(0, at - 5) : at])))


def joining_t(text: str, at: int) -> Said | None:
    """The T between day and time of ISO 8601, and the Z behind them, are not said."""
    if text[at] == "T" and re.search(r"\d{4}-\d\d-\d\d$", text[max(0, at - 10) : at]) and re.match(r"\d\d:\d\d", text[at + 1 : at + 6]):
        return one(1, "", "date", 0.97)
    if text[at] == "Z" and re.search(r"T\d\d:\d\d(?::\d\d)?$", text[max(0, at - 9) : at]):
        return one(1, "", "date", 0.95)
    return None


def _among_dates(text: str, at: int, end: int) -> bool:
    near = text[max(0, at - 10) : at] + " " + text[end : end + 10]
    return bool(re.search(rf"(?:19|20)\d\d\.\d|至今|[{DASHES}]今", near))


# --- years ----------------------------------------------------------------------------------------------------------------

_ERA = r"(?:公元前?|西元前?|纪元前|前|佛历|回历|藏历|黄帝纪元)\s?$"
_YEARS = re.compile(rf"(\d{{4}})(年)?(\s?[{DASHES}]{{1,2}}\s?|[至到])(\d{{4}}|\d{{2}})(?=(\s?)(年|{choice(['赛季', '学年', '财年', '届', '级', '年度'])}))")
_SEASON = re.compile(r"((?:19|20)\d\d)/(\d{4}|\d{2})(?=\s?(?:赛季|学年|财年|年度))")
_BARE_YEARS = re.compile(rf"((?:1[5-9]|20)\d\d)(\s?[{DASHES}]{{1,2}}\s?)((?:1[5-9]|20)\d\d)(?![\d{HAN}])(?!\s?[%℃A-Za-z])")
_SEASONS = re.compile(rf"((?:19|20)\d\d)([{DASHES}])((?:19|20)\d\d)(?=[{HAN}])(?![多余万亿元])")
_YEAR = re.compile(r"(\d{1,5})(?=\s?年)")
_NUMBERED_YEAR = re.compile(r"((?:19|20)\d\d)(?=\s?(?:届|级|版|款|赛季|学年|财年|秋季|春季|夏季|冬季|暑期|年度|后(?![续来面勤期的天年月日勺半场])))")
_VOLUME_YEAR = re.compile(r"((?:19|20)\d\d)(?=[（(]\d{1,2}[)）])")
_DECADE = re.compile(r"([05-9]0|[05-9]5|10)(?=后(?![续来面勤期的天年月日勺半场]))")
_SHORT_YEAR = re.compile(r"['’](\d\d)(?!\d)(?=年|届|级|版|[^0-9A-Za-z.]|$)")
_ENGLISH_DECADE = re.compile(r"((?:1[5-9]|20)?)([0-9])0['’]?s(?![A-Za-z])")


def years(text: str, at: int) -> Said | None:
    """2021—2025年 and （1881—1936）: digit by digit with 到."""
    m = _YEARS.match(text, at)
    if m and not m[2] and not (m[3] in "至到" and len(m[4]) == 2) and int(m[1]) <= 2999 and not _by_value(text, at, m.end(), m[1]):
        return _year_interval(m[1], m[3], m[4], 0.98)
    m = _SEASON.match(text, at)
    if m:
        return many([*each(m[1], "year"), Segment(1, "", "range"), *each(m[2], "year")], 0.93, numerals.digits(m[1]) + "到" + numerals.digits(m[2]))
    m = _BARE_YEARS.match(text, at) or _SEASONS.match(text, at)
    if m and int(m[1]) < int(m[3]) and (int(m[3]) - int(m[1]) == 1 or m.re is _BARE_YEARS) and not counted_at(text, m.end()):
        return _year_interval(m[1], m[2], m[3], 0.85)
    return None


def _year_interval(left: str, joint: str, right: str, sure: float) -> Said:
    parts = [*each(left, "year"), Segment(len(joint), joint if joint in "至到" else "到", "range"), *each(right, "year")]
    return many(parts, sure, *([numerals.digits(left) + "至" + numerals.digits(right)] if joint not in "至到" else []))


def _by_value(text: str, at: int, end: int, written: str) -> bool:
    """Is this so many years, not the year of that name?

    A year is 1000–2199. Round figures (1500, 2000) are durations beside 近 约 距今 历史 前 后…; others only after 距今, 历时, 长达.
    """
    value, ahead = int(written), before(text, at, 6)
    following = after(text, end, 8).lstrip().removeprefix("年")
    if re.search(_ERA, ahead):
        return False
    if not 1000 <= value <= 2199:
        return len(written) != 4 or written[0] != "0"
    told = re.search(triggers("duration", "before").pattern + "$", ahead)
    tells = triggers("duration", "after").match(following)
    if value % 100 == 0:
        return bool(told or tells or (following[:1] in tuple("前后") and value <= 2000))
    return bool(re.search(r"(?:距今|历时|长达|历经)$", ahead) or (tells and tells.group() not in ("以来", "间", "来", "时间", "里", "以上", "的时间")))


def years_ago(text: str, at: int) -> Said | None:
    """2000年前 may be before the year 2000 or two thousand years ago: by value, a doubt. So is 1900年以来."""
    m = _YEAR.match(text, at)
    if not m or len(m[1]) != 4 or int(m[1]) % 100 or not _by_value(text, at, m.end(), m[1]):
        return None
    if not 1500 <= int(m[1]) <= 2100 or not re.match(r"\s?年(?:前|后|来|以来|以上)", text[m.end() : m.end() + 5]):
        return None
    return one(4, numerals.cardinal(m[1]), "cardinal", 0.75, numerals.digits(m[1]))


def year(text: str, at: int) -> Said | None:
    """2025年 digit by digit; 2000年历史 and 4年 by value; 公元前221年 digit by digit; 08年 as written."""
    m = _YEAR.match(text, at)
    if not m:
        return None
    written = m[1]
    if len(written) == 4 and not _by_value(text, at, m.end(), written):
        round_one = int(written) % 100 == 0
        return many(each(written, "year"), 0.85 if round_one else 0.995, *([numerals.cardinal(written)] if round_one else []))
    if re.search(_ERA, before(text, at, 4)) or (len(written) == 3 and _dynasty(text, at)):
        return many(each(written, "year"), 0.9, numerals.cardinal(written))
    if len(written) == 4 and int(written) % 10 and not _told_duration(text, at, m.end()):
        return many(each(written, "year"), 0.75, numerals.cardinal(written))
    if len(written) == 2 and _short_year(text, at, m.end()):
        return many(each(written, "year"), 0.85, numerals.cardinal(written))
    if len(written) == 2 and written > "50" and written[1] != "0" and _AND_THEN.match(text, m.end()) and not _told_duration(text, at, m.end()):
        return one(2, numerals.cardinal(written), "cardinal", 0.85, numerals.digits(written))
    return None


_AND_THEN = re.compile(rf"\s?年(?![来前后过间以的里内如一之多余历文老时寿光积努等坚传沉沧风岁生])[{HAN}]")


def _told_duration(text: str, at: int, end: int) -> bool:
    """Do the words around say that this is a stretch of time?"""
    following = after(text, end, 8).lstrip().removeprefix("年")
    told = re.search(triggers("duration", "before").pattern + "$", before(text, at, 6))
    return bool(told or triggers("duration", "after").match(following) or following[:1] in tuple("前后"))


def _dynasty(text: str, at: int) -> bool:
    """Three digits in brackets or after a dash in brackets, as behind the name of a dynasty: （618年—907年）."""
    ahead = text[max(0, at - 8) : at]
    return bool(re.search(rf"[（(](?:前?\d{{3}}年?\s?[{DASHES}]{{1,2}}\s?)?$", ahead))


def _short_year(text: str, at: int, end: int) -> bool:
    """Two digits that name a year: 08年, 99年的, 98年抗洪 is not told apart from 98年 of age and stays a number."""
    written, following = text[at:end], after(text, end, 6).lstrip().removeprefix("年")
    if re.search(triggers("reign", "before").pattern + "$", before(text, at, 4)):
        return False
    if written[0] == "0":
        return True
    if re.search(r"(?:近|约|过|了|满|第|达|用|共|足|整|隔|长|经|晃|每|这|那)$", before(text, at, 3)):
        return False
    if written > "60" and written[1] != "0" and (re.match(rf"的(?!{_lasting()})[{HAN}]", following) or _event().match(following)):
        return True
    if written > "50" and written[1] != "0" and re.fullmatch(r"[，。；！？：“\n]?", text[at - 1 : at] if at else "") and re.match(rf"(?!{_lasting()}|[来前后过间以的里内如一]|间|之)[{HAN}]", following):
        return True
    born = re.match(r"(?:的$|的[，,。]|出生|生人|生[于的]|毕业|入[学伍党职行]|参[军加]|退[伍休役]|结婚|下岗|上大学|\d{1,2}月|春节|夏天|秋天|冬天|初|底)", following)
    return bool(born and int(written) >= 10)


def _lasting() -> str:
    return triggers("lasting", "after").pattern


@cache
def _event() -> re.Pattern[str]:
    """What happened in a year: 98年抗洪, 76年唐山大地震."""
    return re.compile(rf"[{HAN}]{{0,2}}大?{triggers('disaster', 'after').pattern}|{triggers('event', 'after').pattern}")


def numbered_year(text: str, at: int) -> Said | None:
    """2023级, 2024届, 2023款: digit by digit."""
    m = _NUMBERED_YEAR.match(text, at) or _VOLUME_YEAR.match(text, at)
    return many(each(m[1], "year"), 0.97) if m else _cohort(text, at)


_COHORT = re.compile(r"([0-4]\d)(?=[届级])|([5-9]\d)(?=[版款])")


def _cohort(text: str, at: int) -> Said | None:
    """25届新生, 23级学生, 86版: the year they came or went; without such a word it may be the twenty-fifth."""
    m = _COHORT.match(text, at)
    if not m or re.search(r"[第\d.]\s?$", text[max(0, at - 2) : at]) or (m[1] and not triggers("cohort", "after").match(text, m.end() + 1)):
        return None
    return many(each(m.group(), "year"), 0.85, numerals.cardinal(m.group()))


def bare_year(text: str, at: int) -> Said | None:
    """2022北京冬奥会, 成立于1995: a year without its word, if nothing is counted; a doubt."""
    m = _BARE_YEAR.match(text, at)
    if not m or counted_at(text, m.end()) or re.search(r"(?:[共计达约近超为增降第]|余额|[A-Za-z=×+\-#№])\s?$", before(text, at, 4)):
        return None
    if text[m.end() : m.end() + 1] in tuple("多余万亿千百几%℃"):
        return None
    return many(each(m.group(), "year"), 0.8, numerals.cardinal(m.group()))


_BARE_YEAR = re.compile(r"(?:19[1-9]\d|20(?!00)\d\d)(?![\d.,:：/%+]|[\-–—~～]\d|\s?[A-Za-z])")


def prime_time(text: str, at: int) -> Said | None:
    """1'30", 9"58, 3′20″5: minutes and seconds as in sports."""
    m = _PRIMES.match(text, at)
    if not m:
        return _minutes_alone(text, at)
    parts = []
    if m[1]:
        parts += [Segment(len(m[1]), numerals.cardinal(m[1]), "time"), Segment(1, "分", "time")]
    parts += [Segment(len(m[2]), _two_places(m[2]) if m[1] else numerals.cardinal(m[2]), "time"), Segment(1, "秒", "time")]
    marks = m.group()[len(m[1] or "") :]
    feet = numerals.cardinal(m[1]) + "英尺" if m[1] else ""
    length = not feet or int(m[2]) < 12 and not m[3]  # a foot has twelve inches
    others = [feet + numerals.cardinal(m[2]) + "英寸" + numerals.digits(m[3] or "")] if length else []
    return many([*parts, *each(m[3] or "", "time")], 0.85 if length and not ("″" in marks or "′" in marks) else 0.92, *others)


_PRIMES = re.compile(r"(?:(\d{1,3})['′’](?=\d\d))?(\d{1,2})(?:[\"″](?=\d)|(?<=['′’]\d\d)[\"″”])(\d{1,2})?(?!\d)")


def _minutes_alone(text: str, at: int) -> Said | None:
    """焖10': minutes, unless the mark may close a quotation."""
    inches = _INCHES.match(text, at)
    if inches and '"' not in text[max(0, at - 16) : at]:
        feet = [Segment(len(inches[1]) - 1, numerals.cardinal(inches[1][:-1]), "unit"), Segment(1, "英尺", "unit")] if inches[1] else []
        return many([*feet, Segment(len(inches[2]), numerals.number(inches[2], "二" if feet else "两"), "unit"), Segment(1, "英寸", "unit")], 0.7)
    m = re.compile(r"(\d{1,3})'(?![\dA-Za-z'])").match(text, at)
    if not m or re.search("['‘’]", text[max(0, at - 16) : at]):
        return None
    return many([Segment(len(m[1]), numerals.cardinal(m[1], "两"), "time"), Segment(1, "分", "time")], 0.7, numerals.cardinal(m[1]) + "英尺")


_INCHES = re.compile(r"(\d')?(\d{1,2}(?:\.\d{1,2})?)\"(?![\d\"])")


def decade(text: str, at: int) -> Said | None:
    """90后, 00后, and the 80 of 80、90后: digit by digit. 10 and 15 only with another such number."""
    m = _DECADE.match(text, at) or re.compile(r"[05-9]0(?=[、/和与及]\s?[05-9]0后)").match(text, at)
    if not m or text[at - 1 : at].isdigit() or (m.group() == "10" and not re.search(r"0后[、和与]$", text[max(0, at - 4) : at])):
        return None
    return many(each(m.group(), "digits"), 0.95)


def english_decade(text: str, at: int) -> Said | None:
    """1980s → 二十世纪八十年代, 80s → 八十年代."""
    m = _ENGLISH_DECADE.match(text, at)
    if not m:
        return None
    tens = "零零" if m[2] == "0" else "一十" if m[2] == "1" else numerals.cardinal(m[2] + "0")
    century = numerals.cardinal(str(int(m[1]) + 1)) + "世纪" if m[1] else ""
    return one(m.end() - at, century + tens + "年代", "date", 0.85)


def short_year(text: str, at: int) -> Said | None:
    """'24 → 二四; '90年代 → 九十年代."""
    m = _SHORT_YEAR.match(text, at)
    if not m or (at and (text[at - 1].isalnum() and text[at - 1].isascii())):
        return None
    if m[1][1] == "0" and text.startswith("年代", m.end()):
        return many([Segment(1, "", "date"), Segment(2, "零零" if m[1] == "00" else numerals.cardinal(m[1]), "date")], 0.93)
    return many([Segment(1, "", "year"), *each(m[1], "year")], 0.9, numerals.cardinal(m[1]))


# --- months and days -------------------------------------------------------------------------------------------------------

_MONTH = re.compile(r"(0?[1-9]|1[0-2])(?=\s?月(?!饼))")
_DAY = re.compile(r"(0?[1-9]|[12]\d|3[01])(?=\s?(?:日|号(?![楼线院门馆机店段]))(?!元))")


def month(text: str, at: int) -> Said | None:
    """05月 → 五月, 2月 → 二月; also the first of 1—11月 is left to the interval."""
    m = _MONTH.match(text, at)
    return one(len(m[1]), numerals.cardinal(m[1]), "date") if m else None


def day(text: str, at: int) -> Said | None:
    """06日 → 六日; 2号 → 二号."""
    m = _DAY.match(text, at)
    if not m or (m[1][0] == "0" and not re.search(r"月\s?$", before(text, at, 3)) and text[m.end() : m.end() + 1] == "号"):
        return None
    return one(len(m[1]), numerals.cardinal(m[1]), "date")


# --- the clock -------------------------------------------------------------------------------------------------------------

_CLOCK = r"([01]?\d|2[0-4])([:：])([0-5]\d)(?:([:：])([0-5]\d))?(?![\d:：]|\.\d)"
_TIME = re.compile(_CLOCK)
_TIMES = re.compile(_CLOCK + rf"(\s?[{DASHES}]{{1,2}}\s?|[至到])(?=(?:次日|翌日)?{_CLOCK})")
_STOPWATCH = re.compile(r"(?:(\d{1,2})([:：]))?(\d{1,2})([:：])([0-5]\d)(\.)(\d{2,3})(?![\d.:：%])")
_ZERO_MINUTES = re.compile(r"(0\d)(?=\s?[分秒])")


def time(text: str, at: int) -> Said | None:
    """8:05 → 八点零五分, 14:00 → 十四点, 2:05 → 两点零五分; not beside 比分 or 比."""
    half = _HALF_DAY.match(text, at)
    if half and 1 <= int(half[1]) <= 12:
        return _half_day(half)
    m = _TIMES.match(text, at) or _TIME.match(text, at)
    if not m or _is_score(text, at, m.end()) or (m[1] == "24" and m[3] != "00"):
        return None
    parts = _clock(m)
    forms = ["".join(p.spoken for p in parts)]
    if m.re is _TIMES:
        return many([*parts, Segment(len(m[6]), m[6] if m[6] in "至到" else "到", "range")], 0.97)
    if m[3] == "30" and not m[5]:
        forms.append(forms[0].replace("三十分", "半"))
    if m[3] != "00" and not m[5]:
        forms.append(forms[0].removesuffix("分"))
    if not m[5] and int(m[3]) % 5 and not _TIMELY.search(before(text, at) + after(text, m.end(), 8)):
        return many(parts, 0.85, f"{numerals.cardinal(m[1])}比{numerals.cardinal(m[3])}", *forms[1:])
    sure = 0.97 if m[2] == ":" or m[1][0] == "0" else 0.9
    return many(parts, sure, *forms[1:])


_TIMELY = re.compile(r"[时点开到前后起班早晚午夜日天周止至闭发抵入检登报零站次候]|[:：]\d\d")
"""Words one of which stands near most times of day; without any, 3:16 may be a verse or a ratio."""


_HALF_DAY = re.compile(r"(\d{1,2})(?:[:：]([0-5]\d))?\s?([aApP])\.?[mM]\.?(?![A-Za-z])")


def _half_day(m: re.Match[str]) -> Said:
    """8:30am → 上午八点三十分; the part of the day goes to the front, so it is one piece."""
    minutes = _two_places(m[2]) + "分" if m[2] and m[2] != "00" else ""
    hour = numerals.cardinal(m[1], "两") + "点" + minutes
    part = "上午" if m[3] in "aA" else "晚上" if 6 <= int(m[1]) < 12 else "下午"
    return one(len(m.group()), part + hour, "time", 0.9, ("早上" if part == "上午" else "下午") + hour)


def stopwatch(text: str, at: int) -> Said | None:
    """2:08.19 → 两分零八秒一九, 1:02:08.19 with 小时: a time that was taken."""
    m = _STOPWATCH.match(text, at)
    if not m or _RATIO_AHEAD.search(before(text, at, 16)):
        return None
    parts = [Segment(len(m[1]), numerals.cardinal(m[1], "两"), "time"), Segment(1, "小时", "time")] if m[1] else []
    minutes = _two_places(m[3]) if m[1] else numerals.cardinal(m[3], "两")
    parts += [Segment(len(m[3]), minutes, "time"), Segment(1, "分", "time"), Segment(2, _two_places(m[5]), "time"), Segment(1, "秒", "time")]
    return many([*parts, *each(m[7], "time")], 0.93)


RATIO_BEHIND = re.compile(r"\s?(?:的?(?:比[例率值重]|配比)|之比|稀释|兑水)")
_RATIO_AHEAD = re.compile(r"(?:坡度|比例|比例尺|配比|稀释|浓度|大于|小于|低于|高于|之?比[为是]?)[^\d]{0,4}$")


def _clock(m: re.Match[str]) -> list[Segment]:
    hour = numerals.cardinal(m[1], "两")
    minutes = "" if m[3] == "00" and not m[5] else _two_places(m[3]) + "分"
    parts = [Segment(len(m[1]), hour, "time"), Segment(1, "点", "time"), Segment(2, minutes, "time")]
    if m[5]:
        parts += [Segment(1, "", "time"), Segment(2, _two_places(m[5]) + "秒", "time")]
    return parts


def _two_places(written: str) -> str:
    """05 → 零五, 15 → 十五."""
    return "零" + numerals.cardinal(written) if written[0] == "0" and written != "00" else numerals.cardinal(written)


def _is_score(text: str, at: int, end: int) -> bool:
    if clock_told(text, at):
        return False
    near = before(text, at, 16)
    if _RATIO_AHEAD.search(near):
        return True
    if triggers("score", "around").search(near) or near.rstrip(" ：:为是").endswith("比"):
        return True
    return bool(re.match(rf"\s?(?:{triggers('score', 'around').pattern}|[胜负])", text[end : end + 6]) or RATIO_BEHIND.match(text, end))



def minutes(text: str, at: int) -> Said | None:
    """The 05 of 3点05分, the 03 of 2分03秒: the zero is heard."""
    m = _ZERO_MINUTES.match(text, at)
    if not m or not re.search(r"(?:点|时|分|小时|分钟|°|度)\s?$", text[max(0, at - 3) : at]):
        return None
    return one(2, _two_places(m[1]), "time")


_REST = re.compile(r"(\d{1,4})(?![\d.%])")


def rest_of_measure(text: str, at: int) -> Said | None:
    """What follows a unit as its tenths: 1米88, 9秒83, 12块5, 2分03秒86."""
    ahead = text[max(0, at - 3) : at]
    m = _REST.match(text, at)
    if not m or not re.search(r"\d[米秒块元毛点]$|[百\d]多?块$", ahead):
        return None
    if text[at - 1] in "块毛元":
        return one(len(m[1]), numerals.cardinal(m[1]), "money", 0.97) if len(m[1]) <= 2 and not text.startswith(("个", "元", "块", "毛", "分"), m.end()) else None
    if text[at - 1] == "点" or (text[at - 1] == "米" and len(m[1]) > 2):
        return None
    return many(each(m[1], "digits"), 0.97) if len(m[1]) > 1 else None
