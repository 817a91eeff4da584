"""How parsing grows with the document: made-up agreements of 10, 20 and 40 thousand clauses.

    python -m benchmarks parsing

Twice the clauses should take twice the time. The bar of the design is 100,000 clauses in 30 s of processor time,
0.30 ms a clause.
"""

from __future__ import annotations

import random
import textwrap
import time

from corpus import parse_text

SIZES = (10_000, 20_000, 40_000)
BAR = 30 / 100_000

ENGLISH = (
    "the supplier shall deliver goods to buyer within thirty days of order and in accordance with schedule unless"
    " otherwise agreed by parties"
).split()
CHINESE = "供应商应当在收到订单之日起三十日内按照附件的约定向买方交付货物双方另有书面约定的除外"


def english(clauses: int) -> str:
    """Write an agreement of sections, numbered clauses and lettered items, wrapped as a page would."""
    chance = random.Random(1)

    def sentence(words: int) -> str:
        return " ".join(chance.choices(ENGLISH, k=words)).capitalize() + "."

    lines, section, made = ["MASTER AGREEMENT", ""], 0, 0
    while made < clauses:
        section += 1
        lines.append(f"{section}. Section about {chance.choice(ENGLISH)}")
        made += 1
        for n in range(1, 9):
            lines += textwrap.wrap(f"{section}.{n} {sentence(chance.randint(12, 40))}", 90)
            items = [f"({letter}) {sentence(8)}" for letter in "abc"] if n % 4 == 0 else []
            lines += items
            made += 1 + len(items)
    return "\n".join(lines)


def chinese(clauses: int) -> str:
    """Write an agreement of articles and numbered items, wrapped as a page would."""
    chance = random.Random(1)

    def sentence(length: int) -> str:
        return "".join(chance.choices(CHINESE, k=length)) + "。"

    lines, made, article = ["主合同", ""], 0, 0
    while made < clauses:
        article += 1
        lines += textwrap.wrap(f"第{article}条 {sentence(chance.randint(30, 120))}", 40)
        items = [f"（{n}）{sentence(20)}" for n in "一二三四"] if article % 2 else []
        lines += items
        made += 1 + len(items)
    return "\n".join(lines)


def main() -> None:
    for language, made_up in (("English", english), ("Chinese", chinese)):
        before = 0.0
        for size in SIZES:
            text = made_up(size)
            start = time.process_time()
            found = len(parse_text(text))
            took = time.process_time() - start
            grown = f"  {took / before:.2f} times the last" if before else ""
            each = took / found
            print(
                f"{language} {found:6d} clauses {took:6.2f} s  {each * 1000:.3f} ms each, {each / BAR:4.0%} of the bar{grown}",
                flush=True,
            )
            before = took


if __name__ == "__main__":
    main()
