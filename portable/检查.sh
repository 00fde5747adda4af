#!/bin/sh
# 把文件拖到本程序上，或直接打开后按提示操作。/ Drop files onto it, or start it and do as it says.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# 从文件管理器打开时没有窗口：请一个终端再来一次。/ Started without a window: ask a terminal to try again.
if [ ! -t 0 ] && [ -z "${CUILINT_IN_TERMINAL:-}" ]; then
  CUILINT_IN_TERMINAL=1
  export CUILINT_IN_TERMINAL
  for terminal in x-terminal-emulator gnome-terminal konsole xfce4-terminal xterm; do
    command -v "$terminal" >/dev/null 2>&1 || continue
    case $terminal in
      gnome-terminal) exec "$terminal" -- "$0" "$@" ;;
      xfce4-terminal) exec "$terminal" -x "$0" "$@" ;;
      *) exec "$terminal" -e "$0" "$@" ;;
    esac
  done
fi
exec "$here/node" "$here/program/bin/cuilint.js" __guided "$@"
