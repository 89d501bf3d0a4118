#!/bin/sh
# What the tests need beside Python: a browser, an office program, fonts with Vietnamese letters, small tools.
# With root or sudo they are installed by apt; without, this says what is missing and fails.
set -eu

missing=""
need() { # need COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium-headless-shell chromium-headless-shell
# The program is there with either part, and both are needed.
program=$(dirname "$(readlink -f "$(command -v soffice || echo /)")")
[ -e "$program/libswlo.so" ] || missing="$missing libreoffice-writer-nogui"
[ -e "$program/libsclo.so" ] || missing="$missing libreoffice-calc-nogui"
need pdftoppm poppler-utils
need xmllint libxml2-utils
for font in fonts-liberation2:LiberationSans-Regular.ttf fonts-noto-core:NotoSans-Regular.ttf; do
    find /usr/share/fonts -name "${font#*:}" 2>/dev/null | grep -q . || missing="$missing ${font%%:*}"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these Debian packages or their like:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "The tests need packages that only root can install. Run: sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 - the list is meant to be split
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
