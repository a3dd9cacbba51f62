#!/usr/bin/env bash
# Takes down the stacks of an environment, the last first: those that are named, or all. What holds data is kept, and named at the
# end; --delete-data deletes it as well, for good.
# destroy.sh ENV [STACK...] [--delete-data] [--dry-run]: --dry-run prints the commands and calls nothing.
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infrastructure/.stacks.sh
. "$FOLDER/.stacks.sh"
parse_arguments "--dry-run --delete-data" "$@"
[ -n "$STACKS" ] || STACKS=$(all_stacks)

if [ -n "$DELETE_DATA" ] && [ -z "$DRY_RUN" ] && [ -t 0 ]; then
  read -r -p "This deletes the data of $ENVIRONMENT for good. Type its name to go on: " answer
  [ "$answer" = "$ENVIRONMENT" ] || die "nothing was deleted"
fi

# ids STACK TYPE: of that stack's resources of that type; in a dry run, words in their place.
ids() {
  local query="StackResources[?ResourceType=='$2' && PhysicalResourceId].PhysicalResourceId"
  if [ -n "$DRY_RUN" ]; then
    run aws cloudformation describe-stack-resources --stack-name "$1" --query "$query" --output text >&3
    echo "ID-OF-$2"
  else
    aws cloudformation describe-stack-resources --stack-name "$1" --query "$query" --output text
  fi
}
exec 3>&1

# delete_data TYPE ID
delete_data() {
  case $1 in
    AWS::DynamoDB::Table)
      run aws dynamodb update-table --table-name "$2" --no-deletion-protection-enabled --query TableDescription.TableStatus || true
      run aws dynamodb wait table-exists --table-name "$2"
      run aws dynamodb delete-table --table-name "$2" --query TableDescription.TableStatus
      ;;
    AWS::EFS::FileSystem) run aws efs delete-file-system --file-system-id "$2" ;;
    AWS::S3::Bucket) run aws s3 rb "s3://$2" --force ;;
    AWS::SQS::Queue) run aws sqs delete-queue --queue-url "$2" ;;
    # Can be restored for 30 days.
    AWS::SecretsManager::Secret) run aws secretsmanager delete-secret --secret-id "$2" --query DeletionDate ;;
    AWS::Timestream::InfluxDBInstance)
      run aws timestream-influxdb delete-db-instance --identifier "$2" --query status
      # Until it is gone, it is in the way of the security group and the subnets that it uses.
      while run aws timestream-influxdb get-db-instance --identifier "$2" --query status && [ -z "$DRY_RUN" ]; do
        sleep 30
      done
      ;;
    *) die "does not know how to delete the $1 $2" ;;
  esac
}

# Also of what is done when something stops it: a stack that is gone cannot be asked again.
kept=''
trap '[ -z "$kept" ] || printf "Kept:\n%s" "$kept" >&2' EXIT

for name in $(echo "$STACKS" | tr ' ' '\n' | awk 'NF { line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }'); do
  stack=$ENVIRONMENT-$name status=''
  if [ -z "$DRY_RUN" ] &&
    ! status=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[].StackStatus' --output text 2>&1); then
    [[ $status == *"does not exist"* ]] || die "$status"
    echo "destroy.sh: there is no $stack" >&2
    continue
  fi
  data=()
  for type in $(column "$name" 3); do
    found=$(ids "$stack" "$type")
    for id in $found; do data+=("$type $id"); done
  done
  for line in ${data[@]+"${data[@]}"}; do kept="$kept  $line"$'\n'; done
  run aws cloudformation delete-stack --stack-name "$stack"
  if ! run aws cloudformation wait stack-delete-complete --stack-name "$stack"; then
    explain "$stack"
    die "stopped at $name. What others use cannot go before them; a Timestream instance that was kept uses ecs-cluster and network"
  fi
  # A stack that failed when it was first made names what it could not make, such as a table that others have made before.
  if [ -z "$DELETE_DATA" ] || [ "$status" = ROLLBACK_COMPLETE ]; then continue; fi
  for line in ${data[@]+"${data[@]}"}; do
    delete_data "${line%% *}" "${line#* }"
    kept=${kept/"  $line"$'\n'/}
  done
done
