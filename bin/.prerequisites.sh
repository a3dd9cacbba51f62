# Sourced by the commands beside it: finds or installs what they need, and stops with one line where it cannot.

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# What the shell has set for another Isobar is not meant for the one that is started here. Ports and folder are.
forget_other_isobar() {
  unset "${!MQTT_@}" "${!INFLUX@}" "${!INBOX_@}" DYNAMODB_TABLE AWS_ENDPOINT_URL ISOBAR_BROKER_USERNAME ISOBAR_BROKER_PASSWORD \
    CLOUDWATCH_NAMESPACE ISOBAR_DATA_SLOTS TELEMETRY_QUEUE INBOUND_SQS_QUEUE_ARN OUTBOUND_SQS_QUEUE_ARN UUID_KEY MESSAGE_ID_KEY
}

can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# install PACKAGE...: Debian packages, without letting their services start and take the ports of bin/run.
install() {
  echo "$(basename "$0"): installing $*" >&2
  local policy=/usr/sbin/policy-rc.d made=no
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=yes
  fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
    </dev/null >/dev/null 2>&1
  local status=$?
  [ "$made" = yes ] && rm -f "$policy"
  return $status
}

# need PROGRAM PACKAGE [PACKAGE...]: the program must be there, or its package is installed.
need() {
  local program=$1
  shift
  command -v "$program" >/dev/null && return
  if can_install; then
    install "$@" || die "cannot install $*, which bring $program; try: apt-get install $*"
  else
    die "$program is missing; as root on Debian or Ubuntu: apt-get install $*"
  fi
}

# want PROGRAM PACKAGE: nice to have; goes on without it.
want() {
  command -v "$1" >/dev/null && return
  can_install && install "$2" || echo "$(basename "$0"): $1 is missing, which you may want: apt-get install $2" >&2
}

# need_moto and need_cfn_lint: moto's server with an aws-cli that knows what the templates use, and the linter of templates, in a
# Python environment of this checkout (.venv), because no Debian package brings them. Not under target, which mvn clean removes.
need_moto() {
  in_environment moto-5.2.5-awscli-1.45.11 "moto[dynamodb,cloudformation]==5.2.5" flask flask-cors awscli==1.45.11
}

need_cfn_lint() {
  in_environment cfn-lint-1.51.0 cfn-lint==1.51.0
}

# in_environment STAMP REQUIREMENT...: installs them into .venv, unless that was done. A new stamp for new versions.
in_environment() {
  local complete=.venv/$1
  shift
  [ -e "$complete" ] && return
  need python3 python3 python3-venv
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    can_install && install python3-venv || die "Python cannot make environments; as root on Debian or Ubuntu: apt-get install python3-venv"
  fi
  echo "$(basename "$0"): installing $* into .venv" >&2
  { { .venv/bin/pip --version >/dev/null 2>&1 || python3 -m venv --clear .venv; } &&
    .venv/bin/pip install -q --disable-pip-version-check "$@"; } >&2 || die "cannot install $* into .venv"
  touch "$complete"
}

java_version() {
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# Sets JAVA_HOME to the newest JDK on this machine, 21 or newer, and JAVA_VERSION to its number.
use_newest_jdk() {
  find_newest_jdk
  if [ "$JAVA_VERSION" -lt 21 ] && can_install; then
    install openjdk-25-jdk-headless || install openjdk-21-jdk-headless || true
    find_newest_jdk
  fi
  [ "$JAVA_VERSION" -ge 21 ] || die "a JDK 21 or newer is missing; get one from https://adoptium.net or your distribution, and set JAVA_HOME"
  export JAVA_HOME
  # Maven's own libraries make newer JDKs warn.
  if [ "$JAVA_VERSION" -ge 24 ]; then
    export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
  fi
}

find_newest_jdk() {
  local home version
  local on_path
  on_path=$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null | sed 's|/bin/javac$||')
  JAVA_VERSION=0
  local candidates=("${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home)
  for home in "${candidates[@]}"; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
    version=$(java_version "$home")
    if [ -n "$version" ] && [ "$version" -gt "$JAVA_VERSION" ]; then
      JAVA_VERSION=$version
      JAVA_HOME=$home
    fi
  done
}
