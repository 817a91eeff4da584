"""A run of unnumbered texts in, where the parties sign in it out.

A signature block is told by what stands together: the name of a party, then a line to sign on, a name, an office, a
date.  None of these alone is a sign of it: a notices clause holds names and addresses too, a policy ends in a date.
So a block needs a word that only signing has (盖章, 签字, By:, Signature), a party above its representative, or two
parties above a date.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from .phrases import TERMINAL

Part = Literal["opening", "signer", "party", "signing", "proxy", "field", "date", "rule", "words"]
"""What a line of a signature block is: the sentence above it; a party and where it signs; a party; where to sign; who
signs for another; what else is filled in; a bare date; a line to write on; other words, which name a party where a
place to sign follows."""

LONGEST, LONGEST_NAME = 160, 60
"""Characters of a line in a signature block, and of one that only names a party."""

_OPENING = re.compile(
    r"IN WITNESS (?:WHEREOF|whereof)|(?:Executed|EXECUTED)\s+(?:and\s+delivered\s+)?(?:as\s+a\s+(?i:deed)|(?i:by))\b"
    r"|(?:Signed|SIGNED)(?i:,?\s+sealed\s+and\s+delivered)?\s+(?i:by|for)\b|Signed\b.*:"
)
_LABELLED = re.compile(r"([^:：。；;，,]{1,40}?)\s*[:：].{0,80}")
_SIGNING = re.compile(
    r"盖章|蓋章|签字|簽字|签章|簽章|签名|簽名|签署|簽署|[签簽][订訂约約]|公章"
    r"|(?<![A-Za-z])(?:by|signature|signed|authori[sz]ed signatory|seal|on behalf of)(?![A-Za-z])",
    re.IGNORECASE,
)
# Words on a line of their own, without a colon, over the names.
_SIGN_HERE = re.compile(
    r"立.{0,6}[书書]人|.{0,6}[签簽][字署](?:页|頁)|signatures?(?:\s+page)?|(?:for\s+and\s+)?on\s+behalf\s+of\s[^.,;:]*", re.IGNORECASE
)
_PROXY = re.compile(
    r"(?:法定|授权|授權|委托|委託)?(?:代表人?|代理人)(?:[/／或](?:法定|授权|授權|委托|委託)?(?:代表人?|代理人))?|法人代表|[经經][办辦]人|[负負][责責]人"
    r"|its|title|position|authori[sz]ed representative|represented by",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:print(?:ed)?\s+)?name|dated?|place|address|telephone|tel|phone|fax|e-?mail|attention|witness(?:ed by)?|id\s+(?:no\.?|number)"
    r"|姓名|名[称稱]|日期|[时時][间間]|地[点點]|(?:公司|通[讯訊]|[联聯][系絡]|注册|住所)?(?:地址|住址|住所)"
    r"|(?:[联聯][系絡]|[联聯連][系絡]人)?(?:电话|電話|方式)|手[机機]|[传傳]真|(?:电子|電子)?(?:邮箱|邮件|郵件|信箱)|邮编|邮政编码|[联聯][系絡]人"
    r"|[职職][务務位稱]|(?:居民)?身[份分][证證](?:号码?|字號|號碼?|明號碼)|统一社会信用代码|統一編號|营业执照(?:号码?)?|开户(?:行|银行)"
    r"|[账帐](?:号|户)|税号|年月日",
    re.IGNORECASE,
)
_PARTY = re.compile(r"[\u3400-\u9fff]{1,10}(?:方|人|者|单位|單位)(?:[一二三]|[A-Z])?|[A-Z][A-Z &/]{2,40}|(?i:party)\s+[A-Za-z]{1,5}")
# One date, or one for each party side by side.
_DATE = re.compile(
    r"(?:(?:中[华華]民[国國])?[\d_\s〇零一二三四五六七八九十]*年[\d_\s〇零一二三四五六七八九十]*月[\d_\s〇零一二三四五六七八九十]*日){1,3}"
)
_TO_FILL_IN = re.compile(r"[:：][_＿\s]*$")
_RULE = re.compile(r"[_＿\s]{4,}")
_BRACKETS = re.compile(r"\s*[(（【\[][^)）】\]]*[)）】\]]\s*")


def part_of(text: str, terms: Collection[str] = ()) -> Part | None:
    """Say what a line would be in a signature block, given the terms that the document defines; None for prose.

    >>> [part_of(t) for t in ("甲方（盖章）：", "乙方：李大明", "法定代表人（签字）：", "地址：北京", "二〇二四年五月一日")]
    ['signer', 'party', 'signing', 'field', 'date']
    >>> [part_of(t) for t in ("By: ____", "ACME INC.", "本协议自双方签字盖章之日起生效。", "经双方签字，附件如下：")]
    ['signing', 'words', None, None]
    >>> part_of("Signed for Alder Ltd ______ Signed for Birch GmbH ______"), part_of("Name: Name:")
    ('opening', 'field')
    """
    if _OPENING.match(text):
        return "opening"
    if len(text) > LONGEST:
        return None
    if _DATE.fullmatch(text):
        return "date"
    if _RULE.fullmatch(text):
        return "rule"
    labelled = _LABELLED.fullmatch(text)
    name = _BRACKETS.sub(" ", labelled[1] if labelled else text).strip()
    if not name.isascii():
        name = "".join(name.split())
    if labelled is None:
        if _SIGN_HERE.fullmatch(name):
            return "signing"
        if len(text) > LONGEST_NAME or (text[-1] in TERMINAL and len(text.split()) > (4 if text.isascii() else 0)):
            return None
    if _PROXY.fullmatch(name):
        part: Part | None = "proxy"
    elif _FIELD.fullmatch(name):
        part = "field"
    elif _PARTY.fullmatch(name) or name in terms:
        part = "party"
    else:
        part = None if labelled else "words"
    if labelled and _SIGNING.search(labelled[1]):
        return "signer" if part == "party" else "signing"
    return part


def find_signatures(texts: Sequence[str], terms: Collection[str] = (), *, with_any: Collection[Part] = ()) -> Iterator[range]:
    """Yield which of a run of texts are signature blocks.

    Where it is doubtful that anybody signs (in front of the body; in an annex, whose forms are filled in alike), only
    blocks ``with_any`` of these parts are believed.

    >>> list(find_signatures(["The rent is due.", "ACME INC.", "By: ____", "Name:", "Schedules follow this page."]))
    [range(1, 4)]
    """
    parts = [part_of(text, terms) for text in texts]
    start = 0
    while start < len(parts):
        end = start + 1
        blank = parts[start] == "field" and _TO_FILL_IN.search(texts[start]) is not None
        if blank or parts[start] in ("opening", "signer", "party", "signing") or _names(parts, start):
            while end < len(parts) and (parts[end] not in (None, "words") or _names(parts, end)):
                end += 1
            found = parts[start:end]
            if any(part in found for part in with_any) if with_any else _signed(found):
                yield range(start, end)
        start = end


def _names(parts: Sequence[Part | None], at: int) -> bool:
    """True for words that only name a party: a place to sign follows."""
    return parts[at] == "words" and at + 1 < len(parts) and parts[at + 1] in ("signing", "rule", "proxy")


def _signed(parts: Sequence[Part | None]) -> bool:
    if "opening" in parts or "signer" in parts:
        return True
    named = parts.count("party") > 1 and "date" in parts  # 甲方：张三, 乙方：李四 and the day
    return named or (len(parts) > 1 and ("signing" in parts or ("party" in parts and "proxy" in parts)))


def by_party(texts: Sequence[str], terms: Collection[str] = ()) -> list[range]:
    """Group the lines of a signature block, each group below its first line: a party, or where it signs.

    Where the parties stand side by side, row by row, nothing tells whose a line is, and each stands for itself.

    >>> by_party(["甲方：", "签字：", "日期：", "乙方：", "签字：", "2024年5月1日"])
    [range(0, 3), range(3, 5), range(5, 6)]
    >>> by_party(["甲方（盖章）：", "乙方（盖章）：", "日期：", "日期："])
    [range(0, 1), range(1, 2), range(2, 3), range(3, 4)]
    """
    parts = [part_of(text, terms) for text in texts]
    heads = [k for k, part in enumerate(parts) if k == 0 or part in ("opening", "signer", "party", "words")]
    if any(b == a + 1 and parts[a] in ("signer", "party") for a, b in pairwise(heads)):
        heads = list(range(len(parts)))
    elif len(heads) > 1 and parts[-1] == "date":
        heads.append(len(parts) - 1)
    return [range(a, b) for a, b in pairwise([*heads, len(parts)])]
