"""Signs: dashes between amounts, slashes, plus and minus, brackets that say nothing, everything else by its table."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from publish.reading.spoken.rules import numerals
from publish.reading.spoken.rules.intervals import alike, interval
from publish.reading.spoken.rules.letters import bare_unit
from publish.reading.spoken.rules.quantity import DEGREES, NUMBER, money, percent, unit_sign, with_unit
from publish.reading.spoken.rules.spot import DASHES, HAN, Said, Segment, after, before, many, one
from publish.reading.spoken.rules.tables import counted_at, rows, table, triggers, units

_DASH = re.compile(rf"\s?[{DASHES}]{{1,3}}\s?")
_SIGNED = re.compile(rf"[-−–+±＋]\s?(?={NUMBER})")
_FOOTNOTE = re.compile(r"[\[［【〔]\d{1,3}(?:\s?[-–—,，、]\s?\d{1,3}){0,5}[\]］】〕]|\[注?\d{1,3}\]")
_CARET = re.compile(r"\^(?:(-|−)?(\d{1,3})|([a-z])(?![A-Za-z]))")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")


def footnote(text: str, at: int) -> Said | None:
    """[2] after a Han character or a mark is silent; 〔2007〕54号 is not one, [1] at the start of a line is read."""
    m = _FOOTNOTE.match(text, at)
    if not m or not re.match(rf"[{HAN}，。；：！？”’）》、%℃A-Za-z\d\]]", text[at - 1 : at]):
        return None
    if re.match(r"\s?\d{0,5}号", text[m.end() : m.end() + 7]) or re.search(triggers("cited", "before").pattern + "$", text[max(0, at - 4) : at]):
        return None
    return one(len(m.group()), "", "footnote", 0.95)


def raised(text: str, at: int) -> Said | None:
    """Superscript digits: a power after a letter or a bracket, a footnote mark after anything else."""
    m = _RAISED.match(text, at)
    if not m:
        return None
    value = m.group().translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    isotope = _ELEMENT.match(text, m.end())
    if isotope and len(value) > 1 and not re.match(rf"[{HAN}A-Za-z\d）)]", text[at - 1 : at] if at else ""):
        return one(isotope.end() - at, isotope.group() + (numerals.digits(value) if len(value) > 2 else numerals.cardinal(value)), "code", 0.85)
    charge = text[m.end() : m.end() + 1]
    if charge and charge in "⁺⁻":
        sign = "正" if charge == "⁺" else "负"
        return one(len(m.group()) + 1, numerals.cardinal(value) + sign, "math", 0.9, sign + numerals.cardinal(value) + "价")
    if re.match(r"[A-Za-zα-ω)）]", text[at - 1 : at]):
        spoken = {"2": "平方", "3": "立方"}.get(value, numerals.cardinal(value) + "次方")
        return one(len(m.group()), spoken, "math", 0.9, "的" + spoken)
    return one(len(m.group()), "", "footnote", 0.85, numerals.cardinal(value))


_ELEMENT = re.compile(r"[A-Z][a-z]?(?![A-Za-z])")


def caret(text: str, at: int) -> Said | None:
    """x^2 → x平方, 2^n → 二的n次方."""
    m = _CARET.match(text, at)
    if not m or not re.match(r"[A-Za-zα-ω\d)）]", text[at - 1 : at] if at else ""):
        return None
    plain = {"2": "平方", "3": "立方"}.get(m[2]) if not m[1] else None
    spoken = plain or "的" + ("负" if m[1] else "") + (numerals.cardinal(m[2]) if m[2] else m[3]) + "次方"
    return one(len(m.group()), spoken, "math", 0.93, *(["的" + plain] if plain else []))


def lowered(text: str, at: int) -> Said | None:
    """Subscript digits: CO₂ → CO二."""
    m = re.compile("[₀-₉]{1,4}").match(text, at)
    if not m:
        return None
    return one(len(m.group()), numerals.cardinal(m.group().translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))), "code", 0.95)


_SECTION = re.compile(r"§\s?(\d{1,3})((?:\.\d{1,3}){0,4})(?![\d.])")


def section(text: str, at: int) -> Said | None:
    """§3.2 → 第三点二节, § 12 → 第十二节."""
    m = _SECTION.match(text, at)
    if not m:
        return None
    said = "点".join(numerals.cardinal(part) for part in (m[1] + m[2]).split("."))
    head = Segment(m.start(1) - at, "第", "ordinal")
    return many([head, Segment(len(m[1] + m[2]), said + "节", "ordinal")], 0.85, said, "节" + said)


def point(text: str, at: int) -> Said | None:
    """.5 → 零点五, when no number or letter stands before the point."""
    m = re.compile(r"\.(\d{1,6})(?!\d|\.\d)").match(text, at)
    if not m or (at and (text[at - 1].isalnum() or text[at - 1] in ".…)]）")):
        return None
    return one(len(m.group()), "零点" + numerals.digits(m[1]), "decimal", 0.8)


def signed(text: str, at: int) -> Said | None:
    """-3℃ → 零下三摄氏度, -12.3% → 负百分之十二点三, ±0.5, +5; no sign between two words or in 歼-20."""
    m = _SIGNED.match(text, at)
    if not m or not _free(text, at, m.end(), m.group()[0]):
        return None
    rest = interval(text, m.end()) or money(text, m.end()) or percent(text, m.end()) or with_unit(text, m.end())
    degrees = _DEGREES_FOLLOW.match(text, m.end()) or (rest and rest.segments[-1].spoken.endswith("氏度"))
    word = {"+": "零上" if degrees else "正", "±": "正负"}.get(m.group()[0], "零下" if degrees else "负")
    word = "" if text[max(0, at - 2) : at] in ("零下", "零上") or text[at - 1 : at] == "负" else word
    if rest is None:
        value = re.compile(NUMBER).match(text, m.end())
        if value is None:
            return None
        rest = one(len(value.group()), numerals.number(value.group()), "math", 0.9)
    if rest.segments[0].cls == "percent" and len(rest.segments) == 1:
        return one(len(m.group()) + rest.length, word + rest.spoken, "percent", 0.95)
    others = ("负" + rest.spoken,) if word == "零下" else ("加" + rest.spoken,) if word == "正" else ()
    return many([Segment(len(m.group()), word, rest.segments[0].cls), *rest.segments], min(rest.confidence, 0.95), *others)


_DEGREES_FOLLOW = re.compile(rf"{NUMBER}(?:\s?[至到{DASHES}]\s?[-−]?{NUMBER})?\s?(?:{DEGREES}|°(?!\d)|度(?!电))")


def _free(text: str, at: int, end: int, sign: str) -> bool:
    """Does this sign belong to the number after it, and not stand between two things?"""
    ahead = text[at - 1 : at]
    if not ahead or ahead.isspace() or not (ahead.isalnum() or ahead in ")）]％%℃”\"'’"):
        return ahead not in tuple("-−–—+#/") or (ahead == "/" and bool(re.search(r"\d[A-Za-zμ%]{0,3}/$", text[max(0, at - 5) : at])))
    if sign == "±":
        return True
    if ahead.isascii():
        return False
    if re.search(r"\d[\d.]*[百千万亿多余]{0,3}[%℃元个年月日号时点分米人万亿]$", before(text, at, 10)):
        return False
    following = re.compile(rf"{NUMBER}\s?(?:[%‰]|{DEGREES}|元|万|亿)|0\.\d|\d{{1,2}}°").match(text, end)
    told = re.search(triggers("negative", "before").pattern + "$", before(text, at, 5))
    return bool(sign in "-−" and (told or (following and re.match(f"[{HAN}]", ahead))) and not re.match(r"[0-9一二三四五六七八九十年月日号]", ahead))


# --- dashes and slashes ------------------------------------------------------------------------------------------------------------

_AMOUNT_AHEAD = re.compile(r"(?:\d|[一二两三四五六七八九十百千万亿]|[%‰℃°])[^\s，。；、！？：“”（）]{0,5}$")
_AMOUNT_BEHIND = re.compile(r"(?:约|近|第|公元前?|前|零下|零上|次日|翌日|凌晨|上午|下午|晚|早|周|星期|负|[-−¥￥$€])?\s?(?:\d|[一二两三四五六七八九十百千])")


def dash(text: str, at: int) -> Said | None:
    """到 between two amounts (8月22日—24日, 周一～周五); silent between words; 减 before a sum's =."""
    m = _DASH.match(text, at)
    if not m:
        return None
    ahead, behind = before(text, at, 10), text[m.end() : m.end() + 10]
    sign = m.group().strip()
    if sign in ("-", "−", "–") and re.search(triggers("model", "before").pattern + "$", ahead):
        return None
    letters = re.search(r"(?<![A-Za-z])([A-Za-z])\d{1,4}$", ahead)
    if _unlike_units(ahead, behind):
        return one(len(m.group()), "", "symbol", 0.9, "到")
    if letters and behind[:1] == letters[1] and re.match(r"\d", behind[1:]):
        if sign == "-" and (less := re.match(r"\d{1,4}(?!\d)", behind[1:])) and int(less[0]) < int(letters.group()[1:]):
            return one(len(m.group()), "减", "math", 0.8, "到", "")
        return one(len(m.group()), "到", "range", 0.93, "至")
    if not sign or not behind.strip() or (sign == "-" and re.search(r"[A-Za-z]-?\d{1,4}$", ahead)):
        return None
    if sign[0] in "~～〜∼" and re.search(r"\d\s?$", ahead) and re.match(r"[a-zA-Z](?![A-Za-z])", behind):
        return one(len(m.group()), "到", "range", 0.9, "")
    if re.search(r"\d[#＃]$", ahead) and re.match(r"\d{1,3}\s?[#＃]", behind):
        return one(len(m.group()), "到", "range", 0.93, "至")
    if re.search(r"\d$", ahead) and re.match(r"\d{1,9}\s?=", behind):
        return one(len(m.group()), "减", "math", 0.9, "到")
    if sign in ("——", "--", "———") and not re.search(r"[\d年月日时%]$", ahead):
        return None
    if _between_amounts(ahead, behind) or (re.search(r"(?:[Ⅰ-ⅿ]|(?<![A-Za-z])[IVX]+)\s?$", ahead) and re.match(r"[Ⅰ-ⅿ]|[IVX]+(?![A-Za-z])", behind)):
        return one(len(m.group()), "到", "range", 0.95, "至")
    if sign[0] in "~～〜∼" and re.search(rf"(?:从|自|由)[{HAN}]{{1,7}}$", ahead) and re.match(f"[{HAN}]", behind):
        return one(len(m.group()), "到", "range", 0.9, "")
    return None


_UNDER = re.compile("[（(]([A-Za-z]{1,3})[·⋅.*]([A-Za-z]{1,3})[）)]")


def _unlike_units(ahead: str, behind: str) -> bool:
    """220V~50Hz: amounts of two kinds, no interval."""
    left, right = re.search(r"\d\s?([A-Za-zΩμ°℃]{1,4})$", ahead), re.match(r"[\d.]{1,6}\s?([A-Za-zΩμ°℃]{1,4})", behind)
    return bool(left and right and left[1] in units() and right[1] in units() and not alike(left[1], right[1]))


def _between_amounts(ahead: str, behind: str) -> bool:
    if re.search(r"[A-Za-z]$", ahead) and not re.search(r"\d\s?[A-Za-z]{1,4}$", ahead):
        return False
    if re.search(r"(?:周|星期|礼拜)[一二三四五六日天]$", ahead) and re.match(r"(?:周|星期|礼拜)?[一二三四五六日天]", behind):
        return True
    numbers = re.search(r"\d", ahead) and _AMOUNT_AHEAD.search(ahead)
    if numbers and _AMOUNT_BEHIND.match(behind) and re.search(rf"[\d{HAN}%‰℃°A-Za-z²³]$", ahead):
        return not re.search(r"[号楼室]$", ahead) or bool(re.match(r"\d+\s?[号楼室]", behind))
    tight = re.search(r"[一二两三四五六七八九十百千万][个年月日号时点人岁届级章节条]?$", ahead)
    return bool(tight and re.match(r"第?[一二两三四五六七八九十百千]+(?:[个年月日号时点人岁届级章节条世]|$)", behind))


@cache
def _by_line() -> re.Pattern[str]:
    words = "|".join(sorted(row[0] for row in rows("byline_words")))
    return re.compile(rf"(?:^|[\s（(【|｜/])(?:{words})\s?$")


def _names_who(ahead: str) -> bool:
    """文/, 图/, 摄影/ at the head of a line or behind a blank."""
    return bool(_by_line().search(ahead))


def slash(text: str, at: int) -> Said | None:
    """每 after an amount or a unit (元/人, 3次/日), silent or 或 between words."""
    if text[at] not in "/／∕":
        return None
    ahead, behind = before(text, at, 10), text[at + 1 : at + 4]
    if _names_who(ahead) and re.match(f"[{HAN}A-Za-z]", behind):
        return one(1, "", "symbol", 0.95)
    if not behind or not ahead or ahead[-1].isspace() or behind[0].isspace():
        return one(1, "", "symbol", 0.85)
    under = _UNDER.match(text, at + 1)
    if under and under[1] in units() and under[2] in units():
        return one(1 + len(under.group()), f"每{units()[under[1]]}每{units()[under[2]]}", "unit", 0.92, f"每{units()[under[1]]}{units()[under[2]]}")
    if re.search(r"[A-Z]-?\d{1,4}[A-Z]{1,3}$", ahead) and re.match(r"[A-Z]{1,3}\d", behind):
        return one(1, "", "symbol", 0.85, "斜杠")
    if ahead[-1] in "和与及" and behind[0] in "或和与":
        return one(1, "", "symbol", 0.95)
    if re.match(r"10{0,5}[千万]|1000+", text[at + 1 : at + 7]) and ahead[-1].isdecimal():
        return one(1, "每", "unit", 0.9)
    if re.search(r"\d[A-Z]$", ahead) and re.match(r"\d{1,3}(?:\.\d)?[A-Z](?![A-Za-z])", text[at + 1 : at + 7]):
        return one(1, "", "symbol", 0.7, "或", "斜杠")
    if re.search(r"\d(?:mg|g|μg|ug|ng|ml|mL|IU|U|kcal|kJ)$", ahead) and re.match(rf"10{{1,3}}\s?{unit_sign()}", text[at + 1 : at + 8]):
        return one(1, "每", "unit", 0.93)
    if re.search(r"\d(?:[A-Za-z]{1,3})$", ahead) and behind[0].isdecimal():
        return one(1, "", "symbol", 0.7, "每", "斜杠")
    if re.search(r"[¥$€£]\s?\d[\d.,]*$", ahead):
        return one(1, "每", "unit", 0.9)
    if ahead[-1] in "℃%" and re.match(r"\s?[-−]?\d", behind):
        return one(1, "到", "range", 0.6, "", "斜杠")
    if (measure := re.search(rf"\d([{HAN}]{{1,3}})$", ahead)) and re.match(r"\d{1,6}" + re.escape(measure[1]), text[at + 1 : at + 11]):
        return one(1, "或", "symbol", 0.6, "", "斜杠")
    if re.search(r"/[a-z]{1,3}$", ahead) and re.match(rf"\d[\d.]*\s?{unit_sign()}", text[at + 1 : at + 9]):
        return one(1, "每", "unit", 0.93)
    if re.search(r"[+＋][\d.]+[A-Za-zμ%]{0,2}$", ahead) and re.match(r"[-−]\d", behind):
        return one(1, "", "symbol", 0.93)
    if re.search(r"\d(?:[件台]|人)$", ahead) and re.match("[套次](?!/)", behind) and ahead[-1] + behind[0] != "台次":
        return one(1, "", "symbol", 0.85, "每", "或")
    if re.search(r"\d{7}$", ahead) and re.match(r"\d{7}", text[at + 1 : at + 8]):
        return one(1, "", "symbol", 0.9, "斜杠")
    if re.search(r"\d[:：-]\d{1,2}$", ahead) and re.match(r"\d{1,2}[:：-]\d", text[at + 1 : at + 5]):
        return one(1, "", "symbol", 0.9)
    if re.search(r"[A-Za-z]\d[\d.]{0,5}$", ahead) and re.match(r"[A-Z]{0,3}\d", text[at + 1 : at + 5]):
        return one(1, "", "symbol", 0.8, "斜杠", "和", "或")
    if ahead[-1] in "fF" and not ahead[-2:-1].isalnum() and re.match(r"\d", behind):
        return one(1, "", "symbol", 0.9)
    if ahead[-1] in "0123456789十百千万亿" and counted_at(text, at + 1):
        return one(1, "每", "unit", 0.9)
    if re.search(r"\d{1,4}(?:人|台|辆|次|件|个|只)$", ahead) and re.match(r"\d+\s?(?:kg|g|t|m|cm|mm|km|L|ml|mL)(?![A-Za-z])", text[at + 1 : at + 9]):
        return one(1, "", "symbol", 0.7, "每", "斜杠")
    if bare_unit().match(text, at + 1) and not ahead[-1].isupper() and not re.search("[A-Za-z]{3,}$", ahead):
        return one(1, "每", "unit", 0.9)
    if re.search(triggers("per", "before").pattern + "$", ahead) or (re.search(r"\d[^\d\s，。；、（）()]{1,5}$", ahead) and re.match(rf"[\d{HAN}A-Za-z㎡㎏℃]", behind)):
        return one(1, "每", "unit", 0.8 if behind[0].isdecimal() else 0.95, *(["", "或", "斜杠"] if behind[0].isdecimal() else []))
    if re.match(f"[{HAN}]", ahead[-1]) and re.match(f"[{HAN}]", behind):
        return one(1, "或", "symbol", 0.7, "", "斜杠", "和")
    if ahead[-1].isascii() and ahead[-1].isalpha() and behind[0].isascii() and behind[0].isalpha():
        return one(1, "", "symbol", 0.8, "斜杠", "或")
    return one(1, "斜杠", "symbol", 0.6, "", "每", "或")


# --- joining and relating signs ------------------------------------------------------------------------------------------------------

_RELATION = re.compile(r"[<>＜＞=＝]")
_SUM = re.compile(r"[\d)）][ ]?[+\-−×÷*/＋－][ ]?[\d(（][\d.%()（）]*\s?$")  # an exercise: 36÷4=, with the answer left open


def hyphen(text: str, at: int) -> Said | None:
    """The hyphen of COVID-19, USB-C, 歼-20: silent."""
    if text[at] not in "-‐‑–−" or not at or at + 1 >= len(text):
        return None
    if not (text[at - 1].isalnum() and text[at + 1].isalnum()):
        return None
    sum_like = text[at - 1].isdecimal() and re.match(f"[{HAN}]", text[at + 1])
    if sum_like and triggers("term", "after").match(text, at + 1):
        return one(1, "减", "math", 0.85, "")
    return one(1, "", "symbol", 0.7, "减", "到") if sum_like else one(1, "", "symbol", 0.95)


def ratio_colon(text: str, at: int) -> Said | None:
    """51%:49%, 10mg:1ml and x:y=3:4 → 比."""
    if text[at] in ":：∶" and re.search(r"(?:^|[^A-Za-z])[A-Za-z]$", text[max(0, at - 2) : at]) and re.match(r"[A-Za-z][:：∶=＝]", text[at + 1 : at + 3]):
        return one(1, "比", "score", 0.9)
    if text[at] not in ":：∶" or not text[at + 1 : at + 2].isdecimal():
        return None
    amounts = re.search(r"\d\s?(?:mg|g|ml|mL|kg|L|IU)$", text[max(0, at - 5) : at]) and re.match(r"[\d.]+\s?(?:mg|g|ml|mL|kg|L)(?![A-Za-z])", text[at + 1 : at + 9])
    if text[at - 1 : at] in ("%", "份") or amounts:
        return one(1, "比", "score", 0.95)
    return None


_CROSSES = re.compile(r"[×✕]{1,4}")


def placeholder(text: str, at: int) -> Said | None:
    """××公司, ×年×月: 某; between two words (a joint brand) silent."""
    m = _CROSSES.match(text, at)
    if not m or re.match(r"[\dA-Za-z)）%℃ ]", text[at - 1 : at]) or re.match(r"\s?[\dA-Za-z(（]", text[m.end() : m.end() + 2]):
        return None
    if text[at - 1 : at] in ("打", "画", "划"):
        return None
    if len(m.group()) > 1 or re.match(r"[年月日时分省市县区镇乡村号路楼]|公司|同志|先生|女士", text[m.end() : m.end() + 2]):
        return one(len(m.group()), "某" * min(2, len(m.group())), "word", 0.85)
    return one(1, "", "symbol", 0.6, "乘", "某")


def ticked(text: str, at: int) -> Said | None:
    """打√, 画×: 勾 and 叉; a √ with nothing behind it to take the root of is a tick: 合格√."""
    if text[at] == "√" and text[at - 1 : at] not in ("打", "画", "划", "“") and not re.match(r"\s?[\w(（{\[√]", _without_han(text[at + 1 : at + 3])):
        return one(1, "对勾", "symbol", 0.85, "根号")
    if text[at - 1 : at] not in ("打", "画", "划", "“") or text[at] not in "√✓✔×✕✗✘":
        return None
    return one(1, "勾" if text[at] in "√✓✔" else "叉", "symbol", 0.9)


def _without_han(text: str) -> str:
    return re.sub(rf"[{HAN}].*", "", text, flags=re.DOTALL)


def relation(text: str, at: int) -> Said | None:
    """< > = beside a number or a letter; elsewhere < and > are brackets and silent."""
    if not _RELATION.match(text, at):
        return None
    sign = {"＜": "<", "＞": ">", "＝": "="}.get(text[at], text[at])
    if text[at + 1 : at + 2] == "=" and sign in "<>":
        return one(2, "小于等于" if sign == "<" else "大于等于", "math", 0.95)
    near = text[at + 1 : at + 3].strip() or " "
    numbers = re.match(r"[\d.\-−+¥￥$]", near) or (re.search(r"[\dA-Za-z%℃）)]\s?$", text[max(0, at - 2) : at]) and near[0].isalnum())
    if numbers or (sign == "=" and (near[0].isalnum() or near[0] in "{[(（√∞±|∅" and text[at - 1 : at].strip())):
        return one(1, table("symbols")[sign][0], "math", 0.93)
    if sign == "=" and _SUM.search(text[max(0, at - 16) : at]) and re.match(r"\s|[_＿?？…]|$", text[at + 1 : at + 2]):
        return one(1, table("symbols")[sign][0], "math", 0.9)
    words = re.match(f"[{HAN}]", text[at - 1 : at] if at else "") and re.match(f"[{HAN}]", near)
    if sign in "<>" and words and len(re.findall("[<>＜＞]", before(text, at) + after(text, at))) == 1:
        return one(1, table("symbols")[sign][0], "math", 0.8, "")  # 收入>支出; several are a path (首页>新闻>正文) or brackets
    return one(1, "", "symbol", 0.8)


def outcome(text: str, at: int) -> Said | None:
    """The (+) and (-) of a medical test: 阳性, 阴性."""
    if text[at] not in "+-" or not re.match(rf"[A-Za-z\d{HAN}][（(]", text[max(0, at - 2) : at]) or text[at + 1 : at + 2] not in ("）", ")"):
        return None
    return one(1, "阳性" if text[at] == "+" else "阴性", "symbol", 0.7, "加" if text[at] == "+" else "减")


def charged(text: str, at: int) -> Said | None:
    """Na+, Cl-, K+浓度: 正 and 负, not the + of a grade."""
    if text[at] not in "+-⁺⁻":
        return None
    ion = re.search(rf"(?:^|[^A-Za-z])({triggers('ion', 'before').pattern})$", text[max(0, at - 4) : at])
    told = re.match("离子|浓度|通道|[0-9.]{1,5}\\s?mmol", text[at + 1 : at + 12])
    if not ion or not (told or len(ion[1]) > 1 or text[at] in "⁺⁻") or (text[at + 1 : at + 2].isalnum() and not told and text[at + 1].isascii()):
        return None
    return one(1, "正" if text[at] in "+⁺" else "负", "math", 0.85, "离子", "加" if text[at] in "+⁺" else "")


def mathematics(text: str, at: int) -> Said | None:
    """+ × ÷ between words and numbers, from the table; + at the end of a grade (A+) as 加."""
    if text[at] not in "+＋":
        return None
    around = text[at - 1 : at].strip() and text[at + 1 : at + 2].strip()
    if text[at - 1 : at].isalnum() or around:
        return one(1, "加", "math", 0.95 if around else 0.8)
    return one(1, "加" if text[at + 1 : at + 2].isalnum() else "", "math", 0.7)


def ampersand(text: str, at: int) -> Said | None:
    """& → 和; between letters "and" is heard as well. # before a number and after one: 号."""
    if text[at] in "&＆":
        latin = text[at - 1 : at].isascii() and text[at - 1 : at].isalpha()
        return one(1, "和", "symbol", 0.8 if latin else 0.93, "and")
    if text[at] in "#＃" and text[at - 1 : at].isdecimal() and re.match(rf"[{HAN}]|\d|[，。；、）)\s]|[{DASHES}]\d{{1,3}}#|$", text[at + 1 : at + 6]):
        secret = re.search("密码|口令|门禁|按键|拨", before(text, at, 12))
        return one(1, "井" if secret else "号", "symbol", 0.85 if secret else 0.9)
    if text[at] in "_＿" and triggers("code", "before").search(before(text, at, 20)):
        return one(1, "下划线", "symbol", 0.85, "")
    return None


def lone_mark(text: str, at: int) -> Said | None:
    """A sign by its table; No. and № before a number → 第."""
    char = text[at]
    if char in "△∆" and re.match(r"[A-Z]{3}(?![A-Za-z])", text[at + 1 : at + 5]):
        return one(1, "三角形", "math", 0.93)
    row = table("symbols").get(char)
    if row is None:
        return None
    if char in "'’\"":
        return None
    if char in "′″" and not re.search(r"\d$", text[max(0, at - 1) : at]):
        return one(1, "", "symbol", 0.7)
    if char in "→←↑↓⇒⇔↔":
        return one(1, "", "symbol", 0.8, *(table("heard").get(char, ("到",))[0].split("|")))
    return one(1, row[0], "math" if unicodedata.category(char) == "Sm" else "symbol", 0.93 if row[0] else 0.97)


_CIRCLED = re.compile("[①-⑳⑴-⒇⒈-⒛㉑-㉟㊱-㊿❶-❿➀-➓⓪⓫-⓴⓵-⓾Ⅰ-ⅿ]")


def enclosed(text: str, at: int) -> Said | None:
    """① → 一, Ⅲ → 三; a circled number right before a mark is a footnote mark, silent."""
    if not _CIRCLED.match(text, at):
        return None
    value = str(int(unicodedata.numeric(text[at])))
    roman = unicodedata.name(text[at]).startswith(("ROMAN", "SMALL ROMAN"))
    if roman:
        return one(1, numerals.cardinal(value), "roman", 0.97)
    marks = re.match(r"[，。；！？”]|$", text[at + 1 : at + 2]) and re.match(rf"[{HAN}”》）]", text[at - 1 : at])
    if marks:
        return one(1, "", "footnote", 0.75, numerals.cardinal(value))
    return one(1, numerals.cardinal(value), "circled", 0.95)


def other_number(text: str, at: int) -> Said | None:
    """Any other character that is a number (㈠, ፲, Tibetan halves): by its value when whole, else silent and a doubt."""
    value = unicodedata.numeric(text[at], None)
    if value is None:
        return None
    if value < 0 or value != int(value):
        return one(1, "", "symbol", 0.3)
    return one(1, numerals.cardinal(str(int(value))), "cardinal", 0.5)

