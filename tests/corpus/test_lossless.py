"""Nothing is lost: whatever the text, every non-space character has exactly one owner."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, parse_text, unaccounted

# What agreements are made of, and what breaks parsers: keywords, markers, quotes, wraps, both scripts, bad glyphs.
PIECES = st.sampled_from(
    """Section|ARTICLE|IV|第|条|條|三|一、|（一）|(a)|(i)|(ii)|1.|1.1|2.|2.3.4|“|”|"|是指|means|Appendix|附件一|附则|注：|1：|£|●|-
    END OF TERMS AND CONDITIONS|Schedule 1|A.|B.|①|②|㈠|Ⅰ|Informa5on|information|5|2023|%|(|（|）|)|定义|Definitions|#|##|**
    。“您”|是指我|鉴于|WHEREAS|By: ___|[|]|....... 3|第 14-1 條|之一|信息表|Name of Applicant Name of Agent|申请人 代理人
    the|and|shall|not|甲方|应当|不得|。|；|，|;|.|:|：|e.g.|3.1 %|Section 3(b) of|第三条规定的""".replace("\n", "|").split("|")
)
SPACES = st.sampled_from([" ", "", "", "\n", "\n", "\n\n", "  ", "\t", "\f", "\u3000", "\u00a0", "\u200b", "\ufffd"])
TEXTS = st.lists(st.tuples(PIECES, SPACES), min_size=1, max_size=120).map(
    lambda pairs: "".join(piece.strip() + space for piece, space in pairs)
)


def sound(document: Document) -> bool:
    """True where ids are unique, parents exist and the tree agrees with itself."""
    ids = [c.id for c in document]
    return len(set(ids)) == len(ids) and all(
        (c.parent is None or c.id in document[c.parent].children) and all(document[k].parent == c.id for k in c.children)
        for c in document
    )


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost_or_owned_twice(text: str) -> None:
    """The invariant holds for any heap of legal words, and the tree is a tree."""
    document = parse_text(text)
    assert unaccounted(document) == []
    assert sound(document)


PRINTED_TWICE = st.sampled_from(
    """1. SERVICES / 服務|2. CHARGES 收費|Article 1 SERVICES / 服務|Article 2|第一条 租赁房屋 Article 1 Premises|第 2 條 Law 法律|Schedule 1
    Schedule A / 附件一|(a)|1.1 The supplier shall deliver the goods to the customer.|The customer shall pay the fees.|A.|2.
    供应商应当向客户交付货物并提供服务。|客户应当支付费用，不得拖延|服务协议|SERVICE AGREEMENT|甲方（盖章）：|Date: ____""".replace("\n", "|").split("|")
)


@given(st.lists(st.tuples(PRINTED_TWICE, st.sampled_from(["\n", "\n\n", " "])), min_size=4, max_size=40))
@settings(max_examples=400, deadline=None)
def test_no_character_of_two_languages_is_lost_or_owned_twice(pairs: list[tuple[str, str]]) -> None:
    """A number that is printed once for both languages belongs to the one in whose line it stands."""
    document = parse_text("".join(piece.strip() + space for piece, space in pairs))
    assert unaccounted(document) == []
    assert sound(document)


def test_what_one_language_takes_for_contents_may_be_a_clause_of_the_other() -> None:
    """The headings stand twice, so to the Chinese part the first ones are a table of contents."""
    text = (
        "A.\n1. SERVICES / 服務\n(a)\n第 2 條 Law 法律\n货物应当交付\n(a)\n1. SERVICES / 服務\n"
        "The customer shall pay the fees.\n第 2 條 Law 法律"
    )
    document = parse_text(text)
    assert sorted(document.langs) == ["en", "zh"]
    assert unaccounted(document) == []


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_can_be_read(text: str) -> None:
    """Any Unicode text is read without an error and without loss."""
    assert unaccounted(parse_text(text)) == []


def test_one_line_of_a_megabyte_is_read_like_any_other() -> None:
    """Brackets, quotes and numbers a hundred thousand times over make no rule run away."""
    for text in ("the supplier shall deliver goods. " * 30_000, "（1）" * 250_000, "“x”" * 300_000, "(" * 1_000_000):
        assert unaccounted(parse_text(text)) == []


def test_lists_nested_deeper_than_anyone_nests_are_read() -> None:
    """Sixty levels of brackets are kept, and no recursion fails."""
    text = "\n".join(f"{'1.' * depth}1 level {depth}" for depth in range(1, 61))
    assert unaccounted(parse_text(text)) == []
