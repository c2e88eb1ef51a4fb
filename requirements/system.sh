#!/usr/bin/env bash
# Install the missing system packages of requirements/debian.txt; without apt-get or rights say so and go on.
set -u
cd "$(dirname "$0")" || exit 1
missing=()
while read -r name; do
    case "$name" in ""|\#*) continue ;; esac
    [ "$name" = python3-venv ] && python3 -c 'import ensurepip, venv' 2>/dev/null && continue
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
done < debian.txt
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
    echo "Thiếu gói hệ thống: ${missing[*]}. Máy không có apt-get; hãy cài tay (không có LibreOffice thì không xuất được PDF)." >&2
    exit 0
fi
echo "Cài gói hệ thống: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"$@" apt-get update -qq && "$@" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
