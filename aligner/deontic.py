"""An English sentence and the Chinese one that answers it in, what one denies, allows or asks and the other does not out.

Words of two languages cannot be held against each other, but what they do can: a translation keeps a denial a denial,
a permission a permission and a duty on whom it is.  How either is said differs (``without`` is 未经, a duty often no
word at all), so only what no habit of translation explains is told.  The lists are habits of the two languages; that
they are enough is measured, by changes planted in translations (``../shared/bench/planted_changes.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .contrast import Contrast, printed_at

Match = re.Match[str]


def other_force(english: str, chinese: str) -> Iterator[Contrast]:
    """Yield what two texts that answer each other deny, allow, ask or lay on another.

    The Chinese one is in its normal form (``corpus.normal``).

    >>> [(c.type, "You may not copy it."[c.english.start:c.english.stop]) for c in other_force("You may not copy it.", "您可以复制。")]
    [('polarity', 'may not')]
    >>> list(other_force("You may not copy it without consent.", "未经同意,您不得复制。"))
    []
    """
    force = _polarity(english, chinese) or _modality(english, chinese)
    if force:
        yield force
    exception = _exception(english, chinese)
    if exception:
        yield exception
    bearer = _bearer(english, chinese)
    if bearer:
        yield bearer


# A denial, with the verb that carries it.
# Must match "shall not", "may also not", "cannot", "in no event"; must not match "note" or "knowledge".
_NOT = re.compile(
    r"\b(?:(?:may|might|shall|will|would|must|can|could|should|do|does|did|is|are|be|has|have)\s+(?:\w+ly\s+|also\s+)?)?"
    r"(?:not|never)\b|\b(?:neither|none|nothing|nobody|no|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)

# Denials that deny nothing: "including but not limited to", "No. 2", "whether or not", "at no charge", 'answer "NO"',
# the second of "in no event and under no legal theory", which Chinese says once, and bounds: "not more than ten", 以十为限.
_NOT_IDLE = re.compile(
    r"\b(?:(?:is|are|be)\s+)?not\s+(?:be\s+)?(?:only|just|merely|limit\w*)\b|\bno\.?\s*\d|\bor\s+not\b"
    r"|\bno\s*-?\s*(?:(?:additional|extra|further)\s+)?(?:charge|matter|cost|fee)\b|\b(?:nothing|none)\s+but\b|[\"“‘']no\b|\b\w{1,12}://\S*|\b(?:and|or)\s+(?:in|under|for)\s+no\b"
    r"|\b(?:not|no)\s+(?:\w+ly\s+|be\s+)?(?:less|more|fewer|later|earlier|longer|greater|beyond|exceed\w*)\b|\bno\s+(?:case|event)\s+(?:\w+\s+)?exceed\w*",
    re.IGNORECASE,
)

_DENIAL = re.compile(r"不得|不|未|无|非|没(?![收落])|勿|禁止|莫|以免|免除|另当别论")

# 不得超过 bars nobody; it may answer "no one may stay for more than".
_BOUND = re.compile(r"不得?(?:超[过出]|少于|低于|迟于|晚于|高于|多于|大于|小于|早于|长于|短于|逾)")

# Words that have 不, 未, 无 or 非 in them and deny no more than "different" or "whether" does.
_DENIAL_IDLE = re.compile(
    r"不可抗力|不得不|" + _BOUND.pattern + r"|不可(?:撤[销回]|转[让授]|再|分割|预[见期]|避免|侵犯|接受|或缺|许可)|不限于|不仅|不论|不管|不同(?!意)|不时|不利|不正?当"
    r"|不足(?!以)|不良|不法|不变|不动产|不特定|不断|不日|不服|不幸|无论|无关|无形|无线|无限|未成年|未来|未尽事宜|免费|免版税|除非|非常|是否|否则"
)

# What English says without a "not", and the denial that Chinese says for it: those are spoken for.
_SPOKEN_FOR = tuple(
    (re.compile(english, re.IGNORECASE), re.compile(chinese))
    for english, chinese in (
        (r"\b(?:unlawful|illegal|illicit)\w*", r"非法|不法|不合法"),
        (r"\b(?:exclud\w*|exclusive\s+of|except\w*|other\s+than|apart\s+from)\b", r"不包括|不包含|不含|不在此限|另当别论"),
        (r"\bnon-?\w+", r"非(?![常法经])|概不|不予|不[退转]"),
        (r"\b(?:prohibit|forbid|ban)\w*", r"禁止|严禁"),
        (r"\b(?:un\w+able|unable|inability|invalid\w*|impossib\w+)\b", r"无法|无效|不能|不可"),
        (r"\bun\w{3,}ed\b", r"未"),
        (r"\b(?:un|in|im|ir|dis)\w{4,}", r"不(?:适当|恰当|正当|合理|公平|准确|完整|充分|必要|合格|一致|稳定|安全|相关|诚实)"),
        (r"\bwithout\b", r"未(?![能必来尽]|成年)|非经|不经|无需|无须|不影响|不妨碍|没有|无(?![法权效])"),
    )
)

# What bars somebody from something: 不得, 无权, 概不; not 不可撤销, and not every 不.
_BAR = re.compile(r"不得(?!已)|不可以|[亦均也]不可|不[能应准许会予将]|不允许|严禁|无权|勿(?!庸)|[将均概并]不")

# English verbs and adjectives that bar too.
_BARRING = re.compile(
    r"\b(?:prohibit\w*|forbid\w*|bann?(?:ed)?|prevent\w*|refrain\w*|refus\w+|fail\w*|avoid\w*|unable|inability|cease\w*|den(?:y|ie\w+)|waiv\w*"
    r"|disclaim\w*|lack\w*|abstain\w*|reject\w*|unless|un(?:enforceable|acceptable|available|authori[sz]ed)|incapable|impossible|ineligible"
    r"|in(?:applicable|valid)|expire\w*|longer|restrict\w*|withh\w+)\b",
    re.IGNORECASE,
)

_ONLY = re.compile(r"\bonly\s+(?:with|if|upon|after|when|where|by|in)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\b(?:n?or)\b|[,;]\s*and\b", re.IGNORECASE)

# English words for which Chinese may well say 不: where one of them stands, a bare 不 tells nothing.
_HARDLY = re.compile(
    r"\b(?:without|until|except\w*|otherwise|un\w{3,}|in\w+(?:ible|able|ate|ent|ect|plete)|im(?:poss|prop|mov|mat)\w+|ir\w+able|dis(?!pute|tribut|play|close|cuss)\w+|non\w+|only|sole\w*|free\w*"
    r"|instead|rather|stop\w*|terminat\w*|void|less|more|within|exceed\w*|before|neglig\w+|omi\w+|differ\w*|regardless|exempt\w*"
    r"|exclu\w+|beyond|outside|conflict\w*|contra\w+|minors?|absen\w+|loss|failure|breach\w*|violat\w+|illegal|few|little|anonym\w*"
    r"|as.is|revo\w+|alone|mere\w*|yet|even|despite|diverge\w*|discrepan\w*|inconsisten\w*)\b",
    re.IGNORECASE,
)

_MODAL = re.compile(r"\b(?:may|shall|will|must|can|should|could|would)\b(?!\s+not\b)", re.IGNORECASE)

# Must match the May of "5 May 2024" and "in May"; must not match that of "You May Not".
_MONTH = re.compile(r"\b(?:\d{1,2}(?:st|nd|rd|th)?|[Ii]n|[Oo]f|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Oo]n)\s+May\b|\bMay\s+\d")

# A permission; what may happen or may be so is none.
# Must match "You may copy"; must not match "acts that may harm", "may contain", "may not".
_MAY = re.compile(
    r"(?<!\bthat )(?<!\bwhich )(?<!\bwho )(?<!\bas the case )(?<!\bnor )\bmay\b(?!\s+(?:(?:also\s+|\w+ly\s+)?(?:not|never)|in\s+no|be\s+deemed|contain|include|differ|result|cause|arise|occur|affect|have|involve"
    r"|exist|be\s+(?:subject|affected|different|incomplete|inaccurate|available|updated|changed)))",
    re.IGNORECASE,
)
_OTHERWISE_ALLOWED = re.compile(
    r"\b(?:can|could|might|entitl\w*|permi\w+|allow\w*|able|rights?|discretion|authori\w+|free|possib\w+|potential\w*|grant\w*)\b", re.IGNORECASE
)
_DUTY = re.compile(
    r"\b(?:must|shall|should|will|require[sd]?|obliged?|obligat\w+|needs?|ha(?:s|ve)\s+to|undertakes?|responsib\w+|necessary|mandatory)\b(?!\s+not)",
    re.IGNORECASE,
)
_MUST = re.compile(r"\b(?:must|shall)\b(?!\s+(?:not|mean)\b)", re.IGNORECASE)

# 可 that allows: 可以, 可自行; not 许可, 认可, 可撤销, 可见.  得 that allows: 得使用; not 不得, 获得, 得到.
_ALLOWED = re.compile(
    r"(?<![许不认宽])可(?:以|(?!抗力|撤[销回]|转[让授]|再|分割|预|避免|读|识别|用性|靠|执行|见|信|移植|疑|观|适用|归责|编辑|执|交付|接受|商用|视))|有权"
    r"|(?<![不获取所懂博值晓使记])得(?![到知出益分利您]|以确认|他人)|允许|准许|能够|(?<![不可功职智性效万权])能(?![力源量否可])|自行决定|有资格"
    r"|[授许][权可](?=[您你其被])"
)
_ASKED = re.compile(r"应(?![用付对变急收答])|必须|须|必(?!要)|需(?!求)|负责|义务|承担|务必")
_ASKED_OR_SETTLED = re.compile(_ASKED.pattern + "|[将会]|不得|禁止|是指|予以|适用")

_NOBODY = re.compile(r"\s*(?:no|nothing|neither|none)\b", re.IGNORECASE)


def _polarity(english: str, chinese: str) -> Contrast | None:
    """Return a denial that only one of the two says."""
    nots = [m for m in _found(_NOT, english, _NOT_IDLE) if not _is_printed(m[0], chinese)]
    denials = _found(_DENIAL, chinese, _DENIAL_IDLE)
    free = _not_spoken_for(english, chinese, denials)
    if len(nots) > len(free) + len(_BOUND.findall(chinese)):
        with_verb = [m for m in nots if _MODAL.match(m[0].split()[0])]
        odd = _farthest(with_verb or nots, english, free, chinese)
        return Contrast("polarity", printed_at(odd), None, "a negation in the English text alone")
    modals = _found(_MODAL, english, _MONTH)
    bars = [b for b in _found(_BAR, chinese, _DENIAL_IDLE) if any(q.start() < b.end() and b.start() < q.end() for q in free)]
    # "only with consent" is 未经同意不得; "shall not copy it, or let others" is two bars in Chinese.
    barred = len(nots) + len(_ONLY.findall(english)) + (len(_GOES_ON.findall(english)) if nots else 0)
    if len(bars) > barred + len(_BARRING.findall(english)) or (len(bars) > barred and _says_more(modals, nots, english, chinese)):
        odd = _farthest(bars, chinese, nots, english)
        return Contrast("polarity", _nearest(modals, english, odd, chinese), printed_at(odd), "a negation in the Chinese text alone")
    bare = [m for m in free if m[0] == "不"]
    if bare and not nots and not _BARRING.search(english) and not _HARDLY.search(english):
        return Contrast("polarity", _nearest(modals, english, bare[0], chinese), printed_at(bare[0]), "a negation in the Chinese text alone")
    return None


def _is_printed(words: str, chinese: str) -> bool:
    """Say whether the Chinese text prints English words as they are: those of a name deny nothing."""
    return bool(re.search(rf"(?<![a-z]){re.escape(words.lower())}(?![a-z])", chinese))


def _says_more(modals: Sequence[Match], nots: Sequence[Match], english: str, chinese: str) -> bool:
    """Say whether the English text allows or asks something more than the Chinese one does."""
    allowed, asked = len(_ALLOWED.findall(chinese)), len(_ASKED.findall(chinese))
    return len(_found(_MAY, english, _MONTH)) > allowed or len(modals) > allowed + asked + len(nots)


def _not_spoken_for(english: str, chinese: str, denials: Sequence[Match]) -> list[Match]:
    """Return the Chinese denials that no English word but a "not" accounts for."""
    taken: set[int] = set()
    for says, denies in _SPOKEN_FOR:
        places = [m.span() for m in denies.finditer(chinese)]
        mine = {k for k, m in enumerate(denials) if any(a <= m.start() < b for a, b in places)}
        for word in says.finditer(english):
            rest = mine - taken
            if rest:
                taken.add(min(rest, key=lambda k: (abs(_place(denials[k], chinese) - _place(word, english)), k)))
    return [m for k, m in enumerate(denials) if k not in taken]


def _modality(english: str, chinese: str) -> Contrast | None:
    """Return what one of the two allows and the other asks for."""
    permissions, allowed = _found(_MAY, english, _MONTH), [*_ALLOWED.finditer(chinese)]
    if _ONLY.search(english):  # "may only with consent" is 未经同意不得
        allowed += _BAR.finditer(chinese)
    also = len(_OTHERWISE_ALLOWED.findall(english))
    if permissions and not _NOBODY.match(english):
        more_asked = len(_ASKED.findall(chinese)) > len(_DUTY.findall(english))
        if len(permissions) > len(allowed) or (more_asked and len(permissions) + also > len(allowed)):
            odd = _farthest(permissions, english, allowed, chinese)
            return Contrast("modality", printed_at(odd), None, "a permission in the English text alone")
    must, outright = _MUST.search(english), next((m for m in _ALLOWED.finditer(chinese) if not chinese.startswith("可能", m.start())), None)
    if must and outright and not permissions and not also and not _ASKED_OR_SETTLED.search(chinese):
        return Contrast("modality", printed_at(must), printed_at(outright), "a duty in the English text, a permission in the Chinese")
    return None


# What takes something out of a rule, to the end of its phrase.
# Must match "unless the Buyer agrees", "except with consent"; in Chinese "除非买方同意", "除紧急情况外", "但书面同意的除外".
_EXCEPTION = re.compile(r"\b(?:unless|except(?:\s+(?:as|for|that|where|when|with|in|to))?|save\s+(?:as|for|that|where)|with\s+the\s+exception\s+of)\b[^,.;]*", re.IGNORECASE)
_EXCEPTION_CHINESE = re.compile(r"除非[^,。;]*|除(?![了名以此])[^,。;]{1,40}?(?:之?外|以外)(?!情形|责任|条款)|[^,。;]{0,60}(?:除外(?!情形|责任|条款)|不在此限)")
# What may say as much in the other language without being an exception.
_SAYS_EXCEPT = re.compile(
    r"\b(?:unless|except\w*|other\w*|save|without|exclud\w*|exclusive|apart|besides|addition\w*|only|until|but|beyond|subject|as\s+long|so\s+long|provided|however|to\s+the\s+extent|outside)\b",
    re.IGNORECASE,
)
_SAYS_EXCEPT_CHINESE = re.compile(r"除|非|否则|未|但|另|不在此限|仅|只|无|例外|排除")


def _exception(english: str, chinese: str) -> Contrast | None:
    """Return an exception that only one of the two makes: typed as if the English text were the older one."""
    here, there = _EXCEPTION.search(english), _EXCEPTION_CHINESE.search(chinese)
    if here and not _SAYS_EXCEPT_CHINESE.search(chinese):
        return Contrast("only-old", printed_at(here), None, "an exception in the English text alone")
    if there and not _SAYS_EXCEPT.search(english):
        return Contrast("only-new", None, printed_at(there), "an exception in the Chinese text alone")
    return None


# Who bears something, in either language; names that translate each other are one.
_BEARERS = (
    (r"you|licensees?|(?:end\s+)?users?", r"[您你](?!们的)|贵方|被[许授][可权][方人]|使用者|用户"),
    (
        r"licensors?|we|us|copyright\s+(?:holders?|owners?)|authors?|(?:service\s+)?providers?",
        r"(?<!被)[许授][可权][方人]|我们|我方|我司|本公司|版权(?:所有|持有)[人者]|著作权人|权利人|作者|服务商|服务提供[方者商]",
    ),
    (r"contributors?", r"贡献[者人]"),
    (r"party\s+a", r"甲方"),
    (r"party\s+b", r"乙方"),
    (r"third\s+part(?:y|ies)", r"第三[方人]"),
    (r"receiving\s+part(?:y|ies)|recipients?", r"接[收受][方者人]"),
    (r"disclosing\s+part(?:y|ies)|disclosers?", r"披露[方者人]"),
    (r"employers?", r"雇主|雇用人|用人单位"),
    (r"employees?|workers?", r"雇员|员工|受雇人|劳动者"),
    (r"sellers?|suppliers?|vendors?", r"卖方|供方|供应商|供货[方人]|出卖人"),
    (r"buyers?|purchasers?|customers?|clients?", r"买方|需方|客户|买受人|购[买货][方人]"),
    (r"lessors?|landlords?", r"出租[方人]"),
    (r"lessees?|tenants?|hirers?", r"承租[方人]"),
    (r"lenders?", r"出借[方人]|贷款[方人]"),
    (r"borrowers?", r"借款[方人]"),
    (r"carriers?", r"承运[方人]"),
    (r"applicants?", r"申请[方人者]"),
    (r"guarantors?", r"保证人|担保[方人]"),
    (r"operators?|managers?|keepers?", r"经营者|运营[方者]|管理[人者方]"),
)
_ACTS = (
    r"\s+(?:\w+ly\s+|also\s+|hereby\s+|further\s+)?(?:may|shall|must|will|should|can(?:not)?|agrees?|undertakes?|warrants?|represents?"
    r"|acknowledges?|bears?|(?:is|are)\s+(?:\w+ly\s+)?(?:liable|responsible))\b"
)
_BORNE = r"(?:borne|paid|payable|provided|met)\s+by|(?:at|for)\s+the\s+(?:expense|cost|account)\s+of|(?:lies|rests)\s+with"
_ACTS_CHINESE = r"(?:也|亦|均|都|仍|还|在此|特此|充分|独自|单独|自行|即|则)*(?:不|应|须|必须|需|可|有权|无权|得|将|会|同意|承诺|保证|声明|确认|承担|负责|理解)"
_BORNE_CHINESE = r"(?:自行|独自|单独|全部|全额|另行)*(?:承担|负担|支付|负责|提供|缴纳|给付)"
_BY_NAME, _BY_NAME_CHINESE = ("|".join(f"({name[side]})" for name in _BEARERS) for side in (0, 1))
"""One group for each bearer, so that the number of the group that matched tells who it is."""

_SUBJECT = re.compile(
    rf"\b(?:the\s+)?(?:{_BY_NAME})(?={_ACTS})"
    rf"|\b(?:at|for)\s+(?:the\s+)?(?:{_BY_NAME})['’]s\s+(?:own\s+)?(?:expense|cost|account)\b"
    rf"|\b(?:{_BORNE})\s+(?:the\s+)?(?:{_BY_NAME})\b",
    re.IGNORECASE,
)
_SUBJECT_CHINESE = re.compile(
    rf"[由归](?:{_BY_NAME_CHINESE}){_BORNE_CHINESE}|(?<![由归向对与和])(?:{_BY_NAME_CHINESE})(?={_ACTS_CHINESE})"
)


def _bearer(english: str, chinese: str) -> Contrast | None:
    """Return who bears something in the English text and nothing in the Chinese one, where another does who does not in English."""
    here, there = _bearers(_SUBJECT, english), _bearers(_SUBJECT_CHINESE, chinese)
    acts_here, acts_there = Counter(who for who, _ in here), Counter(who for who, _ in there)
    others = [m for who, m in there if acts_there[who] > acts_here[who]]
    for who, m in here:
        if others and acts_here[who] > acts_there[who]:
            return Contrast("party", printed_at(m), printed_at(others[0]), "another bearer")
    return None


def _bearers(subject: re.Pattern[str], text: str) -> list[tuple[int, Match]]:
    """Return who bears something, and where the text says so."""
    return [((m.lastindex or 1) % len(_BEARERS), m) for m in subject.finditer(text)]


def _found(pattern: re.Pattern[str], text: str, idle: re.Pattern[str]) -> list[Match]:
    """Return where a pattern stands in a text, but not inside an idle phrase."""
    dead = [m.span() for m in idle.finditer(text)]
    return [m for m in pattern.finditer(text) if not any(a <= m.start() < b or a < m.end() <= b for a, b in dead)]


def _place(m: Match, text: str) -> float:
    """Return where in its text a word stands, 0 to 1: two texts that answer each other run roughly alike."""
    return (m.start() + m.end()) / 2 / max(1, len(text))


def _farthest(words: Sequence[Match], text: str, others: Sequence[Match], other_text: str) -> Match:
    """Return the word that is farthest from all that could answer it."""
    return max(words, key=lambda m: min((abs(_place(m, text) - _place(o, other_text)) for o in others), default=1.0))


def _nearest(words: Sequence[Match], text: str, other: Match, other_text: str) -> range | None:
    """Return the word that stands where another stands in its own text."""
    if not words:
        return None
    return printed_at(min(words, key=lambda m: abs(_place(m, text) - _place(other, other_text))))
