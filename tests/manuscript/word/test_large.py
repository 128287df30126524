"""A book of three hundred pages is read in seconds, in a fraction of the memory of an old computer."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from publish.manuscript.readers.docx.read import read
from tests.manuscript.word.making import W, docx

STYLES = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
SENTENCE = "社区要为老年人提供助餐、助浴、助医服务，做到随叫随到，有求必应，件件有着落。"
PAGES = 300


def large() -> bytes:
    """A page of print has about 700 characters; Word cuts them into runs of a few words, with properties of their own and revision marks."""
    fonts = '<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312"/><w:sz w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    run = "".join(f'<w:r w:rsidR="00A7{n:04X}">{fonts}<w:t>{SENTENCE[at : at + 6]}</w:t></w:r>' for n, at in enumerate(range(0, len(SENTENCE), 6)))
    paragraph = f'<w:p w:rsidR="00A70001"><w:pPr><w:spacing w:line="560"/>{fonts}</w:pPr>{run * 3}</w:p>'
    item = f"<p num='1/0'>{SENTENCE}</p>"
    table = f"<w:tbl>{'<w:tr><tc>和平里</tc><tc>12</tc><tc>15</tc></w:tr>' * 6}</w:tbl>"
    page = f'<p style="1">一页的标题</p>{paragraph * 4}{item * 3}{table}'
    return docx(page * PAGES, {"styles.xml": STYLES, "numbering.xml": NUMBERING})


def test_three_hundred_pages(tmp_path: Path) -> None:
    data = large()
    start = time.process_time()
    document = read("text.docx", data)
    spent = time.process_time() - start
    assert sum(len(line) for line in document.lines) > 600 * PAGES
    assert document.passages[-19].text.startswith("第九百条") and W
    assert spent < 5, f"{spent:.1f} s"


def test_their_memory(tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_bytes(large())
    script = (
        "import sys; from pathlib import Path; from publish.manuscript.readers.table import load; load(Path(sys.argv[1])); "
        "print(next(int(row.split()[1]) >> 10 for row in open('/proc/self/status') if row.startswith('VmHWM')))"  # its own, not the runner's
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < 400, f"{done.stdout} MB"
