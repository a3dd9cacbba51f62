#!/usr/bin/env bash
# Builds the images isobar and isobar-grafana for amd64 and arm64 and pushes them.
# build-and-push.sh [--dry-run] REGISTRY [TAG]: REGISTRY/isobar:TAG and REGISTRY/isobar-grafana:TAG; TAG is the commit unless it is
# given. --dry-run prints the commands and runs none. PLATFORMS are others than linux/amd64,linux/arm64.
# You must have signed in to the registry (docker login), and the builder must run both architectures, natively or emulated
# (docker run --privileged --rm tonistiigi/binfmt --install all), for each trains an AOT cache of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
  echo "build-and-push.sh: $*" >&2
  exit 1
}

run=
names=()
for argument in "$@"; do
  case $argument in
    --dry-run) run='echo' ;;
    -*) die "unknown option $argument; the only one is --dry-run" ;;
    *) names+=("$argument") ;;
  esac
done
[[ ${#names[@]} == [12] ]] || die "usage: docker/build-and-push.sh [--dry-run] REGISTRY [TAG]"
registry=${names[0]%/}
tag=${names[1]:-$(git describe --always --dirty --abbrev=12)}
platforms=${PLATFORMS:-linux/amd64,linux/arm64}
[[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || die "the tag is '$tag'; allowed are letters, digits, '_', '.' and '-'"
[[ $tag != *-dirty ]] || die "what is not committed has no tag: commit it, or name a TAG"
[ -n "$run" ] || docker buildx version >/dev/null 2>&1 || die "docker buildx is missing; see https://docs.docker.com/build/"

push() {
  $run docker buildx build --platform "$platforms" --file "$2" --tag "$registry/$1:$tag" --push .
}

push isobar docker/Dockerfile
push isobar-grafana docker/grafana/Dockerfile
