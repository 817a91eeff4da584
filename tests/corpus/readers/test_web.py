"""Web pages: list numbers from markup and style sheets, blocks and lines, and what is no text of the page."""

from __future__ import annotations

import pytest

from corpus import Source
from corpus.readers.web import read_web


def read(body: str, head: str = "") -> Source:
    return read_web(f"<html><head>{head}</head><body>{body}</body></html>", name="a.html")


def printed(source: Source) -> list[str]:
    return [source.text[line.start : line.end] for line in source.lines]


def items(attributes: str, *more: str, head: str = "") -> list[str]:
    """Return the printed numbers of a list of three, or of the items given."""
    inside = "".join(more) or "<li>x<li>x<li>x"
    return [line.removesuffix("x").strip() for line in printed(read(f"<ol {attributes}>{inside}</ol>", head))]


def test_list_numbers_become_part_of_the_text() -> None:
    source = read("<ol><li>Term</li></ol>")
    line = source.lines[0]
    assert (source.text, line.label_end, line.level, line.whole) == ("1. Term", 2, 0, True)


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1.", "2.", "3."]),
        ("type=a", ["a.", "b.", "c."]),
        ("type=A", ["A.", "B.", "C."]),
        ("type=i", ["i.", "ii.", "iii."]),
        ("type=I start=4", ["IV.", "V.", "VI."]),
        ("start=26 type=a", ["z.", "aa.", "ab."]),
        ("start=nonsense", ["1.", "2.", "3."]),
        ("reversed", ["3.", "2.", "1."]),
        ("start=10 reversed", ["10.", "9.", "8."]),
        ("style='list-style-type: lower-roman'", ["i.", "ii.", "iii."]),
        ("style='list-style: upper-alpha inside'", ["A.", "B.", "C."]),
        ("style='list-style-type: cjk-ideographic'", ["一、", "二、", "三、"]),
        ("style='list-style-type: simp-chinese-formal'", ["壹、", "贰、", "叁、"]),
        ("style='list-style-type: none'", ["", "", ""]),
        ("style='list-style-type: disc'", ["•", "•", "•"]),
    ],
)
def test_numbers_follow_the_attributes_of_the_list(attributes: str, numbers: list[str]) -> None:
    assert items(attributes) == numbers


def test_an_item_may_set_its_own_value_and_type() -> None:
    assert items("", "<li>x", "<li value=7>x", "<li>x", "<li type=a>x") == ["1.", "7.", "8.", "i."]


def test_nested_lists_count_for_themselves_and_know_their_depth() -> None:
    source = read("<ol><li>a<ol type=a><li>b<li>c</ol>after<li>d</ol>")
    assert [(text, line.level) for text, line in zip(printed(source), source.lines, strict=True)] == [
        ("1. a", 0),
        ("a. b", 1),
        ("b. c", 1),
        ("after", 0),
        ("2. d", 0),
    ]


def test_the_number_stands_at_the_first_of_an_items_paragraphs() -> None:
    assert printed(read("<ol><li><p>a</p><p>b</p></li></ol>")) == ["1. a", "b"]


def test_an_item_without_text_keeps_its_number() -> None:
    assert printed(read("<ol><li></li><li><ol type=a><li>x</li></ol></li></ol>")) == ["1.", "2.", "a. x"]


def test_bullets_are_printed() -> None:
    assert printed(read("<ul><li>a</ul>")) == ["• a"]


def test_style_sheets_give_the_style_of_lists() -> None:
    sheet = "/* ol{} */ ol.alpha, #x { list-style-type: lower-alpha } ol ol { list-style: upper-roman }"
    sheet = f"<style>{sheet}</style>"
    assert items("class='big alpha'", head=sheet) == ["a.", "b.", "c."]
    assert items("", "<li>x<ol><li>x</ol>", head=sheet) == ["1.", "I."]


def test_numbers_that_style_sheets_print_before_items_are_read() -> None:
    sheet = '<style>ol{counter-reset:i} li::before{counter-increment:i;content:counters(i,".") " "}</style>'
    assert items("", "<li>x<ol><li>x<li>x</ol>", "<li>x", head=sheet) == ["1", "1.1", "1.2", "2"]


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    assert printed(read("<div>a <b>b</b><i>c</i>\n d<p>e</div>f<br>g")) == ["a bc d", "e", "f", "g"]


def test_white_space_between_chinese_characters_in_the_file_is_not_printed() -> None:
    assert printed(read("<p>本协\n   议适用 中国\n law</p>")) == ["本协议适用 中国 law"]


def test_no_break_spaces_and_entities_are_kept() -> None:
    assert printed(read("<p>a&nbsp;b &lt;c&gt; &amp; &sect; 5</p>")) == ["a\u00a0b <c> & § 5"]


def test_headings_and_weight_are_hints() -> None:
    source = read("<h2>a</h2><p><b>b</b></p><p><b>c</b> d</p>")
    assert [(line.heading, line.bold) for line in source.lines] == [(2, False), (None, True), (None, False)]


def test_preformatted_lines_are_kept_and_may_be_wraps() -> None:
    source = read("<pre>a\n  b\n\nc</pre>")
    assert (printed(source), {line.whole for line in source.lines}) == (["a", "  b", "", "c"], {False})


def test_cells_of_a_form_are_marked_and_those_of_a_layout_are_not() -> None:
    form = read("<table><tr><td>Name<td>Agent</table>")
    layout = read("<table><tr><td>menu<td><h1>Licence</h1><ol><li>Term</ol></table>")
    single = read("<table><tr><td>text</table>")
    assert [line.cell for line in form.lines] == [True, True]
    assert printed(layout) == ["menu", "Licence", "1. Term"] and not layout.lines[2].cell
    assert not single.lines[0].cell


def test_checkboxes_are_boxes() -> None:
    assert printed(read("<p><input type=checkbox>a</p><p><input type=radio checked>b</p>")) == ["☐a", "☑b"]


def test_scripts_styles_and_hidden_elements_are_left_out() -> None:
    body = "<script>x</script><style>x</style><p hidden>x</p><p style='display : none'>x</p>"
    assert printed(read(body + "<noscript>x</noscript>a")) == ["a"]


def test_a_hidden_list_does_not_disturb_the_one_around_it() -> None:
    assert printed(read("<ol><li>a<ol hidden><li>x</ol></li><li>b</ol>")) == ["1. a", "2. b"]


def test_much_hidden_text_is_reported() -> None:
    message = read("<p>aaa</p><p hidden>bbbbbbb</p>").findings[0].message
    assert message == "7 characters of hidden text left out, 70% of the page"


def test_the_sites_own_parts_are_furniture() -> None:
    source = read(
        "<header><nav>menu</nav>site</header><main><header>Licence</header>text</main>"
        "<aside>ad</aside><footer>contact</footer>"
    )
    assert printed(source) == ["Licence", "text"]
    assert [(source.text[f.start : f.end], f.reason) for f in source.furniture] == [
        ("menu", "header"),
        ("site", "header"),
        ("ad", "side bar"),
        ("contact", "footer"),
    ]


def test_a_header_with_the_title_is_the_agreements() -> None:
    assert printed(read("<header><h1>Licence</h1></header>text")) == ["Licence", "text"]


def test_raised_and_lowered_figures_do_not_fuse_with_what_they_stand_at() -> None:
    """A footnote's mark and an exponent are no digits of the text; words stay as they are."""
    body = "<p>20 m<sup>2</sup> for 30<sup><a href=#n>3</a></sup> days, H<sub>2</sub>O, the 2<sup>nd</sup> year</p>"
    assert printed(read(body)) == ["20 m² for 30³ days, H₂O, the 2nd year"]
