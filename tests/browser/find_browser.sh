#!/bin/sh
# Have a browser for the browser tests: the one on the machine, else Debian's. Without one they are skipped, and say so.
if command -v chromium >/dev/null 2>&1 && fc-list :lang=ja 2>/dev/null | grep -q .; then
    exit 0
fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium and Japanese fonts for the browser tests"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-cjk fontconfig >/dev/null; then
        exit 0
    fi
fi
echo "No Chromium here: the browser tests will be skipped."
