# shellcheck shell=sh
# What tools/run, tools/test, tools/bench and .ci/run share: installing packages and building.
# A script sources this first.  All messages go to stderr: stdout belongs to the program.

set -eu

root=$(readlink -f -- "$0")
root=${root%/*/*}
name=${0##*/}

say()
{
    printf '%s: %s\n' "$name" "$*" >&2
}

die()
{
    say "$@"
    exit 1
}

# list_packages GROUP...: the names in tools/packages, in one line.
list_packages()
{
    list=
    while read -r package group _; do
        for wanted in "$@"; do
            [ "$group" = "$wanted" ] && list="$list $package"
        done
    done <"$root/tools/packages"
    printf '%s' "${list# }"
}

# missing_packages PACKAGE...: those of them that are not installed, in one line.
missing_packages()
{
    installed=$(dpkg-query -W -f ' ${Package}=${db:Status-Status} ' "$@" 2>/dev/null) || :
    missing=
    for package in "$@"; do
        case $installed in
        *" $package=installed "*) ;;
        *) missing="$missing $package" ;;
        esac
    done
    printf '%s' "${missing# }"
}

# Runs as root, with the packages as arguments.  Debian's server package would make and start a
# system-wide cluster, which this program has no use for; a snippet that exists during the
# installation only keeps it from doing so, and a server that is there already is left alone.
# Progress ("what:package:percent:text") goes to stdout, what apt-get prints to the log in $1.
install_as_root=$(
    cat <<'END'
log=$1
shift
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
snippet=
apt() { apt-get -y -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=3 "$@" 3>&1 >>"$log" 2>&1 </dev/null; }
tidy() {
    [ -z "$snippet" ] && return
    rm -f "$snippet"
    rmdir "${snippet%/*}" 2>/dev/null
}
trap tidy EXIT
trap "exit 1" HUP INT TERM
case " $* " in
*" postgresql "*)
    if [ ! -e /etc/postgresql-common/createcluster.d/autorev-tui.conf ]; then
        snippet=/etc/postgresql-common/createcluster.d/autorev-tui.conf
        mkdir -p "${snippet%/*}"
        echo "create_main_cluster = off" >"$snippet"
    fi
    ;;
esac
apt update || echo "could not refresh the package lists, trying with those that are here" >>"$log"
apt install --no-install-recommends "$@"
END
)

# One line that shows how far the installation is, on a terminal only.
show_progress()
{
    [ -t 2 ] || { cat >/dev/null; return 0; }
    while IFS=: read -r what _ percent _; do
        case $what in
        dlstatus) what=downloading ;;
        pmstatus) what=installing ;;
        *) continue ;;
        esac
        printf '\r%s: %s %3d%%' "$name" "$what" "${percent%%.*}" >&2
    done
    printf '\r%*s\r' 60 '' >&2
}

# need_packages GROUP...: installs what is missing of them, or ends the script with the command
# that somebody with the rights for it can run.
need_packages()
{
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        command -v meson >/dev/null && command -v ninja >/dev/null && return
        die "no apt-get here.  Install what these Debian packages bring, then try again:" \
            "$(list_packages "$@")"
    fi
    # shellcheck disable=SC2046 # a list of words
    missing=$(missing_packages $(list_packages "$@"))
    [ -n "$missing" ] || return 0

    command="apt-get install --no-install-recommends $missing"
    say "these Debian packages are missing and will be installed: $missing"
    case " $missing " in
    *" postgresql "*)
        say "PostgreSQL comes without a system-wide database: the program keeps one of its own"
        ;;
    esac
    become=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            die "not root, and there is no sudo.  Let an administrator run: $command"
        become=sudo
        say "installing needs root: asking sudo"
        sudo -v || die "sudo refused.  Let an administrator run: $command"
    fi
    log=$(mktemp "${TMPDIR:-/tmp}/autorev-apt.XXXXXX")
    # shellcheck disable=SC2086 # lists of words
    $become sh -c "$install_as_root" sh "$log" $missing | show_progress
    # The pipe hides the exit code; what counts is whether the packages are there.
    # shellcheck disable=SC2086
    still=$(missing_packages $missing)
    if [ -n "$still" ]; then
        tail -n 15 "$log" >&2
        die "could not install: $still (the whole story: $log).  The command was: $command"
    fi
    rm -f "$log"
    say "installed"
}

# choose_build NAME: sets $build.  The owner of the tree builds in it; anybody else, and root in a
# user's tree, in a folder of their own, so that nobody's files stand in another's way.
choose_build()
{
    build=$root/$1
    if [ -O "$root" ] && [ -w "$root" ] && { [ ! -e "$build" ] || [ -O "$build" ]; }; then
        return
    fi
    cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
    build=$cache/autorev/$1-$(printf '%s' "$root" | cksum | tr -d ' ')
    mkdir -p "$build" 2>/dev/null && [ -O "$build" ] && [ -w "$build" ] && return
    die "can build neither in $root nor in $cache: set XDG_CACHE_HOME to a folder of yours"
}

up_to_date()
{
    case $(ninja -C "$build" -n "$@" 2>&1) in
    *"no work to do"*) return 0 ;;
    esac
    return 1
}

# build_with OPTIONS [-- TARGETS]: sets $build up with these options of meson and brings it up to date.
# A folder that somebody set up by hand keeps its options.
build_with()
{
    options=
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    [ $# -eq 0 ] || shift
    stamp="$root|$options"
    known=
    if [ -e "$build/.setup" ]; then
        IFS= read -r known <"$build/.setup" || :
    elif [ -e "$build/build.ninja" ]; then
        known=$stamp
    fi
    if [ "$known" = "$stamp" ] && up_to_date "$@"; then
        return
    fi

    mkdir -p "$build"
    exec 9>"$build/.lock"
    flock 9 # two first starts at once: the second finds the work done
    if [ -e "$build/.setup" ]; then
        IFS= read -r known <"$build/.setup" || :
    fi
    if [ "$known" != "$stamp" ]; then
        find "$build" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} +
        say "setting up $build"
        # shellcheck disable=SC2086 # a list of words
        meson setup "$build" "$root" $options >"$build/setup.log" 2>&1 9>&- || {
            tail -n 15 "$build/setup.log" >&2
            die "meson could not set up the build (see $build/setup.log)"
        }
        printf '%s\n' "$stamp" >"$build/.setup"
    fi
    if ! up_to_date "$@"; then
        say "building"
        ninja -C "$build" "$@" >"$build/build.log" 2>&1 9>&- || {
            grep -v '^\[' "$build/build.log" | tail -n 40 >&2
            die "the build failed (see $build/build.log)"
        }
    fi
    exec 9>&-
}
