#!/bin/sh
# Makes the passwords of compose.yaml at its first start and gives each container those that it needs, and no others.
# secrets.sh FOLDER: where the volumes are, one folder each. The folder secrets keeps the originals, for the next start.
set -eu
umask 077
cd "$1"

# secret NAME: letters and digits, 24 random bytes of them or nearly, unless there is one.
secret() {
  [ -s "secrets/$1" ] || head -c 24 /dev/urandom | base64 | tr -d '\n+/=' >"secrets/$1"
}

# give SECRET FILE UID: a copy that this user alone may read.
give() {
  cp "secrets/$1" "$2.new"
  own "$2.new" "$3"
  mv "$2.new" "$2"
}

# own FILE UID: as anybody but root, in tests, everything is one's own.
own() {
  chmod 400 "$1"
  [ "$(id -u)" != 0 ] || chown "$2:$2" "$1"
}

for name in mqtt-isobar mqtt-device influx-admin influx-isobar influx-grafana grafana-admin api-token; do
  secret "$name"
done

# mosquitto wants hashes of them.
rm -f mosquitto/passwords
printf 'isobar:%s\ndevice:%s\n' "$(cat secrets/mqtt-isobar)" "$(cat secrets/mqtt-device)" >mosquitto/passwords
mosquitto_passwd -U mosquitto/passwords
own mosquitto/passwords 1883
give mqtt-device mosquitto/device 1883

# Named as the variables that Isobar takes them for.
give mqtt-isobar isobar/MQTT_PASSWORD 10001
give influx-isobar isobar/INFLUXDBPWD 10001
give api-token isobar/ISOBAR_API_TOKEN 10001
give mqtt-device simulator/MQTT_PASSWORD 10001

for name in admin isobar grafana; do
  give "influx-$name" "influxdb/$name" 1500
done
give grafana-admin grafana/admin 472
give influx-grafana grafana/influx 472

# The volume is root's own, and DynamoDB Local is not root.
[ "$(id -u)" != 0 ] || chown 1000:1000 dynamodb
# Volumes that only hold such files may be entered by all.
chmod 755 mosquitto isobar simulator influxdb grafana
