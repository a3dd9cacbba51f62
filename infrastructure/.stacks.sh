# Sourced by deploy.sh and destroy.sh: the list of stacks, the arguments, and how commands are run or only printed.

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Prints a command so that it can be pasted into a shell, and runs it unless this is a dry run.
run() {
  local printed
  printf -v printed '%q ' "$@"
  if [ -n "$DRY_RUN" ]; then
    echo "${printed% }"
  else
    echo "+ ${printed% }" >&2
    "$@"
  fi
}

# column NAME NUMBER: of the line of that stack, all from that column on.
column() {
  sed 's/#.*//' "$FOLDER/stacks" | awk -v name="$1" -v from="$2" '$1 == name { for (i = from; i <= NF; i++) print $i }'
}

all_stacks() {
  sed 's/#.*//' "$FOLDER/stacks" | awk 'NF { print $1 }'
}

# parse_arguments "OPTIONS" ARGUMENT...: sets ENVIRONMENT, DRY_RUN, DELETE_DATA, and STACKS to those that were named, or to none;
# always in the order of the list.
# shellcheck disable=SC2034 # DELETE_DATA is asked for by destroy.sh.
parse_arguments() {
  local options=$1 named=' ' argument name
  shift
  ENVIRONMENT='' DRY_RUN='' DELETE_DATA='' STACKS=''
  for argument in "$@"; do
    if [[ $argument == -* && " $options " != *" $argument "* ]]; then die "unknown option $argument; there is $options"; fi
    case $argument in
      --dry-run) DRY_RUN=yes ;;
      --delete-data) DELETE_DATA=yes ;;
      *) if [ -z "$ENVIRONMENT" ]; then ENVIRONMENT=$argument; else named="$named$argument "; fi ;;
    esac
  done
  # Names of AWS are made of it: one of Timestream has no '--', one in DNS does not end in '-'.
  [[ $ENVIRONMENT =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ && ${#ENVIRONMENT} -le 20 ]] ||
    die "usage: $(basename "$0") ENV [STACK...] [$options]; ENV is up to 20 lower-case letters, digits and single '-', such as demo"
  for name in $named; do
    all_stacks | grep -qxF -e "$name" || die "there is no stack $name; there are: $(all_stacks | paste -sd ' ' -)"
  done
  for name in $(all_stacks); do
    if [[ $named == *" $name "* ]]; then STACKS="$STACKS $name"; fi
  done
  [ -n "$DRY_RUN" ] || command -v aws >/dev/null || die "aws is missing; see https://docs.aws.amazon.com/cli"
}

# What went wrong with a stack, because the commands do not say it.
explain() {
  echo "$(basename "$0"): $1 failed; the reasons, newest first:" >&2
  aws cloudformation describe-stack-events --stack-name "$1" --max-items 100 --output text \
    --query "StackEvents[?contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceStatusReason]" >&2 || true
}
