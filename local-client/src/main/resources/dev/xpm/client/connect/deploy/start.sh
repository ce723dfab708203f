# Runs on the host, in any POSIX sh, after a line per value from the client and the agent's own xpm-agent.sh. Tells what it
# does in lines that begin with "@xpm NONCE": what stands between them is noise of start-up files. If the agent is there
# and a Java runs it, the last such line is "ready" and the rest of the output is the agent's; else it is "absent".
#
#   nonce             of this start
#   hash size crc     SHA-256, bytes and POSIX checksum of the agent's jar
#   runtime           SHA-256 of the packed Java that the client could bring, or empty
#   room more         bytes that an installation needs, and what the packed Java needs more
#   skip              number of directories not to install into, because an upload to them failed
#   incoming          path of an uploaded jar to install first, or empty
#   incoming_runtime, incoming_kind, incoming_hash, incoming_size, incoming_crc   the same for a packed Java, gz or tar
#   workdir           the workspace as the user wrote it

set +eufx
umask 077
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL

say() {
    printf '@xpm %s %s\n' "$nonce" "$*"
}

# The first line of a complaint, without the words of the program that complains.
reason_of() {
    printf '%s\n' "$1" | sed -n '1s/.*: //p'
}

# Succeeds if the directory $1 is ours and nobody else can write to it.
own() {
    [ -d "$1" ] || return 1
    [ "$1" != "$home_base" ] || return 0
    [ ! -h "$1" ] || return 1
    # Mode, links, owner.
    set -- $(ls -ldn "$1" 2>/dev/null)
    case ${1-} in
    d????-??-*) [ "$3" = "$uid" ] ;;
    *) return 1 ;;
    esac
}

# Succeeds if the file $1 has the SHA-256 $2; where the host cannot tell, its $3 bytes and their checksum $4 count.
matches() {
    if command -v sha256sum >/dev/null; then
        sum=$(sha256sum <"$1") && [ "${sum%% *}" = "$2" ]
    else
        sum=$(cksum <"$1") && [ "$sum" = "$4 $3" ]
    fi
}

# --- what was uploaded ---
failed() {
    say failed "$@"
    exit 0
}

install_agent() {
    chmod 600 "$incoming"
    matches "$incoming" "$hash" "$size" "$crc" || {
        bytes=$(wc -c <"$incoming")
        rm -f -- "$incoming"
        failed damaged "$bytes" of "$size" bytes
    }
    dir=${incoming%/*}/agent-$hash
    problem=$({ mkdir -p "$dir" && mv -f "$incoming" "$dir/agent.jar"; } 2>&1) || failed place "$(reason_of "$problem")"
}

unpacked() {
    if [ "$incoming_kind" = gz ]; then gzip -dc "$incoming_runtime"; else cat "$incoming_runtime"; fi
}

# Takes files and directories of a Java below a directory of its own, and nothing else.
install_runtime() {
    matches "$incoming_runtime" "$incoming_hash" "$incoming_size" "$incoming_crc" || {
        bytes=$(wc -c <"$incoming_runtime")
        rm -f -- "$incoming_runtime"
        failed damaged "$bytes" of "$incoming_size" bytes
    }
    base=${incoming_runtime%/*} work=${incoming_runtime%/*}/.unpack-$nonce
    strange=$(
        unpacked | tar -tvf - | grep -v '^[-d]' | head -n 1
        unpacked | tar -tf - | grep -vE '^(bin|conf|legal|lib|release)(/[A-Za-z0-9_.+-]*)*$' | head -n 1
        unpacked | tar -tf - | grep -E '(^|/)\.\.(/|$)' | head -n 1
    )
    if [ -n "$strange" ]; then
        rm -f -- "$incoming_runtime"
        failed names "$strange"
    fi
    problem=$({ mkdir "$work" && unpacked | (cd "$work" && tar -xof -); } 2>&1) || problem=${problem:-tar failed}
    rm -f -- "$incoming_runtime"
    if [ ! -x "$work/bin/java" ]; then
        rm -rf -- "$work"
        failed place "$(reason_of "$problem")"
    fi
    problem=$("$work/bin/java" $agent_flags -version 2>&1) || {
        rm -rf -- "$work"
        failed java "$problem"
    }
    # Of two that do this at the same time, one finds the other's work, or gets its own moved into it.
    if [ -d "$base/runtime-$runtime" ]; then
        rm -rf -- "$work"
    else
        mv "$work" "$base/runtime-$runtime"
        rm -rf -- "$base/runtime-$runtime/.unpack-$nonce"
    fi
}

# --- the agent: the directory that holds it, checked ---
find_agent() {
    agent=
    for base; do
        own "$base" && [ -f "$base/agent-$hash/agent.jar" ] || continue
        if matches "$base/agent-$hash/agent.jar" "$hash" "$size" "$crc"; then
            agent=$base/agent-$hash
            return
        fi
        say tampered "$base/agent-$hash/agent.jar"
        rm -f -- "$base/agent-$hash/agent.jar"
    done
}

# --- a Java that runs it ---
# Takes the program $1 if it is a Java 17 or newer that starts with our limits; otherwise tells why not.
try_java() {
    [ -f "$1" ] && [ -x "$1" ] || return 1
    real=$(readlink -f "$1" 2>/dev/null)
    case $real in
    */bin/java) ;;
    *) real=$1 ;;
    esac
    # What the home of the Java says of it spares the start of an old one.
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${real%/bin/java}/release" 2>/dev/null)
    if [ "${major:-17}" -ge 17 ]; then
        if answer=$("$real" $agent_flags -version 2>&1); then
            major=$(printf '%s\n' "$answer" | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
        else
            say refused "$real" "$(printf '%s' "$answer" | tr '\n' ' ')"
            return 1
        fi
    fi
    if [ "${major:-0}" -lt 17 ]; then
        say old "$real" "$major"
        return 1
    fi
    java=$real
}

find_java() {
    for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)" /usr/lib/jvm/*/bin/java \
        "$HOME"/.sdkman/candidates/java/current/bin/java /opt/java/*/bin/java; do
        try_java "$candidate" && return
    done
    [ -n "$runtime" ] || return 1
    for base; do
        own "$base" && try_java "$base/runtime-$runtime/bin/java" && return
    done
    return 1
}

# Names of files are bytes: without a locale of UTF-8, as in many ssh commands, Java cannot open those beyond ASCII.
find_locale() {
    for locale in C.UTF-8 C.utf8 en_US.UTF-8 en_US.utf8; do
        [ "$( (LC_ALL=$locale && export LC_ALL && locale charmap) 2>/dev/null)" != UTF-8 ] || return 0
    done
    locale=C.UTF-8
}

# What was found out before, unless the Java was changed since.
recall() {
    java='' locale=''
    [ -r "$agent/found" ] || return 1
    {
        IFS= read -r java
        IFS= read -r locale
        IFS= read -r id
    } <"$agent/found"
    [ -n "${id-}" ] && [ -x "$java" ] && [ ! "$java" -nt "$agent/found" ]
}

remember() {
    find_locale
    id=$({ printf '%s\n' "$java" && cat "${java%/bin/java}/release"; } 2>/dev/null | cksum)
    id=${id%% *}
    { printf '%s\n' "$java" "$locale" "$id" >"$agent/found.$$" && mv -f "$agent/found.$$" "$agent/found"; } 2>/dev/null
}

# A Java that is gone within moments may have lost a library since it was found: then the next start looks for one again.
doubt() {
    (
        sleep 2
        kill -0 $$ || "$java" $agent_flags -version || rm -f -- "$agent/found"
    ) </dev/null >/dev/null 2>&1 3<&- &
}

# --- what the client must know to install ---
report() {
    say os "$(uname -s)"
    say arch "$(uname -m)"
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null)
    if [ -z "$libc" ]; then
        case $(ldd --version 2>&1) in
        *musl*) libc=musl ;;
        *) libc=$(ldd --version 2>/dev/null | sed -n '1s/.* \([0-9][0-9.]*\)$/glibc \1/p') ;;
        esac
    fi
    say libc "$libc"
    say memory "$(ulimit -v)"
    [ -z "$agent" ] || say agent "$agent"
    [ -z "$java" ] || say java "$java"
    for tool in uv gzip tar; do
        if command -v $tool >/dev/null; then say tool $tool; fi
    done
    passed=0
    for base; do
        passed=$((passed + 1))
        [ $passed -gt "$skip" ] || continue
        problem=$(mkdir -p "$base" 2>&1) || {
            say unusable "$passed" "$base" "$(reason_of "$problem")"
            continue
        }
        own "$base" || {
            say unusable "$passed" "$base" 'belongs to somebody else'
            continue
        }
        problem=$( (printf '#!/bin/sh\n' >"$base/.probe-$nonce") 2>&1) || {
            say unusable "$passed" "$base" "$(reason_of "$problem")"
            continue
        }
        chmod 700 "$base/.probe-$nonce"
        runs=noexec
        if "$base/.probe-$nonce" 2>/dev/null; then runs=exec; fi
        rm -f -- "$base/.probe-$nonce"
        set_free "$base"
        say base "$passed" $runs "$free" "$base"
        [ "$free" -ge "$room" ] || continue
        [ -z "$java" ] || break
        [ $runs = noexec ] || [ "$free" -lt $((room + more)) ] || break
    done
}

# Bytes, or a large number where df cannot tell.
set_free() {
    free=$(df -Pk "$1" 2>/dev/null | sed -n '$s/.* \([0-9][0-9]*\)  *[0-9][0-9]*% .*/\1/p')
    free=$((${free:-9999999} * 1024))
}

# --- old versions: the newest two stay, and those that somebody runs ---
# Succeeds if an agent runs from the directory $1; forgets those of this node that are gone.
in_use() {
    users=0
    for mark in "$1"/used-by-*; do
        [ -f "$mark" ] || continue
        case ${mark##*/} in
        "used-by-$node-"*)
            if kill -0 "${mark##*-}" 2>/dev/null; then users=1; else rm -f -- "$mark"; fi
            ;;
        # Of another node that shares this directory: nobody is connected for a month.
        *) [ -n "$(find "$mark" -mtime +30)" ] || users=1 ;;
        esac
    done
    [ $users = 1 ]
}

clean() {
    for base; do
        own "$base" && cd "$base" || continue
        find . ! -name . -prune \( -name '.upload-*' -o -name '.unpack-*' -o -name '.probe-*' \) -mtime +0 \
            -exec rm -rf -- {} +
        kept=0 javas=
        # By the time of their installation: that of a directory changes with each use.
        for name in $(ls -t agent-*/agent.jar); do
            name=${name%/agent.jar}
            case ${name#agent-} in
            *[!0-9a-f]*) ;;
            *)
                if in_use "$name" || [ "$name" = "agent-$hash" ] || [ $kept -lt 2 ]; then
                    kept=$((kept + 1))
                    [ ! -r "$name/found" ] || javas="$javas $(head -n 1 "$name/found")"
                else
                    rm -rf -- "$name"
                fi
                ;;
            esac
        done
        for name in runtime-*; do
            case ${name#runtime-} in
            *[!0-9a-f]* | "$runtime") continue ;;
            esac
            case "$javas " in
            *"/$name/bin/java "*) ;;
            *) rm -rf -- "$name" ;;
            esac
        done
    done
}

main() {
    # The client's requests must reach the agent: nobody else reads from here.
    exec 3<&0 </dev/null
    printf '\n'
    say hello
    uid=$(id -u)
    node=$(uname -n)
    [ -n "${HOME-}" ] || HOME=$(getent passwd "$uid" 2>/dev/null | cut -d: -f6)
    home_base=
    case ${XDG_CACHE_HOME-} in
    /*) home_base=$XDG_CACHE_HOME/xpm-monitor ;;
    *) [ -z "$HOME" ] || home_base=$HOME/.cache/xpm-monitor ;;
    esac
    set -- ${home_base:+"$home_base"} ${XDG_RUNTIME_DIR:+"$XDG_RUNTIME_DIR/xpm-monitor"} "/tmp/xpm-monitor-$uid" \
        "/var/tmp/xpm-monitor-$uid"
    new=
    if [ -n "$incoming_runtime" ]; then
        install_runtime
        new=yes
    fi
    if [ -n "$incoming" ]; then
        install_agent
        new=yes
    fi
    find_agent "$@"
    if [ -n "$agent" ] && recall; then
        doubt
    else
        java=
        find_java "$@"
        if [ -z "$agent" ] || [ -z "$java" ]; then
            report "$@"
            say absent
            exit 0
        fi
        remember
    fi
    # The agent keeps the number of this shell.
    in_use "$agent"
    { true >"$agent/used-by-$node-$$"; } 2>/dev/null
    if [ -n "$new" ]; then
        (clean "$@") >/dev/null 2>&1 3<&- &
    fi
    jar=$agent/agent.jar java_home=${java%/bin/java} cache=$agent face=classes archive=$agent/classes-$id.jsa
    if [ -n "${XPM_NO_CDS-}" ]; then
        archive=
    elif [ ! -f "$archive" ]; then
        in_background make_agent_archive 3<&-
        archive=
    fi
    LC_ALL=$locale
    export LC_ALL
    say ready "$java"
    exec "$java" $agent_flags ${archive:+"-XX:SharedArchiveFile=$archive"} -jar "$jar" \
        experiments --workdir "$workdir" monitor-server <&3 3<&-
}

main
