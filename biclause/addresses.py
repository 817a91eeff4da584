"""However a clause's address is spelt, the clause: ``4.3``, ``四、3.``, ``四.3``, ``4(3)``, ``Article 4.3``."""

from __future__ import annotations

import re
from difflib import get_close_matches

from corpus import BiclauseError, Clause, Document
from corpus.normal import normal
from corpus.numbering import CJK_NUMERAL, cjk_number

# Back matter by any of its names; a number may follow at once, as in 附件一 or the id app1.
_BACK = r"appendix|annexure|annex|schedule|exhibit|attachment|addendum|app|附件|附录|附表|附则"
# Words that only say what kind of number follows: Article 4, s 4(3), 第四条.
_KIND_WORDS = re.compile(r"\b(?:article|section|clause|chapter|paragraph|para|sec|art|cl|s)\b\.?|§")
# One step of an address: app, 14-1, ii, ii_2 (the second clause so numbered), d4 (a definition), 十二.
_STEP = re.compile(rf"{_BACK}|\d+(?:-\d+)*(?:_\d+)?|[a-z]+\d*(?:_\d+)?|[{CJK_NUMERAL}]+")


def steps(address: str) -> tuple[str, ...]:
    """Cut an address into its numbers, outermost first, whatever script and brackets they are in.

    >>> steps("四、3."), steps("第四条第（三）项"), steps("Article 4(3)(ii)"), steps("附则2（1）")
    (('4', '3'), ('4', '3'), ('4', '3', 'ii'), ('app', '2', '1'))
    """
    text = re.sub(rf"({_BACK})(?=\d)", r"\1 ", _KIND_WORDS.sub(" ", normal(address)))
    return tuple(_plain(step) for step in _STEP.findall(text))


def _plain(step: str) -> str:
    if re.fullmatch(_BACK, step):
        return "app"
    number = cjk_number(step)
    return step if number is None else str(number)


def find(document: Document, address: str) -> Clause:
    """Return the clause at an address: an id, a printed number in any spelling, or a defined term.

    BiclauseError, naming the nearest clauses, where there is none or the address fits several.
    """
    wanted = steps(address)
    by_id = {c.id: steps(c.id) for c in document}
    printed = {c.id: steps(c.path) for c in document if c.label}
    for fitting in (
        [i for i in by_id if i == address],
        [i for i, found in by_id.items() if wanted and found == wanted],
        [i for i, found in printed.items() if wanted and found == wanted],
        [c.id for c in document if address.strip('“”"「」 ') in c.terms],
        [i for i, found in by_id.items() if wanted and found[-len(wanted) :] == wanted],
        [i for i, found in printed.items() if wanted and found[-len(wanted) :] == wanted],
    ):
        if len(fitting) == 1:
            return document[fitting[0]]
        if fitting:
            raise BiclauseError(
                f"{address!r} fits {len(fitting)} clauses of {document.id}: {_choices(document, fitting)}"
            )
    raise BiclauseError(
        f"{document.id} has no clause {address!r}: {_choices(document, _nearest(document, address))}"
    )


def _nearest(document: Document, address: str) -> list[str]:
    spelt = {".".join(steps(c.id)): c.id for c in document}
    near = get_close_matches(".".join(steps(address)), spelt, n=3, cutoff=0.5)
    return [spelt[key] for key in near]


def _choices(document: Document, ids: list[str]) -> str:
    if not ids:
        return f"biclause parse {document.origin or document.id} lists them all"
    named = ", ".join(f"{i} ({document[i].path})" if document[i].path else i for i in ids[:4])
    return f"try {named}"
