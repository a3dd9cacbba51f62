#!/usr/bin/env bash
# Creates or updates the stacks of an environment, in their order: those that are named, or all (but chronograf-service, which has
# to be named). Can be run again: a stack in which nothing has changed stays as it is.
# deploy.sh ENV [STACK...] [--dry-run]: --dry-run prints the commands and calls nothing.
# Parameters come from infrastructure/parameters/ENV.conf, a line Name=value each; account and region from aws-cli's own settings.
# INBOUND_SQS_QUEUE_ARN and OUTBOUND_SQS_QUEUE_ARN, if set, are InboundQueueArn and OutboundQueueArn, whatever stands there.
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infrastructure/.stacks.sh
. "$FOLDER/.stacks.sh"
parse_arguments "--dry-run" "$@"

overrides=("EnvironmentName=$ENVIRONMENT" "NetworkStack=$ENVIRONMENT-network")
file=$FOLDER/parameters/$ENVIRONMENT.conf
if [ -e "$file" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [[ $line =~ ^[[:space:]]*(#|$) ]]; then continue; fi
    [[ $line =~ ^([A-Za-z0-9]+)= ]] || die "'$line' in $file is not of the form Name=value"
    # A parameter that no template has would be passed over by aws-cli without a word.
    grep -q "^  ${BASH_REMATCH[1]}:\$" "$FOLDER"/*.yml ||
      die "no template has the parameter '${BASH_REMATCH[1]}', which stands in $file"
    overrides+=("$line")
  done <"$file"
fi
# Of two of the same name, aws-cli takes the last.
[ -z "${INBOUND_SQS_QUEUE_ARN:-}" ] || overrides+=("InboundQueueArn=$INBOUND_SQS_QUEUE_ARN")
[ -z "${OUTBOUND_SQS_QUEUE_ARN:-}" ] || overrides+=("OutboundQueueArn=$OUTBOUND_SQS_QUEUE_ARN")

if [ -z "$STACKS" ]; then
  for name in $(all_stacks); do
    if [ "$(column "$name" 2 | head -n 1)" != named ]; then STACKS="$STACKS $name"; fi
  done
fi

# wanted STACK: the parameters that it does not go without and that have not been given here.
wanted() {
  local name
  {
    awk '/^[A-Za-z]/ { inside = /^Parameters:/ }
      !inside { next }
      /^  [A-Za-z0-9]+:/ { name = $1; sub(":", "", name); open[name] = 1 }
      /^    Default:/ { delete open[name] }
      END { for (name in open) print name }' "$FOLDER/$1.yml" | sort
    # Its rule asks for these, but half an hour after the first stack.
    if [ "$1" = enrichment-service ] && [[ " ${overrides[*]} " != *" TelemetrySource=queue "* ]]; then
      printf '%s\n' IotEndpoint CertificateArn CertificateSecretArn
    fi
  } | while read -r name; do
    [[ " ${overrides[*]}" == *" $name="[!\ ]* ]] || echo "$name"
  done
}

# A stack that is there goes on with the values of its last deployment.
missing=''
for name in $STACKS; do
  names=$(wanted "$name" | paste -sd ' ' -)
  if [ -z "$names" ]; then continue; fi
  if [ -n "$DRY_RUN" ] || ! aws cloudformation describe-stacks --stack-name "$ENVIRONMENT-$name" >/dev/null 2>&1; then
    missing="$missing; $name needs $names"
  fi
done
if [ -n "$missing" ]; then
  [ -n "$DRY_RUN" ] || die "nothing was done; fill in $file first${missing/;/:}"
  echo "deploy.sh: before that, fill in $file, unless a stack has it already${missing/;/:}" >&2
fi

# The first cluster of an account is refused while ECS only begins to make this role. Most accounts have it, and say so.
if [[ " $STACKS " == *" ecs-cluster "* ]]; then
  run aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com --query Role.Arn 2>/dev/null || true
fi

number=0
for name in $STACKS; do
  number=$((number + 1))
  [ -n "$DRY_RUN" ] || echo "deploy.sh: $ENVIRONMENT-$name, $number of $(echo "$STACKS" | wc -w)" >&2
  if ! run aws cloudformation deploy --stack-name "$ENVIRONMENT-$name" --template-file "$FOLDER/$name.yml" \
    --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --tags "Environment=$ENVIRONMENT" \
    --parameter-overrides "${overrides[@]}"; then
    explain "$ENVIRONMENT-$name"
    die "stopped at $name. What failed when it was first made (ROLLBACK_COMPLETE) has to be taken down before the next try:" \
      "infrastructure/destroy.sh $ENVIRONMENT $name"
  fi
done
