"""Markdown as HTML: its links open beside the page, and tags in it are words."""

import lxml.html

from dashboard.shared import prose


def test_tags_are_words_and_addresses_that_run_are_none():
    body = prose.html(
        "<script>x</script> **太字** [資料](https://example.jp/a?b=1&c=2) [押す](javascript:alert(1))"
    )
    read = lxml.html.fromstring(body)
    assert not read.xpath("//script")
    assert "<script>x</script>" in read.text_content()
    assert read.xpath("//strong/text()") == ["太字"]
    assert read.xpath("//a/@href") == ["https://example.jp/a?b=1&c=2"]
    assert read.xpath("//a/@rel") == ["noopener"]


def test_a_fold_is_closed_under_its_title():
    read = lxml.html.fragment_fromstring(prose.folds([("甲 <市>", "- 乙\n- 丙")]))
    assert (read.tag, read.get("open")) == ("details", None)
    assert read.find("summary").text_content() == "甲 <市>"
    assert [item.text_content() for item in read.iter("li")] == ["乙", "丙"]
