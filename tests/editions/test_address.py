"""Where links of a document may lead: what an address may not contain is encoded, what is none is no link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.editions.shared.address import address


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("https://a.cn/a?b=1&c=2#d", "https://a.cn/a?b=1&c=2#d"),
        ("  HTTP://A.CN ", "http://A.CN"),
        ("https://a.cn/路?q=中", "https://a.cn/%E8%B7%AF?q=%E4%B8%AD"),
        ("http://中国.cn/", "http://中国.cn/"),
        ("http://a.cn:8080/x", "http://a.cn:8080/x"),
        ("http://a.cn/x|y^z`{}", "http://a.cn/x%7Cy%5Ez%60%7B%7D"),
        ("http://a.cn/%zz%20", "http://a.cn/%25zz%20"),
        ("http://a.cn/a\\b", "http://a.cn/a%5Cb"),
        ("http://a.cn/#a#b", "http://a.cn/#a%23b"),
        ("http://a.cn/[x]", "http://a.cn/%5Bx%5D"),
        ("mailto:a@b.cn?subject=你好", "mailto:a@b.cn?subject=%E4%BD%A0%E5%A5%BD"),
    ],
)
def test_addresses(given, made):
    assert address(given) == made and address(made) == made


@pytest.mark.parametrize(
    "value",
    ["", "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//a.cn", "a.cn", "#b1", "../x.html", "http://", "http:///x", "http://[bad/", "http://a.cn:99999/",
     "http://a..cn/", "http://。/", "http://user:word@a.cn/", "http://a cn/", "mailto:", "mailto:a b@c", "ftp://a.cn/"],
)  # fmt: skip
def test_what_is_no_address_is_no_link(value):
    assert address(value) == ""


@given(st.text(max_size=20))
def test_whatever_follows_the_host_is_plain_ascii(text):
    made = address(f"https://a.cn/{text}")
    assert made == "" or (made.isascii() and not set(made) & set(' <>"{}|\\^`[]') and made.count("#") <= 1)
