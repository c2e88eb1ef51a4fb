#!/usr/bin/env bash
# Install the missing system packages of requirements/debian.txt, or of the LISTS named; arguments: sudo, where needed.
# Without apt-get or rights say so and go on. A line a|b asks for the first that the system knows.
set -u
cd "$(dirname "$0")" || exit 1
is_there() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
missing=()
while read -r name; do
    case "$name" in ""|\#*) continue ;; esac
    case "$name" in
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null && continue ;;
        openjdk-*) java -version >/dev/null 2>&1 && continue ;;
    esac
    is_there "$name" || missing+=("$name")
done < <(cat ${LISTS:-debian.txt})
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
    echo "Thiếu gói hệ thống: ${missing[*]}. Máy không có apt-get; hãy cài tay (không có LibreOffice thì không xuất được PDF, không có Java thì không chạy được Spark)." >&2
    exit 0
fi
known() { for each in ${1//|/ }; do apt-cache show "$each" >/dev/null 2>&1 && echo "$each" && return; done; echo "${1%%|*}"; }
echo "Cài gói hệ thống: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"$@" apt-get update -qq || exit
packages=()
for name in "${missing[@]}"; do packages+=("$(known "$name")"); done
"$@" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
