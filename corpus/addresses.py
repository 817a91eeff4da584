"""A clause's address in any spelling in, its steps or the clause itself out.

``4.3``, ``4(3)``, ``四、3.``, ``s 4(3)``, ``Article 4.3``, ``附则 2``, ``第三条第二款`` are understood, in either width and
either script. A step is a printed number in ASCII (``4``, ``ii``, ``14-1``), or ``app`` for back matter by any of its
names. Two kinds are marked: ``条3`` for an article, which is cited without the chapter that it stands in, and ``¶2`` for
a second paragraph, since 第三条第二款 counts paragraphs that bear no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from .clauses import Clause, Document
from .normal import normal
from .numbering import CJK_NUMERAL, cjk_number, roman_number
from .source import BiclauseError

Steps = tuple[str, ...]

_BACK = re.compile(
    r"\b(?:(?:appendix|annexure|annex|schedule|exhibit|attachment|addendum)(?![a-z])|app(?=[\d.]))|附件|附录|附表|附则"
)
# Words that say what kind of number follows: Article 4, s 4(3), § 4.
_ARTICLE = re.compile(r"(?<![\w.])(?:articles?|art)(?![a-z])\.?\s*(?=[\w(])")
_KIND = re.compile(
    r"(?:(?<![\w.])(?:sections?|sect?|ss?|clauses?|cl|paragraphs?|paras?|parts?|chapters?|items?)(?![a-z])\.?|§+)\s*(?=[\w(])"
)
# 第三条, 第 12 條; 第三章, 第（三）项, 第4.3款.
_ARTICLE_ZH = re.compile(rf"第\s*([{CJK_NUMERAL}\d.-]+)\s*条款?")
_ORDINAL = re.compile(rf"第\s*\(?\s*([{CJK_NUMERAL}\d.-]+)\s*\)?\s*[款项目章节部分编点]+")
# What follows 条 at once counts its paragraphs: 款 on the mainland, 項 in Taiwan. 第三条第（二）项 is a printed number.
_COUNTED = re.compile(rf"条\s*第\s*([{CJK_NUMERAL}\d]+)\s*[款项](?![款项目])")
_PILCROW = re.compile(r"¶\s*")
# One step: 4, 14-1, ii, ii_2 (the second clause so numbered), d4 (a definition), 十二.
_STEP = re.compile(rf"[条¶]?(?:\d+(?:-\d+)*(?:_\d+)?|[a-z]+\d*(?:_\d+)?|[{CJK_NUMERAL}]+)")
# The same as far as agreements print it, and between two of them a point, brackets, a comma of enumeration.
_PRINTED = re.compile(rf"[条¶]?(?:\d+(?:-\d+)?|[a-z]{{1,5}}|[{CJK_NUMERAL}]+)")
_JOINT = re.compile(r"\s*[.()、,·:/]+\s*")

# What makes an article one of several paragraphs; a lead-in alone only opens its list.
_PARAGRAPHS = ("paragraph", "definition")


def steps(text: str) -> Steps:
    """Cut what is known to be an address into its steps, outermost first.

    >>> steps("四、3."), steps("第四条第（三）项"), steps("Article 4(3)(ii)"), steps("附则2（1）")
    (('4', '3'), ('条4', '3'), ('条4', '3', 'ii'), ('app', '2', '1'))
    >>> steps("第三条第二款")
    ('条3', '¶2')
    """
    return tuple(map(_ascii, _STEP.findall(_pointed(normal(text)))))


def address(text: str) -> Steps | None:
    """Return the steps of what looks like an address; None for text that only holds a number.

    >>> [address(a) for a in ("3(2)", "s 3(2)", "三.2", "附则 2", "4(4)(ii)")]
    [('3', '2'), ('3', '2'), ('3', '2'), ('app', '2'), ('4', '4', 'ii')]
    >>> [address(a) for a in ("30", "三", "third party", "第三方", "inc.com", "3 parts")]
    [None, None, None, None, None, None]
    """
    plain = normal(text).strip()
    pointed = _pointed(plain)
    pieces = [p for p in _JOINT.split(pointed.strip()) if p]
    if not pieces or not all(_PRINTED.fullmatch(p) for p in pieces):
        return None
    found = tuple(map(_ascii, pieces))
    # "inc.com" has the shape of an address; letters stand for a number one by one, or as a roman numeral.
    if any(len(s) > 1 and s.isalpha() and s != "app" and roman_number(s) is None for s in found):
        return None
    named = pointed != plain or len(found) > 1
    return found if named and (found[0] == "app" or any(s[-1].isdigit() for s in found)) else None


def _pointed(text: str) -> str:
    """Put points and marks in the place of the words of an address: 第三条第二款 becomes ``.条三.¶二.``."""
    for words, put in (
        (_COUNTED, r"条.¶\1."),
        (_ARTICLE_ZH, r".条\1."),
        (_ORDINAL, r".\1."),
        (_PILCROW, ".¶"),
        (_BACK, ".app."),
        (_ARTICLE, ".条"),
        (_KIND, "."),
    ):
        text = words.sub(put, text)
    return text


def _ascii(step: str) -> str:
    mark, plain = (step[0], step[1:]) if step[0] in "条¶" else ("", step)
    number = cjk_number(plain)
    return step if number is None else f"{mark}{number}"


def spellings(wanted: Steps) -> Iterator[Steps]:
    """Yield the steps, then what else they may stand for where there are no articles, or no paragraphs to count.

    >>> list(spellings(("条3", "¶1", "2")))  # 第三条第一款第二项
    [('条3', '¶1', '2'), ('条3', '1', '2'), ('条3', '2'), ('3', '¶1', '2'), ('3', '1', '2'), ('3', '2')]
    """
    seen = set()
    for way in (wanted, tuple(s.removeprefix("条") for s in wanted)):
        numbered = tuple(s.removeprefix("¶") for s in way)
        whole = tuple(s for s in way if s != "¶1")  # the only paragraph of an article is the article
        for spelt in (way, numbered, whole):
            if spelt not in seen:
                yield spelt
            seen.add(spelt)


def addresses(document: Document) -> dict[str, tuple[Steps, ...]]:
    """Return the steps that lead to each clause, by its id: along its id, from its article on, by counted paragraphs.

    >>> from . import parse_text
    >>> law = parse_text("第一条 经营者必须遵守法律。\\n法律另有规定的除外。\\n第二条 本法自公布之日起施行。")
    >>> addresses(law)["1.p1"]
    (('1', 'p1'), ('条1', 'p1'), ('1', '¶2'), ('条1', '¶2'))
    """
    ways: dict[str, tuple[Steps, ...]] = {}
    counts: dict[str, int] = {}
    """Paragraphs so far of each clause that has several."""
    out: dict[str, tuple[Steps, ...]] = {}
    for clause in document:
        own = _id_steps(clause.id)
        article = _from_article(clause, own, ways)
        known: tuple[Steps, ...] = (own, article) if article else (own,)
        ways[clause.id] = known
        if clause.label and any(c.kind in _PARAGRAPHS for c in document.children(clause) if not c.label):
            counts[clause.id] = 1 if clause.text else 0
            known += tuple((*way, "¶1") for way in known if clause.text)
        if clause.parent in counts:
            counts[clause.parent] += _is_paragraph(clause)
            counted = (f"¶{counts[clause.parent]}", *(() if _is_paragraph(clause) else (_first(own[-1]),)))
            known += tuple((*way, *counted) for way in ways[clause.parent])
        out[clause.id] = known
    return out


def _from_article(clause: Clause, own: Steps, ways: Mapping[str, tuple[Steps, ...]]) -> Steps | None:
    """Return the steps from an article on, which is cited without its chapter, but not without its annex."""
    if "条" in clause.label or "條" in clause.label or clause.label.lower().startswith("art"):
        annex = own[:-1] if own[0] == "app" else ()
        return (*annex, f"条{own[-1]}")
    if clause.parent is None or len(ways[clause.parent]) == 1:
        return None
    above, article = ways[clause.parent]
    return (*article, *own[len(above) :])


def _first(step: str) -> str:
    """The number without what tells it from an earlier one: 1 of 1_2, the first item of a second list."""
    return step.partition("_")[0]


def _is_paragraph(clause: Clause) -> bool:
    return not clause.label and not clause.inline and clause.kind in (*_PARAGRAPHS, "lead-in")


def _id_steps(id: str) -> Steps:
    first, *rest = id.split(".")
    return ("app", first[3:], *rest) if re.fullmatch(r"app\d+", first) else (first, *rest)


def find(document: Document, address: str) -> Clause:
    """Return the clause at an address: an id, a printed number in any spelling, or a defined term.

    BiclauseError, naming the nearest clauses, where there is none or the address fits several.
    """
    for fitting in _fitting(document, address):
        if len(fitting) == 1:
            return document[fitting[0]]
        if fitting:
            raise BiclauseError(
                f"{address!r} fits {len(fitting)} clauses of {document.id}: {_choices(document, fitting)}"
            )
    raise BiclauseError(
        f"{document.id} has no clause {address!r}: {_choices(document, _nearest(document, address))}"
    )


def _fitting(document: Document, address: str) -> Iterator[list[str]]:
    """Yield ids of the clauses that an address may mean, the surest way to read it first."""
    yield [c.id for c in document if c.id == address]
    defining = [c for c in document if address.strip('“”"「」 ') in c.terms]
    yield [c.id for c in defining if c.kind == "definition"]
    if wanted := steps(address):
        yield from _numbered(document, wanted)
    yield [c.id for c in defining]


def _numbered(document: Document, wanted: Steps) -> Iterator[list[str]]:
    by_id = addresses(document)
    printed = {c.id: (steps(c.path),) for c in document if c.label}
    for way in spellings(wanted):
        yield [i for i, known in by_id.items() if way in known]
        yield [i for i, known in printed.items() if way in known]
        yield [i for i, known in by_id.items() if any(k[-len(way) :] == way for k in known)]
        yield [i for i, known in printed.items() if any(k[-len(way) :] == way for k in known)]


def _nearest(document: Document, address: str) -> list[str]:
    spelt = {".".join(_id_steps(c.id)): c.id for c in document}
    wanted = (s.strip("条¶") for s in steps(address))
    near = get_close_matches(".".join(wanted), spelt, n=3, cutoff=0.5)
    return [spelt[key] for key in near]


def _choices(document: Document, ids: list[str]) -> str:
    if not ids:
        return f"biclause parse {document.origin or document.id} lists them all"
    named = ", ".join(f"{i} ({document[i].path})" if document[i].path else i for i in ids[:4])
    return f"try {named}"
