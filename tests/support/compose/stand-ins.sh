#!/usr/bin/env bash
# Lets the stack of docker-compose.yml be tested on a Debian machine that can reach Debian's packages and no image
# registry. `python -m tests.support.compose` calls it.
#
#   stand-ins.sh engine          Docker's engine with its plugins compose and buildx, installed and running
#   stand-ins.sh images NAME...  each image, pulled if that is possible, else a stand-in under the same name
#   stand-ins.sh down            removes the stand-ins, and ends the engine if this script started it
#
# Every step is skipped when it is done. A stand-in has a label with its own name; an image without it is a real one
# and stays. Stand-ins are for tests: never push them.
# shellcheck disable=SC2016  # what is in single quotes is for apt and mmdebstrap to expand
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)

STATE=/var/cache/stand-ins # downloads, logs, the engine's process id
SUITE=trixie
BASE=stand-in/trixie:latest
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
LABEL=stand-in
REGISTRY_LIMIT=20 # seconds for a registry to say whether it has an image
PULL_LIMIT=300

say() { printf 'stand-ins: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# --- Debian's packages -------------------------------------------------------------------------------------------

# Asks nothing, restarts nothing, and shows what it said only when it failed.
apt() {
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -qq -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 \
        -o Acquire::Retries=3 -o Acquire::http::Timeout=30 "$@" >>"$STATE/apt.log" 2>&1 </dev/null && return
    tail -n 20 "$STATE/apt.log" >&2
    die "apt-get $* failed"
}

refreshed=
refresh() { [ -n "$refreshed" ] || { apt update; refreshed=yes; }; }

# The address from which this machine's apt has Debian (or, as `Debian-Security`, its security updates).
mirror() {
    apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        awk -F'|' -v label="$1" '$1 == label { print $2; exit }'
}

sources() {
    local main security
    main=$(mirror Debian)
    security=$(mirror Debian-Security)
    [ -n "$main" ] || die "apt knows no Debian archive on this machine"
    echo "deb [signed-by=$KEYRING] $main $SUITE main"
    echo "deb [signed-by=$KEYRING] $main $SUITE-updates main"
    [ -z "$security" ] || echo "deb [signed-by=$KEYRING] $security $SUITE-security main"
}

# Installs packages of a suite that may be newer than this machine's; what they depend on comes from its own. The
# lists are private, so that the machine's apt never sees the other suite.
from_suite() {
    local folder=$STATE/apt-$SUITE
    mkdir -p "$folder"/{lists/partial,cache/archives/partial,debs}
    refresh
    sources | head -n 1 >"$folder/sources.list"
    local private=(-o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=-
                   -o "Dir::State::lists=$folder/lists" -o "Dir::Cache=$folder/cache")
    apt "${private[@]}" update
    rm -f "$folder"/debs/*.deb
    (cd "$folder/debs" && apt "${private[@]}" download "$@")
    apt install -y --no-install-recommends "$folder"/debs/*.deb
}

# --- The engine --------------------------------------------------------------------------------------------------

answers() { timeout 20 docker info >/dev/null 2>&1; }

install_engine() {
    local missing=()
    refresh
    command -v dockerd >/dev/null || missing+=(docker.io iptables)
    # Newer releases of Debian have the client in a package of its own.
    command -v docker >/dev/null || ! apt-cache show docker-cli >/dev/null 2>&1 || missing+=(docker-cli)
    mountpoint -q /sys/fs/cgroup || command -v cgroupfs-mount >/dev/null || missing+=(cgroupfs-mount)
    # An engine whose kernel has AppArmor on needs its parser.
    [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" != Y ] ||
        command -v apparmor_parser >/dev/null || missing+=(apparmor)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    apt install -y --no-install-recommends "${missing[@]}"
}

# They need nothing but libc, so those of a newer Debian run on an older one.
install_plugins() {
    docker compose version --short 2>/dev/null | grep -qE '^v?[2-9]' &&
        docker buildx version >/dev/null 2>&1 && return
    say "installing docker-compose and docker-buildx"
    from_suite docker-compose docker-buildx
}

# Whether the process that a file names runs under a name.
runs() {
    local pid
    pid=$(cat "$1" 2>/dev/null) && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ] &&
        ! grep -q '^State:.Z' "/proc/$pid/status"
}

start_engine() {
    say "starting dockerd, which logs to $STATE/dockerd.log"
    # An engine that was killed leaves these files, and refuses to start if any process has that number by now.
    runs /var/run/docker.pid dockerd || rm -f /var/run/docker.pid
    runs /var/run/docker/containerd/containerd.pid containerd || rm -f /var/run/docker/containerd/containerd.pid
    mountpoint -q /sys/fs/cgroup || cgroupfs-mount
    setsid nohup dockerd --log-level warn >"$STATE/dockerd.log" 2>&1 </dev/null 9>&- &
    echo $! >"$STATE/dockerd.pid"
    local deadline=$((SECONDS + 60))
    until answers; do
        if [ $SECONDS -gt $deadline ] || ! runs "$STATE/dockerd.pid" dockerd; then
            tail -n 20 "$STATE/dockerd.log" >&2
            die "dockerd did not start"
        fi
        sleep 0.5
    done
}

# Its containers and its containerd end with it.
stop_engine() {
    if runs "$STATE/dockerd.pid" dockerd; then
        kill "$(cat "$STATE/dockerd.pid")"
        local deadline=$((SECONDS + 60))
        while runs "$STATE/dockerd.pid" dockerd; do
            [ $SECONDS -le $deadline ] || die "dockerd does not end"
            sleep 0.5
        done
    fi
    rm -f "$STATE/dockerd.pid"
}

engine() {
    answers || { install_engine; start_engine; }
    install_plugins
}

# --- Images ------------------------------------------------------------------------------------------------------

# What a stand-in was made from; nothing for other images, those included that are built upon a stand-in.
made_from() {
    { docker image inspect -f "{{index .Config.Labels \"$LABEL\"}}" "$1" 2>/dev/null || true; } | sed -n "s,^$1 ,,p"
}
exists() { docker image inspect "$1" >/dev/null 2>&1; }
fingerprint() { sha256sum | cut -c 1-16; }

registry=unknown
# A registry that did not answer once is not asked again.
pulled() {
    [ "$registry" != silent ] || return 1
    if ! timeout "$REGISTRY_LIMIT" docker manifest inspect "$1" >/dev/null 2>&1; then
        registry=silent
        return 1
    fi
    timeout "$PULL_LIMIT" docker pull -q "$1" >/dev/null
}

# Debian with the certificates that this machine trusts. Where a proxy opens TLS, its own is among them: those
# clients that carry their own bundle are told of the system's.
base_image() {
    local tag=$BASE own=/usr/local/share/ca-certificates apt_settings=$here/images/apt-keeps-nothing.conf
    local key variable changes=() hooks=() list=()
    key=$({ declare -f base_image sources; cat "$apt_settings" "$own"/*.crt 2>/dev/null || true; } | fingerprint)
    [ "$(made_from "$tag")" != "$key" ] || return 0
    say "making $tag"
    refresh
    apt install -y --no-install-recommends mmdebstrap debian-archive-keyring
    for variable in SSL_CERT_FILE PIP_CERT REQUESTS_CA_BUNDLE; do
        changes+=(--change "ENV $variable=/etc/ssl/certs/ca-certificates.crt")
    done
    hooks=(--customize-hook="upload $apt_settings /etc/apt/apt.conf.d/keeps-nothing.conf"
           --customize-hook='rm -rf "$1"/var/cache/apt/*.bin "$1"/var/cache/apt/archives/*.deb')
    ls "$own"/*.crt >/dev/null 2>&1 && hooks+=(--customize-hook="copy-in $(echo "$own"/*.crt) $own"
                                               --customize-hook='chroot "$1" update-ca-certificates')
    mapfile -t list < <(sources)
    mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates \
        --aptopt='Apt::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-include=/usr/share/locale/locale.alias' \
        "${hooks[@]}" "$SUITE" - "${list[@]}" 2>"$STATE/mmdebstrap.log" |
        docker import "${changes[@]}" --change 'ENV LANG=C.UTF-8' --change 'CMD ["bash"]' \
            --change "LABEL $LABEL=\"$tag $key\"" - "$tag" >/dev/null ||
        { tail -n 20 "$STATE/mmdebstrap.log" >&2; die "$tag could not be made"; }
}

# Builds images/KIND under a name; the folder that a third argument names is beside its files as `jars`.
build() {
    local kind=$1 name=$2 jars=${3:-} key inputs
    base_image
    key=$({ made_from "$BASE"; cat "$here/images/$kind"/*; ls "${jars:-/dev/null}"; } | fingerprint)
    [ "$(made_from "$name")" != "$key" ] || return 0
    say "building a stand-in for $name"
    inputs=(-C "$here/images/$kind" .)
    [ -z "$jars" ] || inputs+=(--transform "s,^${jars##*/},jars," -C "${jars%/*}" "${jars##*/}")
    tar -c "${inputs[@]}" |
        docker buildx build --progress=plain --label "$LABEL=$name $key" -t "$name" - >"$STATE/build-$kind.log" 2>&1 ||
        { tail -n 25 "$STATE/build-$kind.log" >&2; die "$name could not be built"; }
}

kafka_jars() {
    (cd "$root" && python3 -c 'from tests.support.kafka.distribution import jars; print(jars())') ||
        die "Kafka's jars could not be had (Java and Maven are needed)"
}

image() {
    local name=$1 jars
    if exists "$name" && [ -z "$(made_from "$name")" ]; then return 0; fi
    exists "$name" || ! pulled "$name" || return 0
    case $name in
        python:3.13-slim-trixie) build python "$name" ;;
        postgres:17-trixie) build postgres "$name" ;;
        apache/kafka:*) jars=$(kafka_jars); build kafka "$name" "$jars" ;;
        prom/prometheus:*) build prometheus "$name" ;;
        nginx:*) build nginx "$name" ;;
        certbot/certbot:*) build certbot "$name" ;;
        ghcr.io/letsencrypt/pebble:*) build pebble "$name" ;;
        *) say "$name: neither pulled nor is there a stand-in for it" ;;
    esac
}

[ "$(id -u)" = 0 ] || die "only root can install an engine and make stand-ins"
mkdir -p "$STATE"
exec 9>"$STATE/lock"
flock 9
verb=${1:-}
shift || true
case $verb in
    engine) engine ;;
    images) for name in "$@"; do image "$name"; done ;;
    down)
        for name in $(docker image ls --filter "label=$LABEL" --format '{{.Repository}}:{{.Tag}}'); do
            [ -z "$(made_from "$name")" ] || docker image rm -f "$name" >/dev/null
        done
        stop_engine
        ;;
    *) die "usage: $0 engine | images NAME... | down" ;;
esac
