package io.isobar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.isobar.ingest.TelemetryProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What is said of a wrong setting. That the service ends with it is tested where one starts. */
class WrongSettingTest {

    /** The settings and nothing that uses them. */
    @Import(UnknownSettingConfiguration.class)
    @ConfigurationPropertiesScan("io.isobar")
    static class Settings {}

    private static final List<String> WORKING_ROUTE = List.of(
            "--isobar.telemetry.routes[0].topic=a",
            "--isobar.telemetry.routes[0].measurement=a",
            "--isobar.telemetry.routes[0].fields[0].from=temp");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        isobar.influx.batch-size=-1          | isobar.influx.batch-size is '-1'; allowed is a whole number from 1 to 100000
        isobar.mqtt.connections=2            | isobar.mqtt.connections is '2'; allowed is 1, or more with isobar.mqtt.share-group set
        isobar.spoool.after=1s               | isobar.spoool.after is not a setting; see application.yml for all of them
        isobar.influx.batch-size=many        | isobar.influx.batch-size is 'many'; allowed is a whole number
        isobar.influx.linger=soon            | isobar.influx.linger is 'soon'; allowed is a duration such as 50ms, 30s or 1h
        isobar.influx.api=v4                 | isobar.influx.api is 'v4'; allowed is v1 or v2
        isobar.influx.api=v2                 | isobar.influx.bucket is ''; allowed is the name of a bucket, with isobar.influx.api v2
        isobar.influx.url=localhost:8086     | isobar.influx.url is 'localhost:8086'; allowed is http:// or https:// with a host
        isobar.mqtt.url=http://localhost     | isobar.mqtt.url is 'http://localhost'; allowed is tcp://, ssl://, ws:// or wss:// with host and port
        isobar.mqtt.url=tcp://me:pass@host   | isobar.mqtt.url is 'tcp://...@host'; allowed is tcp://, ssl://, ws:// or wss:// with host and port, without user, password or query
        isobar.mqtt.url=tcp://ho st          | isobar.mqtt.url is 'tcp://ho st'; allowed is tcp://, ssl://, ws:// or wss:// with host and port
        isobar.mqtt.topic=/pressure/#/data   | isobar.mqtt.topic is '/pressure/#/data'; allowed is an MQTT name (# must be the whole of the last level of '/pressure/#/data')
        isobar.mqtt.topic=$share/g/a         | isobar.mqtt.topic is '$share/g/a'; allowed is a topic filter without $share, which isobar.mqtt.share-group puts before it
        isobar.mqtt.ssl-bundle=plain         | isobar.mqtt.ssl-bundle is 'plain'; allowed is none, or any with an isobar.mqtt.url of ssl:// or wss://
        isobar.mqtt.alpn=mqtt                | isobar.mqtt.alpn is 'mqtt'; allowed is none, or any with an isobar.mqtt.url of ssl:// or wss://
        isobar.mqtt.alpn=a b                 | isobar.mqtt.alpn is 'a b'; allowed is none, or the name of a protocol such as x-amzn-mqtt-ca
        isobar.influx.ssl-bundle=plain       | isobar.influx.ssl-bundle is 'plain'; allowed is none, or any with an isobar.influx.url of https://
        isobar.mqtt.topics=/a                | isobar.mqtt.topics is not a setting; see application.yml for all of them
        isobar.sqs-telemetry.queue=telemetry | isobar.sqs-telemetry.queue is 'telemetry'; allowed is empty, or the URL or the ARN of an SQS queue
        isobar.sqs-telemetry.topic=a/#       | isobar.sqs-telemetry.topic is 'a/#'; allowed is a topic without + and #
        isobar.sqs-telemetry.connections=17  | isobar.sqs-telemetry.connections is '17'; allowed is a whole number from 1 to 16
        isobar.inbox.queue=messages          | isobar.inbox.queue is 'messages'; allowed is empty, or the URL or the ARN of an SQS queue
        isobar.inbox.table=a/b               | isobar.inbox.table is 'a/b'; allowed is the name of a DynamoDB table
        isobar.inbox.uuid-key=a..b           | isobar.inbox.uuid-key is 'a..b'; allowed is the name of a member, or names with dots between them
        isobar.inbox.connections=0           | isobar.inbox.connections is '0'; allowed is a whole number from 1 to 16
        isobar.inbox.requests=1001           | isobar.inbox.requests is '1001'; allowed is a whole number from 1 to 1000
        isobar.inbox.numbers=roman           | isobar.inbox.numbers is 'roman'; allowed is number or text
        isobar.telemetry.zone=Mars           | isobar.telemetry.zone is 'Mars'; allowed is a time zone such as UTC, +01:00 or Europe/Berlin
        isobar.telemetry.sensor-id=raw       | isobar.telemetry.sensor-id is 'raw'; allowed is plain or quoted
        isobar.telemetry.tags.include=a,,b   | isobar.telemetry.tags.include[1] is ''; allowed is the name of an attribute
        isobar.telemetry.tags.rename[0].attribute= | isobar.telemetry.tags.rename[0].attribute is ''; allowed is the name of an attribute
        isobar.telemetry.tags.as-field[0].type=decimal | isobar.telemetry.tags.as-field[0].type is 'decimal'; allowed is float or integer or boolean or string
        isobar.telemetry.tags.drop=a         | isobar.telemetry.tags.drop is not a setting; see application.yml for all of them
        isobar.telemetry.tags.rename[0].nme=a | isobar.telemetry.tags.rename[0].nme is not a setting; see application.yml for all of them
        isobar.telemetry.tags.as-field[0].typ=integer | isobar.telemetry.tags.as-field[0].typ is not a setting; see application.yml for all of them
        isobar.telemetry.cardinality.budget=0 | isobar.telemetry.cardinality.budget is '0'; allowed is a whole number from 1 to 10000000
        isobar.telemetry.metadata-state=all  | isobar.telemetry.metadata-state is 'all'; allowed is none or tag or field
        isobar.metadata.stream=maybe         | isobar.metadata.stream is 'maybe'; allowed is auto or on or off
        isobar.metadata.on-error=park        | isobar.metadata.on-error is 'park'; allowed is wait or write
        isobar.metadata.on-miss=wait         | isobar.metadata.on-miss is 'wait'; allowed is write or park or wait-for
        isobar.metadata.wait-for=0s          | isobar.metadata.wait-for is 'PT0S'; allowed is a duration from 1ms to 365d
        isobar.metadata.wait-for=a while     | isobar.metadata.wait-for is 'a while'; allowed is a duration such as 50ms, 30s or 1h
        isobar.metadata.consistent-read=often | isobar.metadata.consistent-read is 'often'; allowed is true or false
        isobar.metadata.cache.stale-for=366d | isobar.metadata.cache.stale-for is 'PT8784H'; allowed is a duration from 1ms to 365d
        isobar.metadata.cache.absent-for=0s  | isobar.metadata.cache.absent-for is 'PT0S'; allowed is a duration from 1ms to 365d
        isobar.aws.endpoint=nowhere          | isobar.aws.endpoint is 'nowhere'; allowed is empty, or http:// or https:// with a host
        isobar.cloudwatch.namespace=AWS/Isobar | isobar.cloudwatch.namespace is 'AWS/Isobar'; allowed is empty, or up to 255 letters, digits, spaces and ._/#:- that do not begin with AWS/ or a colon
        isobar.cloudwatch.step=10ms          | isobar.cloudwatch.step is 'PT0.01S'; allowed is a duration from 1s to 1d
        isobar.data.slots=-1                 | isobar.data.slots is '-1'; allowed is a whole number from 0 to 1000
        isobar.broker.bind-address=0.0.0.0   | isobar.broker.bind-address is '0.0.0.0'; allowed is a loopback address, or any with isobar.broker.username and isobar.broker.password set
        isobar.influx.api=                   | isobar.influx.api is ''; allowed is a value that is not empty
        isobar.simulator.devices=0           | isobar.simulator.devices is '0'; allowed is a whole number from 1 to 100000
        """)
    void analyze_wrongSetting_namesItItsValueAndWhatIsAllowed(String setting, String line) {
        assertThat(line("--" + setting)).isEqualTo(line);
    }

    @Test
    void analyze_alpnWithPaho_saysThatItCannot() {
        assertThat(line("--isobar.mqtt.alpn=mqtt", "--isobar.mqtt.url=ssl://broker", "--isobar.mqtt.client=paho"))
                .isEqualTo(
                        "isobar.mqtt.alpn is 'mqtt'; allowed is none with isobar.mqtt.client paho, or any with netty");
    }

    /** Every bundle is made at the start, whether it is used or not. */
    @Test
    void analyze_bundleThatCannotBeWatched_saysWhyWithoutItsText() {
        String key = "MIGHAgEAMBMGByqGSM49";
        String said = line(
                settings().sources(SslAutoConfiguration.class),
                "--spring.ssl.bundle.pem.mqtt.reload-on-update=true",
                "--spring.ssl.bundle.pem.mqtt.keystore.private-key=-----BEGIN PRIVATE KEY-----\n" + key
                        + "\n-----END PRIVATE KEY-----");

        assertThat(said)
                .startsWith("Unable to register SSL bundle 'mqtt': ")
                .contains("keystore.private-key")
                .endsWith("(see spring.ssl.bundle)")
                .doesNotContain(key);
    }

    /** Each is set on top of a route that works. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        topic=                  | topic is ''; allowed is a topic filter, whose levels may be {name} (a topic filter must not be empty)
        topic=a/#/b             | topic is 'a/#/b'; allowed is a topic filter, whose levels may be {name} (# must be the whole of the last level of 'a/#/b')
        topic=a/{b}c            | topic is 'a/{b}c'; allowed is a topic filter, whose levels may be {name} ({name} must be the whole of a level)
        topic=a/{}/b            | topic is 'a/{}/b'; allowed is a topic filter, whose levels may be {name} (a level {} has no name)
        topic={a}/{a}           | topic is '{a}/{a}'; allowed is a topic filter, whose levels may be {name} (there are two levels {a})
        topic=$share/g/a        | topic is '$share/g/a'; allowed is a topic filter, whose levels may be {name} (isobar.mqtt.share-group is what puts $share before it)
        measurement=            | measurement is ''; allowed is a name that does not start with _ or #, is not 'time', and has no \\, " or line break in it
        measurement=#m          | measurement is '#m'; allowed is a name that does not start with _ or #, is not 'time', and has no \\, " or line break in it
        fields[0].from=a..b     | fields[0].from is 'a..b'; allowed is a member such as temp or battery.level ('a..b' has an empty name in it)
        fields[0].name=_field   | fields[0].name is '_field'; allowed is a name that does not start with _ or #, is not 'time', and has no \\, " or line break in it
        fields[0].name=time     | fields[0].name is 'time'; allowed is a name that does not start with _ or #, is not 'time', and has no \\, " or line break in it
        fields[1].from=temp     | fields[1].name is 'temp'; allowed is a name that no other field has
        fields[0].type=double   | fields[0].type is 'double'; allowed is float or integer or boolean or string
        fields[0].required=may  | fields[0].required is 'may'; allowed is true or false
        as=x                    | as is not a setting; see application.yml for all of them
        fields[0].typ=integer   | fields[0].typ is not a setting; see application.yml for all of them
        fields[0].type.of=a     | fields[0].type.of is not a setting; see application.yml for all of them
        fields.form=a           | fields.form is not a setting; see application.yml for all of them
        tags[0].valeu=a         | tags[0].valeu is not a setting; see application.yml for all of them
        tags[0].name=temp       | tags[0].name is 'temp'; allowed is a name that no other tag and no field has
        tags[1].name=site       | tags[1].name is 'site'; allowed is a name that no other tag and no field has
        tags[0].name=           | tags[0].name is ''; allowed is a name that does not start with _ or #, is not 'time', and has no \\, " or line break in it
        tags[0].value=          | tags[0].value is ''; allowed is a template such as {deviceid}
        tags[0].value={site     | tags[0].value is '{site'; allowed is a template such as {deviceid} (a { has no })
        tags[0].value=site}     | tags[0].value is 'site}'; allowed is a template such as {deviceid} (a } has no {)
        tags[0].value={{site}}  | tags[0].value is '{{site}}'; allowed is a template such as {deviceid} (a { has no })
        tags[0].value={}        | tags[0].value is '{}'; allowed is a template such as {deviceid} ('' has an empty name in it)
        key={a                  | key is '{a'; allowed is a template such as {metakey}, or empty (a { has no })
        key-attribute=          | key-attribute is ''; allowed is the name of an attribute
        time=                   | time is ''; allowed is a member such as sensordatetime or header.time ('' has an empty name in it)
        """)
    void analyze_wrongRoute_namesItsIndex(String setting, String line) {
        Map<String, String> route = new TreeMap<>(Map.of(
                "topic", "plant/{site}",
                "measurement", "temperature",
                "fields[0].from", "temp",
                "tags[0].name", "site",
                "tags[0].value", "{site}"));
        String[] parts = setting.split("=", -1);
        route.put(parts[0], parts[1]);
        if (setting.startsWith("tags[1]")) route.put("tags[1].value", "{x}");
        List<String> arguments = new ArrayList<>(WORKING_ROUTE);
        route.forEach((name, value) -> arguments.add("--isobar.telemetry.routes[1]." + name + "=" + value));

        String said = line(arguments.toArray(String[]::new));

        assertThat(said).isEqualTo("isobar.telemetry.routes[1]." + line);
    }

    @Test
    void analyze_routeWithoutFields_saysThatItNeedsOne() {
        assertThat(line("--isobar.telemetry.routes[0].topic=a", "--isobar.telemetry.routes[0].measurement=a"))
                .isEqualTo("isobar.telemetry.routes[0].fields is ''; allowed is at least one field");
    }

    /** A variable may belong to somebody else, and its name says only roughly which setting it means. */
    @Test
    void start_environmentVariables_areNotRefusedForTheirNames() {
        Map<String, Object> variables = Map.of(
                "ISOBAR_TELEMETRY_ROUTES_0_TOPIC", "a",
                "ISOBAR_TELEMETRY_ROUTES_0_MEASUREMENT", "a",
                "ISOBAR_TELEMETRY_ROUTES_0_FIELDS_0_FROM", "temp",
                "ISOBAR_TELEMETRY_ROUTES_0_FIELDS_0_TYP", "integer",
                "ISOBAR_TELEMETRY_TAGS_ASFIELD_0_ATTRIBUTE", "floor",
                "ISOBAR_HOME", "/opt/isobar");
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));

        try (ConfigurableApplicationContext started =
                settings().environment(environment).run()) {
            TelemetryProperties telemetry = started.getBean(TelemetryProperties.class);
            assertThat(telemetry.routes().getFirst().fields().getFirst().from()).isEqualTo("temp");
        }
    }

    /** The route of the later source is not used, and neither is its second field. */
    @Test
    void start_listOfAnotherSource_mayBeLonger() {
        try (ConfigurableApplicationContext started = settings()
                .properties("isobar.telemetry.routes[1].tags[0].name=a", "isobar.telemetry.routes[0].fields[1].from=a")
                .run(WORKING_ROUTE.toArray(String[]::new))) {
            TelemetryProperties telemetry = started.getBean(TelemetryProperties.class);
            assertThat(telemetry.routes().getFirst().fields()).hasSize(1);
        }
    }

    private static String line(String... arguments) {
        return line(settings(), arguments);
    }

    private static String line(SpringApplicationBuilder settings, String... arguments) {
        Throwable failure = catchThrowable(() -> settings.run(arguments).close());

        FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(failure);
        assertThat(analysis).as("%s", failure).isNotNull();
        return analysis.getDescription();
    }

    private static SpringApplicationBuilder settings() {
        return new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties("logging.level.org.springframework.boot=off");
    }
}
