# Run by "sh -c" on the host, with the workspace as $1, or nothing. Tells one fact a line; changes nothing but a file of
# its own in the cache directory, which it removes.
tell() { printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr '\n' ' ')"; }
echo xpm-probe-begins
tell system "$(uname -srm 2>/dev/null)"
tell node "$(uname -n 2>/dev/null)"
tell shell "${SHELL-}"
java=${JAVA_HOME:+$JAVA_HOME/bin/java}
[ -n "$java" ] && [ -x "$java" ] || java=$(command -v java 2>/dev/null)
if [ -n "$java" ]; then
    tell java "$java: $("$java" -Xmx16m -version 2>&1 | grep -v '^Picked up' | head -n 1)"
fi
tell rsync "$(rsync --version 2>/dev/null | head -n 1)"
tell uv "$(uv --version 2>/dev/null | head -n 1)"
tell space "$(ulimit -v 2>/dev/null)"
cache=${XDG_CACHE_HOME:-${HOME-}/.cache}
if mkdir -p "$cache" 2>/dev/null && file=$(mktemp "$cache/xpm-doctor.XXXXXX" 2>/dev/null); then
    if { printf '#!/bin/sh\nexit 0\n' >"$file"; } 2>/dev/null && [ -s "$file" ]; then
        chmod 700 "$file"
        if "$file" 2>/dev/null; then tell cache good; else tell cache noexec; fi
    else
        tell cache full
    fi
    rm -f "$file"
else
    tell cache denied
fi
tell cache_place "$cache"
tell free "$(df -Pk "$cache" 2>/dev/null | awk 'NR > 1 { print $4 }' | tail -n 1)"
if [ -n "${1-}" ]; then
    case $1 in
    '~') place=$HOME ;;
    '~/'*) place=$HOME/${1#??} ;;
    *) place=$1 ;;
    esac
    tell place "$place"
    if [ ! -e "$place" ]; then
        case $(LC_ALL=C ls -d "$place" 2>&1) in
        *'ermission denied'*) tell workspace denied ;;
        *) tell workspace missing ;;
        esac
    elif [ ! -d "$place" ]; then
        tell workspace file
    elif [ ! -r "$place" ] || [ ! -x "$place" ]; then
        tell workspace denied
    elif [ ! -e "$place/.__experimaestro__" ]; then
        tell workspace unmarked
    else
        tell workspace good
    fi
fi
echo xpm-probe-ends
