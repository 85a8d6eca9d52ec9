#!/bin/sh
# Have the programs that tests drive: a browser, Japanese fonts, LibreOffice, Poppler, nginx and PostgreSQL; those on the machine, else Debian's.
# Without one its tests are skipped, and say so.
wanted=""
command -v chromium >/dev/null 2>&1 || wanted="$wanted chromium"
fc-list :lang=ja 2>/dev/null | grep -q . || wanted="$wanted fonts-noto-cjk fontconfig"
command -v soffice >/dev/null 2>&1 || wanted="$wanted libreoffice-impress-nogui"
PATH="$PATH:/usr/sbin" command -v nginx >/dev/null 2>&1 || wanted="$wanted nginx-light"
command -v pdftotext >/dev/null 2>&1 || wanted="$wanted poppler-utils"
PATH="$PATH:$(echo /usr/lib/postgresql/*/bin)" command -v initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
[ -z "$wanted" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing for the tests:$wanted"
    # shellcheck disable=SC2086  # names of packages, apart on purpose
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $wanted >/dev/null; then
        exit 0
    fi
fi
echo "Not here:$wanted. The tests that drive them will be skipped."
