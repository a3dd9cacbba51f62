#!/usr/bin/env bash
# Makes InfluxDB's users, each with the password in the file of its name: admin, isobar, which may write, and grafana, which may
# read. Makes the database, too, because isobar may not. What is there already stays, with the passwords as they are now.
# users.sh FOLDER: where the passwords are.
set -euo pipefail
cd "$1"
export INFLUX_USERNAME INFLUX_PASSWORD

statement() {
  influx -host "$INFLUX_HOST" -port "$INFLUX_PORT" -execute "$1"
}

# As long as there is no user, anybody may make the first one, who must be an administrator.
INFLUX_USERNAME=admin INFLUX_PASSWORD=$(<./admin)
if ! statement 'SHOW DATABASES' >/dev/null 2>&1; then
  INFLUX_USERNAME='' INFLUX_PASSWORD='' statement "CREATE USER admin WITH PASSWORD '$(<./admin)' WITH ALL PRIVILEGES"
fi

statement "CREATE DATABASE \"$INFLUXDB\""
statement "CREATE USER isobar WITH PASSWORD '$(<./isobar)'; GRANT WRITE ON \"$INFLUXDB\" TO isobar"
statement "CREATE USER grafana WITH PASSWORD '$(<./grafana)'; GRANT READ ON \"$INFLUXDB\" TO grafana"
echo "the users admin, isobar and grafana may use the database $INFLUXDB"
