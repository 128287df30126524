#!/bin/sh
# 核对 U 盘里的文件：sh 核对/check.sh 。用系统自带的 sha256sum（Linux）或 shasum（Mac），不安装、不联网。
cd "$(dirname "$0")/.." || exit 1
list=SHA256SUMS.txt
if [ ! -s "$list" ]; then
  echo "这里没有 $list：U 盘没有做完，请重新制作。"
  exit 1
fi
if command -v sha256sum >/dev/null 2>&1; then
  said=$(LC_ALL=C sha256sum -c "$list" 2>&1)
  state=$?
else
  said=$(LC_ALL=C shasum -a 256 -c "$list" 2>&1)
  state=$?
fi
if [ "$state" -eq 0 ]; then
  echo "全部完好：$(grep -c . "$list") 个文件。"
else
  printf '%s\n' "$said" | grep -v ': OK$'
  echo "这个 U 盘不完整，请重新制作。"
  exit 1
fi
