"""The page's own words in a text: found where they stand alone, never in a sentence, never taken out without a person."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from publish.manuscript.model import ManuscriptOptions
from publish.manuscript.readers import table
from publish.manuscript.repairs import noise
from publish.manuscript.repairs.repair import repair
from publish.manuscript.source import Document


def page(body: str) -> Document:
    return table.read("a.html", f"<meta charset=utf-8><body>{body}".encode(), ManuscriptOptions(part="body"))


@pytest.mark.parametrize(
    "text",
    [
        "分享到：微信 微博", "加载更多", "点击查看更多>>", "微信扫一扫 关注该公众号", "扫一扫在手机打开当前页", "——END——", "- END -", "点个“在看”，一起暖和", "【打印本页】【关闭窗口】", "[打印] [关闭]",
        "字体：【大 中 小】", "浏览次数：1024", "阅读 3.2万", "分享", "分享：","上一篇：关于放假的通知", "下一篇：没有了", "当前位置：首页 > 政务公开 > 文件", "长按二维码识别关注我们", "点击上方蓝字关注我们", "京ICP备00000000号-1", "版权所有 江城新闻网",
        "点赞 收藏 转发", "阅读原文", "索引号：11D005/2025-00012", "返回顶部", "相关阅读：", "微信号：hutong2020",
    ],
)  # fmt: skip
def test_words_of_a_page_are_known(text):
    assert noise.what(text)


@pytest.mark.parametrize(
    "text",
    [
        "他把好消息分享到了村里的每一户人家，大家都很高兴，晚上还聚在一起吃了顿饭，唱了几支老歌。", "请扫一扫门前雪", "她扫一扫院子就走了。" * 3, "位置：东四北大街12号", "加载更多的货物需要更大的车。", "END用户协议", "他说的版权所有，指的是书。", "上一篇文章讲到荷花。",
        "打印机坏了", "标题", "阅读是一种习惯", "大家点个赞成的手", "收藏家", "分享会通知", "关注老人健康", "阅读更多的书，认识更多的人。", "分享是快乐的。",
    ],
)  # fmt: skip
def test_sentences_are_no_noise(text):
    assert not noise.what(text)


def test_neighbours_are_one_and_a_table_of_index_numbers_is_one():
    body = "<p>正文一。</p><p>END</p><p>点个在看</p><p>正文二。</p><table><tr><td>索引号<td>1/2<tr><td>发文机关<td>街道<tr><td>成文日期<td>3月</table><p>加载更多</p>"
    found = noise.find(page(body))
    assert [(one.numbers, one.what) for one in found] == [((2, 3), "文末记号、请人转发的话"), ((5, 6, 7, 8, 9, 10, 11), "索引表、网页按钮")]


def test_a_table_of_other_things_is_none():
    assert not noise.find(page("<table><tr><td>名称<td>价格<tr><td>白菜<td>2<tr><td>标题<td>x</table>"))


def test_nothing_is_taken_out_without_a_person():
    source = page("<p>正文。</p><p>分享到：微信</p>")
    assert [passage.text for passage in repair(source).passages] == ["正文。", "分享到：微信"]
    assert next(noise.findings(source, ())).detail == "count=1, which=分享到：微信"


def test_patterns_are_sorted_unique_and_each_is_one():
    rows = [line for line in (resources.files("publish.manuscript") / "data" / "web_noise.tsv").read_text("utf-8").splitlines() if not line.startswith("# ")]
    assert rows == sorted(set(rows))
    for row in rows:
        pattern, where, what = row.split("\t")
        assert re.compile(pattern) and where in ("line", "cell") and what
