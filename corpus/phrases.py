"""The words and signs that agreements are recognised by, each with what it must and must not match.

Nothing here knows a document; a pattern names a habit of drafting in English, in Chinese or in both.
"""

from __future__ import annotations

import re

CJK_CHAR = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
TERMINAL = ".!?;:。！？；：…"
OPENERS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "“": "”", "「": "」"}
CLOSERS = "\"'”’」』）)】》]"

PAGE_NUMBER = re.compile(
    r"(?:[-\N{EN DASH}\N{EM DASH}·]\s*)?(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-\N{EN DASH}\N{EM DASH}·])?"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|page\s+[ivxl]{1,6}",
    re.IGNORECASE,
)
RULE = re.compile(r"[-=_*~#+\N{EM DASH}\N{EN DASH}─━]{3,}")
PAGE_AT_END = re.compile(r"(?<!\s)\s{2,}\d{1,4}$")
LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}\s*\d{1,4}\s*$|(?<![…·])[…·]{2,}\s*\d{1,4}\s*$|(?<!\t)\t+\d{1,4}\s*$")
QUOTED_TERM = re.compile(
    r"(?:(?P<double>[\"“”「『])|(?P<heavy>【)|(?<!\w)['‘])\s*(?P<term>[^\"“”「」『』]{1,60}?)\s*(?(double)[\"“”」』]|(?(heavy)】|['’](?!\w)))"
)
# “X” is a defined term where one of these follows: quotes, then a defining verb; an alias may stand between, or what
# kind of thing it is ("Object" form means), or whose ("Patent Claims" of a Contributor means).  The term may stand in
# front as a heading: Plans. “Plans” means.
DEFINES = re.compile(
    r"(?:(?P<heading>[^\W\d][\w ’'-]{0,60}?)[.:。：]\s*(?=[\"“「『'‘]\s*(?P=heading)\s*[\"”」』'’]))?"
    r"(?:(?:在?本(?:协议|合同|法|条例|许可证?|条款|政策)中|(?:[Ii]n|[Ff]or\s+(?:the\s+)?purposes?\s+of)\s+th(?:is|ese)\s+\w+)\s*[，,]\s*)?"
    r"(?:(?:An?|The|To|The\s+terms?|本(?:协议|合同|法|条例|许可证?)所[称稱])\s*)?(?:(?P<double>[\"“”「『]|\*\*)|(?P<heavy>【)|['‘])\s*(?P<term>[^\"“”「」『』*\n]{1,60}?)\s*(?(double)(?:[\"”“」』]|\*\*)+|(?(heavy)】|['’]))"
    r"(?P<alias>\s*(?:[(（]\s*(?:or|或|以及|together|hereinafter|以下)[^)）]{0,80}[)）]|(?:[,，、/]\s*)?(?:(?:and|or|或|及|和)\s*)?[\"“「][^\"“”」]{1,40}[\"”」]))*\s*(?:also\s+|[:：,，]\s*)?"
    r"(?:of\s+(?:an?|the|any|each)\s+[\w-]+\s+(?=means?\b|shall\s+mean\b))?"
    r"(?:(?:(?!(?:not|does|by|any|all|no|such|other)\b)[a-z]+\s+){1,2}(?=means?\b|shall\s+mean\b)|[\u3400-\u9fff]{1,4}(?=是指|系指|係指))?"
    r"(?:shall\s+mean|shall\s+have\s+the\s+meaning|has\s+the\s+meaning|have\s+the\s+meaning|means?\b|refers?\s+to|(?:is|are)\s+defined\s+as|includes?\b|(?:is|are)\s+(?:an?|the|any|each|all|those)\b|"
    r"是指|系指|係指|意指|指的是|指|就是|意为|包括|的含义)"
)
# Software means …, Service(s) means …, Business Day: a day …, 租赁物：指…: no quotes, below a heading that says so.
# 本协议项下的模型，是指 is a sentence about a model, as "The model under this agreement refers to" is.
BARE_DEFINES = re.compile(
    r"(?P<term>[A-Z][\w-]*(?:\([a-z]{1,3}\))?(?:\s+(?:[A-Z][\w-]*(?:\([a-z]{1,3}\))?|of|or|and)){0,4})(?:\s+(?:shall\s+mean|means?|refers\s+to)\s|:\s+(?=[a-z]))"
    r"|(?:本[\u3400-\u9fff]{1,14}所[称稱])?(?!本(?:协议|合同|许可证?+)\w)(?P<chinese>[\u3400-\u9fffA-Za-z][\u3400-\u9fff\w、/\N{EM DASH}-]{0,19}?)\s*(?:[(（][^()（）]{1,40}[)）]\s*)?(?:[：:，,]\s*(?:是指|系指|係指|意指|指的是|指(?![定明示导引令派标控]))|是指|系指|係指|意指|指的是)"
)

# “X”：…, "X" – …, 用户：…: below a heading that says so.
TERM_AND_COLON = re.compile(
    r"[\"“「'‘](?P<term>[^\"“”「」]{1,60})[\"”」'’]\s*(?:[:：]|[\N{EM DASH}\N{EN DASH}-]{1,2})\s*(?=\S)"
    r"|(?P<chinese>[\u3400-\u9fff][\u3400-\u9fff\w、/-]{0,11})[:：]\s*(?=\S.{5})"
)


def defines_where_said(text: str) -> bool:
    """True for what is a definition below a heading that says so: an unquoted term, or a quoted one and a colon.

    >>> defines_where_said("Software means …"), defines_where_said("“平台”：甲方的网站"), defines_where_said("You may use it")
    (True, True, False)
    """
    return BARE_DEFINES.match(text) is not None or TERM_AND_COLON.match(text) is not None


def defined_terms(text: str) -> list[str]:
    """Return the quoted terms that a text defines at its start.

    >>> defined_terms("“Model” or “Weights” means …"), defined_terms("'Licence' means …"), defined_terms("The “Model” runs")
    (['Model', 'Weights'], ['Licence'], [])
    """
    m = DEFINES.match(text)
    if m is None:
        return []
    # ''Work'' is quoted twice over.
    return [term.strip("'‘’") for term in [t["term"] for t in QUOTED_TERM.finditer(text, 0, m.end())] or [m["term"]]]


# A Chinese line that ends on one of these has been cut short: "公司系于", "（以下简称"; not 的 (标的), 与 (赠与), 为 (行为).
CUT_SHORT = re.compile(r"(?:[于和及或在将把被]|以及|或者|并且|按照|根据|依照|依据|以下[简合统]?称|以下[簡合統]?稱)$")
# "乙方逾期超过 10": what is counted stands on the next line.
ENDS_IN_COUNT = re.compile(r"[\u3400-\u9fff] ?\d+$")
NOTE = re.compile(r"(注|备注|備註|说明|說明|note|notes|remark|remarks)\s*(\d{0,2})\s*[:：]", re.IGNORECASE)
# Wingdings' box is copied as £; right before a figure it is money.
CHECKBOX = re.compile(r"(?:£(?!\d)|[□☐☑☒■▢\uf0a3\uf0a8\uf06f\uf0fe\uf052])\s*(?=\S)")
KEY_VALUE = re.compile(r"[^\s:：]{1,16}(?:[ ][^\s:：]{1,12}){0,2}\s*[:：]\s*\S")

END_MARKER = re.compile(
    r"[-*\N{EN DASH}\N{EM DASH}=\s]*(?:END\s+OF\s+(?:THE\s+)?(?:TERMS(?:\s+AND\s+CONDITIONS)?|AGREEMENT|LICEN[SC]E|DOCUMENT)"
    r"|(?:本)?(?:协议|合同|许可证?|条款)(?:正文)?(?:结束|完毕|完)|[(（]?(?:以下|此页|本页)(?:無|无)正文(?:[,，][^()（）]{0,20})?[)）]?|[(（]?正文完[)）]?)[-*\N{EN DASH}\N{EM DASH}=\s.。]*",
    re.IGNORECASE,
)
RECITAL = re.compile(r"(?:WHEREAS|Whereas|鉴于|鑒於)\b|鉴于|鑒於")
RECITALS = re.compile(r"(?:recitals?|background|whereas|witnesseth|preliminary statements?|鉴于|鑒於|前言|背景)\W*", re.IGNORECASE)
# What may be numbered in front of the body: the body's own numbers begin after it.
FRONT_PARTS = re.compile(rf"(?:{RECITALS.pattern}|(?:the\s+)?parties\W*|(?:made\s+)?between\W*)", re.IGNORECASE)
CONTENTS = re.compile(r"(?:(?:table\s+of\s+)?contents|catalog(?:ue)?)\W*|目\s*[录錄次]\W*", re.IGNORECASE)
HEADING_WORDS = re.compile(
    r"(?:preamble|recitals?|background|introduction|definitions?|general|overview|summary|foreword|序言|前言|引言|总则|總則|定义|定義|鉴于|背景|概述|说明|導言|导言)\W*",
    re.IGNORECASE,
)
DEFINING = re.compile(r"defin|interpretation|定义|定義|释义|釋義|名词解释|[含涵]义|[含涵]義", re.IGNORECASE)
_QUOTED = r"[\"“「『][^\"“”」』()（）]{1,40}[\"”」』]"
_SERIES = rf"(?P<terms>{_QUOTED}(?:[\s,，、/或和及]*(?:\b(?:or|and|the|this|our)\s+)*{_QUOTED})*)"
HEREINAFTER = re.compile(
    rf"(?:[Hh]ereinafter|[Hh]ereafter|[Cc]ollectively|[Tt]ogether|[Ee]ach|以下(?:统|合|简|合并)?称(?:为)?|下称|统称为|簡稱|简称)[^\"“”「」()（）]{{0,40}}{_SERIES}"
)
# (the “Services”), (“平台”), ("we" or "us"): terms in brackets behind what they stand for.
IN_BRACKETS = re.compile(
    r"[(（]\s*(?:(?:the|this|these|an?|any|our|its|such|each(?:\s+of)?|either|both|also|called|individually|in\s+this\s+\w+)[\s,，]+)*"
    rf"{_SERIES}\s*[)）]",
    re.IGNORECASE,
)
# (i) … (x), a) … c), 1) …, and 1、… after a colon or a stop, in the running sentence; what stands before tells a list
# from a cross-reference.
INLINE = re.compile(r"[(（]\s?([ivxIVX]{1,5}|[a-zA-Z]|[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s?[)）]|(?<=[\s，、；:：;,及和或且])([a-h]|[ivx]{1,4}|[0-9]{1,2})[)）](?=\s?\S)|([①-⑳])|(?:(?<=[：:；;。])|(?<=[：:；;。]\s))(?P<bare>[0-9]{1,2})[、．](?=\s?[\u3400-\u9fff])")
REFERRING = re.compile(
    r"(?:section|sections|clause|clauses|article|articles|paragraph|paragraphs|item|items|subsection|sub-clause|schedule|of|under|§+|第|条|條|款|项|項|目|节|[0-9A-Za-z\])）])\s?$",
    re.IGNORECASE,
)
# one (1) copy, twenty-five (25) days, 三十（30）日: a figure that repeats a number in words.
IN_WORDS = re.compile(
    r"(?:(?<![a-z])(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\s?"
    r"|[一二两三四五六七八九十百千])$",
    re.IGNORECASE,
)
REFERRING_WORD = re.compile(r"(?:sections?|clauses?|articles?|paragraphs?|items?|subsections?)\s$", re.IGNORECASE)
SENTENCE_END = re.compile(r"[。！？](?!$)|(?<=[a-z)\"”])\.\s+(?=[A-Z\"“])")

# A run-in heading: a few words and a stop at the front of the text.  "信息表。您应填写…", "Term. This Agreement …"; a
# comma, a semicolon or an abbreviation stands in one whose words have capitals: "Successors; Assignment. This …".  Never
# "Non-U" of "Non-U.S. Customers".
_CAPITAL = r"[A-Z][\w'’&/-]*(?:(?<=[A-Z])\.(?:[A-Z]\.)+)?"
_CAPITALS = rf"{_CAPITAL}(?:[,;]?\s+(?:{_CAPITAL}|and|or|of|the|to|for|in|on|by|with|from|no|not|&)){{1,9}}"
RUN_IN = re.compile(
    rf"(?:\*\*)?(?P<h>[A-Z][^.:;。：，,]{{1,60}}?|{_CAPITALS}|[\u3400-\u9fff][^。：；，,.:]{{0,17}})"
    r"(?:(?:\.(?=\s|\*\*|[A-Z][a-z]|[\"“”(（\u3400-\u9fff])|(?<!\d)\.(?=\d)|[。:：])\s*(?:\*\*)?|\*\*)\s*(?=\S)"
)
COPYRIGHT = re.compile(r"copyright\b|©|\(c\)|版权所有|版權所有", re.IGNORECASE)
TITLE_WORDS = re.compile(
    r"agreement|licen[cs]e|contract|policy|terms|declaration|statute|\bact\b|regulations?|协议|許可|许可|合同|契约|政策|条款|宣言|[法律]$|条例|办法|规定|规则|章程",
    re.IGNORECASE,
)
