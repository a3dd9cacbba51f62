#!/usr/bin/env bash
# Makes the table of the devices, with its stream, and the item that the simulated devices match, where they are absent.
set -euo pipefail

dynamodb() {
  aws dynamodb "$@" --region "$AWS_REGION" --endpoint-url "$AWS_ENDPOINT_URL" --output text
}

table=$DYNAMODB_TABLE
if ! dynamodb list-tables --query 'TableNames[]' | tr '\t' '\n' | grep -qxF "$table"; then
  dynamodb create-table --table-name "$table" --billing-mode PAY_PER_REQUEST \
    --attribute-definitions AttributeName=metakey,AttributeType=S --key-schema AttributeName=metakey,KeyType=HASH \
    --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES >/dev/null
  echo "made the table $table"
fi

key='{"metakey":{"S":"123456789"}}'
if [ "$(dynamodb get-item --table-name "$table" --key "$key" --query Item.metakey.S)" != 123456789 ]; then
  dynamodb put-item --table-name "$table" --item '{"metakey":{"S":"123456789"},"manufacturer":{"S":"Acme Devices Ltd."},
    "family":{"S":"sensors"},"component_id":{"S":"a1b2c3d4"},"calibration_date":{"S":"2020-09-25"}}'
  echo "put the item with the metakey 123456789"
fi
