#!/bin/sh
# 双击打开，按提示把文件拖进窗口。/ Open it with a double click and drop the file into its window.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
exec "$here/node" "$here/program/bin/cuilint.js" __guided "$@"
